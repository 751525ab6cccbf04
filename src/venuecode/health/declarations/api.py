"""Routes by which a person declares health and travel."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from venuecode.health.declarations.schemas import DeclarationList, DeclarationOut, HealthIn, TravelIn, symptoms
from venuecode.health.declarations.service import Declarations
from venuecode.identity.access import Citizen
from venuecode.infra.http import provided
from venuecode.kernel.ids import PersonId
from venuecode.regions.service import Divisions

router = APIRouter(prefix="/api/v1/me/declarations", tags=["health"])
Service = Annotated[Declarations, Depends(provided(Declarations))]
Places = Annotated[Divisions, Depends(provided(Divisions))]


@router.get("")
async def list_declarations(
    caller: Citizen,
    declarations: Service,
    divisions: Places,
    person_id: Annotated[int | None, Query(description="Of somebody whom the caller looks after")] = None,
) -> DeclarationList:
    """The latest declarations of the caller, and the symptoms that can be declared."""
    found = await declarations.own(caller, PersonId(person_id or caller.person_id))
    return DeclarationList(items=[DeclarationOut.of(one, divisions) for one in found], symptoms=symptoms())


@router.post("/health", status_code=201)
async def declare_health(body: HealthIn, caller: Citizen, declarations: Service, divisions: Places) -> DeclarationOut:
    """Declare symptoms and contacts; what follows from it the policy in force says."""
    person_id = PersonId(body.person_id or caller.person_id)
    return DeclarationOut.of(await declarations.declare(caller, person_id, body.content), divisions)


@router.post("/travel", status_code=201)
async def declare_travel(body: TravelIn, caller: Citizen, declarations: Service, divisions: Places) -> DeclarationOut:
    """Declare where one was within the last 14 days; what follows from it the policy in force says."""
    person_id = PersonId(body.person_id or caller.person_id)
    return DeclarationOut.of(await declarations.declare(caller, person_id, body.content), divisions)
