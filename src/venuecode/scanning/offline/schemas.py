"""What a guard's phone keeps for times without a network."""

import base64
import secrets
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field

from venuecode.health.reasons import WORDS, Reason
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import DoorDirection
from venuecode.passes.model import CodeKey, Revocations
from venuecode.passes.schemas import PublishedKey
from venuecode.scanning.offline.service import DoorOffline, Kit


class KitWords(BaseModel):
    """One text in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, text: Text) -> Self:
        """Return a text as it goes over the wire."""
        return cls(zh=text.zh, en=text.en)


class KitDoor(BaseModel):
    """A door as its guard needs it without a network."""

    id: int
    name: str
    direction: DoorDirection
    venue_name: str
    asked_hours: Annotated[int | None, Field(description="How old a negative test may be on the way in")]
    closed: Annotated[KitWords | None, Field(description="Why the door takes nobody now")]

    @classmethod
    def of(cls, one: DoorOffline) -> Self:
        """Return a door as the phone keeps it."""
        facts = one.door.facts
        return cls(
            id=facts.door_id,
            name=facts.door_name,
            direction=facts.direction,
            venue_name=facts.venue_full_name,
            asked_hours=one.asked_hours,
            closed=KitWords.of(one.closed.title) if one.closed else None,
        )


class KitReason(BaseModel):
    """A listed reason under its number in a code."""

    number: int
    code: str
    title: KitWords
    advice: KitWords


class KitCodeKey(BaseModel):
    """Opens the sealed status of personal codes issued in `[issued_from, issued_until)`; never shown, never logged."""

    secret: Annotated[str, Field(description="16 bytes, base64url without padding")]
    issued_from: datetime
    issued_until: datetime

    @classmethod
    def of(cls, key: CodeKey) -> Self:
        """Return a key as it goes over the wire."""
        return cls(secret=_base64url(key.secret), issued_from=key.issued_from, issued_until=key.issued_until)


class OfflineKit(BaseModel):
    """What verifies personal codes at these doors. Ask with `If-None-Match`: unchanged answers 304 without a body."""

    doors: list[KitDoor]
    keys: list[PublishedKey]
    code_keys: Annotated[list[KitCodeKey], Field(description="Yesterday's, today's and the two days' ahead")]
    reasons: list[KitReason]
    sealing_key: Annotated[
        str, Field(description="X25519, base64url: documents that wait on the phone are sealed with it (`way: sealed`)")
    ]

    @classmethod
    def of(cls, kit: Kit) -> Self:
        """Return the kit as the phone keeps it."""
        return cls(
            doors=[KitDoor.of(one) for one in kit.doors],
            keys=[PublishedKey.of(key) for key in kit.keys],
            code_keys=[KitCodeKey.of(key) for key in kit.code_keys],
            reasons=[_reason(one) for one in WORDS],
            sealing_key=_base64url(kit.sealing_key),
        )


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _reason(reason: Reason) -> KitReason:
    words = WORDS[reason]
    return KitReason(
        number=reason.value, code=words.code, title=KitWords.of(words.title), advice=KitWords.of(words.guard)
    )


class CardRevocations(BaseModel):
    """Paper cards revoked since. Add them to those known; one may come twice."""

    marks: Annotated[list[str], Field(description="First 8 bytes of SHA-256 of the card's 17 symbols, in hex")]
    as_of: Annotated[datetime, Field(description="`since` of the next question")]
    entropy: Annotated[str, Field(description="32 random bytes, base64url, for phones whose host has no generator")]

    @classmethod
    def of(cls, found: Revocations) -> Self:
        """Return the list as it goes over the wire."""
        entropy = _base64url(secrets.token_bytes(32))
        return cls(marks=[mark.hex() for mark in found.marks], as_of=found.as_of, entropy=entropy)
