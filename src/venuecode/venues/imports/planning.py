"""What an import would do: each venue of the file matched with those that exist → new, changed or the same.

The preview and the application make the same plan, so that what was shown is what happens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from venuecode.infra.sql import load_queries
from venuecode.kernel.encryption import KeyRing
from venuecode.kernel.ids import DoorId, VenueId
from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions
from venuecode.venues import store as venue_store
from venuecode.venues.imports.likely import mark_likely
from venuecode.venues.imports.model import Existing, Row
from venuecode.venues.imports.rules import Group, clears
from venuecode.venues.model import Door, DoorFacts, VenueFacts, VenueState

_queries = load_queries(__file__)
_OWN_NUMBER_RANK = 1
_REVOKED = Text("该场所已注销", "This venue was revoked")
_TWICE = Text("与文件中另一场所是同一场所", "It is the same venue as another one of this file")
_DOOR_NAME = Text("该场所另有同名的出入口", "The venue has another door of this name")


@dataclass(slots=True)
class Plan:
    """What is to be done. New venues carry their doors; doors of existing venues stand apart."""

    new: list[Group] = field(default_factory=list)
    changed: list[Existing] = field(default_factory=list)
    touched: set[VenueId] = field(default_factory=set)
    """Venues whose facts or doors change."""
    same: int = 0
    new_doors: list[tuple[VenueId, DoorFacts]] = field(default_factory=list)
    changed_doors: list[tuple[DoorId, DoorFacts]] = field(default_factory=list)

    @property
    def doors_new(self) -> int:
        """How many doors, and so codes, are new."""
        return len(self.new_doors) + sum(len(group.rows) for group in self.new)


async def make_plan(
    connection: Any,
    ring: KeyRing,
    groups: Sequence[Group],
    name_key_of: Mapping[int, str],
    most_doors: int,
    divisions: Divisions | None,
) -> Plan:
    """Match and compare. Rows that cannot be applied get faults, and their venue stays out of the plan.

    With `divisions`, to name them by, likely duplicates are marked and stay out too; without they are taken.
    """
    matches = await _matches(connection, ring, groups, name_key_of)
    if divisions is not None:
        await mark_likely(connection, divisions, groups, matches, name_key_of)
    doors = await venue_store.doors_of(connection, {match.id for match in matches.values()})
    doors_of: dict[VenueId, list[Door]] = {}
    for door in doors:
        doors_of.setdefault(door.venue_id, []).append(door)
    plan = Plan()
    for place, group in enumerate(groups):
        if any(row.faults or row.likely for row in group.rows):
            continue
        match = matches.get(place)
        if match is None:
            _plan_new(plan, group, most_doors)
        else:
            _plan_existing(plan, group, match, doors_of.get(match.id, []), most_doors)
    return plan


async def _matches(
    connection: Any, ring: KeyRing, groups: Sequence[Group], name_key_of: Mapping[int, str]
) -> dict[int, Existing]:
    """Return place of group → venue. The best kind of match goes first, and a venue is given out once."""
    firsts = [(group.rows[0], group.rows[0].facts) for group in groups]
    rows = _queries.matching_venues(
        connection,
        external_ids=[row.external_id for row, _ in firsts],
        divisions=[facts.division_code if facts else None for _, facts in firsts],
        name_keys=[name_key_of[row.number] for row, _ in firsts],
        credit_codes=[facts.credit_code if facts else None for _, facts in firsts],
        addresses=[facts.address if facts else None for _, facts in firsts],
    )
    matches: dict[int, Existing] = {}
    given_out: set[VenueId] = set()
    async for row in rows:
        place, venue_id = row["place"] - 1, VenueId(row["id"])
        if place in matches:
            continue
        if venue_id in given_out:
            if row["rank"] == _OWN_NUMBER_RANK:
                _refuse(groups[place], "external_id", _TWICE)
            continue
        if row["state"] == VenueState.REVOKED:
            _refuse(groups[place], "external_id", _REVOKED)
        matches[place] = Existing(venue_id, venue_store.facts_of(row, ring), row["external_id"])
        given_out.add(venue_id)
    return matches


def _plan_new(plan: Plan, group: Group, most_doors: int) -> None:
    if len(group.rows) > most_doors:
        _refuse(group, "door", _too_many(most_doors))
    else:
        plan.new.append(group)


def _plan_existing(plan: Plan, group: Group, match: Existing, doors: list[Door], most_doors: int) -> None:
    new_doors, changed_doors = _compare_doors(group, doors)
    if len(doors) + len(new_doors) > most_doors:
        _refuse(group, "door", _too_many(most_doors))
    if any(row.faults for row in group.rows):
        return
    first = group.rows[0]
    assert first.facts is not None
    wanted = Existing(match.id, _merged(match.facts, first), first.external_id or match.external_id)
    if wanted != match:
        plan.changed.append(wanted)
    plan.new_doors += [(match.id, door) for door in new_doors]
    plan.changed_doors += changed_doors
    if wanted != match or new_doors or changed_doors:
        plan.touched.add(match.id)
    else:
        plan.same += 1


def _compare_doors(group: Group, doors: Sequence[Door]) -> tuple[list[DoorFacts], list[tuple[DoorId, DoorFacts]]]:
    """A door is known by its plate, else by its name. Doors that the file does not name stay as they are."""
    new: list[DoorFacts] = []
    changed: list[tuple[DoorId, DoorFacts]] = []
    names = {door.facts.name: door.id for door in doors}
    for row in group.rows:
        assert row.door is not None
        known = _known_door(row.door, doors)
        wanted = _merged_door(known.facts, row) if known else row.door
        if names.get(wanted.name, known.id if known else 0) != (known.id if known else 0):
            row.faults = {"door": _DOOR_NAME}
        elif known is None:
            new.append(wanted)
        elif wanted != known.facts:
            changed.append((known.id, wanted))
    return new, changed


def _known_door(wanted: DoorFacts, doors: Sequence[Door]) -> Door | None:
    by_plate = (door for door in doors if wanted.plate and door.facts.plate == wanted.plate)
    by_name = (door for door in doors if door.facts.name == wanted.name)
    return next(by_plate, None) or next(by_name, None)


def _merged(filed: VenueFacts, row: Row) -> VenueFacts:
    """A blank cell of an optional column leaves what is filed as it is; the word for it takes it away."""
    wanted = row.facts
    assert wanted is not None
    point = wanted if wanted.latitude is not None or clears(row, "latitude") else filed
    return replace(
        wanted,
        credit_code=_kept(row, "credit_code", wanted.credit_code, filed.credit_code),
        department=_kept(row, "department", wanted.department, filed.department),
        latitude=point.latitude,
        longitude=point.longitude,
    )


def _kept(row: Row, key: str, wanted: str | None, filed: str | None) -> str | None:
    return None if clears(row, key) else wanted or filed


def _merged_door(filed: DoorFacts, row: Row) -> DoorFacts:
    wanted = row.door
    assert wanted is not None
    return DoorFacts(
        name=wanted.name if row.cells.get("door") else filed.name,
        direction=wanted.direction if row.cells.get("direction") else filed.direction,
        plate=wanted.plate or filed.plate,
        route=_kept(row, "route", wanted.route, filed.route),
        run=_kept(row, "run", wanted.run, filed.run),
    )


def _refuse(group: Group, column: str, why: Text) -> None:
    for row in group.rows:
        row.faults = {column: why}


def _too_many(most: int) -> Text:
    return Text("一个场所最多 {n} 个出入口", "A venue may have at most {n} doors").filled(n=most)
