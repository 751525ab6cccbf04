"""Who may call stands in each route's signature."""

from collections.abc import Iterator
from inspect import iscoroutinefunction, isfunction

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

RAW = {"/api/v1/scans"}
"""Described in the OpenAPI document, taken in front of the framework; its own tests show whom it lets in."""


def _calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)


def _routes(routes: list[object]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(route, "original_router"):  # a router that was included
            yield from _routes(route.original_router.routes)


def _says_who(route: APIRoute) -> bool:
    return any(getattr(call, "__name__", "") == "public" or hasattr(call, "admits") for call in _calls(route.dependant))


def test_every_route_says_who_may_call_it(app: FastAPI):
    assert [route.path for route in _routes(app.routes) if not _says_who(route)] == []


def test_the_walk_sees_every_route_of_the_document(app: FastAPI):
    walked = {route.path for route in _routes(app.routes)}
    assert set(app.openapi()["paths"]) - walked - RAW == set()
    assert len(walked) > 30


def test_no_dependency_costs_a_hop_to_a_thread(app: FastAPI):
    """The framework runs a plain function in a thread: five of them took longer than most answers."""
    calls = [call for route in _routes(app.routes) for call in _calls(route.dependant)]
    assert {call for call in calls if isfunction(call) and not iscoroutinefunction(call)} == set()
