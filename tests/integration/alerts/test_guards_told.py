"""Guards of a door are told of a stop: each stop once, and no door more often than every ten minutes."""

from datetime import timedelta

import pytest

from doors import join, open_place
from people import register_citizen
from stops import stop_somebody
from told import told
from venuecode.alerts.guards import GuardsTold
from venuecode.infra.jobs import JobBook


@pytest.fixture
async def watched(app, db):
    """A door with somebody bound to it, and that somebody."""
    place = await open_place(db)
    _, person_id = await register_citizen(app, "李守门")
    await join(db, person_id, place.venue_id)
    return place, person_id


async def test_everybody_bound_to_the_venue_is_told_once_with_the_number_of_people(app, client, db, clock, watched):
    place, guard = watched
    guards = app.state.services[GuardsTold]
    for _ in range(2):
        await stop_somebody(app, client, db, clock, place)
    await guards.run()
    await guards.run()
    [message] = await told(db)
    assert message["person_id"] == guard
    assert message["notice"] == "door_alert"
    assert message["values"]["count"] == "2"
    assert "王芳" not in str(message), "nobody's name lies on a lock screen"


async def test_a_door_is_quiet_for_ten_minutes_and_then_heard_again(app, client, db, clock, watched):
    place, _ = watched
    guards = app.state.services[GuardsTold]
    await stop_somebody(app, client, db, clock, place)
    await guards.run()
    clock.advance(timedelta(minutes=5))
    await stop_somebody(app, client, db, clock, place)
    await guards.run()
    assert len(await told(db)) == 1
    clock.advance(timedelta(minutes=6))
    await guards.run()
    assert len(await told(db)) == 2


async def test_a_worker_that_was_down_does_not_tell_of_old_stops(app, client, db, clock, watched):
    await stop_somebody(app, client, db, clock, watched[0])
    clock.advance(timedelta(minutes=31))
    await app.state.services[GuardsTold].run()
    assert await told(db) == []


async def test_the_worker_looks_every_minute(app):
    cron, _ = app.state.services[JobBook].schedules["alerts.tell_guards"]
    assert cron == "* * * * *"
