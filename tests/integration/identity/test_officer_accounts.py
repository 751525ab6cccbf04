import pytest

from people import DONGCHANGFU, LIAOCHENG, bearer, make_officer, register_citizen
from venuecode.identity.model import Role

NEW = {"user_name": "wang.fang", "display_name": "王芳", "role": "reviewer", "division_code": DONGCHANGFU}


@pytest.fixture
async def administrator(app) -> dict[str, str]:
    return bearer(await make_officer(app, Role.ADMINISTRATOR, LIAOCHENG, "admin"))


async def create(client, administrator, **changes):
    return await client.post("/api/v1/officers", json=NEW | changes, headers=administrator)


async def _sign_in(client, name, password):
    step = (await client.post("/api/v1/officers/sign-in", json={"user_name": name, "password": password})).json()
    body = {"ticket": step["ticket"], "code": step["demo_code"]}
    return bearer((await client.post("/api/v1/officers/sign-in/totp", json=body)).json()["token"])


async def test_a_new_officer_changes_the_password_before_any_work(client, administrator):
    created = (await create(client, administrator, role="administrator")).json()
    assert created["officer"]["password_temporary"] is True
    own = await _sign_in(client, "wang.fang", created["password"])
    refused = await client.get("/api/v1/officers", headers=own)
    assert (refused.status_code, refused.json()["code"]) == (403, "officer.password_temporary")
    body = {"present": created["password"], "chosen": "my-own-words-9"}
    assert (await client.post("/api/v1/officers/me/password", json=body, headers=own)).status_code == 204
    assert (await client.get("/api/v1/officers", headers=own)).status_code == 200


async def test_an_administrator_makes_nobody_outside_the_own_division(client, administrator):
    for division in ("370000", "370200", "000000"):
        answer = await create(client, administrator, division_code=division)
        assert (answer.status_code, answer.json()["code"]) == (403, "officer.out_of_scope")
    assert (await create(client, administrator, division_code="999999")).json()["code"] == "division.unknown"


async def test_a_user_name_is_taken_whatever_its_case(client, administrator):
    assert (await create(client, administrator)).status_code == 201
    answer = await create(client, administrator, user_name="Wang.Fang")
    assert (answer.status_code, answer.json()["code"]) == (409, "officer.user_name_taken")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_other_roles_keep_no_accounts(client, app, role):
    token = await make_officer(app, role, LIAOCHENG)
    assert (await create(client, bearer(token))).json()["code"] == "not_allowed"
    assert (await client.get("/api/v1/officers", headers=bearer(token))).status_code == 403


async def test_a_citizen_is_no_officer_and_an_officer_no_citizen(client, app, administrator):
    token, _ = await register_citizen(app)
    assert (await client.get("/api/v1/officers", headers=bearer(token))).status_code == 403
    assert (await client.get("/api/v1/me", headers=administrator)).status_code == 403


async def test_the_list_shows_the_own_divisions_page_by_page(client, app, administrator):
    await make_officer(app, Role.REVIEWER, "370200", "elsewhere")
    for number in range(5):
        await make_officer(app, Role.REVIEWER, DONGCHANGFU, f"here-{number}")
    seen, after = [], 0
    while after is not None:
        page = (await client.get(f"/api/v1/officers?limit=2&after={after}", headers=administrator)).json()
        seen += [account["user_name"] for account in page["items"]]
        after = page["next"]
    assert seen == ["admin", *[f"here-{number}" for number in range(5)]]
    found = await client.get("/api/v1/officers?q=HERE-3&role=reviewer&state=active", headers=administrator)
    assert [account["user_name"] for account in found.json()["items"]] == ["here-3"]
    wild = await client.get("/api/v1/officers?q=%25", headers=administrator)
    assert wild.json()["items"] == []


async def test_a_disabled_officer_is_out_at_once_and_may_come_back(client, app, administrator):
    token = await make_officer(app, user_name="leaver")
    officer_id = (await client.get("/api/v1/officers/me", headers=bearer(token))).json()["id"]
    path = f"/api/v1/officers/{officer_id}"
    answer = await client.patch(path, json={"state": "disabled"}, headers=administrator)
    assert answer.json()["state"] == "disabled"
    assert (await client.get("/api/v1/officers/me", headers=bearer(token))).json()["code"] == "session.ended"
    body = {"user_name": "leaver", "password": "correct-horse-7"}
    assert (await client.post("/api/v1/officers/sign-in", json=body)).status_code == 401
    await client.patch(path, json={"state": "active"}, headers=administrator)
    assert (await client.post("/api/v1/officers/sign-in", json=body)).status_code == 200


async def test_a_new_role_counts_from_the_next_request(client, app, administrator):
    token = await make_officer(app, Role.ADMINISTRATOR, DONGCHANGFU)
    officer_id = (await client.get("/api/v1/officers/me", headers=bearer(token))).json()["id"]
    assert (await client.get("/api/v1/officers", headers=bearer(token))).status_code == 200
    await client.patch(f"/api/v1/officers/{officer_id}", json={"role": "reviewer"}, headers=administrator)
    assert (await client.get("/api/v1/officers", headers=bearer(token))).status_code == 403


async def test_a_reset_gives_a_new_password_and_a_new_second_factor(client, administrator):
    created = (await create(client, administrator)).json()
    old = await _sign_in(client, "wang.fang", created["password"])
    answer = await client.post(f"/api/v1/officers/{created['officer']['id']}/reset", headers=administrator)
    assert (await client.get("/api/v1/officers/me", headers=old)).json()["code"] == "session.ended"
    body = {"user_name": "wang.fang", "password": answer.json()["password"]}
    step = (await client.post("/api/v1/officers/sign-in", json=body)).json()
    assert step["enrol_secret"]


async def test_what_lies_elsewhere_is_not_found_and_oneself_is_left_alone(client, app, administrator):
    token = await make_officer(app, Role.ADMINISTRATOR, "370200")
    elsewhere = (await client.get("/api/v1/officers/me", headers=bearer(token))).json()["id"]
    own = (await client.get("/api/v1/officers/me", headers=administrator)).json()["id"]
    for path in (f"/api/v1/officers/{elsewhere}/reset", "/api/v1/officers/999/reset"):
        assert (await client.post(path, headers=administrator)).status_code == 404
    answer = await client.patch(f"/api/v1/officers/{own}", json={"state": "disabled"}, headers=administrator)
    assert answer.json()["code"] == "officer.not_on_oneself"


async def test_an_officer_signed_out_by_the_administrator_is_out(client, app, administrator):
    token = await make_officer(app)
    officer_id = (await client.get("/api/v1/officers/me", headers=bearer(token))).json()["id"]
    assert (await client.delete(f"/api/v1/officers/{officer_id}/sessions", headers=administrator)).status_code == 204
    assert (await client.get("/api/v1/officers/me", headers=bearer(token))).status_code == 401


async def test_all_of_it_stands_in_the_record(client, app, administrator):
    created = (await create(client, administrator)).json()
    await client.patch(f"/api/v1/officers/{created['officer']['id']}", json={"role": "auditor"}, headers=administrator)
    auditor = bearer(await make_officer(app, Role.AUDITOR, LIAOCHENG))
    events = (await client.get("/api/v1/audit/events?subject_kind=officer", headers=auditor)).json()["items"]
    mine = [e for e in events if e["subject_id"] == created["officer"]["id"]]
    assert [(e["action"], e["details"].get("role")) for e in mine] == [
        ("officer.changed", "auditor"),
        ("officer.created", "reviewer"),
    ]
    assert all(e["actor_kind"] == "officer" for e in mine)
