"""What the desk answers as tables for sheets: pure."""

from collections.abc import Sequence
from typing import Any

from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions
from venuecode.tracing.cases.store import Named
from venuecode.tracing.desk.model import ContactList, Exposure, SecondDegreeList, Shared, Step, Trajectory
from venuecode.tracing.exports.sheets import Table, shown
from venuecode.tracing.followup.model import FollowUp
from venuecode.tracing.model import ContactClass, How, Tally
from venuecode.tracing.policy import shipped_policy
from venuecode.venues.classes import TYPES

PERSON_ID = (Text("人员编号", "Person id"), 14)
NAME = (Text("姓名（脱敏）", "Name (masked)"), 16)
HOME = (Text("居住地", "Home division"), 36)
RANK = (Text("序号", "Rank"), 8)
VENUE = (Text("场所", "Venue"), 34)
VENUE_TYPE = (Text("场所类型", "Venue type"), 18)
MINUTES = (Text("分钟", "Minutes"), 10)
_TALLY = (
    (Text("得分", "Score"), 10),
    (Text("共处分钟", "Minutes together"), 14),
    (Text("平均密切程度", "Closeness"), 14),
    (Text("相遇次数", "Meetings"), 12),
    (Text("其中推定", "Of these inferred"), 16),
    (Text("首次", "First"), 18),
    (Text("末次", "Last"), 18),
)
HOW = {
    How.EXIT: Text("有出场扫码", "Exit scan"),
    How.NEXT_SCAN: Text("推定至下一次扫码", "Assumed until the next scan"),
    How.LIMIT: Text("推定至时长上限", "Assumed up to the limit"),
    How.STOPPED: Text("被拦下", "Stopped at the door"),
    How.EXIT_ONLY: Text("只有出场扫码，入场为推定", "Exit scan only; entry assumed"),
}
_CONTACTS = Text("接触者", "Contacts")


def contact_table(found: ContactList, divisions: Divisions, language: str) -> Table:
    """Return ranked contacts."""
    names = shipped_policy().names
    words = {ContactClass.CLOSE: names.close_contact, ContactClass.COMPANION: names.companion}
    rows = []
    for rank, one in enumerate(found.contacts, start=1):
        said = words.get(one.contact_class, names.companion)
        person = _person(found.people[one.person_id], divisions, language)
        rows.append([str(rank), *person, said.en if language == "en" else said.zh, *_tally(one.tally)])
    return Table(_CONTACTS, (RANK, PERSON_ID, NAME, HOME, (Text("分类", "Class"), 22), *_TALLY), rows)


def second_degree_table(found: SecondDegreeList, divisions: Divisions, language: str) -> Table:
    """Return close contacts of the close contacts, and through whom."""
    rows = [
        [
            str(rank),
            *_person(found.people[one.person_id], divisions, language),
            ", ".join(map(str, one.through)),
            *_tally(one.best.tally),
        ]
        for rank, one in enumerate(found.contacts, start=1)
    ]
    columns = (RANK, PERSON_ID, NAME, HOME, (Text("经由（人员编号）", "Through (person ids)"), 26), *_TALLY)
    return Table(Text("次密接", "Second degree"), columns, rows)


def follow_up_table(found: Sequence[FollowUp], divisions: Divisions, language: str) -> Table:
    """Return people who are followed up, with what was done and the last note."""
    names = {one: text.in_language(language) for one, text in _FOLLOWED.items()}
    rows = [
        [
            str(one.person_id),
            one.masked_name,
            _division(one.home_division, divisions, language),
            _division(one.division_code, divisions, language),
            names.get(one.contact_class, one.contact_class),
            shown(one.last_at),
            *(shown(at) if at else "" for at in (one.reached_at, one.isolated_at, one.tested_at, one.closed_at)),
            _ORDERS[one.order_state].in_language(language) if one.order_state else "",
            one.last_note,
        ]
        for one in found
    ]
    columns = (
        PERSON_ID,
        NAME,
        HOME,
        (Text("负责辖区", "Followed up by"), 36),
        (Text("分类", "Class"), 22),
        (Text("末次接触", "Last met"), 18),
        (Text("已联系", "Reached"), 18),
        (Text("已隔离", "Isolated"), 18),
        (Text("已检测", "Tested"), 18),
        (Text("已结案", "Closed"), 18),
        (Text("管控措施", "Order"), 14),
        (Text("最近备注", "Last note"), 50),
    )
    return Table(Text("随访名单", "Follow-up"), columns, rows)


_FOLLOWED = {
    "close_contact": Text("密切接触者", "Close contact"),
    "companion": Text("时空伴随者", "Space-time companion"),
    "second_degree": Text("次密接", "Second degree"),
}
_ORDERS = {
    "proposed": Text("待审批", "Waits"),
    "stopped": Text("待再次审批", "Waits for another approver"),
    "approved": Text("已批准", "Approved"),
    "refused": Text("未批准", "Refused"),
    "expired": Text("已过期", "Expired"),
}


def trajectory_table(found: Trajectory, divisions: Divisions, language: str) -> Table:
    """Return a trajectory, a stay a row; what is unknown before it and what is assumed of it are said."""
    columns = (
        (Text("自", "From"), 18),
        (Text("至", "Until"), 18),
        MINUTES,
        (Text("依据", "How known"), 26),
        (Text("此前无记录（分钟）", "Unknown before (minutes)"), 20),
        VENUE,
        VENUE_TYPE,
        (Text("出入口", "Door"), 18),
        (Text("车牌", "Plate"), 12),
        (Text("线路", "Route"), 14),
        (Text("车次", "Run"), 14),
        (Text("地址", "Address"), 40),
        (Text("所在地", "Division"), 30),
        (Text("纬度", "Latitude"), 12),
        (Text("经度", "Longitude"), 12),
    )
    rows = [_step(step, divisions, language) for step in found.steps]
    return Table(Text("轨迹", "Trajectory"), columns, rows)


