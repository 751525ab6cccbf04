"""Personal codes and passes are made and read here; this is the face that scanning and devices see."""

import json
import os
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from venuecode.health.model import Status
from venuecode.health.rules import colour_at, free_from
from venuecode.health.schemas import own_status
from venuecode.health.service import Health
from venuecode.identity.model import CitizenSession
from venuecode.identity.people.model import Person
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys
from venuecode.infra.limits import Pace
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import PersonId
from venuecode.kernel.signing_keys import PublicKey
from venuecode.passes import code as personal
from venuecode.passes.cards import code as paper
from venuecode.passes.cards import store as card_store
from venuecode.passes.cards.code import NotACard
from venuecode.passes.cards.service import Cards
from venuecode.passes.code import CodeFault, ShownStatus, SignedCode
from venuecode.passes.model import (
    CodeKey,
    IssuedCode,
    IssuedPass,
    PersonRef,
    ReadFault,
    Revocations,
    Shown,
    Unread,
)
from venuecode.passes.settings import PassSettings
from venuecode.passes.signed import sign_document
from venuecode.passes.words import OF_CODE_FAULT, UNREAD

REFRESH = timedelta(seconds=40)
"""When a phone asks for the next code: what is on its screen is good for 20 seconds more."""
KIND_OF_PASS = "venuecode-pass"  # noqa: S105 - a kind of document, no password
AES_128 = 16
PUBLISHED_FOR = timedelta(hours=personal.LONGEST_PASS_HOURS) + timedelta(days=1)
"""How long a key stays published after it stopped signing."""
_DAY = timedelta(days=1)
_OVERLAP = timedelta(minutes=1)
_OF_CARD = {
    NotACard.MISTYPED: ReadFault.CARD_MISTYPED,
    NotACard.FOREIGN: ReadFault.CARD_FOREIGN,
    NotACard.VENUE_CODE: ReadFault.VENUE_CODE,
    NotACard.SOMETHING_ELSE: ReadFault.FOREIGN,
}


