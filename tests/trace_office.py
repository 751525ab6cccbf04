"""A health office with a case and people who met it, for tests of tracing."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI

from doors import Place
from people import bearer, make_officer
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.tracing.stays.service import Stays

V1 = "/api/v1"
WHY = "流调：核实密切接触者"
HERE, NEXT_DOOR = "371502", "370202"


class Office:
    """A health office with a restaurant, a case, and two people who ate there at the same time."""

    def __init__(self, app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock) -> None:
        self.app, self.client, self.db, self.clock = app, client, db, clock
        self.tracer: dict[str, str] = {}
        self.other: dict[str, str] = {}
        self.case_token, self.mate_token = "", ""
        self.case_person = self.mate = self.guest = 0
        self.place: Place | None = None

    async def ask(self, headers: dict[str, str], method: str, path: str, status: int = 200, **more: Any) -> Any:
        answer = await self.client.request(method, V1 + path, headers=headers, **more)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content and "json" in answer.headers["content-type"] else answer

    async def visit(self, person: int, place: Place, start: datetime, minutes: int | None) -> None:
        times = [(start, 0)] + ([(start + timedelta(minutes=minutes), 1)] if minutes else [])
        async with self.db.transaction() as connection:
            for at, direction in times:
                await connection.execute(
                    "insert into visit (person_id, at, id, recorded_at, door_id, direction, verdict, colour, method,"
                    " seq, flags) values ($1, $2, $3, $2, $4, $5, 0, 0, 0, 0, 0)",
                    person,
                    at,
                    uuid4(),
                    place.door_id,
                    direction,
                )

    async def follow(self) -> None:
        """Take the visits into stays."""
        await self.app.state.services[Stays].derive_all()

    async def tested_positive(self, person: int) -> None:
        test = {"result": "positive", "sampled_at": self.clock.now().isoformat(), "institution": "区人民医院"}
        await self.ask(self.tracer, "POST", f"/health/persons/{person}/tests", 201, json=test)

    async def open_case(self) -> dict[str, Any]:
        await self.tested_positive(self.case_person)
        body = {"person_id": self.case_person, "reason": WHY}
        return await self.ask(self.tracer, "POST", "/cases", 201, json=body)

    async def officer(self, role: Role, division: str = HERE) -> dict[str, str]:
        """Return the header of a fresh officer."""
        return bearer(await make_officer(self.app, role, division))
