"""Rendered posters: an independent decoder reads them under bad conditions, and names stand on them literally."""

import dataclasses
import io
import zipfile
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
import zxingcpp

from venuecode.kernel.verdict import DoorDirection
from venuecode.venues.code import grouped, new_code, url_of
from venuecode.venues.posters.archive import PosterArchive
from venuecode.venues.posters.model import FIVE_CHANNELS, Layout, PosterData, PosterNotes, VehicleSign
from venuecode.venues.posters.rendering import PosterPress

CODE = new_code(bytes.fromhex("d1f0a73e5b9c42680ee1"))
POSTER = PosterData(
    code=CODE,
    url=url_of(CODE, "https://code.example.gov.cn"),
    short_name="泉城图书馆",
    full_name="济南市历下区泉城图书馆",
    door_name="南门",
    address="济南市历下区泉城路 180 号",
    direction=DoorDirection.BOTH,
    printed_on=date(2026, 5, 6),
    vehicle=VehicleSign("鲁A·12345", "K52 路", "第 8 班"),
)
LONG = (
    "山东省济南市历下区泉城路街道办事处社区综合文化服务中心与"
    "新时代文明实践站图书馆总馆泉城广场店二期工程项目临时对外开放部"
)
DEBIAN_CJK = Path("/usr/share/fonts/opentype/noto")
WIDTH_MM = {Layout.A4: 210, Layout.A5: 148, Layout.VEHICLE: 210}


@pytest.fixture(scope="module")
def press() -> PosterPress:
    return PosterPress(PosterNotes(FIVE_CHANNELS, "12345"))


def pages(pdf: bytes, width: int) -> list[np.ndarray]:
    """The pages as grey pictures of `width` pixels, drawn by PDFium, which shares no code with the typesetter."""
    document = pypdfium2.PdfDocument(pdf)
    return [np.asarray(page.render(scale=width / page.get_width()).to_pil().convert("L")) for page in document]


def texts(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf)]


def squeezed(text: str) -> str:
    """Without white space, which extraction puts wherever a line was broken."""
    return "".join(text.split())


def read(picture: np.ndarray) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def as_seen(picture: np.ndarray) -> np.ndarray:
    """With a wall around, so that turning and tilting cut nothing off."""
    border = picture.shape[0] // 4
    return cv2.copyMakeBorder(picture, border, border, border, border, cv2.BORDER_CONSTANT, value=205)


def plain(picture):
    return picture


def turned_15_degrees(picture):
    seen = as_seen(picture)
    height, width = seen.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 15, 1)
    return cv2.warpAffine(seen, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=205)


def blurred(picture):
    return cv2.GaussianBlur(picture, (0, 0), 1.1)


def low_contrast(picture):
    """A quarter of the range of grey, and the noise of a small sensor."""
    noise = np.random.default_rng(7).normal(0, 2.5, picture.shape)
    return np.clip(110 + picture * 0.25 + noise, 0, 255).astype(np.uint8)


def photographed_at_an_angle(picture):
    """Seen from the left and from above, about 35 degrees: the far edge at 0.72 of the near one."""
    seen = as_seen(picture)
    height, width = seen.shape
    corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    moved = np.float32([[0, 0], [width * 0.86, height * 0.14], [width * 0.9, height * 0.86], [width * 0.05, height]])
    return cv2.warpPerspective(seen, cv2.getPerspectiveTransform(corners, moved), (width, height), borderValue=205)


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize("condition", [plain, turned_15_degrees, blurred, low_contrast, photographed_at_an_angle])
def test_poster_300_pixels_wide_is_read(press, layout, condition):
    (page,) = pages(press.pdf([POSTER], layout), 300)
    assert page.shape[1] == 300
    assert read(condition(page)) == [POSTER.url]


@pytest.mark.parametrize("layout", Layout)
def test_worst_of_all_together_is_read_at_600_pixels(press, layout):
    (page,) = pages(press.pdf([POSTER], layout), 600)
    assert read(low_contrast(blurred(photographed_at_an_angle(turned_15_degrees(page))))) == [POSTER.url]


