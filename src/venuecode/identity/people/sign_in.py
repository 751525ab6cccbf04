"""Sign-in of citizens: a code to a phone, then the session of a person or of a newcomer."""

from dataclasses import dataclass
from typing import Any

from venuecode.identity.channels.links import AccountLinks
from venuecode.identity.codes.model import Purpose, Sent
from venuecode.identity.codes.service import Codes
from venuecode.identity.people import store
from venuecode.identity.people.model import Newcomer
from venuecode.identity.people.sealing import NEWCOMER_PHONE, PersonSeal
from venuecode.identity.sessions.model import Issued, Origin
from venuecode.identity.sessions.service import Sessions
from venuecode.identity.settings import IdentitySettings
from venuecode.identity.tokens import HolderKind
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import PersonId

PHONE_LOGIN = "phone"
NO_APP = ""


@dataclass(frozen=True, slots=True)
class SignedInAs:
    """The outcome of a sign-in: a session, and whether a registration must follow."""

    issued: Issued
    person_id: PersonId | None


class SignIn:
    """Brings a citizen in by phone."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        seal: PersonSeal,
        codes: Codes,
        sessions: Sessions,
        settings: IdentitySettings,
        links: AccountLinks,
    ) -> None:
        self._db = db
        self._clock = clock
        self._seal = seal
        self._codes = codes
        self._sessions = sessions
        self._settings = settings
        self._links = links

    async def send_code(self, phone: str, *, address: str, language: str) -> Sent:
        """Send a code to an E.164 phone; the same answer whether somebody is registered with it or not."""
        return await self._codes.send(phone, Purpose.SIGN_IN, address=address, language=language)

    async def by_phone(self, phone: str, code: str, origin: Origin, link: str | None = None) -> SignedInAs:
        """Open a session for whoever holds the phone, and link the account of a channel by which they came.

        Raises `CodeWrong`, `CodeSpent`, and for the account `LinkExpired`, `LinkedElsewhere`.
        """
        account = self._links.take(link) if link else None
        await self._codes.check(phone, Purpose.SIGN_IN, code)
        index = self._seal.phone_index(phone)
        async with self._db.transaction() as connection:
            person_id = await store.login_person(connection, PHONE_LOGIN, NO_APP, index)
            if person_id is not None:
                if account is not None:
                    await self._links.attach(connection, person_id, account)
                return SignedInAs(await self.start_citizen(connection, person_id, origin), person_id)
            newcomer = Newcomer(
                id=0,
                provider=PHONE_LOGIN,
                app_id=NO_APP,
                subject_index=index,
                phone=self._seal.seal(phone, NEWCOMER_PHONE),
                phone_index=index,
            )
            newcomer_id = await store.insert_newcomer(connection, newcomer, self._clock.now())
            if account is not None:
                await self._links.keep(connection, newcomer_id, account)
            life = self._settings.newcomer_session
            return SignedInAs(
                await self._sessions.start(connection, HolderKind.NEWCOMER, newcomer_id, life, origin), None
            )

    async def start_citizen(self, connection: Any, person_id: PersonId, origin: Origin) -> Issued:
        """Open a registered person's session within the caller's transaction."""
        life = self._settings.citizen_session
        return await self._sessions.start(connection, HolderKind.CITIZEN, person_id, life, origin)
