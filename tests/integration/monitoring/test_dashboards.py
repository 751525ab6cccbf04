"""What the dashboards answer equals a recount of the visits; within the officer's division, and no further."""

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import openpyxl
import pytest
from fastapi import FastAPI

from doors import join
from integration.monitoring.conftest import SETTLE, VENUES, Doors, Seen, store_visits
from people import bearer, make_officer, register_citizen
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.kernel.clock import SHOWN_ZONE, FixedClock
from venuecode.monitoring.rollups.service import Rollups

M = "/api/v1/monitoring"
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
TODAY = date(2026, 5, 6)
NAUGHTY = ["=1+1", "+2", "-3", "@sum(a1)", "\t=1", "＝1", "<b>x</b>", '"quoted", and more', "山东\u202e省", "'=1"]


@pytest.fixture
async def city(app: FastAPI) -> dict[str, str]:
    """An officer of the whole city."""
    return bearer(await make_officer(app, Role.HEALTH_OFFICER, "371500"))


@pytest.fixture
async def visits(app: FastAPI, db: Database, doors: Doors, clock: FixedClock) -> list[Seen]:
    """Two weeks of visits at all doors but the last of the mall, counted: some stopped, some late, some by card."""
    now = clock.now()
    seen = []
    for n in range(400):
        at = now - n * 49 * MINUTE
        more = {
            "direction": n % 2,
            "verdict": int(n % 9 == 0),
            "colour": 3 if n % 9 == 0 else 0,
            "method": n % 7,
            "flags": int(n % 11 == 0),
            "test_at": None if n % 4 == 0 else at - (n % 90) * HOUR,
        }
        seen.append(Seen(doors[(0, 1, 2, 3, 4, 6)[n % 6]], at, at, person=n, more=more))
    async with db.transaction() as connection:
        await store_visits(connection, seen)
    clock.advance(SETTLE)
    await app.state.services[Rollups].follow()
    return seen


