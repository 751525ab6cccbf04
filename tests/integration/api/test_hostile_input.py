"""No input makes the server fail: whatever comes is answered as the API's document says, refusals in words."""

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest
import requests
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from asgi import Answer, call
from venuecode.identity.model import Role
from world import HERE, World, admits, caller_of, make_world, officer_name, operations

SHARDS = 2
EXAMPLES = 4
STREAMS = {"/api/v1/doors/live", "/api/v1/officers/alerts/stream"}
BOUNDED = settings(
    max_examples=EXAMPLES,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


_validators: dict[str, Any] = {}


def validator_of(document: dict[str, Any], schema: dict[str, Any]) -> Any:
    """Return what checks an answer; made once for each schema of the document, which is always the same."""
    name = json.dumps(schema, sort_keys=True)
    if name not in _validators:
        _validators[name] = jsonschema_rs.validator_for({**schema, "components": document["components"]})
    return _validators[name]


def faults_of(document: dict[str, Any], operation: dict[str, Any], answer: Answer) -> str:
    """Return what is wrong with an answer: a failure, an undocumented status or form, a refusal without words."""
    if answer.status >= 500 and answer.status != 503:
        return f"{answer.status}"
    if str(answer.status) not in operation["responses"]:
        return f"{answer.status} is not documented: {answer.body[:200].decode()}"
    described = operation["responses"][str(answer.status)]
    described = (
        document["components"]["responses"][described["$ref"].rpartition("/")[2]] if "$ref" in described else described
    )
    documented = described.get("content", {})
    if answer.body and answer.kind not in documented:
        return f"{answer.status} with {answer.kind}"
    of_oauth = operation["operationId"].startswith("issue_token")  # RFC 6749 has a form and words of its own
    if answer.status >= 400 and not (of_oauth and "error" in answer.json()):
        problem = answer.json()
        if problem["status"] != answer.status or not (problem["code"] and problem["title"]):
            return f"problem {problem}"
    schema = documented.get(answer.kind, {}).get("schema")
    if schema and answer.kind.endswith("json"):
        errors = list(validator_of(document, schema).iter_errors(answer.json()))
        return str(errors[0])[:300] if errors else ""
    return ""


async def sender(world: World, method: str, caller: str, judge: Callable[[str, Answer], None]) -> Callable[[Any], None]:
    """Return what sends a generated case to the application from another thread and has its answer judged."""
    loop = asyncio.get_running_loop()
    session = {} if caller in world.signers else {"authorization": f"Bearer {await world.fresh(caller)}"}

    async def asked(target: str, own: dict[str, str], raw: bytes) -> Answer:
        signature = world.signers[caller].headers(method, target, raw) if caller in world.signers else session
        return await call(world.app, method, target, own | signature, raw)

    def send(case: Any) -> None:
        made = requests.Request(**case.as_transport_kwargs(base_url="http://test")).prepare()
        body = made.body or b""
        raw = body.encode() if isinstance(body, str) else bytes(body)
        own = {k: v if isinstance(v, str) else v.decode("latin-1") for k, v in made.headers.items()}
        answer = asyncio.run_coroutine_threadsafe(asked(made.path_url, own, raw), loop).result()
        judge(f"{made.path_url} {raw[:200]!r}", answer)

    return send


@pytest.mark.parametrize("shard", range(SHARDS))
async def test_generated_input_is_answered_as_documented(app: FastAPI, client, shard: int):
    world = await make_world(app, client)
    document, who = app.openapi(), admits(app)
    schema = schemathesis.openapi.from_dict(document)
    found: list[str] = []
    sent = 0
    for number, (method, path, operation) in enumerate(operations(document)):
        if number % SHARDS != shard or path in STREAMS:
            continue

        def judge(request: str, answer: Answer, method: str = method, operation: Any = operation) -> None:
            nonlocal sent
            sent += 1
            fault = faults_of(document, operation, answer)
            if fault:
                found.append(f"{method} {request}: {fault}")

        generated = schema[path][method]
        ids = {name: world.ids[name] for name in world.ids if f"{{{name}}}" in path}
        right = generated.as_strategy(generation_mode=GenerationMode.POSITIVE, path_parameters=ids)
        wrong = generated.as_strategy(generation_mode=GenerationMode.NEGATIVE)
        send = await sender(world, method, caller_of(who[method, path]), judge)
        for strategy in (right, wrong):
            try:
                await asyncio.to_thread(BOUNDED(seed(number)(given(strategy)(send))))
            except Unsatisfiable:
                continue  # nothing can be wrong with a route that takes nothing
    assert not found, "\n".join(found)
    assert sent > 300


DEEP = b"[" * 50_000
BODIES = {
    "nothing": b"",
    "null": b"null",
    "a list": b"[]",
    "cut short": b'{"a": ',
    "no UTF-8": b'{"phone": "\xff\xfe"}',
    "UTF-16": '{"phone": "1"}'.encode("utf-16"),
    "deep": DEEP,
    "deep in a field": b'{"reason": ' + DEEP,
    "no number": b'{"latitude": NaN, "version": Infinity, "person_id": -Infinity}',
    "a huge number": b'{"version": 1' + b"0" * 4400 + b"}",
    "an unknown field that is no text": b'{"\\ud800": 1}',
    "too much": b'{"reason": "' + b"x" * 2_100_000 + b'"}',
}
KINDS = [
    "application/json",
    "",
    "text/plain",
    "application/xml",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "application/json; charset=utf-16",
]
IDS = ["-1", "0", "9223372036854775807", "9223372036854775808", "1" + "0" * 5000, "1e3", "null", "%00", "%ff", "%2e%2e"]
TEXTS = [
    *["%00", "%ff", "%ed%a0%80", "x" * 5000, "-1", "1" + "0" * 30, "%F0%9F%98%80", "NaN", "371502", "~"],
    *["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "2026-01-01T00:00:00", "0001-01-01T00:00:00%2B23:59~1"],
    "2026-01-01T00:00:00Z~99999999999999999999",
]
LANGUAGES = ["", "xx;q=2,*", ",;,=;q=\xff", "en" * 2000]


def hostile(path: str, operation: dict[str, Any], ids: dict[str, Any]) -> list[tuple[str, dict[str, str], bytes]]:
    """Return (target, headers, body) of what a route is tried with."""
    parameters = operation.get("parameters", [])
    good = path.format(**ids)
    body = b"{}" if "requestBody" in operation else b""
    tried: list[tuple[str, dict[str, str], bytes]] = []
    for name in [p["name"] for p in parameters if p["in"] == "path"]:
        tried += [(path.format(**{**ids, name: value}), {}, body) for value in IDS]
    for name in [p["name"] for p in parameters if p["in"] == "query"]:
        tried += [(f"{good}?{name}={value}", {}, b"") for value in TEXTS]
    if "requestBody" in operation:
        tried += [(good, {"content-type": "application/json"}, body) for body in BODIES.values()]
        tried += [(good, {"content-type": kind}, b'{"reason": "x"}') for kind in KINDS]
    tried += [(good, {"accept-language": language}, b"") for language in LANGUAGES]
    tried.append((good, {"authorization": "Bearer \xe9" + "A" * 51}, b""))
    tried.append((good, {"authorization": "Basic eA=="}, b""))
    return tried


CHINESE = re.compile("[\u4e00-\u9fff]")


async def untold(app: FastAPI, method: str, target: str, headers: dict[str, str], body: bytes) -> tuple[str, str]:
    """Ask for one refusal in both languages; return its code and what is wrong with its words."""
    told = {}
    for language in ("zh", "en"):
        answer = await call(app, method, target, {**headers, "accept-language": language}, body)
        if answer.status < 400:
            return "", ""
        told[language] = answer.json()
        if "error" in told[language]:
            return "", ""
    zh, en = told["zh"], told["en"]
    if zh["code"] != en["code"]:  # the first was one too many: the second is told another reason
        return "", ""
    pairs = [(zh["title"], en["title"])]
    pairs += [(text, en["fields"].get(path, "")) for path, text in zh.get("fields", {}).items()]
    faults = [pair for pair in pairs if not CHINESE.search(pair[0]) or not pair[1] or CHINESE.search(pair[1])]
    return zh["code"], f"{zh['code']}: {faults}" if faults else ""


class Kept:
    """A caller's credentials, made anew when they may have ended: after each success, for it may have signed out."""

    def __init__(self, world: World, caller: str) -> None:
        self.world, self.caller = world, caller
        self.session: dict[str, str] = {}

    async def credentials(self, method: str, target: str, body: bytes) -> dict[str, str]:
        if self.caller in self.world.signers:
            return await self.world.credentials(self.caller, method, target, body)
        self.session = self.session or await self.world.credentials(self.caller, method, target)
        return self.session

    def note(self, answer: Answer) -> None:
        if answer.status < 400:
            self.session = {}


async def test_hostile_input_is_refused_in_words_of_both_languages(app: FastAPI, client):
    world = await make_world(app, client)
    document, who = app.openapi(), admits(app)
    found = []
    refused: set[str] = set()
    told: set[str] = set()
    seen: set[tuple[str, str, str]] = set()
    for method, path, operation in operations(document):
        kept = Kept(world, caller_of(who[method, path]))
        for target, headers, body in hostile(path, operation, world.ids):
            own = await kept.credentials(method, target, body)
            answer = await call(app, method, target, own | headers, body)
            kept.note(answer)
            fault = faults_of(document, operation, answer)
            if fault:
                found.append(f"{method} {target[:200]} {headers} {body[:60]!r}: {fault}")
                continue
            if answer.status < 400:
                continue
            code = answer.json().get("code")
            if code is None:
                continue
            refused.add(code)
            if (method, path, code) in seen:
                continue
            seen.add((method, path, code))
            own = await kept.credentials(method, target, body)
            said, fault = await untold(app, method, target, own | headers, body)
            told.add(said)
            if fault:
                found.append(f"{method} {target[:200]}: {fault}")
    assert not found, "\n".join(found)
    assert refused - told == set()
    assert len(told) > 8


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/v1/sign-in", "input.too_large"),
        ("/api/v1/scans", "input.too_large"),
        ("/api/v1/venue-imports", "imports.file_too_large"),
    ],
)
async def test_a_body_that_does_not_tell_its_length_is_cut_off(app: FastAPI, client, path: str, code: str):
    world = await make_world(app, client)
    headers = {**world.headers("manager"), "content-type": "application/json"}
    if path.endswith("imports"):
        reviewer = world.headers(officer_name(Role.REVIEWER, HERE))
        headers = {**reviewer, "content-type": "multipart/form-data; boundary=x"}
    start = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    answer = await call(app, "POST", path, headers, start + b"x" * 21_000_000, pieces=50)
    assert (answer.status, answer.json()["code"]) == (413, code)
