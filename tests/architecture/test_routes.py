"""Who may call stands in each route's signature."""

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute


def _calls(dependant: Dependant) -> Iterator[object]:
    yield dependant.call
    for inner in dependant.dependencies:
        yield from _calls(inner)


def test_every_route_says_who_may_call_it(app: FastAPI):
    silent = [
        route.path
        for route in app.routes
        if isinstance(route, APIRoute)
        and not any(
            getattr(call, "__name__", "") == "public" or hasattr(call, "admits") for call in _calls(route.dependant)
        )
    ]
    assert silent == []