async def ask(client: httpx.AsyncClient, headers: dict[str, str], path: str, **query: Any) -> Any:
    answer = await client.get(M + path, headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def day_of(moment: datetime) -> date:
    return moment.astimezone(SHOWN_ZONE).date()


def venue_of(doors: Doors, door: int) -> int:
    owners = [n for n, venue in enumerate(VENUES) for _ in range(venue[4])]
    return owners[doors.index(door)]


def within(visits: list[Seen], first: date, last: date = TODAY) -> list[Seen]:
    return [one for one in visits if first <= day_of(one.at) <= last]


async def test_scans_by_hour_and_day_equal_a_recount(
    client: httpx.AsyncClient, city: dict[str, str], visits: list[Seen], doors: Doors
):
    visits = [one for one in visits if one.door != doors[6]]  # the one in another city
    found = await ask(client, city, "/scans", by="day", since="2026-05-04", until="2026-05-06")
    for points, shift in ((found["series"], 0 * DAY), (found["before"], 3 * DAY)):
        for n, point in enumerate(points):
            day = date(2026, 5, 4) + n * DAY - shift
            seen = within(visits, day, day)
            counts = point["counts"]
            assert counts["visits"] == len(seen) > 0
            assert counts["stops"] == sum(one.more["verdict"] for one in seen)
            assert counts["exits"] == sum(one.more["direction"] for one in seen)
            assert counts["colours"]["red"] == counts["stops"]
            assert counts["late"] == sum(one.more["flags"] for one in seen)
            assert counts["methods"]["self"] == sum(one.more["method"] == 0 for one in seen)
            assert counts["without_phone"] == sum(one.more["method"] in {2, 4, 6} for one in seen)
            assert counts["test_ages"]["none"] == sum(one.more["test_at"] is None for one in seen)
            for group in ("colours", "methods", "test_ages"):
                assert sum(counts[group].values()) == len(seen)
    until = datetime.fromisoformat(found["comparison"]["until"])
    so_far = [one for one in within(visits, date(2026, 5, 4)) if one.at < until]
    before = [one for one in within(visits, date(2026, 5, 1)) if one.at < until - 3 * DAY]
    before = [one for one in before if day_of(one.at) < date(2026, 5, 4)]
    assert found["comparison"]["visits"] == len(so_far)
    assert found["comparison"]["visits_before"] == len(before)
    assert found["span"]["counted_until"] == "2026-05-06T04:00:00Z"

    hours = await ask(client, city, "/scans", by="hour", since="2026-05-06")
    assert len(hours["series"]) == 13  # up to the hour that is being counted
    assert sum(point["counts"]["visits"] for point in hours["series"]) == len(within(visits, TODAY))
    assert len(hours["before"]) == 24


async def test_filters_and_divisions_part_the_same_visits(
    client: httpx.AsyncClient, city: dict[str, str], visits: list[Seen], doors: Doors
):
    days = {"since": "2026-04-30", "until": "2026-05-06"}
    seen = within(visits, date(2026, 4, 30))

    def of(*venues: int) -> int:
        return sum(venue_of(doors, one.door) in venues for one in seen)

    async def total(**query: Any) -> int:
        found = await ask(client, city, "/scans", **days, **query)
        return int(found["total"]["visits"])

    assert await total() == of(0, 1, 2, 3)  # not the one in another city
    assert await total(division="371502") == of(0, 1, 2)
    assert await total(division="371502001") == of(0, 1)
    assert await total(venue_class=2) == of(1, 2, 3)
    assert await total(type="restaurant") == of(1, 2)
    assert await total(department="东昌府区商务局", division="371502002") == of(2)
    assert await total(department="") == of(0)

    areas = await ask(client, city, "/areas", **days)
    by_code = {one["division"]["code"]: one for one in areas["items"]}
    assert by_code["371502"]["counts"]["visits"] == of(0, 1, 2)
    assert (by_code["371502"]["venues"], by_code["371503"]["venues"], by_code["371522"]["venues"]) == (3, 1, 0)
    assert areas["total"]["visits"] == sum(one["counts"]["visits"] for one in areas["items"]) == of(0, 1, 2, 3)
    assert areas["rest"]["visits"] == 0
    earlier = within(visits, date(2026, 4, 23), date(2026, 4, 29))
    assert sum(one["visits_before"] for one in areas["items"]) == sum(venue_of(doors, one.door) < 4 for one in earlier)

    kinds = await ask(client, city, "/breakdown", by="type", **days)
    assert {one["key"]["code"]: one["counts"]["visits"] for one in kinds["items"]} == {
        "library": of(0),
        "restaurant": of(1, 2),
        "mall": of(3),
    }
    departments = await ask(client, city, "/breakdown", by="department", **days)
    assert {one["key"]["code"]: one["venues"] for one in departments["items"]} == {
        "": 1,
        "东昌府区商务局": 2,
        "茌平区商务局": 1,
    }
    classes = await ask(client, city, "/breakdown", by="class", **days)
    assert classes["items"][0]["key"]["en"] == "Food, lodging, trade, culture and tourism"


async def test_active_venues_and_those_that_stand_still(
    app: FastAPI, client: httpx.AsyncClient, city: dict[str, str], visits: list[Seen], doors: Doors, db: Database,
    clock: FixedClock,
):  # fmt: skip
    async with db.transaction() as connection:
        await connection.execute(
            "insert into venue (full_name, short_name, class, type, division_code, address, issued_at)"
            " values ('从未扫码的书店', '书店', 6, 'other', '371502001', '路', '2026-05-01')"
        )
    found = await ask(client, city, "/active-venues", since="2026-05-04")
    assert (found["venues"], found["never_scanned"], found["quiet"]) == (5, 1, 0)
    for day in found["days"]:
        seen = within(visits, date.fromisoformat(day["day"]), date.fromisoformat(day["day"]))
        assert day["active"] == len({venue_of(doors, one.door) for one in seen} - {4}) > 0
    never = await ask(client, city, "/venues", which="never_scanned")
    assert [(one["name"], one["last_at"]) for one in never["items"]] == [("从未扫码的书店", None)]
    assert never["total"] == 1
    busiest = await ask(client, city, "/venues", which="busiest", since="2026-04-24", size=2)
    counts = [one["visits"] for one in busiest["items"]]
    assert counts == sorted(counts, reverse=True)
    assert (busiest["total"], busiest["next"]) == (4, 2)
    rest = await ask(client, city, "/venues", which="busiest", since="2026-04-24", size=2, offset=2)
    assert rest["next"] is None
    names = {one["name"]: one["visits"] for one in busiest["items"] + rest["items"]}
    assert names == {
        f"场所{n}": sum(venue_of(doors, one.door) == n for one in within(visits, date(2026, 4, 24))) for n in range(4)
    }
    stops = await ask(client, city, "/venues", which="most_stops", since="2026-04-24")
    assert sum(one["stops"] for one in stops["items"]) == sum(
        one.more["verdict"] for one in within(visits, date(2026, 4, 24)) if venue_of(doors, one.door) < 4
    )
    clock.advance(4 * DAY)
    async with db.transaction() as connection:
        await store_visits(connection, [Seen(doors[0], clock.now() - HOUR, clock.now() - HOUR)])
    await app.state.services[Rollups].follow()
    city = bearer(await make_officer(app, Role.REVIEWER, "371500"))
    quiet = await ask(client, city, "/venues", which="quiet", since="2026-05-05")
    assert [one["name"] for one in quiet["items"]] == ["场所3", "场所2", "场所1"]
    assert quiet["items"][0]["visits"] == sum(
        venue_of(doors, one.door) == 3 for one in within(visits, date(2026, 5, 5))
    )
    assert (await ask(client, city, "/active-venues"))["quiet"] == 3


async def test_a_door_that_does_not_fit_its_past_is_listed_with_why(
    app: FastAPI, client: httpx.AsyncClient, city: dict[str, str], doors: Doors, db: Database, clock: FixedClock
):
    now = clock.now()
    yesterday = now - DAY
    seen = [Seen(doors[0], yesterday - n * DAY + k * MINUTE, now - HOUR) for n in range(1, 8) for k in range(30)]
    seen += [Seen(doors[1], yesterday - n * DAY + k * MINUTE, now - HOUR) for n in range(8) for k in range(30)]
    async with db.transaction() as connection:
        await store_visits(connection, seen)
    rollups = app.state.services[Rollups]
    await rollups.follow()
    assert await rollups.look_at_doors() == 1
    found = await ask(client, city, "/odd-doors")
    [odd] = found["items"]
    assert (found["day"], odd["door_id"], odd["kind"], odd["usual"]) == ("2026-05-05", doors[0], "silent", 30)
    assert odd["words"]["en"] == "Nobody scanned; the median of 7 days before is 30"
    elsewhere = bearer(await make_officer(app, Role.REGULATOR, "370202"))
    assert (await ask(client, elsewhere, "/odd-doors"))["items"] == []


async def test_alert_times_and_the_loop(
    app: FastAPI, client: httpx.AsyncClient, city: dict[str, str], visits: list[Seen], doors: Doors, db: Database,
    clock: FixedClock,
):  # fmt: skip
    opened = clock.now() - HOUR
    async with db.transaction() as connection:
        for n, minutes in enumerate([1, 3, 10, 40, None]):
            await connection.execute(
                "insert into alert (kind, state, door_id, venue_id, division_code, reason, colour, opened_at, last_at,"
                " changed_at, acknowledged_at) values ('stop', $1, $2, $3, '371502001', 1, 3, $4, $4, $4, $5)",
                "open" if minutes is None else "acknowledged",
                doors[0],
                doors.venues[0],
                opened - n * MINUTE,
                None if minutes is None else opened - n * MINUTE + minutes * MINUTE,
            )
        case = await connection.fetchval(
            "insert into trace_case (number, person_id, division_code, basis, document_reference, state,"
            " infectious_from, infectious_until, opened_by, opened_at, ends_at)"
            " values ('1', 7, '371502', 'document', 'x', 'open', $1, $2, 1, $1, $2) returning id",
            clock.now() - DAY,
            clock.now() + DAY,
        )
        for person in (7, 8, 9):
            await connection.execute(
                "insert into trace_reach (person_id, case_id, officer_id, day, at) values ($1, $2, 1, $3, $4)",
                person,
                case,
                TODAY,
                clock.now(),
            )
        await connection.execute(
            "update alert set state = 'closed', disposition = 'tested', closed_at = opened_at + interval '10 minutes'"
            " where acknowledged_at = opened_at + interval '3 minutes'"
        )
        for person, reached in ((8, clock.now()), (9, None)):
            await connection.execute(
                "insert into follow_up (person_id, case_id, division_code, contact_class, first_at, last_at, reason,"
                " added_by, added_at, reached_at) values ($1, $2, '371502', 'close_contact', $3, $3, 'x', 1, $3, $4)",
                person,
                case,
                clock.now(),
                reached,
            )
    times = await ask(client, city, "/alerts")
    assert (times["opened"], times["waiting"]) == (5, 1)
    closed = {"count": 1, "median_seconds": 600.0, "p90_seconds": 600.0}
    assert times["to_close"] == {**closed, "within_5_minutes": 0.0, "within_15_minutes": 1.0}
    assert times["to_acknowledge"] == {
        "count": 4,
        "median_seconds": 390.0,
        "p90_seconds": 1860.0,
        "within_5_minutes": 0.5,
        "within_15_minutes": 0.75,
    }
    assert [(day["day"], day["opened"]) for day in times["days"]] == [("2026-05-06", 5)]
    assert (await ask(client, city, "/alerts", type="mall"))["opened"] == 0
    loop = await ask(client, city, "/loop")
    assert {
        name: loop[name] for name in ("alerts", "acknowledged", "closed", "cases", "contacts", "assigned", "reached")
    } == {
        "alerts": 5,
        "acknowledged": 4,
        "closed": 1,
        "cases": 1,
        "contacts": 2,
        "assigned": 2,
        "reached": 1,
    }
    week = within(visits, date(2026, 4, 30))
    assert loop["stops"] == sum(one.more["verdict"] for one in week if venue_of(doors, one.door) < 4)


async def test_a_venue_is_shown_to_officers_of_its_division_only(
    app: FastAPI, client: httpx.AsyncClient, city: dict[str, str], visits: list[Seen], doors: Doors
):
    path = f"/venues/{doors.venues[0]}"
    found = await ask(client, city, path, since="2026-05-05")
    seen = [one for one in within(visits, date(2026, 5, 5)) if venue_of(doors, one.door) == 0]
    assert found["total"]["visits"] == len(seen) == sum(one["counts"]["visits"] for one in found["doors"])
    assert {one["door_id"]: one["counts"]["visits"] for one in found["doors"]} == {
        door: sum(one.door == door for one in seen) for door in doors[:2]
    }
    elsewhere = bearer(await make_officer(app, Role.HEALTH_OFFICER, "370202"))
    assert (await client.get(M + path, headers=elsewhere)).status_code == 404
    asked = {"since": "2026-05-05", "venue_id": doors.venues[0], "format": "csv"}
    for table, first, rows in (("scans", "2026-05-05", 2), ("doors", "门0", 2), ("guards", None, 0)):
        sheet = await client.get(f"{M}/sheets/{table}", headers=city, params=asked)
        lines = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))
        assert "场所 场所0" in lines[0][0]
        assert [line[0] for line in lines[2:3]] == ([first] if first else [])
        assert len(lines) - 2 == rows
        if rows:
            assert sum(int(line[1]) for line in lines[2:]) == len(seen)
        assert (await client.get(f"{M}/sheets/{table}", headers=elsewhere, params=asked)).status_code == 404
    for table, query in (("doors", {}), ("loop", {"venue_id": doors.venues[0]})):
        assert (await client.get(f"{M}/sheets/{table}", headers=city, params=query)).status_code == 422
    outside = await client.get(f"{M}/scans", headers=elsewhere, params={"division": "371502"})
    assert outside.status_code == 422
    assert "division" in outside.json()["fields"]
    assert (await ask(client, elsewhere, "/scans"))["total"]["visits"] > 0


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"since": "2026-05-06", "until": "2026-05-05"}, "monitoring.span_backwards"),
        ({"since": "2024-05-06"}, "monitoring.span_too_long"),
        ({"since": "2026-04-01", "by": "hour"}, "monitoring.span_too_long"),
    ],
)
async def test_spans_that_cannot_be_are_refused(
    client: httpx.AsyncClient, city: dict[str, str], query: dict[str, str], code: str
):
    answer = await client.get(f"{M}/scans", headers=city, params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_manager_sees_counts_by_hour_door_and_guard_and_nobody_else_does(
    app: FastAPI, client: httpx.AsyncClient, visits: list[Seen], doors: Doors, db: Database, clock: FixedClock
):
    manager, manager_id = await register_citizen(app, "赵店长")
    guard, guard_id = await register_citizen(app, "孙小林")
    await join(db, manager_id, doors.venues[0], "manager")
    await join(db, guard_id, doors.venues[0])
    helped = [
        Seen(doors[0], clock.now() - n * MINUTE, clock.now(), person=5, more={"registrar_id": guard_id, "method": 2})
        for n in range(3)
    ]
    async with db.transaction() as connection:
        await store_visits(connection, helped)
    clock.advance(MINUTE)
    await app.state.services[Rollups].follow()
    path = f"/api/v1/my/venues/{doors.venues[0]}/counts"
    answer = await client.get(path, headers=bearer(manager), params={"since": "2026-05-05"})
    found = answer.json()
    seen = [one for one in within(visits, date(2026, 5, 5)) if venue_of(doors, one.door) == 0] + helped
    assert found["total"]["visits"] == len(seen) == sum(one["visits"] for one in found["by_day"])
    assert found["entries"] + found["exits"] == len(seen)
    assert {one["door_id"]: one["visits"] for one in found["by_door"]} == {
        door: sum(one.door == door for one in seen) for door in doors[:2]
    }
    today = [one for one in seen if day_of(one.at) == TODAY]
    assert sum(one["visits"] for one in found["by_hour"]) == len(today)
    guards = [{"visits": 3, "stops": 0, "name": "孙*林", "left": False}]
    assert found["by_guard"] == guards
    officer = bearer(await make_officer(app, Role.REGULATOR, "371500"))
    assert (await ask(client, officer, f"/venues/{doors.venues[0]}", since="2026-05-05"))["guards"] == guards
    assert not {"person_id", "visitors", "person_name"} & set(answer.text.replace('"', " ").split())
    for other in (guard, (await register_citizen(app, "周五"))[0]):
        assert (await client.get(path, headers=bearer(other))).status_code == 404
    assert (await client.get(f"/api/v1/my/venues/{doors.venues[1]}/counts", headers=bearer(manager))).status_code == 404


async def test_every_table_can_be_taken_away_and_no_cell_is_a_formula(
    app: FastAPI, client: httpx.AsyncClient, city: dict[str, str], visits: list[Seen], doors: Doors, db: Database
):
    async with db.transaction() as connection:
        for n, words in enumerate(NAUGHTY):
            await connection.execute(
                "insert into venue (full_name, short_name, class, type, division_code, address, department)"
                " values ($1, 'x', 6, 'other', '371502001', '路', $2)",
                words,
                NAUGHTY[-1 - n],
            )
    tables = {
        "scans": {"bucket": "hour"},
        "active-venues": {},
        "areas": {},
        "breakdown": {"facet": "department"},
        "venues": {"which": "never_scanned"},
        "odd-doors": {},
        "alerts": {},
        "loop": {},
    }
    for table, query in tables.items():
        for language in ("zh", "en"):
            headers = {**city, "accept-language": language}
            asked = {"since": "2026-05-05", **query}
            sheet = await client.get(f"{M}/sheets/{table}", headers=headers, params={**asked, "format": "xlsx"})
            plain = await client.get(f"{M}/sheets/{table}", headers=headers, params={**asked, "format": "csv"})
            book = openpyxl.load_workbook(io.BytesIO(sheet.content))
            cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
            assert all(cell.data_type in {"s", "n"} for cell in cells), table
            lines = list(csv.reader(io.StringIO(plain.content.decode("utf-8-sig"))))
            assert len(lines) == book.active.max_row
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "＝")) for line in lines for cell in line), table
            assert "371500" in lines[0][0]
            assert ("taken by" in lines[0][0]) == (language == "en")
            if table == "venues":
                assert len(lines) == 2 + len(NAUGHTY)
    taken = await ask_auditor(app, client)
    assert {one["details"]["table"] for one in taken if one["action"] == "monitoring.exported"} == set(tables)


async def ask_auditor(app: FastAPI, client: httpx.AsyncClient) -> list[Any]:
    auditor = bearer(await make_officer(app, Role.AUDITOR, "371500"))
    answer = await client.get("/api/v1/audit/events", headers=auditor, params={"limit": 200})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_the_lag_of_the_counts_is_a_metric(
    app: FastAPI, client: httpx.AsyncClient, visits: list[Seen], clock: FixedClock
):
    clock.advance(HOUR)
    await app.state.services[Rollups].observe()
    text = (await client.get("/metrics")).text
    assert "venuecode_counts_lag_seconds 3630.0" in text
