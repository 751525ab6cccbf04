"""Notices to those who were exposed: numbers first, a brake, each phone once, read by the person; over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from people import bearer, resident_id
from trace_office import NEXT_DOOR, WHY, Office
from venuecode.identity.model import Role
from venuecode.identity.people.sealing import PersonSeal
from venuecode.identity.people.service import People
from venuecode.infra.notifications.sms import Sms, SmsFailed
from venuecode.tracing.notices.jobs import MOST_TRIES, NoticeSender
from venuecode.tracing.notices.service import Notices
from venuecode.tracing.settings import TracingSettings

CONTACTS = {"reason": WHY, "urgency": "urgent", "classes": ["close_contact", "companion"]}


class Carrier:
    """Keeps what it is given, by key; fails as long as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.taken: list[Sms] = []
        self.offered: list[str] = []

    async def send(self, sms: Sms) -> None:
        self.offered.append(sms.key)
        if self.failures:
            self.failures -= 1
            raise SmsFailed
        self.taken.append(sms)


def sender(office: Office, carrier: Carrier) -> NoticeSender:
    seal: PersonSeal = office.app.state.services[People].seal
    return NoticeSender(office.db, office.clock, seal, carrier)


async def send(office: Office, case_id: int, **changes: Any) -> dict[str, Any]:
    path = f"/traces/{case_id}/notices"
    return dict(await office.ask(office.tracer, "POST", path, 201, json={**CONTACTS, **changes}))


async def of_case(office: Office, case_id: int) -> list[dict[str, Any]]:
    return list((await office.ask(office.tracer, "GET", f"/cases/{case_id}/notices"))["items"])


async def mine(office: Office, token: str) -> dict[str, Any]:
    return dict(await office.ask(bearer(token), "GET", "/me/notices"))


async def test_a_preview_tells_numbers_and_words_and_tells_nobody(office: Office):
    case = await office.open_case()
    path = f"/traces/{case['id']}/notices/preview"
    seen = await office.ask(office.tracer, "POST", path, json=CONTACTS)
    assert (seen["people"], seen["messages"], seen["no_phone"], seen["second_officer"]) == (1, 1, 0, False)
    assert [(one["division"]["code"], one["people"]) for one in seen["elsewhere"]] == [(NEXT_DOOR, 1)]
    assert await of_case(office, case["id"]) == []
    assert await mine(office, office.mate_token) == {"items": [], "unread": 0}
    both = {**CONTACTS, "venue": {"venue_id": 1, "since": "2026-05-05T00:00:00Z", "until": "2026-05-06T00:00:00Z"}}
    await office.ask(office.tracer, "POST", path, 422, json=both)
    await office.ask(office.other, "POST", path, 404, json=CONTACTS)


async def test_a_notice_is_read_in_the_app_and_counted_and_says_nothing_of_the_case(office: Office):
    case = await office.open_case()
    sent = await send(office, case["id"])
    assert (sent["state"], sent["people"], sent["read"]) == ("sending", 1, 0)
    own = await mine(office, office.mate_token)
    [notice] = own["items"]
    day = (office.clock.now() - timedelta(days=1)).date().isoformat()
    assert (own["unread"], notice["urgency"], notice["mine"], notice["day"]) == (1, "urgent", True, day)
    assert notice["title"]["en"] == "Urgent: stay at home and wait to be called"
    said = str({**notice, "masked_name": ""})
    for secret in ("李", case["number"], str(case["person_id"]), WHY, "古城餐馆"):
        assert secret not in said.replace(f"'person_id': {office.mate}", "").replace(str(notice["id"]), "")
    path = f"/me/notices/{notice['id']}/read"
    await office.ask(bearer(office.case_token), "POST", path, 404)
    for _ in range(2):
        await office.ask(bearer(office.mate_token), "POST", path, 204)
    assert (await mine(office, office.mate_token))["unread"] == 0
    assert [one["read"] for one in await of_case(office, case["id"])] == [1]
    refused = await office.ask(office.tracer, "POST", f"/traces/{case['id']}/notices", 409, json=CONTACTS)
    assert refused["code"] == "notice.nobody_to_tell"
    advice = {**CONTACTS, "urgency": "advice"}
    await office.ask(office.tracer, "POST", f"/traces/{case['id']}/notices", 409, json=advice)


