"""What nobody means to send, and what must not become a fault of the server."""

import pytest

from people import bearer, make_officer, register_citizen
from venuecode.identity.model import Role
from venuecode.identity.people.account import Account


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/v1/sign-in/codes", {"phone": "1\x00"}),
        ("POST", "/api/v1/sign-in", {"phone": "13800138000", "code": "123456", "device": "\x00"}),
        ("POST", "/api/v1/officers/sign-in", {"user_name": "a\x00b", "password": "\x00"}),
        ("POST", "/api/v1/officers/sign-in/totp", {"ticket": "\x00" * 52, "code": "123456"}),
        ("POST", "/api/v1/sign-in/codes", {"phone": "+" + "9" * 119}),
        ("POST", "/api/v1/sign-in/codes", {"phone": {"$ne": 1}}),
        ("POST", "/api/v1/sign-in/codes", []),
    ],
)
async def test_an_unfit_body_is_refused_in_words(client, method, path, body):
    answer = await client.request(method, path, json=body)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/officers?q=%00",
        "/api/v1/officers?after=99999999999999999999999",
        "/api/v1/officers?limit=-1",
    ],
)
async def test_an_unfit_query_is_refused_in_words(client, app, path):
    token = await make_officer(app, Role.ADMINISTRATOR)
    answer = await client.get(path, headers=bearer(token))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_id_beyond_every_id_is_refused(client, app):
    token, _ = await register_citizen(app)
    answer = await client.delete("/api/v1/me/family/99999999999999999999999", headers=bearer(token))
    assert answer.status_code == 422


async def test_a_fault_of_ours_is_told_without_its_words(client, app, monkeypatch):
    token, _ = await register_citizen(app, "欧阳小明")

    async def fail(*_):
        raise RuntimeError("duplicate key 欧阳小明 +8613800138000")

    monkeypatch.setattr(Account, "own", fail)
    answer = await client.get("/api/v1/me", headers=bearer(token) | {"accept-language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"]
    assert "欧阳" not in answer.text


async def test_what_was_left_empty_is_to_be_filled_in_and_not_too_short(client, app):
    token, _ = await register_citizen(app)
    blank = {"name": "", "document_type": "passport", "document_number": " ", "nationality": "fr", "relation": ""}
    answer = await client.post("/api/v1/me/family", json=blank, headers=bearer(token) | {"accept-language": "en"})
    fields = answer.json()["fields"]
    assert {fields["name"], fields["document_number"]} == {"Please fill this in"}
    assert fields["nationality"] == "Not in the right form"
