"""Filled-in venue forms for tests; every venue and person is invented."""

from typing import Any

import httpx
from stdnum.cn import uscc

STREET = "371502001"


def credit_code(serial: int) -> str:
    """Return a credit code with a right check digit."""
    body = f"91371502{serial:08d}0"
    return next(body + c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY" if uscc.is_valid(body + c))


def form(**changes: Any) -> dict[str, Any]:
    """Return the form of a shop that is issued at once, with `changes`."""
    return {
        "full_name": "聊城市水城百货有限公司",
        "short_name": "水城百货",
        "venue_class": 2,
        "type": "mall",
        "credit_code": credit_code(1),
        "division_code": STREET,
        "address": "东昌西路 1 号",
        "latitude": 36.45,
        "longitude": 115.98,
        "responsible_person": "李经理",
        "responsible_phone": "0635-8888888",
        "department": "区商务局",
        "doors": [{"name": "南门", "direction": "in"}, {"name": "北门", "direction": "out"}],
        **changes,
    }


def reviewed_form(**changes: Any) -> dict[str, Any]:
    """Return the form of a place of the sixth class, which is reviewed."""
    return form(venue_class=6, type="bank", full_name="聊城市水城银行东昌支行", short_name="水城银行", **changes)


async def apply(client: httpx.AsyncClient, headers: dict[str, str], typed: dict[str, Any]) -> dict[str, Any]:
    """Save a draft and hand it in; return the application."""
    draft = (await client.post("/api/v1/venue-applications", json=typed, headers=headers)).json()
    path = f"/api/v1/venue-applications/{draft['id']}/submit"
    answer = await client.post(path, json={"version": draft["version"]}, headers=headers)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def issued(client: httpx.AsyncClient, headers: dict[str, str], **changes: Any) -> dict[str, Any]:
    """Apply for a venue that is issued at once; return its detail as its manager sees it."""
    application = await apply(client, headers, form(**changes))
    result: dict[str, Any] = (await client.get(f"/api/v1/my/venues/{application['venue_id']}", headers=headers)).json()
    return result