async def test_a_venues_notice_names_the_venue_and_reaches_whoever_looks_after_a_child(office: Office):
    case = await office.open_case()
    child = {"name": "王小宝", "document_type": "resident_id", "document_number": resident_id("20160102")}
    bound = await office.ask(
        bearer(office.mate_token), "POST", "/me/family", 201, json={**child, "relation": "child", "consent": True}
    )
    assert office.place is not None
    noon = office.clock.now() - timedelta(days=1)
    await office.visit(int(bound["person_id"]), office.place, noon + timedelta(minutes=10), 40)
    await office.follow()
    venue = {
        "venue_id": office.place.venue_id,
        "since": (noon - timedelta(hours=1)).isoformat(),
        "until": (noon + timedelta(hours=2)).isoformat(),
    }
    sent = await send(office, case["id"], urgency="advice", classes=[], venue=venue)
    assert (sent["kind"], sent["people"], sent["venue_name"]) == ("venue", 2, "古城餐馆")
    own = await mine(office, office.mate_token)
    assert {(one["mine"], one["masked_name"]) for one in own["items"]} == {(True, "王*二"), (False, "王*宝")}
    assert all("古城餐馆" in one["body"]["zh"] and "古城餐馆" in one["body"]["en"] for one in own["items"])
    carrier = Carrier()
    await sender(office, carrier).run()
    assert len(carrier.taken) == 1  # one phone, one message
    assert "古城餐馆" not in carrier.taken[0].text
    [counted] = await of_case(office, case["id"])
    assert (counted["state"], counted["sms_sent"], counted["no_phone"]) == ("sent", 1, 0)


async def test_messages_are_tried_again_and_reach_each_phone_once_under_one_key(office: Office):
    case = await office.open_case()
    await send(office, case["id"])
    carrier = Carrier(failures=2)
    work = sender(office, carrier)
    for _ in range(3):
        await work.run()
        await work.run()  # another worker at the same moment finds nothing due
        office.clock.advance(timedelta(minutes=5))
    [key] = [sms.key for sms in carrier.taken]
    assert carrier.offered == [key] * 3
    assert carrier.taken[0].phone.startswith("+86")
    assert "健康" in carrier.taken[0].text
    assert "health notice" in carrier.taken[0].text
    office.clock.advance(timedelta(hours=1))
    await work.run()
    assert len(carrier.taken) == 1
    [counted] = await of_case(office, case["id"])
    assert (counted["state"], counted["sms_sent"], counted["sms_waiting"]) == ("sent", 1, 0)


async def test_a_gateway_that_never_answers_is_given_up_and_counted(office: Office):
    case = await office.open_case()
    await send(office, case["id"])
    work = sender(office, Carrier(failures=100))
    for _ in range(MOST_TRIES):
        await work.run()
        office.clock.advance(timedelta(hours=1))
    [counted] = await of_case(office, case["id"])
    assert (counted["state"], counted["sms_failed"], counted["sms_waiting"]) == ("sent", 1, 0)


@pytest.fixture
def braked(office: Office) -> Office:
    """An office where nobody tells anybody alone."""
    notices: Notices = office.app.state.services[Notices]
    notices._settings = TracingSettings(notice_people=0)
    return office


async def test_above_the_brake_a_second_officer_must_agree_before_anybody_is_told(braked: Office):
    office, case = braked, await braked.open_case()
    waiting = await send(office, case["id"])
    assert (waiting["state"], waiting["made_by_me"]) == ("waiting", True)
    carrier = Carrier()
    await sender(office, carrier).run()
    assert carrier.taken == []
    assert (await mine(office, office.mate_token))["items"] == []
    path = f"/notices/{waiting['id']}/decision"
    refused = await office.ask(office.tracer, "POST", path, 403, json={"approve": True})
    assert refused["code"] == "case.second_officer_needed"
    await office.ask(office.other, "POST", path, 404, json={"approve": True})
    second = await office.officer(Role.APPROVER)
    [listed] = (await office.ask(second, "GET", "/notices/waiting"))["items"]
    assert (listed["id"], listed["reason"]) == (waiting["id"], WHY)
    assert (await office.ask(second, "POST", path, json={"approve": True}))["state"] == "sending"
    again = await office.ask(second, "POST", path, 409, json={"approve": False})
    assert again["code"] == "notice.not_waiting"
    await sender(office, carrier).run()
    assert len(carrier.taken) == 1
    assert (await mine(office, office.mate_token))["unread"] == 1


async def test_a_refused_notice_tells_nobody_and_leaves_them_to_be_told_later(braked: Office):
    office, case = braked, await braked.open_case()
    waiting = await send(office, case["id"])
    second = await office.officer(Role.HEALTH_OFFICER)
    path = f"/notices/{waiting['id']}/decision"
    assert (await office.ask(second, "POST", path, json={"approve": False}))["state"] == "refused"
    carrier = Carrier()
    await sender(office, carrier).run()
    assert (carrier.taken, (await mine(office, office.mate_token))["items"]) == ([], [])
    assert (await send(office, case["id"]))["state"] == "waiting"
