"""Routes of health: for health officers, and a person's own status."""

from typing import Annotated

from fastapi import APIRouter, Depends

from venuecode.health.files import FileOut, ReasonIn, TakeBackIn, WithdrawalIn, file_out
from venuecode.health.model import NewTest, TestResult
from venuecode.health.schemas import (
    LookupIn,
    OwnStatus,
    PersonOut,
    ReasonOut,
    TestIn,
    listed_reasons,
    own_status,
    person_out,
)
from venuecode.health.service import Health
from venuecode.health.taking_back import TakingBack
from venuecode.identity.access import Citizen, officer
from venuecode.identity.model import OfficerSession, Role
from venuecode.identity.people.documents import Document, DocumentFault, read_document
from venuecode.identity.people.service import People
from venuecode.infra.http import provided
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.ids import PersonId
from venuecode.regions.service import Divisions

router = APIRouter(prefix="/api/v1", tags=["health"])
HealthOfficer = Annotated[OfficerSession, Depends(officer(Role.HEALTH_OFFICER))]
Tracer = Annotated[OfficerSession, Depends(officer(Role.HEALTH_OFFICER, Role.APPROVER))]
Places = Annotated[Divisions, Depends(provided(Divisions))]
Service = Annotated[Health, Depends(provided(Health))]
Register = Annotated[People, Depends(provided(People))]
Now = Annotated[Clock, Depends(provided(Clock))]


@router.get("/me/status")
async def read_own_status(caller: Citizen, health: Service) -> OwnStatus:
    """The caller's colour, why and by whose word, since and until when, what to do, and the facts it rests on."""
    return own_status(await health.own(caller.person_id))


@router.get("/health/reasons")
async def list_reasons(_: HealthOfficer) -> list[ReasonOut]:
    """The reasons that an order may have."""
    return listed_reasons()


@router.post("/health/lookups")
async def look_up(
    body: LookupIn,
    caller: HealthOfficer,
    health: Service,
    people: Register,
) -> PersonOut:
    """Find a person of the officer's divisions by document; the look and its reason go on record."""
    return person_out(await health.look_up(caller, _document(body, people), body.reason))


@router.post("/health/persons/{person_id}/tests", status_code=201)
async def add_test(person_id: int, body: TestIn, caller: HealthOfficer, health: Service) -> PersonOut:
    """Enter a test result."""
    test = NewTest(TestResult[body.result.upper()], body.sampled_at, body.institution)
    return person_out(await health.add_test(caller, PersonId(person_id), test))


@router.post("/health/persons/{person_id}/facts")
async def read_file(person_id: int, body: ReasonIn, caller: Tracer, health: Service, divisions: Places) -> FileOut:
    """A person's facts and every change of the colour, newest first; the look and its reason go on record."""
    person, facts, changes = await health.file_of(caller, PersonId(person_id), body.reason)
    return file_out(person, facts, changes, caller, divisions)


@router.post("/health/persons/{person_id}/facts/{fact_id}/withdrawal")
async def withdraw(person_id: int, fact_id: int, body: WithdrawalIn, caller: Tracer, health: Service) -> PersonOut:
    """Take back a fact that was wrong; whoever entered or approved it cannot. It stays on file and counts no longer."""
    return person_out(await health.withdraw(caller, PersonId(person_id), fact_id, body.why, body.evidence))


@router.post("/health/withdrawals", status_code=204)
async def take_back(
    body: TakeBackIn,
    caller: Tracer,
    people: Register,
    taking_back: Annotated[TakingBack, Depends(provided(TakingBack))],
) -> None:
    """Take back a fact that the officer's department brought, also while it waits for a registration or an approver.

    Whether anybody is registered with the document is not told. Whoever brought it cannot take it back.
    """
    await taking_back.by_officer(caller, _document(body, people), body.told(), body.why)


def _document(body: LookupIn | TakeBackIn, people: People) -> Document:
    try:
        return read_document(body.document_type, body.document_number, people.today(), nationality=body.nationality)
    except DocumentFault as fault:
        raise InvalidInput(fields={fault.field: fault.text}) from fault
