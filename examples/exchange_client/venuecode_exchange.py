"""A client of the exchange for other bodies' systems (docs/exchange.md): Python 3.11, standard library alone.

client = ExchangeClient("https://HOST", "vk…", "secret")
person = {"document_type": "resident_id", "document_number": "…"}
client.query_health(person, purpose="Admission to the ward")
"""

import base64
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

Answer = tuple[int, Mapping[str, str], bytes]
Send = Callable[[str, str, Mapping[str, str], bytes], Answer]
"""(method, URL, headers, body) → (status, headers with lower-case names, body)."""
Person = Mapping[str, str]
"""`document_type`, `document_number`, and for passports `nationality`."""
EARLY = 30
"""Seconds before its end that a token is replaced."""


class Refused(Exception):
    """The server said no: `status`, its stable `code`, the whole problem, and `retry_after` in seconds if told."""

    def __init__(self, status: int, problem: Mapping[str, Any], retry_after: int | None = None) -> None:
        self.status = status
        self.code = str(problem.get("code") or problem.get("error") or "")
        self.problem = problem
        self.retry_after = retry_after
        super().__init__(f"{status} {self.code}")


def send_over_http(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Send a request with urllib; refusals are answers too."""
    request = urllib.request.Request(url, body or None, dict(headers), method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, {name.lower(): value for name, value in refused.headers.items()}, refused.read()


@dataclass
class ExchangeClient:
    """One system's client. `scopes` narrows what its tokens allow; empty: all that the system was given."""

    host: str
    key: str
    secret: str = field(repr=False)
    scopes: tuple[str, ...] = ()
    language: str = "en"
    send: Send = send_over_http
    now: Callable[[], float] = time.monotonic
    _token: str = field(default="", repr=False)
    _good_until: float = 0.0

    def declare_health(self, person: Person, reference: str, declared_at: str, content: Mapping[str, Any]) -> Any:
        """Health declaration: `content` has `contact` and, as far as known, `symptoms`, `temperature`, `note`."""
        body = {**person, "id": reference, "declared_at": declared_at, "content": content}
        return self.ask("/exchange/health-declarations", body)

    def declare_travel(self, person: Person, reference: str, declared_at: str, content: Mapping[str, Any]) -> Any:
        """Travel declaration: `content` has `risk_area` and `stays`."""
        body = {**person, "id": reference, "declared_at": declared_at, "content": content}
        return self.ask("/exchange/travel-declarations", body)

    def query_health(self, person: Person, purpose: str) -> Any:
        """Health query. The person reads who asked and why."""
        return self.ask("/exchange/health-queries", {**person, "purpose": purpose})

    def request_code(self, person: Person, purpose: str) -> Any:
        """Code request, for a person who asked for it in your system; answers the `request` that codes are made by."""
        return self.ask("/exchange/code-requests", {**person, "purpose": purpose, "consent": True})

    def make_code(self, request: str) -> Any:
        """Code making: a code good for 60 seconds, as text and as picture; make the next at `refresh_at`."""
        return self.ask("/exchange/codes", {"request": request})

    def verify_code(self, code: str, purpose: str) -> Any:
        """Code verification, of a code or card that a person shows."""
        return self.ask("/exchange/code-verifications", {"code": code, "purpose": purpose})

    def correct(self, wrong: Mapping[str, Any], why: str, right: Mapping[str, Any] | None = None) -> None:
        """Correction: take back the very record that was pushed, and put the right one in its place."""
        self.ask("/exchange/corrections", {"wrong": wrong, "right": right, "why": why})

    def push(self, records: list[Mapping[str, Any]], batch: str) -> Any:
        """Push a batch of records (docs/push.md); send it again under the same `batch` if no answer came."""
        return self.ask("/push/facts", {"records": records}, {"Idempotency-Key": batch})

    def ask(self, path: str, body: Mapping[str, Any], more: Mapping[str, str] | None = None) -> Any:
        """Post a body and return the answer's JSON; a token that is no longer good is replaced once."""
        sent = json.dumps(body).encode()
        for last in (False, True):
            headers = {
                "Authorization": f"Bearer {self.token()}",
                "Content-Type": "application/json",
                "Accept-Language": self.language,
                **(more or {}),
            }
            status, told, answer = self.send("POST", f"{self.host}/api/v1{path}", headers, sent)
            if status == 401 and not last:
                self._token = ""
                continue
            return _read(status, told, answer)
        raise AssertionError

    def token(self) -> str:
        """Return an access token, a new one if need be (RFC 6749 §4.4); raises `Refused`."""
        if self._token and self.now() < self._good_until:
            return self._token
        form = {"grant_type": "client_credentials"}
        if self.scopes:
            form["scope"] = " ".join(self.scopes)
        pair = f"{quote_plus(self.key)}:{quote_plus(self.secret)}".encode()
        headers = {
            "Authorization": f"Basic {base64.b64encode(pair).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        asked_at = self.now()
        status, told, answer = self.send("POST", f"{self.host}/api/v1/oauth/token", headers, urlencode(form).encode())
        issued = _read(status, told, answer)
        self._token, self._good_until = issued["access_token"], asked_at + issued["expires_in"] - EARLY
        return self._token


def _read(status: int, headers: Mapping[str, str], body: bytes) -> Any:
    try:
        answer = json.loads(body) if body else None
    except ValueError:
        answer = {}  # a proxy's page, not the server's answer
    if status < 400:
        return answer
    wait = headers.get("retry-after", "")
    raise Refused(status, answer or {}, int(wait) if wait.isdigit() else None)
