"""Routes of relatives: list, bind by document, bind by a code to their phone, unbind."""

from typing import Annotated

from fastapi import APIRouter, Depends

from venuecode.identity.access import Citizen
from venuecode.identity.family.service import Family
from venuecode.identity.people.forms import read_home, read_phone
from venuecode.identity.people.model import PersonState, Relative
from venuecode.identity.people.schemas import (
    BoundOut,
    CodeSent,
    FamilyOut,
    PhoneIn,
    RelativeByPhoneIn,
    RelativeOut,
    WardIn,
)
from venuecode.identity.settings import IdentitySettings
from venuecode.infra.http import Address, Language, provided
from venuecode.kernel.ids import PersonId
from venuecode.regions.service import Divisions

router = APIRouter(prefix="/api/v1/me/family", tags=["family"])

Bonds = Annotated[Family, Depends(provided(Family))]


@router.get("")
async def list_relatives(
    caller: Citizen, family: Bonds, settings: Annotated[IdentitySettings, Depends(provided(IdentitySettings))]
) -> FamilyOut:
    """Whom the caller acts for, and who acts for the caller."""
    wards, guardians = await family.relatives(caller.person_id)
    return FamilyOut(
        wards=[_shown(relative) for relative in wards],
        guardians=[_shown(relative) for relative in guardians],
        most=settings.relatives,
    )


@router.post("", status_code=201)
async def add_relative(
    caller: Citizen, body: WardIn, family: Bonds, divisions: Annotated[Divisions, Depends(provided(Divisions))]
) -> BoundOut:
    """Bind a relative without a phone by name and document; 409 `family.has_own_phone` leads to the code."""
    home = read_home(body.division_code, divisions) if body.division_code else None
    person_id = await family.add_by_document(
        caller, body.form(), body.relation, consent=body.consent, division_code=home
    )
    return BoundOut(person_id=person_id)


@router.post("/codes")
async def ask_relative(caller: Citizen, body: PhoneIn, family: Bonds, address: Address, language: Language) -> CodeSent:
    """Send a relative a text message that asks for consent and holds the code to pass on."""
    return CodeSent.of(await family.send_code(caller, read_phone(body.phone), address=address, language=language))


@router.post("/by-phone", status_code=201)
async def add_relative_by_phone(caller: Citizen, body: RelativeByPhoneIn, family: Bonds) -> BoundOut:
    """Bind the registered holder of a phone who passed on the code."""
    return BoundOut(person_id=await family.add_by_phone(caller, read_phone(body.phone), body.code, body.relation))


@router.delete("/{person_id}", status_code=204)
async def remove_relative(caller: Citizen, person_id: int, family: Bonds) -> None:
    """End a bond, from the guardian's side or from the ward's."""
    await family.remove(caller, PersonId(person_id))


def _shown(relative: Relative) -> RelativeOut:
    return RelativeOut(
        person_id=relative.person.id,
        masked_name=relative.person.masked_name,
        relation=relative.relation,
        document_type=relative.person.document_type,
        has_own_phone=relative.person.state is PersonState.REGISTERED,
        consent_by=relative.consent_by,
        since=relative.consent_at,
    )
