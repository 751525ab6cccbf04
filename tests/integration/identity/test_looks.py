import pytest

from people import DONGCHANGFU, bearer, make_officer, phone, register_citizen, resident_id
from venuecode.audit.service import AuditLog
from venuecode.identity.model import Role

WHY = "核酸结果录入"


async def look_up(client, headers, number, reason=WHY):
    body = {"document_type": "resident_id", "document_number": number, "reason": reason}
    return await client.post("/api/v1/people/look-ups", json=body, headers=headers)


@pytest.fixture
async def officer(app) -> dict[str, str]:
    return bearer(await make_officer(app, Role.HEALTH_OFFICER, DONGCHANGFU))


async def test_a_look_gives_what_is_needed_and_the_person_reads_why(client, app, officer):
    number, mobile = resident_id(), phone()
    token, person_id = await register_citizen(app, "欧阳小明", number=number, mobile=mobile)
    found = (await look_up(client, officer, number)).json()
    assert (found["person_id"], found["masked_name"]) == (person_id, "欧**明")
    assert number not in str(found)
    full = await client.post(f"/api/v1/people/{person_id}/looks", json={"reason": "流调电话联系"}, headers=officer)
    assert (full.json()["name"], full.json()["document_number"], full.json()["phone"]) == ("欧阳小明", number, mobile)
    looks = (await client.get("/api/v1/me/looks", headers=bearer(token))).json()["items"]
    assert [(look["action"], look["reason"], look["role"]["zh"]) for look in looks] == [
        ("person.seen", "流调电话联系", "疫情防控人员"),
        ("person.looked_up", WHY, "疫情防控人员"),
    ]
    assert looks[0]["division"]["zh"] == "山东省聊城市东昌府区"


async def test_nobody_and_somebody_elsewhere_are_answered_alike_and_both_recorded(client, app, officer):
    number = resident_id()
    token, person_id = await register_citizen(app, number=number, division="370202")
    elsewhere, nobody = await look_up(client, officer, number), await look_up(client, officer, resident_id())
    assert elsewhere.status_code == nobody.status_code == 404
    assert elsewhere.json() == nobody.json()
    see = await client.post(f"/api/v1/people/{person_id}/looks", json={"reason": WHY}, headers=officer)
    assert see.status_code == 404
    assert (await client.get("/api/v1/me/looks", headers=bearer(token))).json()["items"] == []
    auditor = bearer(await make_officer(app, Role.AUDITOR, DONGCHANGFU))
    path = "/api/v1/audit/events?action=person.look_refused"
    assert len((await client.get(path, headers=auditor)).json()["items"]) == 3


async def test_a_look_needs_a_reason_and_the_right_role(client, app, officer):
    number = resident_id()
    await register_citizen(app, number=number)
    assert (await look_up(client, officer, number, " ")).status_code == 422
    for role in (Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR, Role.REGULATOR):
        other = bearer(await make_officer(app, role, DONGCHANGFU))
        assert (await look_up(client, other, number)).status_code == 403


async def test_a_number_that_cannot_be_is_told_at_the_field(client, officer):
    answer = await look_up(client, officer, "123")
    assert list(answer.json()["fields"]) == ["document_number"]


async def test_an_auditor_reads_the_own_divisions_only(client, app):
    await register_citizen(app, division=DONGCHANGFU)
    await register_citizen(app, division="370202")
    path = "/api/v1/audit/events?action=person.registered"
    for division, count in ((DONGCHANGFU, 1), ("371500", 1), ("370200", 1), ("370000", 2)):
        auditor = bearer(await make_officer(app, Role.AUDITOR, division))
        assert len((await client.get(path, headers=auditor)).json()["items"]) == count


async def test_looks_are_read_page_by_page(client, app, officer):
    token, person_id = await register_citizen(app)
    for number in range(5):
        body = {"reason": f"第{number}次核对"}
        await client.post(f"/api/v1/people/{person_id}/looks", json=body, headers=officer)
    seen, before = [], ""
    while before is not None:
        page = (await client.get(f"/api/v1/me/looks?limit=2{before}", headers=bearer(token))).json()
        seen += [look["reason"] for look in page["items"]]
        before = page["next"] and f"&before={page['next']}"
    assert seen == [f"第{number}次核对" for number in (4, 3, 2, 1, 0)]


async def test_all_that_was_recorded_is_linked_and_intact(client, app, officer):
    number = resident_id()
    await register_citizen(app, number=number)
    await look_up(client, officer, number)
    audit: AuditLog = app.state.services[AuditLog]
    while await audit.link_pending():
        pass
    verification = await audit.verify()
    assert verification.intact
    assert verification.checked >= 3
