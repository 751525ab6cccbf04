"""Messages to people's phones: by the platform that they came by, else by text message."""

from typing import Any

import pytest

from channel_apps import ALI, WX, StandIns, connect
from people import bearer, phone, register_citizen
from venuecode.identity.channels.links import AccountLinks
from venuecode.identity.messages.model import Notice
from venuecode.identity.messages.service import JOB, Messages
from venuecode.identity.people.service import People
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.infra.notifications.sms import Sms, SmsFailed

V1 = "/api/v1"
VALUES = {"venue": "光明超市", "result": "已通过", "result_en": "approved"}


class Carrier:
    """Keeps text messages instead of sending them."""

    def __init__(self) -> None:
        self.sent: list[Sms] = []
        self.down = False

    async def send(self, sms: Sms) -> None:
        if self.down:
            raise SmsFailed
        self.sent.append(sms)


@pytest.fixture
def phones(app, clock):
    stand_ins = StandIns(clock)
    connect(app, stand_ins)
    return stand_ins


@pytest.fixture
def carrier():
    return Carrier()


@pytest.fixture
def messages(app, phones, clock, carrier):
    services = app.state.services
    found = phones.messengers(clock)
    return Messages(services[Database], services[People], services[AccountLinks], carrier, found)


async def linked(client, app, phones, provider, app_id, user) -> int:
    """Register somebody and link an account; return the person's id."""
    mobile = phone()
    token, _ = await register_citizen(app, mobile=mobile)
    code = await (phones.wechat_code(user) if provider == "wechat" else phones.alipay_code(user))
    body: dict[str, Any] = {"provider": provider, "app_id": app_id, "code": code}
    link = (await client.post(f"{V1}/sign-in/channel", json=body)).json()["link"]
    sent = (await client.post(f"{V1}/sign-in/codes", json={"phone": mobile})).json()
    await client.post(f"{V1}/sign-in", json={"phone": mobile, "code": sent["demo_code"], "link": link})
    return int((await client.get(f"{V1}/me", headers=bearer(token))).json()["person"]["person_id"])


def reviewed(person_id: int) -> dict[str, Any]:
    return {"person_id": person_id, "notice": Notice.APPLICATION_REVIEWED.value, "values": VALUES}


@pytest.mark.parametrize(("provider", "app_id"), [("wechat", WX), ("alipay", ALI)])
async def test_who_agreed_gets_the_platforms_message_and_no_text(
    app, client, phones, messages, carrier, provider, app_id
):
    person_id = await linked(client, app, phones, provider, app_id, "zhang")
    await phones.subscribe(provider, app_id, "zhang", "tmpl-reviewed")
    await messages.deliver(reviewed(person_id))
    [message] = await phones.messages(provider)
    assert message["page"] == "pages/venues/venues"
    assert "光明超市" in str(message["data"])
    assert carrier.sent == []


@pytest.mark.parametrize(("provider", "app_id"), [("wechat", WX), ("alipay", ALI)])
async def test_who_did_not_agree_gets_a_text_message_in_both_languages(
    app, client, phones, messages, carrier, provider, app_id
):
    person_id = await linked(client, app, phones, provider, app_id, "zhang")
    await messages.deliver(reviewed(person_id))
    [sms] = carrier.sent
    assert sms.template == "application_reviewed"
    assert sms.text == "您申请的场所码（光明超市）已通过。 Your application for 光明超市: approved."
    assert await phones.messages(provider) == []


async def test_a_platform_that_is_away_is_no_reason_to_say_nothing(app, client, phones, messages, carrier):
    person_id = await linked(client, app, phones, "wechat", WX, "zhang")
    await phones.subscribe("wechat", WX, "zhang", "tmpl-reviewed")
    phones.away = True
    await messages.deliver(reviewed(person_id))
    assert len(carrier.sent) == 1


async def test_an_access_token_that_wechat_no_longer_takes_is_asked_for_anew(app, client, phones, messages, clock):
    person_id = await linked(client, app, phones, "wechat", WX, "zhang")
    for _ in range(2):
        await phones.subscribe("wechat", WX, "zhang", "tmpl-reviewed")
    await messages.deliver(reviewed(person_id))
    await phones.forget_tokens()
    await messages.deliver(reviewed(person_id))
    assert len(await phones.messages("wechat")) == 2


async def test_what_nobody_takes_is_tried_again(app, messages, carrier):
    _, person_id = await register_citizen(app)
    carrier.down = True
    with pytest.raises(SmsFailed):
        await messages.deliver(reviewed(person_id))


async def test_the_worker_knows_the_job(app):
    assert JOB in app.state.services[JobBook].functions


async def test_an_app_learns_which_messages_it_may_ask_for(client):
    answer = await client.get(f"{V1}/channels/wechat/{WX}/messages")
    assert answer.json() == {"items": []}, "none is set here"
