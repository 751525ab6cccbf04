"""Completes the API's document: what every route may refuse, as the problem JSON that is really sent."""

from typing import Any

import msgspec
from fastapi import FastAPI
from msgspec import Struct

_JSON = "application/problem+json"
_REFUSALS = {
    400: "The body cannot be read",
    401: "Not signed in, or the session has ended",
    403: "The session is fine; its holder may not do this",
    404: "Not there, or not for the caller to see",
    409: "It does not fit the present state, or somebody changed it meanwhile",
    413: "Too large",
    422: "Some of what was sent is not right; `fields` says which and why",
    429: "A limit is reached; `Retry-After` says when to come back",
    503: "The system is busy; come back after `Retry-After` seconds",
}


class Problem(Struct, frozen=True):
    """RFC 9457 problem: what went wrong, in the reader's language, with a stable code."""

    type: str
    title: str
    status: int
    code: str
    fields: dict[str, str] | None = None
    retry_after: int | None = None


class Documented(FastAPI):
    """A FastAPI application whose document tells refusals too; made once."""

    def openapi(self) -> dict[str, Any]:
        """Return the document."""
        if self.openapi_schema is None:
            self.complete(super().openapi())
        assert self.openapi_schema is not None
        return self.openapi_schema

    def complete(self, document: dict[str, Any]) -> None:
        """Add to the fresh document what the framework does not know."""
        describe_refusals(document)


def describe_refusals(document: dict[str, Any]) -> None:
    """Add to each operation the refusals it can meet; they replace the framework's own form of 422."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    _, problem = msgspec.json.schema_components([Problem], ref_template="#/components/schemas/{name}")
    schemas.update(problem)
    refused = {"content": {_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    document["components"]["responses"] = {
        f"Refused{status}": {"description": words, **refused} for status, words in _REFUSALS.items()
    }
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for status in sorted(_statuses(method, path, operation)):
                own = operation["responses"].get(str(status), {})
                if status != 422 and "content" in own:  # a protocol's own form of refusal (RFC 6749)
                    own["content"].update(refused["content"])
                else:
                    operation["responses"][str(status)] = {"$ref": f"#/components/responses/Refused{status}"}


def _statuses(method: str, path: str, operation: dict[str, Any]) -> set[int]:
    found = {503}
    if operation.get("security"):
        found |= {401, 403}
    elif method != "get":  # a sign-in
        found |= {401}
    if operation.get("parameters"):
        found |= {404, 422}
    if "requestBody" in operation:
        found |= {400, 404, 413, 422}
    if method != "get" or "{" in path:
        found |= {409}
    if method != "get":
        found |= {429}
    return found
