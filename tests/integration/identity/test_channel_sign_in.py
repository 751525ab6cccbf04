"""Accounts of channels: how they lead to a person, and that many of them lead to one."""

from datetime import timedelta

import pytest

from channel_apps import ACCOUNT, ALI, WX, WX2, StandIns, connect
from people import bearer, phone, register_citizen, resident_id

V1 = "/api/v1"
clock_step = timedelta(minutes=2)
link_life = timedelta(minutes=31)


@pytest.fixture
def phones(app, clock):
    stand_ins = StandIns(clock)
    connect(app, stand_ins)
    return stand_ins


async def come(client, provider, app_id, code, state=None, **more):
    body = {"provider": provider, "app_id": app_id, "code": code, "state": state, **more}
    return await client.post(f"{V1}/sign-in/channel", json=body)


async def prove(client, clock, mobile, link=None):
    sent = (await client.post(f"{V1}/sign-in/codes", json={"phone": mobile})).json()
    body = {"phone": mobile, "code": sent["demo_code"], "link": link}
    return await client.post(f"{V1}/sign-in", json=body)


async def person_of(client, token):
    return (await client.get(f"{V1}/me", headers=bearer(token))).json()["person"]


async def oidc_come(client, phones, user):
    begun = (await client.post(f"{V1}/sign-in/oidc/{ACCOUNT}")).json()
    code, state = await phones.oidc_code(begun["url"], user)
    assert state == begun["state"]
    return await come(client, "oidc", ACCOUNT, code, state)


async def test_a_first_sign_in_leads_to_registration_and_the_next_one_to_the_person(client, phones, clock):
    first = (await come(client, "wechat", WX, await phones.wechat_code("zhang"))).json()
    assert first["session"] is None
    newcomer = (await prove(client, clock, phone(), first["link"])).json()
    assert newcomer["registered"] is False
    options = (await client.get(f"{V1}/registration/options")).json()
    form = {
        "name": "张小明",
        "document_type": "resident_id",
        "document_number": resident_id(),
        "division_code": "371502",
        "privacy_version": options["privacy_version"],
    }
    made = await client.post(f"{V1}/me", json=form, headers=bearer(newcomer["token"]))
    assert made.status_code == 201, made.text
    again = (await come(client, "wechat", WX, await phones.wechat_code("zhang"))).json()
    assert again["session"]["registered"] is True
    assert (await person_of(client, again["session"]["token"]))["person_id"] == made.json()["me"]["person"]["person_id"]


async def test_the_same_person_on_five_channels_is_one_person(app, client, phones, clock):
    mobile = phone()
    token, person_id = await register_citizen(app, mobile=mobile)

    async def ways():
        yield await come(client, "wechat", WX, await phones.wechat_code("zhang"))
        yield await come(client, "wechat", WX2, await phones.wechat_code("zhang", WX2))
        yield await come(client, "alipay", ALI, await phones.alipay_code("zhang"))
        yield await oidc_come(client, phones, "zhang")

    async for stranger in ways():
        clock.advance(clock_step)
        linked = await prove(client, clock, mobile, stranger.json()["link"])
        assert (await person_of(client, linked.json()["token"]))["person_id"] == person_id
    async for known in ways():
        session = known.json()["session"]
        assert (await person_of(client, session["token"]))["person_id"] == person_id
    logins = (await client.get(f"{V1}/me/logins", headers=bearer(token))).json()["items"]
    assert [(one["provider"], one["app_id"]) for one in logins] == [
        ("phone", ""), ("wechat", WX), ("wechat", WX2), ("alipay", ALI), ("oidc", ACCOUNT),
    ]  # fmt: skip


async def test_an_account_that_was_unlinked_leads_to_nobody_and_can_be_linked_anew(app, client, phones, clock):
    mobile = phone()
    token, _ = await register_citizen(app, mobile=mobile)
    stranger = (await come(client, "alipay", ALI, await phones.alipay_code("li"))).json()
    await prove(client, clock, mobile, stranger["link"])
    assert (await client.delete(f"{V1}/me/logins/alipay/{ALI}", headers=bearer(token))).status_code == 204
    assert (await client.delete(f"{V1}/me/logins/alipay/{ALI}", headers=bearer(token))).status_code == 404
    assert (await come(client, "alipay", ALI, await phones.alipay_code("li"))).json()["session"] is None


async def test_a_link_is_worth_nothing_without_the_code_and_not_for_long(app, client, phones, clock):
    mobile = phone()
    await register_citizen(app, mobile=mobile)
    link = (await come(client, "wechat", WX, await phones.wechat_code("wang"))).json()["link"]
    body = {"phone": mobile, "code": "000000", "link": link}
    assert (await client.post(f"{V1}/sign-in", json=body)).status_code == 422
    clock.advance(link_life)
    late = await prove(client, clock, mobile, link)
    assert (late.status_code, late.json()["code"]) == (409, "channel.link_expired")
    assert (await client.post(f"{V1}/sign-in", json={**body, "link": "made-up"})).status_code == 409


async def test_an_account_of_somebody_else_is_not_taken_over(app, client, phones, clock):
    mine, theirs = phone(), phone()
    await register_citizen(app, mobile=mine)
    await register_citizen(app, "王芳", mobile=theirs)
    first = (await come(client, "wechat", WX, await phones.wechat_code("zhang"))).json()["link"]
    second = (await come(client, "wechat", WX, await phones.wechat_code("zhang"))).json()["link"]
    assert (await prove(client, clock, theirs, first)).status_code == 200
    refused = await prove(client, clock, mine, second)
    assert (refused.status_code, refused.json()["code"]) == (409, "channel.linked_elsewhere")


async def test_who_links_an_account_of_somebody_else_does_not_become_that_person(app, client, phones, clock):
    theirs = phone()
    await register_citizen(app, "王芳", mobile=theirs)
    first = await come(client, "wechat", WX, await phones.wechat_code("wang"), linking=True)
    assert first.json()["session"] is None
    assert (await prove(client, clock, theirs, first.json()["link"])).status_code == 200
    refused = await come(client, "wechat", WX, await phones.wechat_code("wang"), linking=True)
    assert (refused.status_code, refused.json()["code"]) == (409, "channel.linked_elsewhere")
    assert "token" not in refused.text


async def test_a_code_that_was_used_is_refused_in_words(client, phones):
    code = await phones.wechat_code("zhang")
    await come(client, "wechat", WX, code)
    answer = await come(client, "wechat", WX, code)
    assert (answer.status_code, answer.json()["code"]) == (409, "channel.code_spent")


async def test_an_app_that_is_not_in_the_settings_is_unknown(client):
    answer = await come(client, "wechat", "wx9", "x")
    assert (answer.status_code, answer.json()["code"]) == (422, "channel.unknown")