@pytest.mark.parametrize("layout", Layout)
def test_poster_of_a_host_with_a_long_name_is_read(press, layout):
    url = url_of(CODE, "https://health-pass-venue-code.services.jinan.shandong.example.gov.cn")
    (page,) = pages(press.pdf([dataclasses.replace(POSTER, url=url)], layout), 300)
    assert read(page) == [url]


@pytest.mark.parametrize("layout", Layout)
def test_picture_to_keep_has_the_width_asked_for_and_is_read(press, layout):
    picture = cv2.imdecode(np.frombuffer(press.png(POSTER, layout), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert abs(picture.shape[1] - 1080) <= 1
    assert read(picture) == [POSTER.url]


@pytest.mark.parametrize("layout", [Layout.A4, Layout.A5])
def test_poster_says_whose_it_is_and_how_to_scan_it_in_both_languages(press, layout):
    (text,) = map(squeezed, texts(press.pdf([POSTER], layout)))
    said = [POSTER.short_name, POSTER.full_name, POSTER.door_name, POSTER.address, grouped(CODE), "2026-05-06"]
    said += ["场所码", "Venue code", "打开扫一扫", "Open the scanner", "没有手机", "No phone?", "12345"]
    said += [line for c in FIVE_CHANNELS for line in (c.name_zh, c.name_en, c.entry_zh, c.entry_en)]
    assert [wanted for wanted in said if squeezed(wanted) not in text] == []


def test_vehicle_sticker_says_plate_route_and_run(press):
    (text,) = map(squeezed, texts(press.pdf([POSTER], Layout.VEHICLE)))
    for wanted in ("鲁A·12345", "K52路", "第8班", grouped(CODE), "没有手机", *(c.name_zh for c in FIVE_CHANNELS)):
        assert squeezed(wanted) in text


def test_vehicle_sticker_of_an_ordinary_door_shows_the_door(press):
    (text,) = map(squeezed, texts(press.pdf([dataclasses.replace(POSTER, vehicle=None)], Layout.VEHICLE)))
    assert "南门" in text
    assert "泉城图书馆" in text


@pytest.mark.parametrize(
    ("direction", "slogan"),
    [(DoorDirection.IN, "进入请扫码"), (DoorDirection.OUT, "离开请扫码"), (DoorDirection.BOTH, "进出都要扫码")],
)
def test_slogan_follows_the_direction_of_the_door(press, direction, slogan):
    (text,) = texts(press.pdf([dataclasses.replace(POSTER, direction=direction)], Layout.A4))
    assert slogan in text


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        "#import sys: *",
        "*泉城* _图书馆_ `代码` $x^2$",
        "<标签> @引用 = 标题 - 列表 // 注释 /* */",
        "\\ \\u{41} ~ -- ---",
        '"]}; "posters": [',
        "'; drop table venue; --",
        "<svg onload=alert(1)>",
    ],
)
@pytest.mark.parametrize("layout", [Layout.A4, Layout.A5])
def test_hostile_name_is_printed_literally(press, name, layout):
    hostile = dataclasses.replace(POSTER, short_name=name, full_name=name, door_name=name, address=name)
    (text,) = map(squeezed, texts(press.pdf([hostile], layout)))
    assert text.count(squeezed(name)) >= 4


def test_line_ends_and_direction_marks_in_a_name_are_not_obeyed(press):
    name = "泉城\n图书\u2028馆\u202eABC\u202c\x00\x1b[31m"
    (text,) = map(squeezed, texts(press.pdf([dataclasses.replace(POSTER, short_name=name)], Layout.A4)))
    assert "泉城图书馆ABC[31m" in text
    assert "\u202e" not in text


