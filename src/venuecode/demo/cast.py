"""Registers the invented citizens as everybody registers, by phone and code, then with a document; and the officers."""

from collections.abc import Mapping
from datetime import timedelta

from venuecode.app import Services
from venuecode.demo.officers import OFFICERS, PASSWORD, DemoOfficer
from venuecode.demo.people import CHILD, CITIZENS, FAMILY, GRANDMOTHER, Citizen
from venuecode.identity.codes import store as codes_store
from venuecode.identity.family.service import Family
from venuecode.identity.model import CitizenSession, OfficerSession
from venuecode.identity.officers.model import NewOfficer
from venuecode.identity.officers.service import Officers
from venuecode.identity.officers.sign_in import OfficerSignIn
from venuecode.identity.people.forms import IdentityForm, read_phone
from venuecode.identity.people.model import Relation
from venuecode.identity.people.registration import Registration
from venuecode.identity.people.sign_in import SignIn
from venuecode.identity.sessions.model import Origin
from venuecode.identity.sessions.service import Sessions
from venuecode.identity.settings import IdentitySettings
from venuecode.identity.tokens import HolderKind, TokenBook
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import DivisionCode, PersonId, SessionId
from venuecode.regions.rules import Scope

_ORIGIN = Origin("demo")
People = Mapping[str, PersonId]
"""Key of `Citizen` → person."""


async def enrol_people(services: Services) -> People:
    """Register everybody with a phone, and bind the grandmother and the child to their family."""
    sessions = {citizen.key: await _register(services, citizen) for citizen in CITIZENS}
    people = {key: session.person_id for key, session in sessions.items()}
    for ward, relation in ((GRANDMOTHER, Relation.PARENT), (CHILD, Relation.CHILD)):
        people[ward.key] = await services[Family].add_by_document(
            sessions[FAMILY.key], _form(ward), relation, consent=True, division_code=DivisionCode(ward.division)
        )
    for person_id in people.values():
        await services[Sessions].end(HolderKind.CITIZEN, person_id)
    async with services[Database].transaction() as connection:
        # whoever tries one of these phones now must not be told that a code was sent a moment ago
        await codes_store.forget_codes(connection, services[Clock].now() + timedelta(seconds=1))
    return people


def _form(citizen: Citizen) -> IdentityForm:
    return IdentityForm(citizen.name, citizen.document, citizen.number, citizen.nationality)


async def _register(services: Services, citizen: Citizen) -> CitizenSession:
    assert citizen.phone is not None
    phone = read_phone(citizen.phone)
    sent = await services[SignIn].send_code(phone, address="demo", language="zh")
    newcomer = await services[SignIn].by_phone(phone, sent.demo_code, _ORIGIN)
    claims = services[TokenBook].verify(newcomer.issued.token, services[Clock].now().timestamp())
    person_id, issued = await services[Registration].register(
        claims.holder_id,
        _form(citizen),
        division_code=citizen.division,
        privacy_version=services[IdentitySettings].privacy_version,
        origin=_ORIGIN,
    )
    return CitizenSession(person_id, issued.session_id)


async def enrol_officers(services: Services) -> Mapping[str, OfficerSession]:
    """Make the accounts; return user name → as whom that officer acts in the story."""
    return {officer.user_name: await _enrol(services, officer) for officer in OFFICERS}


async def _enrol(services: Services, officer: DemoOfficer) -> OfficerSession:
    division = DivisionCode(officer.division)
    new = NewOfficer(officer.user_name, officer.display_name, officer.role, division)
    made, _ = await services[Officers].create(new, PASSWORD)
    await services[OfficerSignIn].preset(made.id, officer.totp_secret)
    await services[OfficerSignIn].preset(made.id, officer.totp_secret)
    return OfficerSession(made.id, SessionId(0), officer.role, division, Scope(division))