class Passes:
    """Makes what people show at a door, and reads what a guard or a device scanned."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        keys: Keys,
        health: Health,
        cards: Cards,
        hosts: Collection[str],
        settings: PassSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._keys = keys
        self._health = health
        self._cards = cards
        self._hosts = frozenset(hosts)
        self._settings = settings
        self._reference_key = keys.derived("person reference")[:AES_128]
        self._pace = Pace(settings.codes_per_minute, timedelta(minutes=1))

    async def code_for(self, caller: CitizenSession, person_id: PersonId) -> IssuedCode:
        """Return a fresh code of the caller or of a ward; raises `NotFound`, `TooManyRequests`."""
        self._pace.use(caller.person_id, self._clock.now())
        return await self.issue(await self._cards.shown_by(caller, person_id))

    async def issue(self, person: Person) -> IssuedCode:
        """Return a fresh code of a person; the caller answers for the right to have it."""
        known = await self._health.own(person.id)
        issued = known.now.replace(microsecond=0)
        text = self._write(person.id, known.status, issued, life_hours=0)
        return IssuedCode(text, issued, issued + personal.LIFE, issued + REFRESH, person, known)

    async def pass_for(self, caller: CitizenSession, person_id: PersonId) -> IssuedPass:
        """Return the signed document that shows the last status without a network; raises `NotFound`."""
        self._pace.use(caller.person_id, self._clock.now())
        person = await self._cards.shown_by(caller, person_id)
        known = await self._health.own(person_id)
        issued = known.now.replace(microsecond=0)
        until = issued + timedelta(hours=self._settings.pass_hours)
        payload = {
            "version": 1,
            "person_id": person_id,
            "masked_name": person.masked_name,
            "issued_at": issued.isoformat(),
            "valid_until": until.isoformat(),
            "status": own_status(known).model_dump(mode="json"),
            "code": self._write(person_id, known.status, issued, life_hours=self._settings.pass_hours),
        }
        content = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        return IssuedPass(sign_document(self._keys.signing, KIND_OF_PASS, content, issued), person_id, issued, until)

    async def read(self, text: str, moment: datetime | None = None) -> PersonRef | Unread:
        """Return whose code or card a scanner's text is, or why it leads to nobody.

        `moment` is when it was scanned (now unless given): a visit sent late is judged as of the door.
        """
        at = moment or self._clock.now()
        if text.startswith(personal.PREFIX):
            return self._read_code(text, at)
        return await self._read_card(text, at)

    def time_of(self, text: str) -> tuple[datetime, datetime] | None:
        """Return from when until when a personal code is good, by its own signed word; None for anything else."""
        read = personal.signed(text, self._keys.signing.public())
        if not isinstance(read, SignedCode) or read.is_pass:
            return None
        return read.issued_at, read.valid_until - timedelta(seconds=1)

    def _read_code(self, text: str, at: datetime) -> PersonRef | Unread:
        read = personal.check(text, self._keys.signing.public(), at)
        if not isinstance(read, SignedCode):
            return UNREAD[_fault_of(read, text)]
        person_id = personal.person_of(self._reference_key, read)
        if person_id is None:
            return UNREAD[ReadFault.UNKNOWN_KEY]
        shown = Shown.OFFLINE_PASS if read.is_pass else Shown.PERSONAL_CODE
        return PersonRef(PersonId(person_id), shown, read.issued_at, read.valid_until)

    async def _read_card(self, text: str, at: datetime) -> PersonRef | Unread:
        code = paper.parse(text, self._hosts)
        if isinstance(code, NotACard):
            return UNREAD[_OF_CARD[code]]
        async with self._db.connection() as connection:
            card = await card_store.card_by_digest(connection, paper.digest(code))
        if card is None:
            return UNREAD[ReadFault.CARD_UNKNOWN]
        if card.revoked_at is not None and card.revoked_at <= at:
            return replace(UNREAD[ReadFault.CARD_REVOKED], holder=card.person_id)
        if card.valid_until <= at:
            return replace(UNREAD[ReadFault.CARD_EXPIRED], holder=card.person_id)
        return PersonRef(card.person_id, Shown.CARD, card.issued_at, card.valid_until)

    async def revocations(self, since: datetime | None = None) -> Revocations:
        """Return the cards revoked after `since`, or all if None, that would still be good by their date.

        A card may come twice around `since`: what is committed late is not missed.
        """
        now = self._clock.now()
        beginning = datetime.fromtimestamp(0, UTC)
        after = max(since, beginning + _OVERLAP) - _OVERLAP if since else beginning
        async with self._db.connection() as connection:
            digests = await card_store.revoked_digests(connection, after, now)
        return Revocations(tuple(digest[: paper.MARK] for digest in digests), since, now)

    def published_keys(self) -> list[PublicKey]:
        """Return the public keys that a verifier needs now."""
        return self._keys.signing.published(self._clock.now(), PUBLISHED_FOR)

    def code_keys(self, days: int = 3) -> list[CodeKey]:
        """Return the keys by which enrolled devices read the status in codes: yesterday's, and `days` from today on."""
        today = self._clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return [self._code_key(today + number * _DAY) for number in range(-1, days)]

    def _code_key(self, moment: datetime) -> CodeKey:
        day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        return CodeKey(self._keys.derived(f"code key {day:%Y-%m-%d}")[:AES_128], day, day + _DAY)

    def _write(self, person_id: PersonId, status: Status, issued: datetime, *, life_hours: int) -> str:
        reference = personal.refer(self._reference_key, person_id, issued, os.urandom(personal.NONCE))
        sealed = personal.seal(self._code_key(issued).secret, reference, shown_status(status, issued))
        return personal.write(
            self._keys.signing, issued_at=issued, life_hours=life_hours, reference=reference, sealed=sealed
        )


def shown_status(status: Status, moment: datetime) -> ShownStatus:
    """Return the part of a status that a code carries."""
    colour, reason = colour_at(status, moment)
    positive = None if status.test_result is None else bool(status.test_result)
    return ShownStatus(
        colour=colour,
        reason=reason or 0,
        as_of=status.updated_at,
        until=free_from(status.steps, moment),
        test_positive=positive,
        test_at=status.test_at,
        doses=status.vaccinated_doses,
    )


def _fault_of(fault: CodeFault, text: str) -> ReadFault:
    if fault is CodeFault.EXPIRED and personal.claims_to_be_a_pass(text):
        return ReadFault.PASS_EXPIRED
    return OF_CODE_FAULT[fault]
