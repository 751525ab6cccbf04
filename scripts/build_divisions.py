# /// script
# requires-python = ">=3.11"
# dependencies = ["pypinyin==0.55.0"]
# ///
"""Builds src/venuecode/regions/data/divisions.tsv from the npm package china-division 2.7.0 (MIT).

    uv run scripts/build_divisions.py                        # fetches the package with npm
    uv run scripts/build_divisions.py --package FILE.tgz --streets 37 --streets 41

The result is the same bytes for the same package and options.
"""

import argparse
import base64
import csv
import hashlib
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from division_names import RULES, Place, english, syllables

PACKAGE = "china-division@2.7.0"
INTEGRITY = "4uUPAT+1WfqDh5jytq7omdCmHNk3j+k76zEG/2IqaGcYB90c2SwcixttcypdsZ3T/9tN1TTpBDoeZn+Yw/qBEA=="
TARGET = Path(__file__).parent.parent / "src/venuecode/regions/data/divisions.tsv"
COLUMNS = ("code", "parent", "level", "name_zh", "name_en", "pinyin")
COUNTRY = "000000"
Row = dict[str, str]


@dataclass(frozen=True)
class Division:
    code: str
    parent: str
    level: int
    name: str


def main() -> None:
    """Read the package, check its digest, write the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--package", type=Path, help="the package's .tgz, if it is at hand")
    options.add_argument("--streets", action="append", help="provinces whose streets are wanted (default 37)")
    options.add_argument("--to", type=Path, default=TARGET)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        package = given.package or fetch(Path(folder))
        divisions = sorted(read(package, set(given.streets or ["37"])), key=lambda d: d.code)
    given.to.parent.mkdir(parents=True, exist_ok=True)
    given.to.write_text(render(divisions), encoding="utf-8")
    print(f"{len(divisions)} divisions in {given.to}")


def fetch(folder: Path) -> Path:
    """Let npm download the package into `folder`."""
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.tgz"))


def read(package: Path, street_provinces: set[str]) -> Iterator[Division]:
    """Yield every division to ship, without the levels that exist on paper only."""
    digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if digest != INTEGRITY:
        raise SystemExit(f"{package} is not {PACKAGE}: its SHA-512 differs")
    with tarfile.open(package) as archive:
        provinces, cities, counties, streets = (
            table(archive, name) for name in ("provinces", "cities", "areas", "streets")
        )
    yield Division(COUNTRY, "", 0, "全国")
    for row in provinces:
        yield Division(row["code"] + "0000", COUNTRY, 1, row["name"])
    for code, name in RULES["provinces_zh"].items():
        yield Division(code + "0000", COUNTRY, 1, name)
    real_cities = {row["code"] for row in cities if not is_placeholder(row)}
    for row in cities:
        if row["code"] in real_cities:
            yield Division(row["code"] + "00", row["provinceCode"] + "0000", 2, row["name"])
    city_names = {row["code"]: row["name"] for row in cities}
    yield from county_level(counties, city_names, real_cities)
    county_names = {row["code"]: row["name"] for row in counties}
    for row in streets:
        if row["provinceCode"] in street_provinces:
            parent = street_parent(row, county_names, city_names)
            yield Division(row["code"], parent, 4, own_name(row, county_names))


def table(archive: tarfile.TarFile, name: str) -> list[Row]:
    member = archive.extractfile(f"package/dist/{name}.csv")
    if member is None:
        raise SystemExit(f"the package holds no {name}.csv")
    return list(csv.DictReader(io.TextIOWrapper(member, encoding="utf-8")))


def is_placeholder(city: Row) -> bool:
    """市辖区, 县 and 省直辖县级行政区划 only group counties: those lie directly in the province."""
    return city["name"] in {"市辖区", "县"} or city["name"].endswith("直辖县级行政区划")


def is_own_county(county_code: str, county_name: str, city_names: dict[str, str]) -> bool:
    """东莞, 中山, 儋州, 嘉峪关 have no counties; the source repeats the city in that place."""
    return city_names[county_code[:4]] == county_name


def county_level(counties: list[Row], city_names: dict[str, str], real_cities: set[str]) -> Iterator[Division]:
    for row in counties:
        if is_own_county(row["code"], row["name"], city_names):
            continue
        in_city = row["cityCode"] in real_cities
        parent = row["cityCode"] + "00" if in_city else row["provinceCode"] + "0000"
        yield Division(row["code"], parent, 3, row["name"])


def street_parent(street: Row, county_names: dict[str, str], city_names: dict[str, str]) -> str:
    """Name what a street lies in: its city where that has no counties."""
    county = street["areaCode"]
    alone = is_own_county(county, county_names[county], city_names)
    return street["cityCode"] + "00" if alone else county


def own_name(street: Row, county_names: dict[str, str]) -> str:
    """Leave out the county that some streets repeat: 高密市朝阳街道 is 朝阳街道."""
    county, name = county_names[street["areaCode"]], street["name"]
    repeats = name.endswith(("街道", "镇", "乡")) and len(name) > len(county) + 1
    return name.removeprefix(county) if repeats else name


def render(divisions: list[Division]) -> str:
    by_code = {division.code: division for division in divisions}
    lines = ["\t".join(COLUMNS)]
    for division in divisions:
        place = Place(place_code(division), division.name, tuple(parents(division, by_code)))
        name_en = "China" if division.code == COUNTRY else english(place)
        pinyin = " ".join(syllables(place)).replace("ü", "v")
        fields = (division.code, division.parent, str(division.level), division.name, name_en, pinyin)
        lines.append("\t".join(fields))
    return "\n".join(lines) + "\n"


def place_code(division: Division) -> str:
    return division.code[:2] if division.level == 1 else division.code


def parents(division: Division, by_code: dict[str, Division]) -> list[str]:
    """Give the Chinese names of what `division` lies in, the province first."""
    names: list[str] = []
    while division.parent and division.parent != COUNTRY:
        division = by_code[division.parent]
        names.insert(0, division.name)
    return names


if __name__ == "__main__":
    main()
