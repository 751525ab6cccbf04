"""Scans at a new venue stand in the dashboards as they were made: for a street, by door, in a sheet, on the wall."""

import csv
import io
from datetime import UTC, datetime
from uuid import uuid4

import openpyxl
from console import Console
from manager import content
from officers import COUNTY, Officers
from playwright.async_api import Locator, expect
from product import Product
from stage import Door, Person, Stage
from windows import Desks

from venuecode.cli.deployment import DATABASE
from venuecode.infra.db import Database
from venuecode.infra.embedded import running_url
from venuecode.kernel.clock import SystemClock
from venuecode.monitoring.rollups.service import Rollups
from venuecode.monitoring.settings import MonitoringSettings

STREET, STREET_NAME = "371502104", "斗虎屯镇"
REFRESH_MS = 31_000


async def scan(stage: Stage, person: Person, door: Door) -> str:
    """Scan as a phone does, over HTTP; return the verdict."""
    at = datetime.now(UTC).isoformat()
    answer = await stage.call("POST", "/scans", person, code=door.code, client_visit_id=str(uuid4()), at=at)
    return str(answer["people"][0]["verdict"])


async def count_at_once(product: Product) -> None:
    """Do now what the worker does within a minute or two."""
    url = running_url(product.folder / "pg", DATABASE)
    assert url is not None
    db = await Database.connect(url, size=1)
    try:
        await Rollups(db, SystemClock(), MonitoringSettings.default()).catch_up()
    finally:
        await db.close()


def figure(desk: Console, label: str) -> Locator:
    """Find one of the large numbers at the top."""
    return desk.page.locator(".figures li").filter(has_text=label).locator("strong")


async def rows_of(desk: Console, title: str) -> list[list[str]]:
    """Read a chart as the table that it offers."""
    card = desk.page.get_by_role("region", name=title)
    await card.get_by_role("button", name="看表格").click()
    lines = await card.get_by_role("table").get_by_role("row").all_inner_texts()
    return [line.split("\t") for line in lines[1:]]


async def save(desk: Console, card: Locator, button: str, item: str | None = None) -> bytes:
    """Take a picture or a sheet away from a chart."""
    async with desk.page.expect_download() as download:
        await card.get_by_role("button", name=button).click()
        if item is not None:
            await desk.page.get_by_role("menuitem", name=item).click()
    return await content(await download.value)


async def test_from_the_day_to_a_door(desks: Desks, stage: Stage, officers: Officers, product: Product) -> None:
    venue = await stage.venue(("南门", "in"), ("北门", "in"), division_code=STREET)
    south, north = venue.doors
    people = [await stage.person() for _ in range(4)]
    health, approver = [await officers.at_work(stage, name) for name in ("health", "approver")]
    await stage.turn(health, approver, people[3].who.document)
    verdicts = [await scan(stage, person, south) for person in people]
    verdicts += [await scan(stage, person, north) for person in people[:2]]
    visits, stops = str(len(verdicts)), str(verdicts.count("stop"))
    assert stops == "1"
    await count_at_once(product)

    # the county's number is what its streets add up to, and one of them is ours
    desk = await desks.worker("health_officer", division=COUNTY, path="monitoring")
    whole = await figure(desk, "扫码人次").inner_text()
    by_street = {row[0]: row[1].replace(",", "") for row in await rows_of(desk, "分区域情况")}
    assert by_street[STREET_NAME] == visits
    assert sum(map(int, by_street.values())) == int(whole.replace(",", ""))

    # down to the street
    await desk.page.get_by_role("region", name="区域排行").get_by_role("button", name=STREET_NAME).click()
    await expect(desk.page.locator(".trail strong")).to_have_text(STREET_NAME)
    await expect(figure(desk, "扫码人次")).to_have_text(visits)
    await expect(figure(desk, "拦下")).to_have_text(stops)
    by_hour = await rows_of(desk, "分时扫码")
    assert sum(int(row[1]) for row in by_hour if row[1] != "–") == len(verdicts)

    # what is taken away
    scans = desk.page.get_by_role("region", name="近 14 天趋势")
    assert (await save(desk, scans, "存为图片")).startswith(b"\x89PNG")
    sheet = openpyxl.load_workbook(io.BytesIO(await save(desk, scans, "导出表格", "XLSX")), read_only=True).active
    cells = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert any(visits in row for row in cells), cells

    # down to the venue and its doors
    await desk.page.get_by_text("扫码最多", exact=True).click()
    await desk.page.get_by_role("link", name=venue.full_name).click()
    await expect(desk.page.get_by_role("heading", name=venue.full_name)).to_be_visible()
    by_door = {row[0]: row[1] for row in await rows_of(desk, "出入口")}
    assert by_door == {"南门": "4", "北门": "2"}
    plain = await save(desk, desk.page.get_by_role("region", name="出入口"), "导出表格", "CSV")
    lines = list(csv.reader(io.StringIO(plain.decode("utf-8-sig"))))
    assert venue.full_name in lines[0][0]
    assert {line[0]: line[1] for line in lines[2:]} == by_door

    # the wall: dark, the same number, and by itself the next one; nothing on it names a venue or a person
    wall = await desks.worker("health_officer", division=STREET)
    await wall.page.clock.install()
    await wall.open("monitoring")
    await wall.press("大屏", "Big screen")
    await expect(wall.page.locator("html.dark")).to_have_count(1)
    await expect(figure(wall, "扫码人次")).to_have_text(visits)
    await scan(stage, people[2], north)
    await count_at_once(product)
    await wall.page.clock.fast_forward(REFRESH_MS)
    await expect(figure(wall, "扫码人次")).to_have_text(str(len(verdicts) + 1))
    said = await wall.page.locator("body").inner_text()
    assert venue.full_name not in said
    assert not any(person.who.name[0] + "*" in said for person in people)
