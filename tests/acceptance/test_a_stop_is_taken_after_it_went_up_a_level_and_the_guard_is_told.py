"""A stop that nobody takes goes up a level; then an officer takes it and disposes of it, and the guard is told."""

from pathlib import Path

import asyncpg
from guard import Guard
from invented import citizen
from officers import Officers
from phone import Phone
from playwright.async_api import expect
from product import Product
from stage import Stage

from conftest import Desks, Phones
from venuecode.alerts.handling import Handling
from venuecode.app import build_services
from venuecode.infra.db import Database
from venuecode.infra.embedded import running_url
from venuecode.sections import SECTIONS
from venuecode.settings import load

NAUGHTY = "=1+1 <img src=x onerror=alert(1)> '; drop table alert; -- \u202e😷 {name}"


async def let_time_pass(product: Product, venue_id: int) -> None:
    """Make the venue's alerts six minutes older and do what the worker does each minute."""
    url = running_url(_database_folder(product.folder))
    assert url is not None
    connection = await asyncpg.connect(url)
    await connection.execute("update alert set opened_at = opened_at - interval '6 min' where venue_id = $1", venue_id)
    await connection.close()
    db = await Database.connect(url, size=2)
    try:
        settings = load(SECTIONS, environ={"VENUECODE_CORE__DATA_DIR": str(product.folder)})
        await build_services(settings, db)[Handling].raise_overdue()
    finally:
        await db.close()


def _database_folder(folder: Path) -> Path:
    return next(found.parent for found in folder.rglob("postmaster.pid"))


async def test_from_the_stop_to_the_end(
    phones: Phones, desks: Desks, stage: Stage, officers: Officers, product: Product
) -> None:
    venue = await stage.venue(("南门", "in"))
    person = await stage.person(citizen("周晓晴"))
    health, approver = await officers.at_work(stage, "health"), await officers.at_work(stage, "approver")
    await stage.turn(health, approver, person.who.document)
    guard = await phones.of(venue.manager.who.phone, Guard)
    await guard.open(f"/#/pages/guard/door?venue={venue.id}")
    await guard.watch()
    phone = await phones.of(person.who.phone, Phone)
    await phone.open(venue.doors[0].path)
    await guard.sees_at_once("stop", "周*晴")

    desk = await desks.of("health")
    await desk.go("预警", "Alerts")
    await expect(desk.row(venue.full_name)).to_contain_text("紧急")
    await let_time_pass(product, venue.id)
    await expect(desk.row(venue.full_name)).to_contain_text("市级")

    await desk.row(venue.full_name).click()
    await desk.sees("逾期未接收，已升至市级", "")
    await expect(desk.button("原地等候", "Keep here")).to_have_attribute("aria-pressed", "true")
    await desk.press("劝返", "Turn away")
    await desk.press("接收", "Acknowledge", exact=True)
    await guard.sees("东昌府区防疫部门已接收", "")
    await guard.sees("请劝返", "")
    await desk.press("原地等候", "Keep here")
    await guard.sees("请让当事人留在原地", "")
    await desk.field("添加备注", "Add a note").fill(NAUGHTY)
    await desk.press("添加备注", "Add a note")
    await expect(desk.page.locator(".note").filter(has_text="drop table alert")).to_be_visible()
    await desk.press("已隔离", "Isolated", exact=True)
    await guard.sees("请将当事人引导至临时隔离点", "")
    await desk.press("办结", "Close", exact=True)
    await expect(desk.button("办结", "Close", exact=True)).to_be_hidden()
    await guard.sees("处置：已隔离", "")
