"""The scan's own entry in front of the framework (ADR 0005): raw ASGI, msgspec, a token check without a query."""

from datetime import datetime
from typing import Any

import asyncpg
import msgspec
import structlog
from starlette.types import Message, Receive, Scope, Send

from venuecode.identity.access import REFUSALS
from venuecode.identity.model import NotRegistered
from venuecode.identity.tokens import HolderKind, TokenBook, TokenFault
from venuecode.infra.http import MethodNotAllowed, language_in, problem_body
from venuecode.infra.openapi import Documented
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import Busy, DomainError, InternalFault, InvalidInput, NotAllowed, NotSignedIn, TooLarge
from venuecode.kernel.ids import PersonId
from venuecode.kernel.text import Text
from venuecode.scanning.openapi import PATH, describe_scan
from venuecode.scanning.schemas import ScanRequest, answer_encoder, request_decoder
from venuecode.scanning.service import ScanDesk

MOST_BYTES = 16_384
_log = structlog.get_logger("venuecode.scan")
_COMMON = (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")
_OK = [(b"content-type", b"application/json"), *_COMMON]
_AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)
_UNREADABLE = Text("内容无法识别", "Cannot be read")
_MISSING = Text("缺少此项", "It is missing")


class ScanFirst(Documented):
    """A FastAPI application that answers the scan itself, before the framework; its document holds the scan too."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a scan, pass anything else on."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await super().__call__(scope, receive, send)
        elif scope["method"] == "POST":
            await self._scan(scope, receive, send)
        else:
            await _send_problem(scope, send, MethodNotAllowed())

    def complete(self, document: dict[str, Any]) -> None:
        """Add the scan to the document, whose own words on its refusals stand."""
        super().complete(document)
        describe_scan(document)

    async def _scan(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            services = self.state.services
            now = services[Clock].now()
            person = _who(scope, services[TokenBook], now)
            answer = await services[ScanDesk].scan(person, await _read(receive), now)
        except DomainError as error:
            await _send_problem(scope, send, error)
        except _AWAY:
            await _send_problem(scope, send, Busy(retry_after=2))
        except Exception as fault:  # noqa: BLE001 - the server would log it with its words, which may hold a row's
            _log.error("scan failed", exc_info=fault)
            await _send_problem(scope, send, InternalFault())
        else:
            await send({"type": "http.response.start", "status": 200, "headers": _OK})
            await send({"type": "http.response.body", "body": answer_encoder.encode(answer)})


def _who(scope: Scope, tokens: TokenBook, now: datetime) -> PersonId:
    """Return the registered person whose token came along; raises as the framework's routes do."""
    token = _header(scope, b"authorization")
    if token[:7].lower() != b"bearer ":
        raise NotSignedIn
    claims = tokens.verify(token[7:], now.timestamp())
    if isinstance(claims, TokenFault):
        raise REFUSALS[claims]
    if claims.kind is HolderKind.NEWCOMER:
        raise NotRegistered
    if claims.kind is not HolderKind.CITIZEN:
        raise NotAllowed
    return PersonId(claims.holder_id)


async def _read(receive: Receive) -> ScanRequest:
    message: Message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body") and len(body) <= MOST_BYTES:
        message = await receive()
        body += message.get("body", b"")
    if len(body) > MOST_BYTES:
        raise TooLarge
    try:
        return request_decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        field, words = _fault_of(fault)
        raise InvalidInput(fields={field: words}) from fault


def _fault_of(fault: Exception) -> tuple[str, Text]:
    """Return the field that msgspec complains of, `... - at `$.companions[0]`` → `companions.0`, and what is wrong."""
    complaint = str(fault)
    _, _, missing = complaint.partition("missing required field `")
    if missing:
        return missing.partition("`")[0], _MISSING
    words = complaint.partition("`$.")[2].partition("`")[0].replace("[", ".").replace("]", "")
    return words or "body", _UNREADABLE


def _header(scope: Scope, name: bytes) -> bytes:
    for key, value in scope["headers"]:
        if key == name:
            found: bytes = value
            return found
    return b""


async def _send_problem(scope: Scope, send: Send, error: DomainError) -> None:
    language = language_in(_header(scope, b"accept-language").decode("latin-1"))
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-language", b"en" if language == "en" else b"zh-CN"),
        *_COMMON,
    ]
    if isinstance(error, MethodNotAllowed):
        headers.append((b"allow", b"POST"))
    if error.retry_after is not None:
        headers.append((b"retry-after", str(error.retry_after).encode()))
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer_encoder.encode(problem_body(error, language))})
