from test_registration import newcomer

from people import DONGCHANGFU, bearer, citizen_token, make_officer, phone, register_citizen, resident_id
from venuecode.identity.model import Role


async def lost(app, name="张小明"):
    """Somebody registered, whose phone is gone: (document form, old phone, person id, old token)."""
    number, old = resident_id(), phone()
    token, person_id = await register_citizen(app, name, number=number, mobile=old)
    form = {"name": name, "document_type": "resident_id", "document_number": number}
    return form, old, person_id, token


async def test_a_code_to_the_old_phone_moves_the_account_to_the_new_one(client, app):
    form, old, person_id, token = await lost(app)
    new = phone()
    coming = bearer(await newcomer(client, new))
    sent = (await client.post("/api/v1/me/recovery/codes", json=form, headers=coming)).json()
    assert sent["masked_phone"][-4:] == old[-4:]
    answer = await client.post("/api/v1/me/recovery", json=form | {"code": sent["demo_code"]}, headers=coming)
    me = (await client.get("/api/v1/me", headers=bearer(answer.json()["token"]))).json()
    assert (me["person"]["person_id"], me["masked_phone"][-4:]) == (person_id, new[-4:])
    assert (await client.get("/api/v1/me", headers=bearer(token))).json()["code"] == "session.ended"
    assert (await client.get("/api/v1/me", headers=coming)).json()["code"] == "session.ended"
    assert (await client.get("/api/v1/me", headers=bearer(await newcomer(client, old)))).json()["registered"] is False


async def test_a_sign_in_code_is_no_recovery_code(client, app):
    form, old, _, _ = await lost(app)
    code = (await client.post("/api/v1/sign-in/codes", json={"phone": old})).json()["demo_code"]
    coming = bearer(await newcomer(client))
    answer = await client.post("/api/v1/me/recovery", json=form | {"code": code}, headers=coming)
    assert answer.json()["code"] == "code.spent"


async def test_without_the_right_name_nothing_is_told_or_sent(client, app, db):
    form, _, _, _ = await lost(app)
    coming = bearer(await newcomer(client))
    for wrong in (form | {"name": "李四光"}, form | {"document_number": resident_id()}):
        answer = await client.post("/api/v1/me/recovery/codes", json=wrong, headers=coming)
        assert (answer.status_code, answer.json()["code"]) == (404, "recovery.nothing")
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from phone_code where purpose = 'recovery'") == 0


async def test_an_officer_of_the_home_division_helps(client, app):
    form, _, person_id, token = await lost(app)
    new = phone()
    coming = bearer(await newcomer(client, new))
    asked = await client.post("/api/v1/me/recovery/help", json=form, headers=coming)
    again = await client.post("/api/v1/me/recovery/help", json=form, headers=coming)
    assert asked.json() == again.json()
    elsewhere = bearer(await make_officer(app, Role.REVIEWER, "370200"))
    path = f"/api/v1/recoveries/{asked.json()['request_id']}/decision"
    body = {"approve": True, "reason": "本人持身份证到窗口办理"}
    assert (await client.get("/api/v1/recoveries", headers=elsewhere)).json()["items"] == []
    assert (await client.post(path, json=body, headers=elsewhere)).status_code == 404

    officer = bearer(await make_officer(app, Role.REVIEWER, DONGCHANGFU))
    listed = (await client.get("/api/v1/recoveries", headers=officer)).json()["items"]
    assert [(r["masked_name"], r["new_phone"][-4:]) for r in listed] == [("张*明", new[-4:])]
    assert (await client.post(path, json=body, headers=officer)).status_code == 204
    assert (await client.post(path, json=body, headers=officer)).status_code == 404
    assert (await client.get("/api/v1/me", headers=bearer(token))).json()["code"] == "session.ended"
    mine = bearer(await citizen_token(app, person_id))
    looks = (await client.get("/api/v1/me/looks", headers=mine)).json()["items"]
    assert [(look["action"], look["reason"]) for look in looks] == [("person.recovered", "本人持身份证到窗口办理")]


async def test_a_rejected_request_changes_nothing(client, app):
    form, old, person_id, token = await lost(app)
    coming = bearer(await newcomer(client))
    asked = (await client.post("/api/v1/me/recovery/help", json=form, headers=coming)).json()
    officer = bearer(await make_officer(app, Role.REVIEWER, DONGCHANGFU))
    body = {"approve": False, "reason": "证件与本人不符"}
    path = f"/api/v1/recoveries/{asked['request_id']}/decision"
    assert (await client.post(path, json=body, headers=officer)).status_code == 204
    me = (await client.get("/api/v1/me", headers=bearer(token))).json()
    assert (me["person"]["person_id"], me["masked_phone"][-4:]) == (person_id, old[-4:])


async def test_a_ward_who_got_a_phone_is_let_in_by_the_guardian(client, app):
    guardian_phone = phone()
    guardian, _ = await register_citizen(app, mobile=guardian_phone)
    form = {"name": "张小宝", "document_type": "resident_id", "document_number": resident_id(born="20120501")}
    bound = await client.post(
        "/api/v1/me/family", json=form | {"relation": "child", "consent": True}, headers=bearer(guardian)
    )
    coming = bearer(await newcomer(client))
    sent = (await client.post("/api/v1/me/recovery/codes", json=form, headers=coming)).json()
    assert sent["masked_phone"][-4:] == guardian_phone[-4:]
    answer = await client.post("/api/v1/me/recovery", json=form | {"code": sent["demo_code"]}, headers=coming)
    me = (await client.get("/api/v1/me", headers=bearer(answer.json()["token"]))).json()
    assert (me["person"]["person_id"], me["person"]["state"]) == (bound.json()["person_id"], "registered")
