"""Routes by which officers look at people, people see who looked, and auditors read the record."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from venuecode.audit.model import Actor, ActorKind, Event, Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.access import Citizen, officer
from venuecode.identity.looks.schemas import (
    EventList,
    EventOut,
    LookUpIn,
    PersonFound,
    PersonInFull,
    ReasonIn,
)
from venuecode.identity.looks.service import Looks
from venuecode.identity.looks.words import GUARD, action_text
from venuecode.identity.model import ROLE_NAMES, OfficerSession, Role
from venuecode.identity.officers.model import Officer
from venuecode.identity.officers.service import Officers
from venuecode.identity.people.documents import DocumentFault, read_document
from venuecode.identity.people.model import Person
from venuecode.identity.people.schemas import LookList, LookOut, LookPlace, NameOut
from venuecode.identity.people.sealing import DOCUMENT_NUMBER, NAME, PHONE
from venuecode.identity.people.service import People
from venuecode.identity.shown import division_named, named
from venuecode.identity.systems.model import System
from venuecode.identity.systems.service import Systems
from venuecode.infra.http import provided
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.ids import PersonId
from venuecode.kernel.masking import mask_number
from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions

router = APIRouter(prefix="/api/v1", tags=["looks"])

Looking = Annotated[Looks, Depends(provided(Looks))]
Shipped = Annotated[Divisions, Depends(provided(Divisions))]
HealthOfficer = Annotated[OfficerSession, Depends(officer(Role.HEALTH_OFFICER, Role.APPROVER))]
Auditor = Annotated[OfficerSession, Depends(officer(Role.AUDITOR))]
Before = Annotated[int | None, Query(ge=1, description="Entries older than this id")]
Most = Annotated[int, Query(ge=1, le=200)]


@router.post("/people/look-ups")
async def look_up_person(
    by: HealthOfficer,
    body: LookUpIn,
    looks: Looking,
    divisions: Shipped,
    people: Annotated[People, Depends(provided(People))],
) -> PersonFound:
    """Find a person of the own divisions by document. The look is recorded and the person can read its reason."""
    try:
        document = read_document(body.document_type, body.document_number, people.today(), nationality=body.nationality)
    except DocumentFault as fault:
        raise InvalidInput(fields={fault.field: fault.text}) from None
    person = await looks.find(by, document, body.reason)
    return PersonFound(**_found(person, looks, divisions))


@router.post("/people/{person_id}/looks")
async def see_person(
    by: HealthOfficer, person_id: int, body: ReasonIn, looks: Looking, divisions: Shipped
) -> PersonInFull:
    """Show a person of the own divisions in full. The look is recorded and the person can read its reason."""
    person = await looks.see(by, PersonId(person_id), body.reason)
    seal = looks.seal
    return PersonInFull(
        **_found(person, looks, divisions),
        name=seal.open(person.name, NAME),
        document_number=seal.open(person.document_number, DOCUMENT_NUMBER),
        nationality=person.nationality,
        phone=seal.open(person.phone, PHONE) if person.phone else None,
        birth_date=person.birth_date,
        registered_at=person.registered_at,
    )


def _found(person: Person, looks: Looks, divisions: Divisions) -> dict[str, Any]:
    return {
        "person_id": person.id,
        "masked_name": person.masked_name,
        "document_type": person.document_type,
        "masked_document_number": mask_number(looks.seal.open(person.document_number, DOCUMENT_NUMBER)),
        "division": division_named(person.division_code, divisions),
        "state": person.state,
    }


@router.get("/me/looks")
async def list_looks_at_me(
    caller: Citizen,
    looks: Looking,
    divisions: Shipped,
    officers: Annotated[Officers, Depends(provided(Officers))],
    systems: Annotated[Systems, Depends(provided(Systems))],
    before: Before = None,
    limit: Most = 50,
) -> LookList:
    """Who looked at the caller's data, when and why; an officer by role and division, a system by its name."""
    events = await looks.at_me(caller.person_id, before=before, most=limit)
    lookers = await officers.of_ids(_ids(events, ActorKind.OFFICER))
    asking = await systems.of_ids(_ids(events, ActorKind.EXTERNAL))
    return LookList(
        items=[_look(event, _role(event, lookers, asking), divisions) for event in events],
        next=events[-1].id if len(events) == limit else None,
    )


