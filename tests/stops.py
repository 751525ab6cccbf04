"""Somebody red at a door."""

from datetime import timedelta
from uuid import uuid4

import httpx
from fastapi import FastAPI

from doors import Place, set_status
from people import bearer, register_citizen
from venuecode.health.reasons import Reason
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.verdict import Colour


async def stop_somebody(app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, place: Place) -> None:
    """Register a person who is red and have them stopped."""
    token, person = await register_citizen(app, "王芳")
    now = clock.now()
    await set_status(
        db,
        person,
        colour=Colour.RED,
        reason=Reason.CONFIRMED_CASE,
        source="市疾控中心",
        since=now,
        until=now + timedelta(days=1),
        updated_at=now,
    )
    body = {"code": place.code, "client_visit_id": str(uuid4()), "at": now.isoformat()}
    answer = await client.post("/api/v1/scans", json=body, headers=bearer(token))
    assert answer.json()["verdict"] == "stop"
