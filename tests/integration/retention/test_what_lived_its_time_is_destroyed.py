"""What has lived its time is destroyed by the clock; what an open case holds stays until it ends; counts outlive."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import asyncpg
import pytest

from integration.tracing.conftest import office  # noqa: F401 - the fixture
from people import register_citizen
from trace_office import WHY, Office
from venuecode import cli
from venuecode.audit.service import AuditLog
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.kernel.clock import FixedClock, SystemClock
from venuecode.monitoring.rollups.service import Rollups
from venuecode.retention import store
from venuecode.retention.model import What
from venuecode.retention.service import Retention
from venuecode.retention.settings import RetentionSettings

DAY = timedelta(days=1)


def retention_of(office: Office) -> Retention:  # noqa: F811
    audit = office.app.state.services[AuditLog]
    return Retention(office.db, office.clock, audit, RetentionSettings(visit_days=14))


async def rows(db: Database, query: str, *values: Any) -> Any:
    async with db.connection() as connection:
        return await connection.fetchval(query, *values)


async def people_of(db: Database, table: str) -> set[int]:
    async with db.connection() as connection:
        return {row[0] for row in await connection.fetch(f"select distinct person_id from {table}")}


async def test_an_open_case_holds_its_people_and_nobody_else(office: Office, clock: FixedClock):  # noqa: F811
    _, stranger = await register_citizen(office.app, "钱四四")
    assert office.place is not None
    await office.visit(stranger, office.place, clock.now() - DAY + timedelta(hours=6), 30)
    await office.follow()
    rollups = office.app.state.services[Rollups]
    await rollups.catch_up()
    case = await office.open_case()
    body = {"reason": WHY, "classes": ["close_contact", "companion"]}
    await office.ask(office.tracer, "POST", f"/traces/{case['id']}/follow-ups", 201, json=body)
    notice = {"reason": WHY, "urgency": "advice", "classes": ["close_contact"]}
    await office.ask(office.tracer, "POST", f"/traces/{case['id']}/notices", 201, json=notice)
    held = {office.case_person, office.mate, office.guest}
    assert await people_of(office.db, "visit") == await people_of(office.db, "stay") == held | {stranger}
    retention = retention_of(office)
    assert await retention.preview() == await retention.run() == []

    clock.advance(16 * DAY)
    foreseen = await retention.preview()
    assert {one.what: one.rows for one in foreseen} == {What.VISITS: 2, What.STAYS: 1}
    assert await people_of(office.db, "visit") == held | {stranger}  # a preview changes nothing
    assert await retention.run() == foreseen
    assert await people_of(office.db, "visit") == await people_of(office.db, "stay") == held
    assert await retention.run() == []
    counted = "select sum(visits) from count_area_day where area = '371502'"
    before = await rows(office.db, counted)
    await rollups.rebuild()
    await rollups.mend()
    assert await rows(office.db, counted) == before == 7
    tracer = await office.officer(Role.HEALTH_OFFICER)
    contacts = await office.ask(tracer, "POST", f"/traces/{case['id']}/contacts", json={"reason": WHY})
    assert office.mate in {one["person_id"] for one in contacts["items"]}

    clock.advance(15 * DAY)  # the case has ended by itself
    assert {one.what: one.rows for one in await retention.run()} == {What.VISITS: 5, What.STAYS: 3}
    assert await people_of(office.db, "visit") == await people_of(office.db, "stay") == set()
    assert await rows(office.db, "select count(*) from pg_class where relname ~ '^visit_2026(04|05)'") < 20
    assert await rows(office.db, "select count(*) from follow_up") == 2

    clock.advance(91 * DAY)
    gone = {one.what: one.rows for one in await retention.run()}
    assert gone == {What.FOLLOW_UPS: 2, What.NOTICES: 1}
    left = "select (select count(*) from follow_up), (select count(*) from follow_up_step), (select people from notice)"
    async with office.db.connection() as connection:
        assert tuple(await connection.fetchrow(left)) == (0, 0, 1)
        told = await connection.fetch(
            "select details from audit_event where action = 'retention.destroyed' order by id"
        )
    assert [(one["details"]["what"], one["details"]["rows"]) for one in told] == [
        ("visits", 2),
        ("stays", 1),
        ("visits", 5),
        ("stays", 3),
        ("follow_ups", 2),
        ("notices", 1),
    ]
    assert told[0]["details"]["day"] == "2026-05-05"


async def test_closed_alerts_forget_whom_they_were_about_and_photos_go(office: Office, clock: FixedClock):  # noqa: F811
    assert office.place is not None
    now = clock.now()
    async with office.db.transaction() as connection:
        for state, disposition in (("closed", "tested"), ("open", None)):
            alert = await connection.fetchval(
                "insert into alert (kind, state, disposition, person_id, visit_id, visit_at, door_id, venue_id,"
                " division_code, reason, colour, opened_at, last_at, changed_at, closed_at, home_code, note) values"
                " ('stop', $1, $2, $3, $4, $5, $6, $7, '371502001', 1, 3, $5, $5, $5, $8, '371502', '带去检测')"
                " returning id",
                state,
                disposition,
                office.mate,
                uuid4(),
                now,
                office.place.door_id,
                office.place.venue_id,
                now if state == "closed" else None,
            )
            event = "insert into alert_event (alert_id, at, act, note) values ($1, $2, 'noted', $3)"
            await connection.execute(event, alert, now, b"sealed")
        for state in ("upheld", "open"):
            await connection.execute(
                "insert into appeal (person_id, fact_id, reason, source, content, photo, photo_type, division_code,"
                " state, made_at, due_at, decided_at) values ($1, 1, 1, 'x', 'x', 'x', 'image/png', '371502', $2,"
                " $3, $3, $4)",
                office.mate if state == "open" else office.guest,
                state,
                now,
                None if state == "open" else now,
            )
    retention = retention_of(office)
    clock.advance(31 * DAY)
    assert [(one.what, one.rows) for one in await retention.run() if one.day is None] == [(What.APPEAL_PHOTOS, 1)]
    assert await rows(office.db, "select string_agg(state, ',') from appeal where photo is not null") == "open"
    clock.advance(150 * DAY)
    assert [(one.what, one.rows) for one in await retention.run()] == [(What.ALERTS, 1)]
    personal = "num_nonnulls(person_id, visit_id, visit_at, home_code, reported_by, note)"
    async with office.db.connection() as connection:
        alerts = await connection.fetch(f"select state, {personal} as personal from alert order by id")
        notes = await connection.fetch("select note from alert_event order by id")
    assert [(one["state"], one["personal"]) for one in alerts] == [("closed", 0), ("open", 5)]
    assert [one["note"] for one in notes] == [None, b"sealed"]


async def test_a_step_that_fails_does_not_keep_the_rest_alive(office: Office, clock: FixedClock):  # noqa: F811
    clock.advance(20 * DAY)
    retention = retention_of(office)
    destroy_day = store.destroy_day

    async def failing(connection: Any, what: What, *rest: Any) -> int | None:
        if what is What.VISITS:
            raise TimeoutError
        return await destroy_day(connection, what, *rest)

    with patch.object(store, "destroy_day", failing), pytest.raises(RuntimeError, match="visits"):
        await retention.nightly()
    assert await people_of(office.db, "stay") == set()
    assert await people_of(office.db, "visit") != set()
    await retention.nightly()
    assert await people_of(office.db, "visit") == set()
    assert "retention.destroy" in office.app.state.services[JobBook].schedules


def test_the_command_shows_and_destroys(
    database_url: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    old = SystemClock().now() - 40 * DAY

    async def visit() -> None:
        connection = await asyncpg.connect(database_url)
        await connection.execute(
            "select ensure_visit_partition(($1::timestamptz at time zone 'Asia/Shanghai')::date)", old
        )
        await connection.execute(
            "insert into visit (person_id, at, id, recorded_at, door_id, direction, verdict, colour, method, seq,"
            " flags) values (1, $1, gen_random_uuid(), $1, 1, 0, 0, 0, 0, 0, 0)",
            old,
        )
        await connection.close()

    asyncio.run(visit())
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("VENUECODE_CORE__DATA_DIR", str(tmp_path))
    for command, said in (("preview", "1 rows would be"), ("run", "1 rows destroyed"), ("preview", "Nothing has")):
        monkeypatch.setattr("sys.argv", ["venuecode", "retention", command])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert not ended.value.code
        assert said in capsys.readouterr().out
