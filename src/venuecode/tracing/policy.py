"""The tracing policy: how long stays are taken to be, how close people come, and what makes a contact of which class.

A document that the department may change; `data/policy.json` is the default that ships. The numbers there are
assumptions of this product, made to be adjusted, not an official standard.
"""

import hashlib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from venuecode.venues.classes import TYPES

Minutes = Annotated[int, Field(ge=1, le=1440)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Part):
    """One text in both languages."""

    zh: str = Field(min_length=1, max_length=200)
    en: str = Field(min_length=1, max_length=200)


class PlaceRule(_Part):
    """What is assumed of a kind of venue."""

    limit_minutes: Minutes = Field(description="Length of a stay after which nothing more is known")
    longest_minutes: Minutes = Field(description="An exit scan up to this long after the entry ends the same stay")
    closeness: Share = Field(description="What a minute together there counts: 1 is face to face in a small room")

    @model_validator(mode="after")
    def _limit_within_longest(self) -> Self:
        if self.limit_minutes > self.longest_minutes:
            raise ValueError("limit_minutes must not exceed longest_minutes")
        return self


class Thresholds(_Part):
    """From where on somebody is a contact of a class; minutes of a close contact are weighted by closeness."""

    close_minutes: float = Field(ge=1, le=1440)
    repeated_meetings: int = Field(ge=2, le=50)
    repeated_close_minutes: float = Field(ge=0.5, le=1440)
    companion_minutes: float = Field(ge=1, le=1440)


class Degrees(_Part):
    """Names of the classes as officers read them."""

    close_contact: Words
    companion: Words
    second_degree: Words


class TracePolicy(_Part):
    """The whole document."""

    version: int = Field(ge=1)
    title: Words
    names: Degrees
    window_days: int = Field(ge=1, le=30, description="Days before the positive sample in which a case counts")
    stopped_minutes: Minutes = Field(description="Time at the door of somebody who was stopped there")
    inferred_weight: Share = Field(description="What a minute counts where a scan is missing on either side")
    by_class: dict[int, PlaceRule]
    vehicle: PlaceRule
    by_type: dict[str, PlaceRule]
    thresholds: Thresholds

    @model_validator(mode="after")
    def _knows_every_place(self) -> Self:
        if set(self.by_class) != {1, 2, 3, 4, 5, 6}:
            raise ValueError("by_class must have a rule for each of the six classes")
        unknown = sorted(self.by_type.keys() - TYPES.keys())
        if unknown:
            raise ValueError(f"by_type names types that do not exist: {', '.join(unknown)}")
        if any(self.stopped_minutes > rule.longest_minutes for _, rule in self.rules()):
            raise ValueError("stopped_minutes must not exceed any longest_minutes")
        return self

    def rule_of(self, venue_type: str) -> PlaceRule:
        """Return the rule of a type: its own, else that of vehicles, else its class's."""
        if venue_type in self.by_type:
            return self.by_type[venue_type]
        kind = TYPES.get(venue_type)  # type: ignore[call-overload]
        if kind is None:
            return self.by_class[6]
        return self.vehicle if kind.is_vehicle else self.by_class[int(kind.venue_class)]

    @property
    def limits_key(self) -> str:
        """Changes whenever stays would come out otherwise, so that they are derived again."""
        rules = [(kind, rule.limit_minutes, rule.longest_minutes) for kind, rule in self.rules()]
        return hashlib.sha256(repr((self.stopped_minutes, rules)).encode()).hexdigest()[:16]

    def rules(self) -> list[tuple[str, PlaceRule]]:
        """Return (type, rule) of every type there is."""
        return [(str(kind), self.rule_of(kind)) for kind in TYPES]


class PlaceColumns(NamedTuple):
    """The rules as columns, for SQL."""

    types: list[str]
    limits: list[timedelta]
    longest: list[timedelta]
    closeness: list[float]


@cache
def shipped_policy() -> TracePolicy:
    """Return the policy that ships with the product."""
    return TracePolicy.model_validate_json((Path(__file__).parent / "data" / "policy.json").read_bytes())


def columns_of(policy: TracePolicy) -> PlaceColumns:
    """Return the rules of all types as columns."""
    rules = policy.rules()
    return PlaceColumns(
        [kind for kind, _ in rules],
        [timedelta(minutes=rule.limit_minutes) for _, rule in rules],
        [timedelta(minutes=rule.longest_minutes) for _, rule in rules],
        [rule.closeness for _, rule in rules],
    )
