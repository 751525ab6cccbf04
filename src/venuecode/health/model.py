"""Facts and the status as values. What facts mean is rules.py's part, by the policy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, IntFlag, StrEnum
from typing import NamedTuple

from venuecode.audit.model import Actor
from venuecode.health.policy.document import Policy
from venuecode.health.reasons import Reason
from venuecode.identity.people.documents import Document
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour
from venuecode.regions.rules import Scope


class FactKind(IntEnum):
    """Stored numbers of the kinds of fact."""

    TEST = 1
    VACCINATION = 2
    ORDER = 3
    DECLARATION = 4


class TestResult(IntEnum):
    """Stored numbers of a test's result."""

    __test__ = False

    NEGATIVE = 0
    POSITIVE = 1


class DeclarationKind(IntEnum):
    """Stored numbers: health declaration and travel declaration (GB/T 38963)."""

    HEALTH = 1
    TRAVEL = 2


class Declared(IntFlag):
    """What a declaration says, as far as a policy may read it."""

    NOTHING = 0
    SYMPTOMS = 1
    CONTACT = 2
    ABROAD = 4
    RISK_AREA = 8


class Step(NamedTuple):
    """A stretch of time with one colour and the same reasons, worst first; from `since` until just before `until`."""

    colour: Colour
    since: datetime
    until: datetime
    reasons: tuple[Reason, ...]


class Status(NamedTuple):
    """What `health_status` holds of a person. All times UTC; `updated_at` says how fresh the whole is.

    `steps` are in order and cover all that is not green from a week back on. A named tuple because the hot path makes
    one a scan.
    """

    steps: tuple[Step, ...]
    test_at: datetime | None
    test_result: TestResult | None
    vaccinated_doses: int
    vaccinated_on: date | None
    updated_at: datetime | None


NOTHING_KNOWN = Status((), None, None, 0, None, None)
"""Nobody has said anything about the person: green, and `updated_at` is None to say so."""


@dataclass(frozen=True, slots=True)
class NewTest:
    """A test result as it is entered."""

    result: TestResult
    sampled_at: datetime
    institution: str
    resulted_at: datetime | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class NewVaccination:
    """A dose as it is entered."""

    dose_no: int
    given_on: date
    product: str
    institution: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order as it is entered. Without `ends_at` it lasts as the policy says; `colour` only for `OTHER_PROVINCE`."""

    reason: Reason
    starts_at: datetime
    ends_at: datetime | None
    evidence: str
    colour: Colour | None = None
    case_reference: str = ""


@dataclass(frozen=True, slots=True)
class NewDeclaration:
    """What a person declares; `content` is their own words or answers as JSON, stored sealed."""

    kind: DeclarationKind
    flags: Declared
    content: str
    declared_at: datetime
    evidence: str = ""


NewFact = NewTest | NewVaccination | NewOrder | NewDeclaration


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so: `officer:DIVISION`, `lab:NAME`, `region:CODE`, `self`, and who is on record for it.

    `scope` bounds whose facts may be entered (none: everybody's). `approved_by` is the second officer, if there is one.
    """

    name: str
    actor: Actor
    division_code: DivisionCode | None = None
    scope: Scope | None = None
    officer_id: int | None = None
    approved_by: int | None = None

    @property
    def kind(self) -> str:
        """What stands before the colon."""
        return self.name.partition(":")[0]


@dataclass(frozen=True, slots=True)
class FactFor:
    """A fact about a person, or about a document that perhaps nobody is registered with yet.

    `index` is the document's blind index where it was made already: imports make it in the thread that reads the sheet.
    """

    subject: PersonId | Document
    fact: NewFact
    index: bytes | None = None


class Entry(StrEnum):
    """What became of a fact: `waiting` is for its person's registration, `held` for an approval."""

    NEW = "new"
    KNOWN = "known"
    WAITING = "waiting"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a fact was refused: a stable code, the field at fault, and words without personal data."""

    code: str
    field: str
    text: Text


@dataclass(frozen=True, slots=True)
class Entered:
    """The outcome for one fact."""

    entry: Entry
    person_id: PersonId | None = None
    fact_id: int | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class TestFact:
    """A test on file."""

    __test__ = False

    id: int
    result: TestResult
    sampled_at: datetime
    resulted_at: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class OrderFact:
    """An order on file."""

    id: int
    reason: Reason
    colour: Colour | None
    starts_at: datetime
    ends_at: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class DeclaredFact:
    """A declaration on file, as far as a policy may read it."""

    id: int
    flags: Declared
    declared_at: datetime
    source: str = "self"


@dataclass(frozen=True, slots=True)
class Facts:
    """All that decides a person's colour; what was withdrawn is left out. The order within says nothing."""

    tests: tuple[TestFact, ...] = ()
    orders: tuple[OrderFact, ...] = ()
    declared: tuple[DeclaredFact, ...] = ()


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class Standing:
    """A reason that stands: whose word it is, by which fact, from when until when."""

    reason: Reason
    colour: Colour
    source: str
    fact_id: int | None
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the policy makes of a person's facts at a moment.

    `since` and `until` bound the colour, not only its present reasons; `next_change` is when colour or reasons change
    next. Green has no `since`; its `until` is when another colour begins. `steps` are this and the coming ones.
    """

    colour: Colour
    reasons: tuple[Standing, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    next_change: datetime | None = None
    steps: tuple[Step, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a person's health at `now`, by the policy in force; `said` has each source in words."""

    status: Status
    outcome: Outcome
    now: datetime
    policy: Policy
    said: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as a health officer sees them: masked, with what is known and how many orders wait for an approver."""

    person_id: int
    masked_name: str
    division_code: str
    known: Known
    proposals_open: int = 0
