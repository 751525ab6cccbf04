"""Adapters of WeChat, Alipay and OpenID Connect against stand-ins that hold to the published protocols."""

from datetime import timedelta

import httpx
import pytest

from channel_apps import ACCOUNT, ALI, ALIPAY, NAMES, OIDC, WECHAT, WX, WX2, StandIns
from venuecode.cli.emulate.keys import new_key, private_text, public_text
from venuecode.identity.channels import outbound
from venuecode.identity.channels.alipay import AlipayGateway, AlipaySignIn
from venuecode.identity.channels.model import (
    AccountBlocked,
    AnswerForged,
    ChannelBusy,
    ChannelDown,
    ChannelRefusesUs,
    CodeSpent,
)
from venuecode.identity.channels.outbound import Outbound
from venuecode.identity.channels.settings import AlipayApp, ChannelSettings, WechatApp
from venuecode.identity.channels.signing import is_signed, private_key, public_key, sign, signed_text
from venuecode.identity.channels.wechat import WechatSignIn
from venuecode.kernel.encryption import Algorithm, FieldKey, KeyRing


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    monkeypatch.setattr(outbound, "FIRST_PAUSE_SECONDS", 0)


@pytest.fixture
def ring():
    return KeyRing({1: FieldKey(1, Algorithm.AES_256_GCM, b"k" * 32)}, current=1, index_secret=b"i" * 32)


@pytest.fixture
def phones(clock):
    return StandIns(clock)


@pytest.fixture
def apps(phones, ring, clock):
    return phones.apps(ring, clock)


async def test_wechat_knows_the_same_user_by_another_id_in_each_app(phones, apps):
    first = await apps["wechat", WX].account(await phones.wechat_code("zhang"), None)
    again = await apps["wechat", WX].account(await phones.wechat_code("zhang"), None)
    other = await apps["wechat", WX2].account(await phones.wechat_code("zhang", WX2), None)
    assert first == again
    assert (first.provider, first.app_id) == ("wechat", WX)
    assert first.subjects != other.subjects


async def test_a_code_of_wechat_is_good_once_in_its_own_app_and_for_five_minutes(phones, apps, clock):
    used, foreign, late = [await phones.wechat_code("zhang") for _ in range(3)]
    await apps["wechat", WX].account(used, None)
    with pytest.raises(CodeSpent):
        await apps["wechat", WX].account(used, None)
    with pytest.raises(CodeSpent):
        await apps["wechat", WX2].account(foreign, None)
    clock.advance(timedelta(minutes=6))
    with pytest.raises(CodeSpent):
        await apps["wechat", WX].account(late, None)


@pytest.mark.parametrize(
    ("errcode", "means", "asked"),
    [
        (45011, ChannelBusy, 1),
        (40226, AccountBlocked, 1),
        (40163, CodeSpent, 1),
        (40029, CodeSpent, 1),
        (40125, ChannelRefusesUs, 1),
        (40013, ChannelRefusesUs, 1),
        (48001, ChannelRefusesUs, 1),
        (-1, ChannelDown, 2),
    ],
)
async def test_each_refusal_of_wechat_is_told_apart(phones, apps, errcode, means, asked):
    await phones.tell(f"{WECHAT}/emulator/trouble", errcode=errcode, times=2)
    with pytest.raises(means) as raised:
        await apps["wechat", WX].account(await phones.wechat_code("zhang"), None)
    assert len(phones.asked) == asked
    assert (raised.value.retry_after is not None) == (means in {ChannelBusy, ChannelDown})


async def test_a_wrong_secret_is_ours_to_mend(phones):
    app = WechatSignIn(WECHAT, WX, WechatApp(**NAMES, secret="wrong"), Outbound(ChannelSettings(), phones))
    with pytest.raises(ChannelRefusesUs):
        await app.account(await phones.wechat_code("zhang"), None)


async def test_a_channel_that_is_silent_once_is_asked_again(phones, apps):
    for failure in (httpx.ConnectError, httpx.ReadTimeout):
        phones.fail_next = [lambda request, kind=failure: kind("silent", request=request)]
        assert await apps["wechat", WX].account(await phones.wechat_code("zhang"), None)


@pytest.mark.parametrize(
    "answer", [httpx.Response(502), httpx.Response(200, text="<html>"), httpx.Response(200, json=[]),
               httpx.Response(200, json={"session_key": "x"})]
)  # fmt: skip
async def test_an_answer_that_is_none_is_no_sign_in(phones, apps, answer):
    phones.answer_next = [answer, answer]
    with pytest.raises(ChannelDown):
        await apps["wechat", WX].account("code", None)


