"""What administrators and systems send and get over HTTP about systems."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from venuecode.identity.people.schemas import Body, DivisionTyped, NameOut, Typed
from venuecode.identity.systems.model import LOOKS_PER_DAY, Grant, SystemKind, SystemState

Grants = Annotated[frozenset[Grant], Field(max_length=len(Grant))]
PerMinute = Annotated[int, Field(ge=1, le=60_000, description="Requests that the system may make in a minute")]
PerDay = Annotated[int, Field(ge=1, le=1_000_000, description="People whom the system may look at in a day")]


class SystemIn(Body):
    name: Typed
    kind: SystemKind
    division_code: DivisionTyped
    grants: Grants
    requests_per_minute: PerMinute = 600
    looks_per_day: PerDay = LOOKS_PER_DAY
    origin_code: DivisionTyped | None = Field(None, description="Of another region: the division it speaks for")


class SystemPatch(Body):
    name: Typed | None = None
    grants: Grants | None = None
    requests_per_minute: PerMinute | None = None
    looks_per_day: PerDay | None = None
    state: SystemState | None = None


class RotateIn(Body):
    overlap_hours: Annotated[int, Field(ge=0, le=168, description="How long the keys before go on")] = 24


class KeyOut(BaseModel):
    """A key without its secret."""

    id: int
    name: str
    created_at: datetime
    ends_at: datetime | None
    used_at: datetime | None = Field(description="Last use, exact to a minute")
    good: bool = Field(description="Whether it is accepted now")


class SystemOut(BaseModel):
    """A registered system."""

    id: int
    name: str
    kind: SystemKind
    kind_name: NameOut
    division_code: str
    division_name: NameOut
    origin_name: NameOut | None = Field(description="Of another region: the division it speaks for")
    grants: list[NameOut]
    requests_per_minute: int
    looks_per_day: int
    state: SystemState
    created_at: datetime
    keys: list[KeyOut]


class SystemList(BaseModel):
    items: list[SystemOut]
    next: int | None = Field(None, description="`after` of the next page")


class SystemOptions(BaseModel):
    """What can be chosen for a system."""

    kinds: list[NameOut]
    grants: list[NameOut]


class SystemWithKey(BaseModel):
    """A system and its new key, whose secret is told this once."""

    system: SystemOut
    key: str = Field(description="Name of the key: header X-Key, and client_id")
    secret: str = Field(description="Secret of the key: signs, or is client_secret at the token endpoint")


class SelfOut(BaseModel):
    """How a system is registered here, and what time it is."""

    name: str
    kind: SystemKind
    division_code: str
    grants: list[Grant]
    server_time: datetime
