"""Invented people and officers for tests: made through the services, without the steps of a sign-in."""

from datetime import timedelta
from itertools import count

from fastapi import FastAPI
from stdnum.cn import ric

from venuecode.identity.model import Role
from venuecode.identity.officers.model import NewOfficer
from venuecode.identity.officers.service import Officers
from venuecode.identity.people import store
from venuecode.identity.people.documents import DocumentType, read_document
from venuecode.identity.people.model import Candidate, PersonState
from venuecode.identity.people.service import People
from venuecode.identity.sessions.model import Origin
from venuecode.identity.sessions.service import Sessions
from venuecode.identity.tokens import HolderKind
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import DivisionCode, PersonId

PASSWORD = "correct-horse-7"
DAY = timedelta(days=1)
LIAOCHENG = "371500"
DONGCHANGFU = "371502"
_serial = count(1)


def resident_id(born: str | None = None, place: str = "371502") -> str:
    """Return a resident ID number that passes every check; a new one each time, up to 25,000."""
    serial = next(_serial)
    body = f"{place}{born or f'199003{serial // 1000 % 25 + 1:02d}'}{serial % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def document_of(kind: DocumentType) -> dict[str, str]:
    """Return a form's document fields for somebody new: each kind passes every check of its form."""
    serial = next(_serial) % 1_000_000
    number = {
        DocumentType.RESIDENT_ID: resident_id,
        DocumentType.HK_MACAO_PERMIT: lambda: f"H{serial:08d}",
        DocumentType.TAIWAN_PERMIT: lambda: f"{serial:08d}",
        DocumentType.FOREIGN_PERMANENT_RESIDENT_ID: lambda: f"DEU{3000 + serial // 100 % 7000}850614{serial % 100:02d}",
        DocumentType.PASSPORT: lambda: f"C0{serial:07d}",
    }[kind]()
    nationality = {"nationality": "DE"} if kind is DocumentType.PASSPORT else {}
    return {"document_type": kind.value, "document_number": number, **nationality}


def phone(serial: int | None = None) -> str:
    """Return a mobile number of nobody in particular."""
    return f"+86138{(next(_serial) if serial is None else serial) % 100_000_000:08d}"


def bearer(token: str) -> dict[str, str]:
    """Return the header that carries a token."""
    return {"authorization": f"Bearer {token}"}


async def register_citizen(
    app: FastAPI,
    name: str = "张小明",
    *,
    document_type: DocumentType = DocumentType.RESIDENT_ID,
    number: str | None = None,
    nationality: str | None = None,
    division: str = DONGCHANGFU,
    mobile: str | None = None,
) -> tuple[str, PersonId]:
    """Register a person with a phone and return (token, person id)."""
    services = app.state.services
    people: People = services[People]
    tidy = mobile or phone()
    document = read_document(document_type, number or resident_id(), people.today(), nationality=nationality)
    candidate = Candidate(document, name, DivisionCode(division), tidy, PersonState.REGISTERED)
    async with services[Database].transaction() as connection:
        person_id = await people.add(connection, candidate)
        now = services[Clock].now()
        await store.insert_login(connection, person_id, "phone", "", people.seal.phone_index(tidy), now)
    return await citizen_token(app, person_id), person_id


async def citizen_token(app: FastAPI, person_id: int) -> str:
    """Return a fresh session's token for a person."""
    services = app.state.services
    async with services[Database].transaction() as connection:
        issued = await services[Sessions].start(connection, HolderKind.CITIZEN, person_id, 90 * DAY, Origin("test"))
    return issued.token


async def make_officer(
    app: FastAPI, role: Role = Role.REVIEWER, division: str = DONGCHANGFU, user_name: str | None = None
) -> str:
    """Make an officer with `PASSWORD` and return the token of a session."""
    services = app.state.services
    new = NewOfficer(user_name or f"officer-{next(_serial)}", "王主任", role, DivisionCode(division))
    officer, _ = await services[Officers].create(new, PASSWORD)
    async with services[Database].transaction() as connection:
        issued = await services[Sessions].start(connection, HolderKind.OFFICER, officer.id, DAY / 2, Origin("test"))
    return issued.token
