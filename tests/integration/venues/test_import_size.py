import asyncio
import io
import time
from typing import Any

import httpx
import openpyxl
from fastapi import FastAPI

from people import bearer, make_officer
from venue_forms import credit_code
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook

IMPORTS = "/api/v1/venue-imports"
ROWS = 10_000
HEADER = [
    "场所全称",
    "场所简称",
    "场所类型",
    "统一社会信用代码",
    "所属街道",
    "详细地址",
    "负责人",
    "负责人电话",
    "出入口",
]


def workbook() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet()
    page.append(HEADER)
    for n in range(ROWS):
        name, street = f"水城超市第{n // 2}分店", "371502001" if n % 4 < 2 else "371502002"
        door = "南门" if n % 2 else "北门"
        mobile = "138" if n % 100 == 99 else f"1380000{n // 2 % 10000:04d}"
        page.append([name, "水城超市", "超市、便利店", credit_code(n // 2), street, "路 1 号", "王店长", mobile, door])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def watched(
    client: httpx.AsyncClient, path: str, headers: dict[str, str], job: Any
) -> tuple[dict[str, Any], set[int]]:
    """Run a job, ask for its progress all the while, and return the end and every progress that was seen."""
    running, seen = asyncio.create_task(job), set[int]()
    while not running.done():
        seen.add((await client.get(path, headers=headers)).json()["rows_done"])
        await asyncio.sleep(0.05)
    await running
    return (await client.get(path, headers=headers)).json(), seen


async def test_ten_thousand_rows_take_less_than_a_minute_and_show_their_progress(
    client: httpx.AsyncClient, app: FastAPI, db: Database
):
    officer = bearer(await make_officer(app, Role.REVIEWER, "371502"))
    content = workbook()
    jobs = app.state.services[JobBook].functions
    started = time.perf_counter()
    files = {"file": ("venues.xlsx", content)}
    import_id = (await client.post(IMPORTS, files=files, headers=officer)).json()["id"]
    path = f"{IMPORTS}/{import_id}"
    checked, seen = await watched(client, path, officer, jobs["venue_import.check"]({"import_id": import_id}))
    assert (checked["state"], checked["rows_good"], checked["rows_bad"]) == ("checked", 9_900, 100)
    assert len(seen) > 3
    await client.post(f"{path}/apply", json={"version": checked["version"]}, headers=officer)
    payload = {"import_id": import_id, "officer_id": 1}
    applied, seen = await watched(client, path, officer, jobs["venue_import.apply"](payload))
    took = time.perf_counter() - started
    assert (applied["state"], applied["venues_new"], applied["doors_new"]) == ("applied", 5_000, 9_900)
    assert len(seen) > 1
    assert took < 60, f"{took:.1f} s"
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from venue_code") == 9_900
