"""What the routes of the desk take and answer."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from venuecode.identity.people.schemas import Body, NameOut
from venuecode.identity.shown import division_named, named
from venuecode.regions.service import Divisions
from venuecode.tracing.cases.schemas import Reason
from venuecode.tracing.cases.store import Named
from venuecode.tracing.desk.model import Elsewhere, Trajectory
from venuecode.tracing.model import Contact, How
from venuecode.tracing.policy import Thresholds, TracePolicy
from venuecode.venues.classes import TYPES

HowName = Literal["exit", "next_scan", "limit", "stopped", "exit_only"]
Id = Annotated[int, Field(ge=1, le=2**53)]


class AskIn(Body):
    reason: Reason = Field(description="Why; those who are shown can read it")


class ContactsIn(AskIn):
    thresholds: Thresholds | None = Field(None, description="Instead of the policy's")


class CountsIn(Body):
    thresholds: Thresholds


class PersonIn(AskIn):
    person_id: Id


class TrajectoryIn(AskIn):
    person_id: Id | None = Field(None, description="Somebody who came up under the case; the case itself if left out")


class ExposureIn(AskIn):
    venue_id: Id
    since: AwareDatetime
    until: AwareDatetime


class SharedIn(AskIn):
    case_ids: list[Id] = Field(min_length=2, max_length=200)


class CountsOut(BaseModel):
    """How many contacts there are of each class."""

    close_contacts: int
    companions: int
    others: int


class PersonOut(BaseModel):
    """A person as lists show them."""

    person_id: int
    masked_name: str
    division: NameOut


class ElsewhereOut(BaseModel):
    """People of a division that has not granted the case: only how many."""

    division: NameOut
    people: int


class RankOut(BaseModel):
    """What a rank is made of: score = close_minutes × meetings; close_minutes = minutes × closeness."""

    minutes: float
    closeness: float
    close_minutes: float
    meetings: int
    inferred_meetings: int = Field(description="Those whose length is assumed because a scan is missing")
    score: float
    first_at: datetime
    last_at: datetime


class ContactOut(PersonOut, RankOut):
    """A ranked contact."""

    contact_class: Literal["close_contact", "companion", "other"]


class ContactsOut(CountsOut):
    """Ranked contacts whom the officer may see."""

    items: list[ContactOut]
    elsewhere: list[ElsewhereOut]
    thresholds: Thresholds
    derived_until: datetime | None = Field(description="Scans recorded up to then are in it")


class SecondDegreeItem(PersonOut, RankOut):
    """A close contact of close contacts."""

    through: list[int] = Field(description="The close contacts whom they met")


class SecondDegreeOut(BaseModel):
    items: list[SecondDegreeItem]
    total: int
    elsewhere: list[ElsewhereOut]


class PlaceOut(BaseModel):
    """A door with its venue; vehicles have plate, route and run."""

    venue_id: int
    venue_name: str
    venue_type: NameOut
    door_id: int
    door_name: str
    plate: str | None
    route: str | None
    run: str | None


class MeetingOut(PlaceOut):
    """When and where a contact met the case."""

    started_at: datetime
    ended_at: datetime
    minutes: float
    closeness: float
    case_stay: HowName
    contact_stay: HowName


class MeetingsOut(BaseModel):
    items: list[MeetingOut]


class StepOut(PlaceOut):
    """A stay of a trajectory."""

    started_at: datetime
    ended_at: datetime
    how: HowName
    gap_minutes: float = Field(description="Minutes before it of which nothing is known")
    stopped: bool
    address: str
    division: NameOut
    latitude: float | None
    longitude: float | None


class TrajectoryOut(BaseModel):
    """Where a person was, in order of time."""

    person: PersonOut
    since: datetime
    until: datetime
    steps: list[StepOut]


class PresentOut(PersonOut):
    """Somebody who was at the venue."""

    first_at: datetime
    last_at: datetime
    minutes: float
    inferred: bool
    doors: list[str]


class DoorHourOut(BaseModel):
    door_id: int
    door_name: str
    hour: datetime
    people: int


class ExposureOut(BaseModel):
    """Who was at a venue between two moments."""

    venue_id: int
    venue_name: str
    items: list[PresentOut]
    total: int
    elsewhere: list[ElsewhereOut]
    by_door_and_hour: list[DoorHourOut]


class SharedCaseOut(BaseModel):
    case_id: int
    number: str
    person_id: int
    masked_name: str
    close_contacts: int
    companions: int
    infectious_from: datetime


class SharedVenueOut(BaseModel):
    venue_id: int
    venue_name: str
    venue_type: NameOut
    people: list[int]
    stays: int
    first_at: datetime
    last_at: datetime


class LinkOut(BaseModel):
    """Two cases met."""

    person_id: int
    met_id: int
    meetings: int
    inferred_meetings: int
    minutes: float
    first_at: datetime
    venue_id: int


class SharedOut(BaseModel):
    """What several cases have in common: enough to draw a transmission graph."""

    cases: list[SharedCaseOut]
    venues: list[SharedVenueOut]
    links: list[LinkOut]
    clusters: list[list[int]]


class PolicyOut(BaseModel):
    """What the console needs of the tracing policy."""

    version: int
    title: NameOut
    window_days: int
    inferred_weight: float
    thresholds: Thresholds
    names: dict[str, NameOut]


def person_out(person: Named, divisions: Divisions) -> dict[str, Any]:
    """Return the members of a PersonOut."""
    return {
        "person_id": person.id,
        "masked_name": person.masked_name,
        "division": division_named(person.division_code, divisions),
    }


def rank_out(contact: Contact) -> dict[str, Any]:
    """Return the members of a RankOut."""
    tally = contact.tally
    return {
        "minutes": round(tally.minutes, 1),
        "closeness": round(tally.closeness, 3),
        "close_minutes": round(tally.close_minutes, 1),
        "meetings": tally.meetings,
        "inferred_meetings": tally.inferred,
        "score": round(tally.score, 1),
        "first_at": tally.first_at,
        "last_at": tally.last_at,
    }


def elsewhere_out(found: list[Elsewhere], divisions: Divisions) -> list[ElsewhereOut]:
    """Return counts of people whom the officer may not see."""
    return [ElsewhereOut(division=division_named(one.division_code, divisions), people=one.people) for one in found]


def type_out(code: str) -> NameOut:
    """Return a venue type with its names."""
    kind = TYPES.get(code)  # type: ignore[call-overload]
    return named(code, kind.name) if kind else NameOut(code=code, zh=code, en=code)


def place_out(row: Any) -> dict[str, Any]:
    """Return the members of a PlaceOut."""
    return {
        **{key: row[key] for key in ("venue_id", "venue_name", "door_id", "door_name", "plate", "route", "run")},
        "venue_type": type_out(row["venue_type"]),
    }


def how_out(how: int) -> HowName:
    """Return the name of what ended a stay."""
    return How(how).name.lower()  # type: ignore[return-value]


def meeting_out(row: Any, policy: TracePolicy) -> MeetingOut:
    """Return a meeting as it is answered."""
    return MeetingOut(
        **place_out(row),
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        minutes=round((row["ended_at"] - row["started_at"]).total_seconds() / 60, 1),
        closeness=policy.rule_of(row["venue_type"]).closeness,
        case_stay=how_out(row["how"]),
        contact_stay=how_out(row["met_how"]),
    )


def trajectory_out(trajectory: Trajectory, divisions: Divisions) -> TrajectoryOut:
    """Return a trajectory as it is answered."""
    return TrajectoryOut(
        person=PersonOut(**person_out(trajectory.person, divisions)),
        since=trajectory.since,
        until=trajectory.until,
        steps=[
            StepOut(
                **place_out(step.place),
                started_at=step.stay.started_at,
                ended_at=step.stay.ended_at,
                how=how_out(step.stay.how),
                gap_minutes=round(step.gap_minutes, 1),
                stopped=step.place["verdict"] == 1,
                address=step.place["address"],
                division=division_named(step.place["division_code"], divisions),
                latitude=step.place["latitude"],
                longitude=step.place["longitude"],
            )
            for step in trajectory.steps
        ],
    )
