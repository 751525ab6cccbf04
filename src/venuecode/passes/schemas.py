"""What the routes of codes, passes and keys take and answer."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, Field

from venuecode.health.schemas import OwnStatus, own_status
from venuecode.kernel.signing_keys import PublicKey, raw_public
from venuecode.passes.model import IssuedCode, IssuedPass, Revocations


class CodeOut(BaseModel):
    """A personal code and what the screen shows beside it."""

    code: str = Field(description="The text of the QR code")
    issued_at: datetime
    valid_until: datetime
    refresh_at: datetime = Field(description="Ask for the next code then")
    person_id: int
    masked_name: str
    status: OwnStatus
    server_time: datetime

    @classmethod
    def of(cls, issued: IssuedCode, now: datetime) -> Self:
        """Return what the person is shown."""
        return cls(
            code=issued.text,
            issued_at=issued.issued_at,
            valid_until=issued.valid_until,
            refresh_at=issued.refresh_at,
            person_id=issued.person.id,
            masked_name=issued.person.masked_name,
            status=own_status(issued.known),
            server_time=now,
        )


class PassOut(BaseModel):
    """The pass that a phone keeps for times without a network."""

    signed: str = Field(
        description="JWS (EdDSA): version, person_id, masked_name, issued_at, valid_until, status, code"
    )
    person_id: int
    issued_at: datetime
    valid_until: datetime
    server_time: datetime

    @classmethod
    def of(cls, issued: IssuedPass, now: datetime) -> Self:
        """Return what the phone keeps."""
        return cls(
            signed=issued.signed,
            person_id=issued.person_id,
            issued_at=issued.issued_at,
            valid_until=issued.valid_until,
            server_time=now,
        )


class PublishedKey(BaseModel):
    """A key by which codes, passes and lists of this deployment are verified."""

    number: int = Field(description="The first byte of a code; the `kid` of a signed document")
    algorithm: Literal["Ed25519"] = "Ed25519"
    public_key: str = Field(description="32 bytes, base64url without padding")
    not_before: datetime | None = Field(description="Nothing signed with it was issued earlier; null: no bound")
    not_after: datetime | None = Field(description="Nothing signed with it is issued from then on; null: no bound")

    @classmethod
    def of(cls, key: PublicKey) -> Self:
        """Return a key as it is published."""
        return cls(number=key.number, public_key=raw_public(key), not_before=key.signs_from, not_after=key.signs_until)


class PublishedKeys(BaseModel):
    """The keys now, those to come, and old ones by which something may still be valid."""

    version: Literal[1] = 1
    issuer: str
    keys: list[PublishedKey]


class RevocationsOut(BaseModel):
    """The payload of the signed list of revoked cards."""

    version: Literal[1] = 1
    since: datetime | None
    as_of: datetime
    cards: list[str] = Field(description="First 8 bytes of SHA-256 over each card's 17 symbols, in hex")

    @classmethod
    def of(cls, revoked: Revocations) -> Self:
        """Return the list as it is signed."""
        return cls(since=revoked.since, as_of=revoked.as_of, cards=[mark.hex() for mark in revoked.marks])