def exposure_tables(found: Exposure, divisions: Divisions, language: str) -> list[Table]:
    """Return who was at a venue, and people by door and hour."""
    columns = (
        PERSON_ID,
        NAME,
        HOME,
        (Text("自", "From"), 18),
        (Text("至", "Until"), 18),
        MINUTES,
        (Text("含推定", "With assumed length"), 12),
        (Text("出入口", "Doors"), 24),
    )
    present = [
        [
            *_person(found.people[row["person_id"]], divisions, language),
            shown(row["first_at"]),
            shown(row["last_at"]),
            f"{row['minutes']:.1f}",
            _yes(row["inferred"] > 0, language),
            "、".join(row["doors"]),
        ]
        for row in found.present
    ]
    hours = [[shown(row["hour"]), row["door_name"], str(row["people"])] for row in found.by_door_and_hour]
    by_hour = ((Text("时段", "Hour"), 18), (Text("出入口", "Door"), 24), (Text("人数", "People"), 10))
    return [
        Table(Text("在场人员", "Who was there"), columns, present),
        Table(Text("每小时各出入口人数", "People by door and hour"), by_hour, hours),
    ]


def graph_tables(found: Shared, language: str) -> list[Table]:
    """Return a transmission graph: the cases, whom of each other they met, the venues that they share."""
    numbers = {case.person_id: case.number for case in found.cases}
    group = {person: str(n) for n, members in enumerate(found.clusters, start=1) for person in members}
    venues = {row["venue_id"]: row["venue_name"] for row in found.places}
    cases = [
        [
            case.number,
            case.masked_name,
            *map(str, found.counts.get(case.person_id, (0, 0))),
            group.get(case.person_id, ""),
            shown(case.infectious_from),
        ]
        for case in found.cases
    ]
    links = [
        [
            numbers[row["person_id"]],
            numbers[row["met_id"]],
            str(row["meetings"]),
            str(row["inferred"]),
            f"{row['minutes']:.1f}",
            shown(row["first_at"]),
            venues.get(row["venue_id"], str(row["venue_id"])),
        ]
        for row in found.links
    ]
    shared = [
        [
            row["venue_name"],
            _type(row["venue_type"], language),
            ", ".join(numbers[person] for person in row["people"]),
            str(row["stays"]),
            shown(row["first_at"]),
            shown(row["last_at"]),
        ]
        for row in found.places
    ]
    return [
        Table(Text("病例", "Cases"), _CASES, cases),
        Table(Text("彼此相遇", "Meetings"), _LINKS, links),
        Table(Text("共同场所", "Shared venues"), _SHARED, shared),
    ]


_CASES = (
    (Text("病例编号", "Case"), 22),
    NAME,
    (Text("密接人数", "Close contacts"), 14),
    (Text("时空伴随人数", "Companions"), 14),
    (Text("可能的聚集", "Likely cluster"), 12),
    (Text("传染期自", "Infectious from"), 18),
)
_LINKS = (
    (Text("病例", "Case"), 22),
    (Text("相遇病例", "Met case"), 22),
    (Text("相遇次数", "Meetings"), 12),
    (Text("其中推定", "Of these inferred"), 14),
    MINUTES,
    (Text("首次", "First"), 18),
    (Text("首次场所", "First venue"), 34),
)
_SHARED = (
    VENUE,
    VENUE_TYPE,
    (Text("涉及病例", "Cases there"), 44),
    (Text("停留次数", "Stays"), 10),
    (Text("最早", "First"), 18),
    (Text("最晚", "Last"), 18),
)


def _person(person: Named, divisions: Divisions, language: str) -> list[str]:
    return [str(person.id), person.masked_name, _division(person.division_code, divisions, language)]


def _division(code: str, divisions: Divisions, language: str) -> str:
    return divisions.full_name(code, language) if divisions.known(code) else code


def _tally(tally: Tally) -> list[str]:
    return [
        f"{tally.score:.1f}",
        f"{tally.minutes:.1f}",
        f"{tally.closeness:.2f}",
        str(tally.meetings),
        str(tally.inferred),
        shown(tally.first_at),
        shown(tally.last_at),
    ]


def _step(step: Step, divisions: Divisions, language: str) -> list[str]:
    stay, place = step.stay, step.place
    latitude, longitude = place["latitude"], place["longitude"]
    return [
        shown(stay.started_at),
        shown(stay.ended_at),
        f"{(stay.ended_at - stay.started_at).total_seconds() / 60:.0f}",
        HOW[stay.how].in_language(language),
        f"{step.gap_minutes:.0f}",
        place["venue_name"],
        _type(place["venue_type"], language),
        place["door_name"],
        place["plate"] or "",
        place["route"] or "",
        place["run"] or "",
        place["address"],
        _division(place["division_code"], divisions, language),
        "" if latitude is None else f"{latitude:.6f}",
        "" if longitude is None else f"{longitude:.6f}",
    ]


def _type(code: str, language: str) -> str:
    kind: Any = TYPES.get(code)  # type: ignore[call-overload]
    return kind.name.in_language(language) if kind else code


def _yes(value: bool, language: str) -> str:
    return (Text("是", "yes") if value else Text("否", "no")).in_language(language)


def numbers_of(found: Shared) -> Sequence[str]:
    """Return the numbers of the cases of a graph."""
    return [case.number for case in found.cases]