async def test_alipay_takes_our_signature_and_we_take_theirs(phones, apps):
    account = await apps["alipay", ALI].account(await phones.alipay_code("li"), None)
    assert account.app_id == ALI
    assert account.subjects[0].startswith("open_id:")


async def test_a_code_of_alipay_is_good_once(phones, apps):
    code = await phones.alipay_code("li")
    await apps["alipay", ALI].account(code, None)
    with pytest.raises(CodeSpent):
        await apps["alipay", ALI].account(code, None)


async def test_an_answer_that_alipay_did_not_sign_is_not_believed(phones, apps):
    await phones.tell(f"{ALIPAY}/emulator/trouble", forge=True)
    with pytest.raises(AnswerForged):
        await apps["alipay", ALI].account(await phones.alipay_code("li"), None)


@pytest.mark.parametrize(
    ("code", "sub_code", "means"),
    [
        ("40005", "isv.app-call-limited", ChannelBusy),
        ("40006", "isv.insufficient-isv-permissions", ChannelRefusesUs),
        ("20000", "aop.unknow-error", ChannelDown),
        ("40002", "isv.code-invalid", CodeSpent),
    ],
)
async def test_each_refusal_of_alipay_is_told_apart(phones, apps, code, sub_code, means):
    await phones.tell(f"{ALIPAY}/emulator/trouble", code=code, sub_code=sub_code, times=2)
    with pytest.raises(means):
        await apps["alipay", ALI].account(await phones.alipay_code("li"), None)


def _alipay(phones, clock, app_key, alipay_keys):
    app = AlipayApp(**NAMES, private_key=private_text(app_key), alipay_keys=alipay_keys)
    return AlipaySignIn(
        ALI, app, AlipayGateway(f"{ALIPAY}/gateway.do", ALI, app, Outbound(ChannelSettings(), phones), clock)
    )


async def test_while_alipay_changes_its_key_the_old_and_the_new_one_are_good(phones, clock):
    old = public_text(phones.alipay_key)
    new = (await phones.tell(f"{ALIPAY}/emulator/rotate"))["public_key"]
    with pytest.raises(AnswerForged):
        await _alipay(phones, clock, phones.app_key, [old]).account(await phones.alipay_code("li"), None)
    assert await _alipay(phones, clock, phones.app_key, [old, new]).account(await phones.alipay_code("li"), None)


async def test_alipay_refuses_what_another_key_signed(phones, clock):
    stranger = _alipay(phones, clock, new_key(), [public_text(phones.alipay_key)])
    with pytest.raises(ChannelRefusesUs):
        await stranger.account(await phones.alipay_code("li"), None)


def test_rsa2_signs_filled_parameters_by_name_and_tells_any_change():
    key = new_key()
    text = signed_text({"b": "2", "a": "1", "sign": "x", "empty": ""})
    assert text == "a=1&b=2"
    signature = sign(text, private_key(private_text(key)))
    keys = [public_key(public_text(key))]
    assert is_signed(text, signature, keys)
    assert not is_signed(text + " ", signature, keys)
    assert not is_signed(text, "not base64", keys)


async def _signed_in(phones, app, user="wang"):
    begun = await app.begin()
    return await phones.oidc_code(begun.url, user)


async def test_openid_connect_knows_the_same_user_again_also_after_the_provider_changed_its_key(phones, apps):
    app = apps["oidc", ACCOUNT]
    first = await app.account(*await _signed_in(phones, app))
    await phones.tell(f"{OIDC}/emulator/rotate")
    assert await app.account(*await _signed_in(phones, app)) == first
    assert first.subjects[0].startswith("sub:")


@pytest.mark.parametrize("spoil", ["forge", "nonce", "aud"])
async def test_a_token_that_is_not_for_us_is_not_believed(phones, apps, spoil):
    await phones.tell(f"{OIDC}/emulator/trouble", spoil=spoil)
    app = apps["oidc", ACCOUNT]
    with pytest.raises(AnswerForged):
        await app.account(*await _signed_in(phones, app))


async def test_a_way_back_that_is_old_used_or_made_up_leads_nowhere(phones, apps, clock):
    app = apps["oidc", ACCOUNT]
    code, state = await _signed_in(phones, app)
    await app.account(code, state)
    for wrong in ((code, state), (code, "made-up"), (code, None)):
        with pytest.raises(CodeSpent):
            await app.account(*wrong)
    late = await _signed_in(phones, app)
    clock.advance(timedelta(minutes=11))
    with pytest.raises(CodeSpent):
        await app.account(*late)
