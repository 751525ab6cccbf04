"""A guest with a passport walks every path: registers, scans, is seen by the guard, is traced by an officer."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from guard import Guard
from invented import mobile, passport
from officers import COUNTY, Officers
from playwright.async_api import expect
from stage import Person, Stage, Venue
from windows import Phones

WHY = "流调：核实行程"


async def registers(guest: Guard, phone: str, number: str) -> None:
    """From a poster: agree, prove the phone, give name, passport and where they stay."""
    await guest.prove(phone)
    await guest.reads_passport("France", number)
    await guest.field("姓名（与证件一致）", "Name as on the document").fill("Claire Dubois")
    await guest.press("现居住地", "Where you live")
    await guest.choose_division("古楼街道", "gulou")
    await guest.press("完成登记", "Register")


async def is_traced(stage: Stage, officer: Person, number: str, venue: Venue) -> dict[str, Any]:
    """As a health officer: find the person by passport, enter a positive test, open a case, ask where they were."""
    document = {"document_type": "passport", "document_number": number, "nationality": "FR", "reason": WHY}
    found = await stage.call("POST", "/health/lookups", officer, **document)
    test = {"result": "positive", "sampled_at": datetime.now(UTC).isoformat(), "institution": "区人民医院"}
    await stage.call("POST", f"/health/persons/{found['person_id']}/tests", officer, **test)
    case = await stage.call("POST", "/cases", officer, person_id=int(found["person_id"]), reason=WHY)
    async with asyncio.timeout(20):  # stays follow the scans within seconds
        while True:
            steps = (await stage.call("POST", f"/traces/{case['id']}/trajectory", officer, reason=WHY))["steps"]
            if steps:
                return {"case": case, "venues": [step["venue_name"] for step in steps]}
            await asyncio.sleep(1)


async def test_a_passport_holder_registers_scans_and_can_be_traced(
    phones: Phones, stage: Stage, officers: Officers
) -> None:
    venue = await stage.venue(("South gate", "in"))
    guard = await phones.of(venue.manager.who.phone, Guard, "en")
    await guard.open(f"/#/pages/guard/door?venue={venue.id}")
    await guard.watch()
    number, phone = passport(), mobile()
    guest = await phones.new(Guard, "en")
    await guest.open(venue.doors[0].path)
    await registers(guest, phone, number)
    await guest.shows("pass")
    await guard.sees_at_once("pass", "C***** D*****")

    officer = await officers.worker(stage, "health_officer", COUNTY)
    traced = await is_traced(stage, officer, number, venue)
    assert traced["case"]["masked_name"] == "C***** D*****"
    assert traced["venues"] == [venue.full_name]
    await guest.open("/#/pages/looks/looks")
    await expect(guest.page.get_by_role("main")).to_contain_text(WHY)
