"""Routes of citizens: sign-in by phone, registration, the own account."""

from typing import Annotated

from fastapi import APIRouter, Depends

from venuecode.identity.access import Citizen, SignedIn
from venuecode.identity.codes.model import Sent
from venuecode.identity.people.account import Account
from venuecode.identity.people.countries import nationalities
from venuecode.identity.people.documents import DOCUMENT_NAMES
from venuecode.identity.people.forms import read_home, read_phone
from venuecode.identity.people.model import RELATION_NAMES, AlreadyRegistered, ConsentMissing
from venuecode.identity.people.registration import Registration
from venuecode.identity.people.rules import mask_phone
from venuecode.identity.people.schemas import (
    CodeSent,
    Me,
    MePatch,
    PersonOut,
    PhoneChangeIn,
    PhoneIn,
    RegisteredOut,
    RegistrationIn,
    RegistrationOptions,
    SignedInOut,
    SignInIn,
)
from venuecode.identity.people.sealing import NEWCOMER_PHONE, PersonSeal
from venuecode.identity.people.sign_in import SignIn
from venuecode.identity.sessions.model import Origin
from venuecode.identity.settings import IdentitySettings
from venuecode.identity.shown import division_named, named
from venuecode.infra.http import Address, Language, Public, provided
from venuecode.kernel.ids import PersonId
from venuecode.regions.service import Divisions

router = APIRouter(prefix="/api/v1", tags=["citizens"])

Coming = Annotated[SignIn, Depends(provided(SignIn))]
Registering = Annotated[Registration, Depends(provided(Registration))]
Own = Annotated[Account, Depends(provided(Account))]
Shipped = Annotated[Divisions, Depends(provided(Divisions))]
Rules = Annotated[IdentitySettings, Depends(provided(IdentitySettings))]
Sealed = Annotated[PersonSeal, Depends(provided(PersonSeal))]


@router.get("/registration/options")
async def registration_options(_: Public, settings: Rules) -> RegistrationOptions:
    """Document types, nationalities, relations and the privacy notice in force."""
    return RegistrationOptions(
        document_types=[named(kind, text) for kind, text in DOCUMENT_NAMES.items()],
        nationalities=[named(code, text) for code, text in nationalities().items()],
        relations=[named(relation, text) for relation, text in RELATION_NAMES.items()],
        privacy_version=settings.privacy_version,
    )


@router.post("/sign-in/codes")
async def send_code(_: Public, body: PhoneIn, sign_in: Coming, address: Address, language: Language) -> CodeSent:
    """Send a six-digit code to a phone; the answer does not tell whether somebody is registered with it."""
    sent: Sent = await sign_in.send_code(read_phone(body.phone), address=address, language=language)
    return CodeSent.of(sent)


@router.post("/sign-in")
async def sign_in_by_phone(_: Public, body: SignInIn, sign_in: Coming) -> SignedInOut:
    """Sign in with the code; `registered: false` means that a registration must follow."""
    origin = Origin(body.device, body.channel)
    done = await sign_in.by_phone(read_phone(body.phone), body.code, origin, body.link)
    return SignedInOut(
        token=done.issued.token, expires_at=done.issued.expires_at, registered=done.person_id is not None
    )


@router.post("/me", status_code=201)
async def register(
    caller: SignedIn, body: RegistrationIn, registration: Registering, account: Own, divisions: Shipped, rules: Rules
) -> RegisteredOut:
    """Register with real name and document. 409 `person.document_registered` says in `recovery` how to go on."""
    if caller.newcomer_id is None:
        raise AlreadyRegistered
    person_id, issued = await registration.register(
        caller.newcomer_id,
        body.form(),
        division_code=body.division_code,
        privacy_version=body.privacy_version,
        origin=Origin(body.device, body.channel),
    )
    me = await _me(person_id, account, divisions, rules)
    return RegisteredOut(token=issued.token, expires_at=issued.expires_at, me=me)


@router.get("/me")
async def get_me(
    caller: SignedIn, account: Own, registration: Registering, divisions: Shipped, rules: Rules, seal: Sealed
) -> Me:
    """Who is signed in: a person, or a phone that is not registered yet."""
    if caller.person_id is not None:
        return await _me(caller.person_id, account, divisions, rules)
    assert caller.newcomer_id is not None
    newcomer = await registration.newcomer(caller.newcomer_id)
    return Me(
        registered=False,
        masked_phone=mask_phone(seal.open(newcomer.phone, NEWCOMER_PHONE)) if newcomer.phone else None,
        person=None,
        privacy_version=rules.privacy_version,
        privacy_agreed=False,
    )


@router.patch("/me")
async def change_me(caller: Citizen, body: MePatch, account: Own, divisions: Shipped, rules: Rules) -> Me:
    """Set the home division, or agree to the privacy notice in force."""
    if body.privacy_version is not None and body.privacy_version != rules.privacy_version:
        raise ConsentMissing
    if body.division_code is not None:
        await account.move(caller, read_home(body.division_code, divisions))
    if body.privacy_version is not None:
        await account.agree(caller, body.privacy_version)
    return await _me(caller.person_id, account, divisions, rules)


@router.post("/me/phone/codes")
async def send_phone_code(_: Citizen, body: PhoneIn, account: Own, address: Address, language: Language) -> CodeSent:
    """Send a code to the phone that is to be the new one."""
    return CodeSent.of(await account.send_code(read_phone(body.phone), address=address, language=language))


@router.put("/me/phone")
async def change_phone(caller: Citizen, body: PhoneChangeIn, account: Own, divisions: Shipped, rules: Rules) -> Me:
    """Sign in by another phone from now on."""
    await account.change_phone(caller, read_phone(body.phone), body.code)
    return await _me(caller.person_id, account, divisions, rules)


async def _me(person_id: PersonId, account: Account, divisions: Divisions, rules: IdentitySettings) -> Me:
    own = await account.own(person_id)
    person = own.person
    return Me(
        registered=True,
        masked_phone=own.masked_phone,
        person=PersonOut(
            person_id=person.id,
            masked_name=person.masked_name,
            document_type=person.document_type,
            masked_document_number=own.masked_number,
            nationality=person.nationality,
            birth_date=person.birth_date,
            masked_phone=own.masked_phone,
            division_code=person.division_code,
            division_name=division_named(person.division_code, divisions),
            state=person.state,
            registered_at=person.registered_at,
        ),
        privacy_version=rules.privacy_version,
        privacy_agreed=own.agreed_version == rules.privacy_version,
    )
