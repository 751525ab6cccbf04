"""Invented venues and doors for tests, straight into their tables."""

import secrets
from dataclasses import dataclass
from typing import Any

from venuecode.infra.db import Database
from venuecode.venues.code import VenueCode, new_code


@dataclass(frozen=True)
class Place:
    """A venue with one door."""

    venue_id: int
    door_id: int
    code: VenueCode


async def open_place(
    db: Database,
    *,
    name: str = "东昌府区图书馆",
    direction: str = "in",
    division: str = "371502001",
    demand_test_hours: int | None = None,
) -> Place:
    """Make an active venue with one open door and return both with the door's code."""
    async with db.transaction() as connection:
        venue_id = await connection.fetchval(
            "insert into venue (full_name, short_name, class, type, division_code, address, demand_test_hours)"
            " values ($1, '图书馆', 1, 'library', $2, '东昌西路 1 号', $3) returning id",
            name,
            division,
            demand_test_hours,
        )
        return await add_door(connection, venue_id, "南门", direction)


async def add_door(connection: Any, venue_id: int, name: str, direction: str = "in") -> Place:
    """Add a door to a venue."""
    door_id = await connection.fetchval(
        "insert into door (venue_id, name, direction) values ($1, $2, $3) returning id", venue_id, name, direction
    )
    code = new_code(secrets.token_bytes(10))
    await connection.execute("insert into venue_code (code, door_id, issued_at) values ($1, $2, now())", code, door_id)
    return Place(venue_id, door_id, code)


async def join(db: Database, person_id: int, venue_id: int, role: str = "guard") -> None:
    """Bind a person to a venue."""
    async with db.transaction() as connection:
        await connection.execute(
            "insert into venue_member (venue_id, person_id, role, since) values ($1, $2, $3, now())",
            venue_id,
            person_id,
            role,
        )


async def set_status(db: Database, person_id: int, **columns: object) -> None:
    """Put a row into `health_status`: where it has a colour, with the one step that a scan reads."""
    if columns.get("colour"):
        step = (columns["colour"], columns["since"], columns["until"], [columns["reason"]])
        columns = {**columns, "steps": [step], "next_at": columns["until"]}
    names = ["person_id", *columns]
    places = ", ".join(f"${i}" for i in range(1, len(names) + 1))
    async with db.transaction() as connection:
        await connection.execute(
            f"insert into health_status ({', '.join(names)}) values ({places})", person_id, *columns.values()
        )


async def a_call(db: Database, door_id: int, device_id: int) -> int:
    """Put a terminal's call for the guard on a door's screens; return its id."""
    async with db.transaction() as connection:
        call_id: int = await connection.fetchval(
            "insert into guard_call (door_id, device_id, reading_id, at, recorded_at, reason)"
            " values ($1, $2, gen_random_uuid(), now(), now(), 'unknown_document') returning id",
            door_id,
            device_id,
        )
        return call_id
