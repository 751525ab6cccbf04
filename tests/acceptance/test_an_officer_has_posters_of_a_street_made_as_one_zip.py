"""Posters of many venues: started in the console, made by the worker, fetched as one ZIP whose codes can be read."""

from io import BytesIO
from zipfile import ZipFile

import zxingcpp
from camera import picture_of
from manager import content
from windows import Desks


async def test_the_zip_holds_a_readable_poster_for_every_door(desks: Desks) -> None:
    desk = await desks.of("gulou")
    await desk.go("海报制作", "Posters")

    await desk.press("开始制作", "Make the posters")
    finished = desk.page.get_by_role("listitem").filter(has_text="已完成").get_by_role("button", name="下载 ZIP")
    async with desk.page.expect_download() as download:
        await finished.click(timeout=60_000)

    with ZipFile(BytesIO(await content(await download.value))) as archive:
        posters = [name for name in archive.namelist() if name.endswith(".pdf")]
        sample = [archive.read(name) for name in posters[:: max(1, len(posters) // 5)]]
    assert len(posters) >= 8
    texts = [zxingcpp.read_barcode(picture_of(poster)) for poster in sample]
    assert all(found is not None and f"{desk.url}/v/" in found.text for found in texts)
