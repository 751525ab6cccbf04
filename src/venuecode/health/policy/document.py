"""The policy's document and its checks: JSON with Chinese and English texts; nothing here reads or writes anything."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from venuecode.health.reasons import STATUS_REASONS, WORDS, Reason
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour

LONGEST_DAYS = 90
"""No policy may keep a colour for longer."""
CLASSES = frozenset(range(1, 7))
"""The classes of the notice, §2."""

Badge = Literal["24h", "48h", "72h", "7d"]
_BADGES: dict[int, Badge] = {24: "24h", 48: "48h", 72: "72h", 168: "7d"}
ColourWord = Literal["grey", "yellow", "red"]
_REASON_OF_CODE = {WORDS[reason].code: reason for reason in STATUS_REASONS}


def _reason(value: object) -> Reason:
    if isinstance(value, Reason):
        return value
    reason = _REASON_OF_CODE.get(str(value))
    if reason is None:
        raise ValueError("not one of the listed reasons")
    return reason


ListedReason = Annotated[
    Reason,
    BeforeValidator(_reason, json_schema_input_type=str),
    PlainSerializer(lambda reason: WORDS[reason].code, return_type=str),
]


class Part(BaseModel):
    """A part of the document; unknown members are refused, nothing can be changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """One text in both languages."""

    zh: str = Field(min_length=1, max_length=500)
    en: str = Field(min_length=1, max_length=500)

    @property
    def text(self) -> Text:
        """The text as the product carries it."""
        return Text(self.zh, self.en)


class StepRule(Part):
    """One step of a schedule; `given` is the colour that the order itself carries."""

    colour: ColourWord | Literal["given"]
    days: int = Field(ge=1, le=LONGEST_DAYS)

    @cached_property
    def fixed(self) -> Colour | None:
        """The colour, unless the order gives it."""
        return None if self.colour == "given" else Colour[self.colour.upper()]

    @cached_property
    def length(self) -> timedelta:
        """How long the step lasts."""
        return timedelta(days=self.days)


class ReasonRule(Part):
    """What a reason does: its steps, one after the other; without any it changes no colour."""

    steps: tuple[StepRule, ...] = Field(max_length=4)
    lifted_by_negative: bool = False
    """A negative test sampled after the start ends it."""
    ended_by: ListedReason | None = None
    """An order with that reason that starts later ends it: observation after a stay in hospital."""
    advice: Words | None = None
    """What the person should do, in place of the product's own words."""


class Tests(Part):
    """Windows and badges of tests. `routine_hours`: who has been tested and lets so long pass is `routine_colour`."""

    __test__ = False

    badges_hours: tuple[Literal[24, 48, 72, 168], ...]
    routine_hours: int | None = Field(None, ge=24, le=24 * 30)
    routine_colour: Literal["grey", "yellow"] = "grey"
    grace_hours: int = Field(0, ge=0, le=48)
    """Added to every window that a door or the routine asks."""


class ClassDemand(Part):
    """What every venue of a class asks on the way in; a venue's own demand may be stricter."""

    test_hours: Literal[24, 48, 72, 168] | None = None


class Turned(Part):
    """How many people may get a worse colour within an hour before another approver must look."""

    by_one_source: int = Field(ge=1)
    in_all: int = Field(ge=1)


class CardDays(Part):
    """How long a paper card may be valid."""

    least: int = Field(ge=1)
    most: int = Field(le=366)


class Policy(Part):
    """The whole document. Every listed reason has a rule, and every rule an end."""

    name: Words
    reasons: dict[ListedReason, ReasonRule]
    tests: Tests
    venue_classes: dict[int, ClassDemand]
    longest_days: int = Field(ge=1, le=LONGEST_DAYS)
    card_days: CardDays
    appeal_hours: int = Field(ge=1, le=24 * 14)
    proposal_hours: int = Field(ge=1, le=24 * 7)
    look_delay_hours: int = Field(ge=0, le=24 * 30)
    turned_per_hour: Turned

    @model_validator(mode="after")
    def _whole(self) -> Self:
        missing = sorted(WORDS[reason].code for reason in STATUS_REASONS - self.reasons.keys())
        if missing:
            raise ValueError(f"reasons without a rule: {', '.join(missing)}")
        if self.venue_classes.keys() != CLASSES:
            raise ValueError("venue_classes names the classes 1 to 6")
        for reason, rule in self.reasons.items():
            if sum(step.days for step in rule.steps) > self.longest_days:
                raise ValueError(f"{WORDS[reason].code} lasts longer than longest_days")
            if any(step.colour == "given" for step in rule.steps) and reason is not Reason.OTHER_PROVINCE:
                raise ValueError(f"{WORDS[reason].code}: only other_province takes the colour given")
        if self.card_days.least > self.card_days.most:
            raise ValueError("card_days: least is more than most")
        if tuple(sorted(set(self.tests.badges_hours))) != self.tests.badges_hours:
            raise ValueError("badges_hours ascend")
        return self

    @cached_property
    def longest(self) -> timedelta:
        """No colour stands for longer than this from its fact on."""
        return timedelta(days=self.longest_days)

    def asked_hours(self, venue_class: int, own: int | None) -> int | None:
        """Return how many hours old a negative test may be at a venue: the stricter of class and venue, with grace."""
        asked: int | None = self.venue_classes[venue_class].test_hours
        if asked is None or (own is not None and own < asked):
            asked = own
        return None if asked is None else asked + self.tests.grace_hours

    def badge(self, sampled_at: datetime, moment: datetime) -> Badge | None:
        """Return the smallest window that a test still lies in at a moment; none when it is older than all."""
        age = moment - sampled_at
        return next((_BADGES[h] for h in self.tests.badges_hours if age <= timedelta(hours=h)), None)

    def advice(self, reason: Reason) -> Text:
        """Return what a person with that reason should do."""
        rule = self.reasons.get(reason)
        return rule.advice.text if rule is not None and rule.advice is not None else WORDS[reason].advice
