"""What every answer says around itself, and what becomes of methods, paths and hosts that nobody meant."""

import pytest
from fastapi import FastAPI

from asgi import call
from people import register_citizen
from world import operations

V1 = "/api/v1"
EVIL = "evil.example"


@pytest.mark.parametrize(
    "path", ["/", "/console/", "/console", "/v/ABCD", "/x.js", f"{V1}/me", f"{V1}/nowhere", "/healthz"]
)
async def test_every_answer_is_guarded(app: FastAPI, path: str):
    answer = await call(app, "GET", path)
    assert "default-src 'self'" in answer.header("content-security-policy")
    assert "frame-ancestors 'none'" in answer.header("content-security-policy")
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("referrer-policy") == "no-referrer"


async def test_what_is_a_persons_own_is_not_kept(app: FastAPI):
    token, _ = await register_citizen(app)
    headers = {"authorization": f"Bearer {token}"}
    for path in ("/me", "/me/status", "/me/visits", "/me/family", "/me/sessions", "/my/venues"):
        answer = await call(app, "GET", V1 + path, headers)
        assert (answer.status, answer.header("cache-control")) == (200, "no-store"), path
    assert "no-store" in (await call(app, "POST", f"{V1}/scans", headers, b"{}")).header("cache-control")
    assert "public" in (await call(app, "GET", f"{V1}/divisions")).header("cache-control")


async def test_no_other_site_is_let_in(app: FastAPI):
    origin = {"origin": f"https://{EVIL}", "access-control-request-method": "POST"}
    for method in ("GET", "OPTIONS", "POST"):
        for path in (f"{V1}/me", f"{V1}/scans", f"{V1}/sign-in", "/"):
            answer = await call(app, method, path, origin)
            assert not [name for name in answer.headers or {} if name.startswith("access-control-")]


async def test_a_method_that_a_path_does_not_take_is_refused_in_words(app: FastAPI):
    for method, path, operation in operations(app.openapi()):
        if "parameters" in operation or method == "GET":
            continue
        answer = await call(app, "TRACE", path, {"accept-language": "en"})
        assert (answer.status, answer.json()["status"], answer.json()["code"]) == (405, 405, "http.method_not_allowed")
        if path != f"{V1}/scans":
            taken = {one.upper() for one in app.openapi()["paths"][path]}
            assert taken <= set(answer.header("allow").split(", ")), path
        assert answer.header("allow"), path


@pytest.mark.parametrize("host", [EVIL, f"{EVIL}:80", "x" * 500])
async def test_a_host_that_the_caller_wrote_leads_nowhere(app: FastAPI, host: str):
    token, _ = await register_citizen(app)
    headers = {"host": host, "x-forwarded-host": host, "authorization": f"Bearer {token}"}
    for path in (f"{V1}/me/", f"{V1}/me", f"{V1}/deployment", "/console", "/", "//", f"{V1}//me", f"//{EVIL}/v/A"):
        answer = await call(app, "GET", path, headers)
        assert host not in answer.header("location")
        assert host.encode() not in answer.body
        assert answer.status < 500 or answer.status == 503
    assert (await call(app, "GET", f"{V1}/me/", headers)).json()["code"] == "not_found"
