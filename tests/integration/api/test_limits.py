"""Nobody gets anywhere by trying: look-ups and share codes are counted, an ended session is no session."""

from people import bearer, make_officer, register_citizen, resident_id
from venuecode.identity.model import Role
from venuecode.identity.settings import IdentitySettings
from venuecode.settings import Settings
from venuecode.venues.settings import VenueSettings

V1 = "/api/v1"


async def test_both_look_ups_share_one_limit_and_record_what_was_refused(client, app, db):
    headers = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    most = app.state.services[Settings].get(IdentitySettings).looks_per_officer_hour
    paths = [f"{V1}/health/lookups", f"{V1}/people/look-ups"]
    body = {"document_type": "resident_id", "document_number": resident_id(), "reason": "流调核实"}
    for number in range(most):
        assert (await client.post(paths[number % 2], json=body, headers=headers)).status_code == 404
    for path in paths:
        answer = await client.post(path, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
        assert int(answer.headers["retry-after"]) > 0
    async with db.connection() as connection:
        refused = "select count(*) from audit_event where action = 'person.look_refused'"
        assert await connection.fetchval(refused) == most


async def test_share_codes_cannot_be_gone_through(client, app):
    headers = bearer((await register_citizen(app))[0])
    most = app.state.services[Settings].get(VenueSettings).share_codes_per_person_hour
    for number in range(most):
        path = f"{V1}/venue-invitations/{'accept' if number % 2 else 'look-up'}"
        answer = await client.post(path, json={"code": f"ABCDEFG{number:03d}"}, headers=headers)
        assert answer.status_code in {404, 422}
    for path in ("accept", "look-up"):
        answer = await client.post(f"{V1}/venue-invitations/{path}", json={"code": "ABCDEFG999"}, headers=headers)
        assert answer.status_code == 429
    somebody_else = bearer((await register_citizen(app))[0])
    answer = await client.post(f"{V1}/venue-invitations/accept", json={"code": "ABCDEFG999"}, headers=somebody_else)
    assert answer.status_code != 429


async def test_an_ended_session_is_refused_by_the_scan_as_by_every_other_route(client, app):
    headers = bearer((await register_citizen(app))[0])
    assert (await client.post(f"{V1}/sign-out", headers=headers)).status_code == 204
    for method, path in (("GET", "/me"), ("GET", "/me/status"), ("POST", "/scans"), ("GET", "/doors/live?door=1")):
        answer = await client.request(method, V1 + path, headers=headers, json={} if method == "POST" else None)
        assert (answer.status_code, answer.json()["code"]) == (401, "session.ended"), path
