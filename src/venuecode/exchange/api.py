"""Routes for other bodies' systems, named as the interfaces of GB/T 38963 (docs/exchange.md)."""

from typing import Annotated

from fastapi import APIRouter, Depends

from venuecode.exchange.schemas import (
    CodeMadeOut,
    CodeMakingIn,
    CodeRequestIn,
    CodeRequestOut,
    CodeVerificationIn,
    CorrectionIn,
    HealthDeclarationIn,
    HealthOut,
    HealthQueryIn,
    Taken,
    TravelDeclarationIn,
    VerifiedOut,
    WhoIn,
)
from venuecode.exchange.service import Exchange
from venuecode.health.push.corrections import Corrections
from venuecode.identity.people.documents import Document, DocumentFault, read_document
from venuecode.identity.people.service import People
from venuecode.identity.systems.access import system
from venuecode.identity.systems.model import Grant, SystemSession
from venuecode.infra.http import provided
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import InvalidInput

router = APIRouter(prefix="/api/v1/exchange", tags=["exchange"])
Service = Annotated[Exchange, Depends(provided(Exchange))]
Register = Annotated[People, Depends(provided(People))]
Now = Annotated[Clock, Depends(provided(Clock))]
Declarer = Annotated[SystemSession, Depends(system(Grant.PUSH_DECLARATIONS))]
Inquirer = Annotated[SystemSession, Depends(system(Grant.HEALTH_QUERY))]
Shower = Annotated[SystemSession, Depends(system(Grant.CODE_REQUEST))]
Verifier = Annotated[SystemSession, Depends(system(Grant.CODE_VERIFY))]
Corrector = Annotated[SystemSession, Depends(system(Grant.CORRECT))]


@router.post("/health-declarations", status_code=201)
async def declare_health(caller: Declarer, body: HealthDeclarationIn, exchange: Service, clock: Now) -> Taken:
    """Health declaration: what a person said of symptoms and contacts in the sender's system."""
    await exchange.declare(caller, body.record())
    return Taken(id=body.id, taken_at=clock.now())


@router.post("/travel-declarations", status_code=201)
async def declare_travel(caller: Declarer, body: TravelDeclarationIn, exchange: Service, clock: Now) -> Taken:
    """Travel declaration: where a person said they were within the last 14 days."""
    await exchange.declare(caller, body.record())
    return Taken(id=body.id, taken_at=clock.now())


@router.post("/health-queries")
async def query_health(caller: Inquirer, body: HealthQueryIn, exchange: Service, people: Register) -> HealthOut:
    """Health query: a person of the system's divisions by document. The person reads who asked and why."""
    return HealthOut.of(*await exchange.query(caller, _document(body, people), body.purpose))


@router.post("/code-requests", status_code=201)
async def request_code(caller: Shower, body: CodeRequestIn, exchange: Service, people: Register) -> CodeRequestOut:
    """Code request: leave to make a person's code for a day, as that person asked for in the sender's system."""
    return CodeRequestOut.of(*await exchange.request_code(caller, _document(body, people), body.purpose))


@router.post("/codes")
async def make_code(caller: Shower, body: CodeMakingIn, exchange: Service) -> CodeMadeOut:
    """Code making: a fresh personal code by a request, good for 60 seconds."""
    return CodeMadeOut.of(await exchange.make_code(caller, body.request))


@router.post("/code-verifications")
async def verify_code(caller: Verifier, body: CodeVerificationIn, exchange: Service) -> VerifiedOut:
    """Code verification: whose code or card was shown, and their status. The person reads who verified it."""
    return VerifiedOut.of(await exchange.verify(caller, body.code, body.purpose))


@router.post("/corrections", status_code=204)
async def correct(
    caller: Corrector, body: CorrectionIn, corrections: Annotated[Corrections, Depends(provided(Corrections))]
) -> None:
    """Correction: take back a record that this system pushed, and put the right one in its place."""
    await corrections.correct(caller, body.wrong, body.right, body.why)


def _document(body: WhoIn, people: People) -> Document:
    try:
        return read_document(body.document_type, body.document_number, people.today(), nationality=body.nationality)
    except DocumentFault as fault:
        raise InvalidInput(fields={fault.field: fault.text}) from None
