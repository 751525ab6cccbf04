"""A trajectory as a printable report: timeline, map of points, marked on every page. Knows no tables.

As with posters, data reach typst as one JSON string and are shown as text, so that nothing in a name can act.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from math import cos, radians
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import typst

from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions
from venuecode.tracing.desk.model import Step, Trajectory
from venuecode.tracing.exports.tables import HOW
from venuecode.tracing.model import How
from venuecode.venues import posters
from venuecode.venues.classes import TYPES
from venuecode.venues.posters.lettering import Lettering
from venuecode.venues.posters.rendering import printable

_HERE = Path(__file__).parent
_FONTS = Path(posters.__file__).parent / "fonts"
LONGEST_LINE = 300
"""Characters of a name or an address that are printed."""
GAP_SHOWN_MINUTES = 120
_KM_A_DEGREE = 111.32
_WORDS = {
    "title": Text("轨迹报告", "Trajectory report"),
    "case": Text("病例", "Case"),
    "person": Text("人员", "Person"),
    "window": Text("时间段", "Between"),
    "map": Text("到过的地点（按先后编号）", "Places, numbered in order"),
    "no_point": Text("未标注位置的停留", "Stays without a point"),
    "timeline": Text("时间线", "Timeline"),
    "nothing": Text("没有记录", "Nothing on record"),
    "stopped": Text("被拦下", "stopped"),
    "scale": Text("图宽约 {km} 公里 · 上北下南", "about {km} km across · north is up"),
    "north": Text("北", "N"),
}
_BOXES = Text(
    "本报告的字体缺少这些字符，以方框显示：{points}。完整名称见同一轨迹的表格（XLSX、CSV）。",
    "The report's font lacks these characters and shows boxes: {points}. The trajectory's sheet (XLSX, CSV) has them.",
)
MOST_NAMED = 12
"""Characters that the note about boxes names, by their code points: the font could not show them there either."""
_GAP = Text("{n} 小时无记录", "{n} h without a record")
_MINUTES = Text("{n} 分钟", "{n} min")


class Point(NamedTuple):
    """A place on the map, in shares of its width and height, with the numbers of the stays there."""

    x: float
    y: float
    numbers: list[int]


class Plot(NamedTuple):
    """Points of a trajectory and the way between them."""

    points: list[Point]
    way: list[int]
    across_km: float


def plot_of(places: Sequence[tuple[int, float, float]]) -> Plot:
    """Lay (number, latitude, longitude) out on a square with a margin, true to distance; `way` visits the points."""
    if not places:
        return Plot([], [], 0)
    mean = sum(place[1] for place in places) / len(places)
    stretch = cos(radians(mean))
    spots = [(number, longitude * stretch, -latitude) for number, latitude, longitude in places]
    left, right = min(s[1] for s in spots), max(s[1] for s in spots)
    top, bottom = min(s[2] for s in spots), max(s[2] for s in spots)
    side = max(right - left, bottom - top, 0.002)
    middle = ((left + right) / 2, (top + bottom) / 2)
    found: dict[tuple[float, float], Point] = {}
    way = []
    for number, x, y in spots:
        at = round(0.5 + 0.84 * (x - middle[0]) / side, 4), round(0.5 + 0.84 * (y - middle[1]) / side, 4)
        point = found.setdefault(at, Point(*at, []))
        point.numbers.append(number)
        way.append(list(found).index(at))
    return Plot(list(found.values()), way, side / 0.84 * _KM_A_DEGREE)


class ReportPress:
    """Prints reports. May be used from any thread; one is set at a time."""

    def __init__(self, *, extra_fonts: Path | None = None) -> None:
        self._font_folders = [_FONTS, *([extra_fonts] if extra_fonts else [])]
        self._lettering = Lettering(extra_fonts)
        self._turn = Lock()

    def pdf(self, found: Trajectory, case_number: str, divisions: Divisions, mark: str, language: str) -> bytes:
        """Return the report as a PDF."""
        job = job_of(found, case_number, divisions, mark, language)
        job["boxes"] = boxes_note(self._lettering.missing(json.dumps(job, ensure_ascii=False)), language)
        with self._turn:
            made = self._compiler.compile(format="pdf", sys_inputs={"job": json.dumps(job)})
        assert isinstance(made, bytes)
        return made

    @cached_property
    def _compiler(self) -> typst.Compiler:
        return typst.Compiler(
            _HERE / "template" / "report.typ",
            root=_HERE / "template",
            font_paths=self._font_folders,
            ignore_system_fonts=True,
        )


def boxes_note(missing: str, language: str) -> str:
    """Return what tells the reader which characters are shown as boxes; empty where none are."""
    if not missing:
        return ""
    points = " ".join(f"U+{ord(character):04X}" for character in missing[:MOST_NAMED])
    return _BOXES.in_language(language).format(points=points + (" …" if len(missing) > MOST_NAMED else ""))


def job_of(found: Trajectory, case_number: str, divisions: Divisions, mark: str, language: str) -> dict[str, Any]:
    """Return what the template needs."""
    steps = list(enumerate(found.steps, start=1))
    placed = [
        (number, step.place["latitude"], step.place["longitude"])
        for number, step in steps
        if step.place["latitude"] is not None and step.place["longitude"] is not None
    ]
    plot = plot_of(placed)
    days: dict[str, list[dict[str, Any]]] = {}
    for number, step in steps:
        days.setdefault(_local(step.stay.started_at)[:10], []).append(_line(number, step, divisions, language))
    words = {name: text.in_language(language) for name, text in _WORDS.items()}
    return {
        "words": {**words, "scale": words["scale"].format(km=f"{plot.across_km:.1f}")},
        "mark": printable(mark),
        "case_number": case_number,
        "person": _cut(found.person.masked_name),
        "window": f"{_local(found.since)} – {_local(found.until)}",
        "days": [{"day": day, "lines": lines} for day, lines in days.items()],
        "points": [{"x": point.x, "y": point.y, "label": _label(point.numbers)} for point in plot.points],
        "way": plot.way,
        "unplaced": len(steps) - len(placed),
    }


def _line(number: int, step: Step, divisions: Divisions, language: str) -> dict[str, Any]:
    stay, place = step.stay, step.place
    kind: Any = TYPES.get(place["venue_type"])
    vehicle = [part for part in (place["plate"], place["route"], place["run"]) if part]
    known = divisions.known(place["division_code"])
    where = divisions.full_name(place["division_code"], language) if known else ""
    minutes = (stay.ended_at - stay.started_at).total_seconds() / 60
    gap = step.gap_minutes
    return {
        "number": str(number),
        "time": f"{_local(stay.started_at)[11:]}–{_local(stay.ended_at)[11:]}",
        "venue": _cut(place["venue_name"]),
        "door": _cut(place["door_name"]),
        "vehicle": _cut(" · ".join(vehicle)),
        "about": _cut(" · ".join([kind.name.in_language(language) if kind else "", where, place["address"]])),
        "length": _MINUTES.in_language(language).format(n=f"{minutes:.0f}"),
        "how": HOW[stay.how].in_language(language),
        "assumed": stay.how is not How.EXIT,
        "gap": "" if gap < GAP_SHOWN_MINUTES else _GAP.in_language(language).format(n=round(gap / 60)),
    }


def _label(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers[:3])) + ("…" if len(numbers) > 3 else "")


def _cut(text: str) -> str:
    line = printable(text)
    return line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + "…"


def _local(at: datetime) -> str:
    return at.astimezone(SHOWN_ZONE).strftime("%Y-%m-%d %H:%M")
