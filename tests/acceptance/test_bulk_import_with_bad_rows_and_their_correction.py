"""An officer fills the template, two rows are wrong: they are named, mended in a file and re-imported. A likely
duplicate is told and taken on purpose."""

from io import BytesIO
from pathlib import Path
from typing import Any

from console import Console
from invented import credit_code, mobile, venue_name
from manager import content
from openpyxl import Workbook, load_workbook
from playwright.async_api import expect
from windows import Desks


def row(name: str, **changes: str) -> dict[str, str]:
    """Return one line of the sheet by the names of its columns."""
    return {
        "场所全称": name,
        "场所简称": "便民超市",
        "场所类型": "超市、便利店",
        "统一社会信用代码": credit_code(),
        "所属街道": "古楼街道",
        "详细地址": "楼东大街 100 号",
        "负责人": "孙经理",
        "负责人电话": mobile(),
        "出入口": "南门",
        "方向": "入",
        **changes,
    }


def header(book: Workbook) -> dict[str, int]:
    """Return the columns of a sheet by their names, which may carry a star."""
    return {str(cell.value).strip(" *"): cell.column for cell in book.active[1] if cell.value}


def saved(book: Workbook, path: Path) -> Path:
    """Write a sheet to a file."""
    book.save(path)
    return path


async def check(desk: Console, sheet: Path) -> None:
    """Upload a sheet and wait until every row was looked at."""
    await desk.page.get_by_label("选择文件").set_input_files(sheet)
    await desk.press("上传检查", "Upload and check")
    await desk.sees(f"{sheet.name} · 检查完成，尚未导入", "")


async def figure(desk: Console, words: str) -> Any:
    """Find a figure of the report by its words."""
    return desk.page.locator(".figures li").filter(has_text=words).locator("strong")


async def test_bad_rows_are_reported_corrected_and_imported_and_nothing_is_doubled(
    desks: Desks, tmp_path: Path
) -> None:
    desk = await desks.of("reviewer")
    await desk.go("批量导入", "Bulk import")
    async with desk.page.expect_download() as download:
        await desk.press("XLSX 模板", "XLSX template")
    book = load_workbook(BytesIO(await content(await download.value)))
    names = [venue_name(), venue_name(), venue_name()]
    rows = [row(names[0]), row(names[1], 统一社会信用代码="91371502MA00000000"), row(names[2], 负责人电话="12")]
    columns = header(book)
    for number, line in enumerate(rows, 3):  # below the example
        for name, value in line.items():
            book.active.cell(number, columns[name], value)

    await check(desk, saved(book, tmp_path / "venues.xlsx"))
    await expect(await figure(desk, "可导入")).to_have_text("1")
    await expect(await figure(desk, "有误")).to_have_text("2")
    await expect(desk.row(names[1])).to_contain_text("统一社会信用代码不正确")
    await expect(desk.row(names[2])).to_contain_text("电话号码不正确")

    async with desk.page.expect_download() as download:
        await desk.press("下载更正文件", "Download the correction file")
    corrections = load_workbook(BytesIO(await content(await download.value)))
    await desk.press("导入 1 行", "Import 1 row")
    await desk.sees("venues.xlsx · 导入完成", "")

    columns = header(corrections)
    for line in corrections.active.iter_rows(min_row=2):
        if line[columns["场所全称"] - 1].value in names:
            corrections.active.cell(line[0].row, columns["统一社会信用代码"], credit_code())
            corrections.active.cell(line[0].row, columns["负责人电话"], mobile())
    await check(desk, saved(corrections, tmp_path / "corrected.xlsx"))
    await expect(await figure(desk, "新增")).to_have_text("2")
    await desk.press("导入 2 行", "Import 2 rows")
    await desk.sees("corrected.xlsx · 导入完成", "")

    await check(desk, tmp_path / "corrected.xlsx")
    await expect(await figure(desk, "新增")).to_have_text("0")
    await expect(await figure(desk, "未变")).to_have_text("2")
    await desk.sees("没有变化，无需导入", "")
    await expect(desk.button("导入 2 行", "Import 2 rows")).to_have_count(0)

    twin = Workbook()
    first = row(venue_name())
    lines = [list(first), list(first.values()), list({**first, "场所全称": venue_name()}.values())]
    for line in lines:
        twin.active.append(line)
    await check(desk, saved(twin, tmp_path / "twin.xlsx"))
    await expect(await figure(desk, "疑似重复")).to_have_text("1")
    await expect(desk.row(lines[2][0])).to_contain_text("疑似与第 2 行重复（统一社会信用代码相同）")
    await desk.page.get_by_text("疑似重复的 1 行也导入").click()
    await desk.press("导入 2 行", "Import 2 rows")
    await desk.sees("twin.xlsx · 导入完成", "")
    names += [lines[1][0], lines[2][0]]
    for name in names:
        await desk.find_venue(name)
