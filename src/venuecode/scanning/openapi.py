"""Describes the scan in the OpenAPI document: the framework does not see that route (scanning/asgi.py)."""

from typing import Any

import msgspec

from venuecode.kernel.errors import Busy, DomainError, InvalidInput, NotAllowed, NotSignedIn, TooLarge, TooManyRequests
from venuecode.scanning.entry_schemas import RefusedEntry, RegisteredEntry
from venuecode.scanning.guard import DoorCounts, GuardAlerts, GuardCalls, GuardVisit, RollingWords, Today
from venuecode.scanning.model import CompanionNotBound, ScanAhead, ScanTooOld
from venuecode.scanning.refusals import REFUSALS
from venuecode.scanning.schemas import RefusedAnswer, ScanRequest, VisitAnswer

PATH = "/api/v1/scans"

ERRORS: tuple[type[DomainError], ...] = (
    NotSignedIn,
    NotAllowed,
    CompanionNotBound,
    TooLarge,
    InvalidInput,
    ScanTooOld,
    ScanAhead,
    TooManyRequests,
    Busy,
)


DESCRIPTION = """Register a person's coming or going and get the verdict.

Answered only after the visit is stored durably. Expected outcomes are answers (200), told apart by `result`:

- `visit`: stored. The verdict is `pass` or `stop`, with every reason in words.
- `refused`: nothing stored; `code` says why: {refusals}. For `direction.needed` ask the person and send the same
  body with `direction`.

A retry sends the very same body and gets the same answer (`repeated` says so); `server_time`, `word` and
vaccination are always of the moment of answering. After 503 or 429 keep the scan and send it again after `Retry-After`
seconds. `at` may lie 7 days back and 5 minutes ahead. A scan never changes a person's status."""


def describe_scan(document: dict[str, Any]) -> None:
    """Add the route, its types and all its errors to `document`."""
    types = (
        *(ScanRequest, VisitAnswer, RefusedAnswer),
        *(Today, GuardVisit, DoorCounts, RollingWords, GuardCalls, GuardAlerts),
        *(RegisteredEntry, RefusedEntry),
    )
    _, schemas = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    components = document.setdefault("components", {}).setdefault("schemas", {})
    components.update(schemas)
    components["ScanAnswer"] = _either("VisitAnswer", "RefusedAnswer")
    components["EntryAnswer"] = _either("RegisteredEntry", "RefusedEntry")
    document.setdefault("paths", {})[PATH] = {
        "post": {
            "tags": ["scanning"],
            "summary": "Scan a door",
            "description": DESCRIPTION.format(refusals=", ".join(f"`{code}`" for code in REFUSALS)),
            "operationId": "scan",
            "security": [{"HTTPBearer": []}],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": _ref("ScanRequest")}},
            },
            "responses": _responses(),
        }
    }


def _either(visit: str, refused: str) -> dict[str, Any]:
    mapping = {"visit": _ref(visit)["$ref"], "refused": _ref(refused)["$ref"]}
    return {"oneOf": [_ref(visit), _ref(refused)], "discriminator": {"propertyName": "result", "mapping": mapping}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _responses() -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {
            "description": "A visit, or why there is none",
            "content": {"application/json": {"schema": _ref("ScanAnswer")}},
        }
    }
    for error in ERRORS:
        line = f"`{error.code}`: {error.text.en}"
        known = responses.get(str(error.status))
        if known:
            known["description"] += f"\n\n{line}"
            continue
        responses[str(error.status)] = {
            "description": line,
            "content": {"application/problem+json": {"schema": _ref("Problem")}},
        }
    responses["503"]["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds"}}
    return responses
