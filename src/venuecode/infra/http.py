"""HTTP plumbing shared by every feature: problem JSON, languages, provided services, the public marker."""

import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Annotated, Any, TypeVar

import asyncpg
import msgspec
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from venuecode.kernel.errors import Busy, DomainError, InvalidInput, NotAllowed, NotFound, NotSignedIn, TooLarge
from venuecode.kernel.text import Text
from venuecode.settings import CoreSettings

_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
)
"""The database is away, full, or gave up on a lock: nothing is wrong with the request, and nothing was done."""
T = TypeVar("T")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
PROBLEM = "application/problem+json"


def provided(kind: type[T]) -> Callable[[Request], Awaitable[T]]:
    """Return a dependency that answers the service of type `kind` that the composition root put in place."""

    # async although it waits for nothing, like every dependency: the framework sends a plain function to a thread
    async def get(request: Request) -> T:
        service: T = request.app.state.services[kind]
        return service

    return get


async def public() -> None:
    """Mark a route that anybody may call; a route without a marker or a session fails the architecture test."""


Public = Annotated[None, Depends(public)]


def language_of(request: Request) -> str:
    """Return `zh` or `en` for a request."""
    return language_in(request.headers.get("accept-language", ""))


def language_in(header: str) -> str:
    """Return `zh` or `en`: the first of the two that an Accept-Language header names, Chinese if none."""
    for part in header.lower().split(","):
        tag = part.split(";")[0].strip()[:2]
        if tag in {"zh", "en"}:
            return tag
    return "zh"


async def _language(request: Request) -> str:
    return language_of(request)


Language = Annotated[str, Depends(_language)]


def caller_address(peer: str, forwarded: str, trusted: str) -> str:
    """Return the nearest address that is not a trusted proxy's; what lies behind it in `forwarded` anybody can write.

    `forwarded` is X-Forwarded-For, `trusted` a list of networks separated by commas.
    """
    networks = trusted_networks(trusted)
    address = peer
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _within(address, networks):
            break
        address = hop
    return address


@cache
def trusted_networks(trusted: str) -> tuple[Network, ...]:
    """Return the networks of a list separated by commas; raises `ValueError`."""
    return tuple(ipaddress.ip_network(part.strip()) for part in trusted.split(",") if part.strip())


def _within(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


async def client_address(request: Request) -> str:
    """Return the caller's address as the proxies in front, if they are trusted, saw it."""
    peer = request.client.host if request.client else "-"
    core: CoreSettings = request.app.state.services[CoreSettings]
    return caller_address(peer, request.headers.get("x-forwarded-for", ""), core.trusted_proxies)


Address = Annotated[str, Depends(client_address)]


def problem_body(error: DomainError, language: str) -> dict[str, Any]:
    """Return the RFC 9457 members of an error in one language."""
    body: dict[str, Any] = {
        "type": f"urn:venuecode:problem:{error.code}",
        "title": error.message.in_language(language),
        "status": error.status,
        "code": error.code,
    }
    if error.fields:
        body["fields"] = {path: text.in_language(language) for path, text in error.fields.items()}
    if error.retry_after is not None:
        body["retry_after"] = error.retry_after
    return body | error.members


def problem(error: DomainError, language: str) -> Response:
    """Return the answer for an error."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    headers["Content-Language"] = "en" if language == "en" else "zh-CN"
    headers |= error.headers
    return Response(msgspec.json.encode(problem_body(error, language)), error.status, headers, PROBLEM)


class BodyUnreadable(DomainError):
    """The body is not what its content type says."""

    code = "http.body_unreadable"
    text = Text("内容无法识别", "The body cannot be read")


class MethodNotAllowed(DomainError):
    """The path is right, the method is not; `Allow` names those that are."""

    code = "http.method_not_allowed"
    status = 405
    text = Text("此地址不支持该操作", "This address does not take that method")


_REFUSED: Mapping[int, type[DomainError]] = {
    401: NotSignedIn,
    403: NotAllowed,
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
}
"""What the framework itself refuses: status → the error a caller is told; any other is an unreadable body."""


_KINDS: Mapping[str, Text] = {
    "missing": Text("请填写", "Please fill this in"),
    "string_too_short": Text("内容太短", "Too short"),
    "string_too_long": Text("内容太长", "Too long"),
    "enum": Text("请选择列表中的一项", "Choose one of the list"),
    "literal_error": Text("请选择列表中的一项", "Choose one of the list"),
    "extra_forbidden": Text("没有此项", "No such field"),
}
_MOST_PATH = 100
_WRONG = Text("格式不正确", "Not in the right form")


def _field_path(location: tuple[Any, ...]) -> str:
    path = ".".join(str(part) for part in location if part not in {"body", "query", "path", "header"}) or "body"
    return path[:_MOST_PATH].encode(errors="replace").decode()  # an unknown field's name is the caller's own


def _what_is_wrong(fault: Mapping[str, Any]) -> Text:
    """Say of what was left empty that it is to be filled in, whatever else it would have to be."""
    given = fault.get("input")
    empty = given is None or (isinstance(given, str) and not given.strip())
    return _KINDS["missing" if empty else fault["type"]] if empty or fault["type"] in _KINDS else _WRONG


def _methods_at(app: FastAPI, request: Request) -> set[str]:
    """Return the methods of all routes at the request's path; the framework names the first route's alone."""
    found: set[str] = set()
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
        scope = {**request.scope, "method": method}
        if any(route.matches(scope)[0] is Match.FULL for route in app.router.routes):
            found.add(method)
    return found


def install_problem_handlers(app: FastAPI) -> None:
    """Turn every error into problem JSON in the reader's language."""

    async def on_domain(request: Request, error: Exception) -> Response:
        assert isinstance(error, DomainError)
        return problem(error, language_of(request))

    async def on_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        fields = {_field_path(tuple(e["loc"])): _what_is_wrong(e) for e in error.errors()}
        return problem(InvalidInput(fields=fields), language_of(request))

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        answer = problem(_REFUSED.get(error.status_code, BodyUnreadable)(), language_of(request))
        for name, value in (error.headers or {}).items():
            answer.headers[name] = value
        if error.status_code == MethodNotAllowed.status:
            answer.headers["Allow"] = ", ".join(sorted(_methods_at(app, request)))
        return answer

    async def on_unfit_value(request: Request, _: Exception) -> Response:
        # A NUL character in a text, a number beyond 64 bits: the form let it through, the database cannot hold it.
        return problem(InvalidInput(fields={"body": _WRONG}), language_of(request))

    async def on_database_away(request: Request, _: Exception) -> Response:
        return problem(Busy(retry_after=5), language_of(request))

    for away in _AWAY:
        app.add_exception_handler(away, on_database_away)
    app.add_exception_handler(DomainError, on_domain)
    app.add_exception_handler(asyncpg.CharacterNotInRepertoireError, on_unfit_value)
    app.add_exception_handler(asyncpg.UntranslatableCharacterError, on_unfit_value)
    app.add_exception_handler(asyncpg.DataError, on_unfit_value)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