def _ids(events: Sequence[Event], kind: ActorKind) -> set[int]:
    return {event.actor.id for event in events if event.actor.kind is kind and event.actor.id is not None}


def _by_guard(event: Event) -> bool:
    return event.actor.kind is ActorKind.CITIZEN and "door" in event.details


def _role(event: Event, officers: Mapping[int, Officer], systems: Mapping[int, System]) -> NameOut | None:
    """Return what looked: a guard, an officer's role, or the name of another body's system."""
    looker = event.actor.id or 0
    if event.actor.kind is ActorKind.OFFICER and looker in officers:
        role = officers[looker].role
        return named(role, ROLE_NAMES[role])
    if event.actor.kind is ActorKind.EXTERNAL and looker in systems:
        return named("system", Text(systems[looker].name, systems[looker].name))
    return named("guard", GUARD) if _by_guard(event) else None


def _look(event: Event, role: NameOut | None, divisions: Divisions) -> LookOut:
    return LookOut(
        at=event.at,
        action=event.action,
        what=named(event.action, action_text(event.action)),
        reason=event.reason,
        role=role,
        division=division_named(event.division_code, divisions) if event.division_code else None,
        place=LookPlace(venue=event.details["venue"], door=event.details["door"]) if _by_guard(event) else None,
    )


@router.get("/audit/events")
async def list_events(
    by: Auditor,
    looks: Looking,
    audit: Annotated[AuditLog, Depends(provided(AuditLog))],
    divisions: Shipped,
    officers: Annotated[Officers, Depends(provided(Officers))],
    actor_kind: ActorKind | None = None,
    actor_id: Annotated[int | None, Query(ge=1)] = None,
    action: Annotated[str | None, Query(max_length=60)] = None,
    subject_kind: Annotated[str | None, Query(max_length=30)] = None,
    subject_id: Annotated[int | None, Query(ge=1)] = None,
    before: Before = None,
    limit: Most = 50,
) -> EventList:
    """The record of the auditor's divisions, newest first."""
    events = await audit.events(
        prefix=looks.record_prefix(by),
        actor=Actor(actor_kind, actor_id) if actor_kind else None,
        action=action,
        subject=Subject(subject_kind, subject_id) if subject_kind else None,
        before=before,
        most=limit,
    )
    named_here = await officers.of_ids({one for event in events for one in _officers_in(event)})
    return EventList(
        items=[_event(event, named_here, divisions) for event in events],
        next=events[-1].id if len(events) == limit else None,
    )


def _officers_in(event: Event) -> Iterator[int]:
    if event.actor.kind is ActorKind.OFFICER and event.actor.id is not None:
        yield event.actor.id
    if event.subject and event.subject.kind == "officer" and event.subject.id is not None:
        yield event.subject.id


def _event(event: Event, officers: Mapping[int, Officer], divisions: Divisions) -> EventOut:
    actor = officers.get(event.actor.id or 0) if event.actor.kind is ActorKind.OFFICER else None
    subject = officers.get(event.subject.id or 0) if event.subject and event.subject.kind == "officer" else None
    return EventOut(
        id=event.id,
        at=event.at,
        actor_kind=event.actor.kind,
        actor_id=event.actor.id,
        actor_name=actor.display_name if actor else None,
        action=event.action,
        subject_kind=event.subject.kind if event.subject else None,
        subject_id=event.subject.id if event.subject else None,
        subject_name=subject.display_name if subject else None,
        division=division_named(event.division_code, divisions) if event.division_code else None,
        reason=event.reason,
        look=event.look,
        details=event.details,
    )
