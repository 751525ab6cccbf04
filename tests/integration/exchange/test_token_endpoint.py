"""Systems get access tokens for key and secret, with exact errors (RFC 6749, 6750) and limits, on record."""

import base64
from datetime import timedelta

import pytest

from exchanging import Partner
from people import bearer, register_citizen, resident_id
from systems import make_system
from venuecode.identity.systems.issuing import REFUSALS
from venuecode.identity.systems.model import Grant, SystemState
from venuecode.infra.jobs import JobBook

TOKEN = "/api/v1/oauth/token"
QUERY = "/api/v1/exchange/health-queries"
ASK = {"grant_type": "client_credentials"}


def basic(key: str, secret: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()}


async def actions(db) -> list[str]:
    async with db.connection() as connection:
        return [row["action"] for row in await connection.fetch("select action from audit_event order by id")]


async def test_a_token_is_given_once_in_the_form_of_the_standard(app, client, db):
    signer = await make_system(app, grants=frozenset({Grant.HEALTH_QUERY, Grant.CODE_VERIFY}))
    answer = await client.post(TOKEN, data=ASK, headers=basic(signer.key, signer.secret))
    told = answer.json()
    assert (answer.status_code, answer.headers["cache-control"], answer.headers["pragma"]) == (
        200,
        "no-store",
        "no-cache",
    )
    assert {**told, "access_token": ""} == {
        "access_token": "",
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": "code:verify health:query",
    }
    async with db.connection() as connection:
        kept = await connection.fetchval("select token_hash from system_token")
        details = await connection.fetchval(
            "select details::text from audit_event where action = 'system.token_issued'"
        )
    assert told["access_token"].encode() not in kept
    assert told["access_token"] not in details
    narrow = await client.post(
        TOKEN, data={**ASK, "scope": "code:verify", "client_id": signer.key, "client_secret": signer.secret}
    )
    assert narrow.json()["scope"] == "code:verify"


async def test_who_is_not_let_in_is_told_by_the_standards_words(app, client, db):
    signer = await make_system(app, grants=frozenset({Grant.HEALTH_QUERY}))
    for headers, form, status, error in (
        (basic(signer.key, "wrong"), ASK, 401, "invalid_client"),
        (basic("vk0000000000000000", signer.secret), ASK, 401, "invalid_client"),
        ({}, ASK, 401, "invalid_client"),
        (basic(signer.key, signer.secret), {**ASK, "scope": "push:tests"}, 400, "invalid_scope"),
        (basic(signer.key, signer.secret), {"grant_type": "password"}, 400, "unsupported_grant_type"),
        (basic(signer.key, signer.secret), {}, 400, "invalid_request"),
    ):
        answer = await client.post(TOKEN, data=form or {"x": "1"}, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (status, error), form
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers.get("www-authenticate", "") == ('Basic realm="venuecode"' if status == 401 else "")
    assert (await actions(db)).count("system.token_refused") == 1  # the one that names a key of ours


async def test_wrong_secrets_are_counted_and_right_ones_go_on(app, client):
    signer = await make_system(app)
    wrong = basic(signer.key, "wrong")
    statuses = [(await client.post(TOKEN, data=ASK, headers=wrong)).status_code for _ in range(REFUSALS.most + 1)]
    assert statuses == [401] * REFUSALS.most + [429]
    assert (await client.post(TOKEN, data=ASK, headers=basic(signer.key, signer.secret))).status_code == 200


async def test_a_token_opens_what_its_scopes_name_and_for_its_time_only(app, client, clock):
    signer = await make_system(app, grants=frozenset({Grant.HEALTH_QUERY, Grant.CODE_VERIFY}))
    body = {"document_type": "resident_id", "document_number": resident_id(), "purpose": "入院核实"}
    partner = Partner(app, signer, "code:verify")
    token = await partner.do(partner.client.token)

    async def ask(headers):
        answer = await client.post(QUERY, json=body, headers=headers)
        return answer.status_code, answer.json()["code"], answer.headers.get("www-authenticate")

    assert await ask({}) == (401, "system.signature_missing", 'Bearer realm="venuecode"')
    assert await ask(bearer("vat_nonsense")) == (
        401,
        "system.token_invalid",
        'Bearer realm="venuecode", error="invalid_token"',
    )
    assert await ask(bearer(token)) == (
        403,
        "system.not_granted",
        'Bearer realm="venuecode", error="insufficient_scope", scope="health:query"',
    )
    whole = await Partner(app, signer).do(Partner(app, signer).client.token)
    assert await ask(bearer(whole)) == (404, "health.person_not_found", None)
    citizen, _ = await register_citizen(app)
    assert (await ask(bearer(citizen)))[:2] == (403, "not_allowed")
    clock.advance(timedelta(minutes=61))
    assert (await ask(bearer(whole)))[1] == "system.token_invalid"


async def test_a_disabled_system_and_a_revoked_key_end_the_tokens_at_once(app, client, db, clock):
    signer = await make_system(app)
    partner = Partner(app, signer)
    token = await partner.do(partner.client.token)
    own = "/api/v1/systems/self"
    assert (await client.get(own, headers=bearer(token))).json()["grants"] == sorted(Grant)
    async with db.transaction() as connection:
        await connection.execute("update external_system set grants = '{code:verify}'")
    assert (await client.get(own, headers=bearer(token))).json()["grants"] == ["code:verify"]
    async with db.transaction() as connection:
        await connection.execute("update external_system set state = $1", SystemState.DISABLED.value)
    assert (await client.get(own, headers=bearer(token))).status_code == 401
    async with db.transaction() as connection:
        await connection.execute("update external_system set state = $1", SystemState.ACTIVE.value)
        await connection.execute("update external_system_key set ends_at = $1", clock.now())
    assert (await client.get(own, headers=bearer(token))).status_code == 401
    clock.advance(timedelta(hours=2))
    _, forget = app.state.services[JobBook].schedules["identity.forget"]
    await forget()
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from system_token") == 0


@pytest.mark.parametrize("by_token", [True, False])
async def test_the_limit_is_one_however_the_system_asks(app, client, by_token):
    signer = await make_system(app, per_minute=3)
    own = "/api/v1/systems/self"
    partner = Partner(app, signer)
    token = await partner.do(partner.client.token)
    statuses = []
    for _ in range(3):
        headers = bearer(token) if by_token else signer.headers("GET", own)
        statuses.append((await client.get(own, headers=headers)).status_code)
    assert statuses == [200, 200, 429]  # the token was the first request
