"""Puts the demonstration into an empty database, in the order in which a deployment grows."""

from venuecode.app import Services, build_services
from venuecode.demo.cast import enrol_officers, enrol_people
from venuecode.demo.facts import enter_facts
from venuecode.demo.past import scan_the_past
from venuecode.demo.places import open_venues
from venuecode.demo.streets import fill_the_streets
from venuecode.identity.officers.service import Officers
from venuecode.infra.background import Background
from venuecode.infra.db import Database
from venuecode.monitoring.rollups.service import Rollups
from venuecode.settings import CoreSettings, Settings


async def seed(settings: Settings, url: str) -> bool:
    """Fill an empty database; return false, and do nothing, if there is anybody in it."""
    core = settings.get(CoreSettings)
    assert core.demo, "known passwords are for demonstrations only"
    db = await Database.connect(url, size=core.pool_size)
    try:
        services = build_services(settings, db)
        if await services[Officers].exists_any():
            return False
        async with services[Background].running():
            await _fill(services)
    finally:
        await db.close()
    return True


async def _fill(services: Services) -> None:
    officers = await enrol_officers(services)
    people = await enrol_people(services)
    await enter_facts(services, people, officers)
    places = await open_venues(services, people, officers)
    await scan_the_past(services, people, places)
    await fill_the_streets(services, people, officers)
    await services[Rollups].catch_up()
    await services[Rollups].look_at_doors()