@pytest.mark.parametrize("layout", Layout)
@pytest.mark.parametrize(
    "name",
    [LONG, "W" * 60, "Intercontinental " * 4, "㛃" * 60],
    ids=["long", "unbroken", "words", "rare"],
)
def test_long_and_rare_names_stay_on_one_page_and_leave_the_code_readable(press, layout, name):
    crowded = dataclasses.replace(
        POSTER,
        **dict.fromkeys(("short_name", "full_name", "door_name", "address"), name),
        vehicle=VehicleSign(name, name, name),
    )
    pdf = press.pdf([crowded], layout)
    assert squeezed(name) in squeezed(texts(pdf)[0])
    (page,) = pages(pdf, 300)
    assert read(page) == [POSTER.url]
    assert inked_margin(pages(pdf, 1000)[0]) == 0


@pytest.mark.parametrize("layout", Layout)
def test_character_that_no_font_has_costs_neither_the_rest_of_the_name_nor_the_code(press, layout):
    pdf = press.pdf([dataclasses.replace(POSTER, full_name="𠮷野家泉城路店")], layout)
    assert "野家泉城路店" in texts(pdf)[0]
    assert read(pages(pdf, 300)[0]) == [POSTER.url]


@pytest.mark.skipif(not DEBIAN_CJK.exists(), reason="needs the fonts of Debian's fonts-noto-cjk")
def test_further_fonts_supply_the_characters_that_the_bundled_one_lacks():
    press = PosterPress(PosterNotes(FIVE_CHANNELS), extra_fonts=DEBIAN_CJK)
    pdf = press.pdf([dataclasses.replace(POSTER, full_name="𠮷野家泉城路店")], Layout.A4)
    assert "𠮷野家泉城路店" in texts(pdf)[0]


def inked_margin(page: np.ndarray) -> int:
    """How many dark pixels stand in the outermost 1.5 % of the sheet below its header band."""
    edge = round(page.shape[1] * 0.015)
    body = page[round(page.shape[0] * 0.15) :]
    return int((body[:, :edge] < 128).sum() + (body[:, -edge:] < 128).sum() + (body[-edge:] < 128).sum())


def test_a_page_for_each_door_each_with_its_own_code(press):
    doors = [
        dataclasses.replace(
            POSTER, code=(code := new_code(bytes([n]) * 10)), url=url_of(code, "https://code.example.gov.cn")
        )
        for n in range(5)
    ]
    assert [read(page) for page in pages(press.pdf(doors, Layout.A4), 400)] == [[d.url] for d in doors]


def test_no_posters_no_document(press):
    with pytest.raises(ValueError, match="at least one"):
        press.pdf([], Layout.A4)


@pytest.mark.parametrize("layout", Layout)
def test_pdf_is_vector_and_carries_its_chinese_font(press, layout):
    pdf = press.pdf([POSTER], layout)
    objects = {o.type for o in pypdfium2.PdfDocument(pdf)[0].get_objects()}
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in objects
    assert b"NotoSansSC" in pdf
    size = pypdfium2.PdfDocument(pdf)[0].get_size()
    assert size[0] == pytest.approx(WIDTH_MM[layout] / 25.4 * 72, abs=0.1)


def test_zip_has_names_that_every_file_system_takes(press):
    out = io.BytesIO()
    archive = PosterArchive(out, date(2026, 5, 6))
    pdf = press.pdf([POSTER], Layout.A5)
    for name in ("泉城图书馆", "泉城图书馆", "../../etc/passwd", 'a:b*c?"d"', "", "NUL", "馆" * 200):
        archive.add(["历下区", ".."], name, pdf)
    archive.close()
    with zipfile.ZipFile(out) as found:
        assert found.testzip() is None
        names = ["泉城图书馆", "泉城图书馆 (2)", "_.._etc_passwd", "a_b_c__d_", "poster", "_NUL", "馆" * 80]
        assert found.namelist() == [f"历下区/poster/{name}.pdf" for name in names]
        assert found.read(found.namelist()[0]) == pdf


def test_without_a_layout_each_door_gets_the_one_that_fits(press):
    pdf = press.pdf([POSTER, dataclasses.replace(POSTER, vehicle=None)])
    sizes = [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in pypdfium2.PdfDocument(pdf)]
    assert sizes == [(210, 148), (210, 297)]
    assert [read(page) for page in pages(pdf, 400)] == [[POSTER.url], [POSTER.url]]
