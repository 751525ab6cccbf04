"""The office that tests of tracing work in."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from doors import open_place
from people import bearer, make_officer, register_citizen
from trace_office import HERE, NEXT_DOOR, Office
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock


@pytest.fixture
async def office(app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock) -> Office:
    made = Office(app, client, db, clock)
    made.tracer = bearer(await make_officer(app, Role.HEALTH_OFFICER, HERE))
    made.other = bearer(await make_officer(app, Role.HEALTH_OFFICER, NEXT_DOOR))
    made.case_token, made.case_person = await register_citizen(app, "李一一", division=HERE)
    made.mate_token, made.mate = await register_citizen(app, "王二二", division=HERE)
    _, made.guest = await register_citizen(app, "赵三三", division=NEXT_DOOR)
    made.place = await open_place(db, name="古城餐馆")
    async with db.transaction() as connection:
        await connection.execute("update venue set type = 'restaurant', class = 2")
        await connection.execute("select ensure_visit_partitions($1)", clock.now())
    noon = clock.now() - timedelta(days=1)
    await made.visit(made.case_person, made.place, noon, 60)
    await made.visit(made.mate, made.place, noon + timedelta(minutes=10), 40)
    await made.visit(made.guest, made.place, noon + timedelta(minutes=20), None)
    await made.follow()
    return made
