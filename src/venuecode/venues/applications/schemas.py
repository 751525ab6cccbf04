"""What the routes of applications take and give."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from venuecode.venues.applications.model import (
    Application,
    ApplicationKind,
    ApplicationState,
    Duplicate,
    QueueEntry,
    ReviewCase,
)
from venuecode.venues.classes import VenueClass
from venuecode.venues.filing import DoorFiling, Faults, Filing
from venuecode.venues.model import Event, VenueState
from venuecode.venues.schemas import DoorForm, EventOut, FactsOut, Reason, Sent, Typed, Version
from venuecode.venues.shown import Shown, printed_of


class ApplicationForm(Sent):
    """The form as typed so far: every field may be missing or wrong until it is submitted."""

    full_name: Typed = None
    short_name: Typed = None
    venue_class: int | None = None
    type: Typed = None
    credit_code: Typed = None
    division_code: Typed = None
    address: Typed = None
    latitude: Annotated[float, Field(allow_inf_nan=False)] | None = None
    longitude: Annotated[float, Field(allow_inf_nan=False)] | None = None
    responsible_person: Typed = None
    responsible_phone: Typed = None
    department: Typed = None
    doors: Annotated[list[DoorForm], Field(default_factory=list, max_length=500)]

    def filing(self) -> Filing:
        """Return it for the rules."""
        members = self.model_dump(exclude={"doors"})
        return Filing(**members, doors=[DoorFiling(**door.model_dump()) for door in self.doors])


class DuplicateOut(BaseModel):
    """Something like it that is there already. Applicants get public facts only, and no ids."""

    venue_id: int | None
    application_id: int | None
    full_name: str
    division_name: str
    address: str | None
    state: VenueState | ApplicationState
    same_credit_code: bool
    same_name: bool


class ApplicationLine(BaseModel):
    """An application in the applicant's list."""

    id: int
    kind: ApplicationKind
    state: ApplicationState
    full_name: str | None
    venue_id: int | None
    reason: str | None
    updated_at: datetime
    submitted_at: datetime | None


class ApplicationList(BaseModel):
    """One's applications, newest first."""

    items: list[ApplicationLine]


class ApplicationOut(ApplicationLine):
    """One application: where it stands, what is still wrong with it, what it may duplicate."""

    form: ApplicationForm
    faults: dict[str, str] = Field(description="Field → what is still wrong, in words; a draft is saved all the same")
    advice: dict[str, str] = Field(
        description="Field → what to mend though it may stay (`posters.characters_missing`), in words"
    )
    duplicates: list[DuplicateOut]
    history: list[EventOut]
    created_at: datetime
    decided_at: datetime | None
    version: int


class ReviewLine(BaseModel):
    """An application in the queue."""

    id: int
    kind: ApplicationKind
    full_name: str
    venue_class: VenueClass
    division_code: str
    division_name: str
    submitted_at: datetime


class ReviewPage(BaseModel):
    """A page of the queue, oldest first; pass `next` as `after` for the following one."""

    items: list[ReviewLine]
    waiting: int = Field(description="How many wait in the officer's division in all")
    next: str | None


class ReviewOut(ApplicationOut):
    """What a reviewer sees. `filed` is what an amendment would replace."""

    filed: FactsOut | None


class SendBack(Sent):
    """Return or reject, with the reason that the applicant reads."""

    version: Version
    reason: Reason


def application_line(application: Application) -> ApplicationLine:
    """Return a line of the applicant's list."""
    return ApplicationLine.model_validate(_line(application))


def application_out(
    application: Application, faults: Faults, duplicates: list[Duplicate], history: list[Event], writer: Shown
) -> ApplicationOut:
    """Return an application to its applicant."""
    return ApplicationOut.model_validate(_members(application, faults, duplicates, history, writer, for_officer=False))


def review_out(case: ReviewCase, writer: Shown) -> ReviewOut:
    """Return an application to a reviewer."""
    members = _members(case.application, {}, case.duplicates, case.history, writer, for_officer=True)
    return ReviewOut.model_validate({**members, "filed": writer.facts(case.filed) if case.filed else None})


def review_line(entry: QueueEntry, writer: Shown) -> ReviewLine:
    """Return a line of the queue."""
    return ReviewLine(
        id=entry.id,
        kind=entry.kind,
        full_name=entry.full_name,
        venue_class=VenueClass(entry.venue_class),
        division_code=entry.division_code,
        division_name=writer.division(entry.division_code),
        submitted_at=entry.submitted_at,
    )


def _line(application: Application) -> dict[str, object]:
    members = {name: getattr(application, name) for name in ApplicationLine.model_fields if name != "full_name"}
    return {**members, "full_name": application.filing.full_name}


def _members(
    application: Application,
    faults: Faults,
    duplicates: list[Duplicate],
    history: list[Event],
    writer: Shown,
    *,
    for_officer: bool,
) -> dict[str, object]:
    return {
        **_line(application),
        "form": ApplicationForm.model_validate(application.filing, from_attributes=True),
        "faults": {field: text.in_language(writer.language) for field, text in faults.items()},
        "advice": writer.advice(_printed(application.filing)),
        "duplicates": [_duplicate(duplicate, writer, for_officer=for_officer) for duplicate in duplicates],
        "history": [writer.event(event) for event in history],
        "created_at": application.created_at,
        "decided_at": application.decided_at,
        "version": application.version,
    }


def _printed(filing: Filing) -> dict[str, str | None]:
    fields = {"full_name": filing.full_name, "short_name": filing.short_name, "address": filing.address}
    for index, door in enumerate(filing.doors):
        names = ("name", "plate", "route", "run")
        fields |= {f"doors.{index}.{name}": words for name, words in zip(names, printed_of(door), strict=True)}
    return fields


def _duplicate(duplicate: Duplicate, writer: Shown, *, for_officer: bool) -> DuplicateOut:
    return DuplicateOut(
        venue_id=duplicate.venue_id if for_officer else None,
        application_id=duplicate.application_id if for_officer else None,
        full_name=duplicate.full_name,
        division_name=writer.division(duplicate.division_code),
        address=duplicate.address,
        state=duplicate.state,
        same_credit_code=duplicate.same_credit_code,
        same_name=duplicate.same_name,
    )
