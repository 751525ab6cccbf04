"""What a person is to the other features, and what a citizen can be refused with."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from venuecode.identity.people.documents import Document, DocumentType
from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import DivisionCode, PersonId
from venuecode.kernel.text import Text


class PersonState(StrEnum):
    """How far somebody is known."""

    REGISTERED = "registered"
    """Signs in by a phone or an account of their own."""
    WARD = "ward"
    """Registered by a guardian; has no sign-in of their own."""
    PROVISIONAL = "provisional"
    """Typed in by a guard at a door; registering, by themselves or by a guardian, takes this very person over."""


class Relation(StrEnum):
    """What a ward is to the guardian."""

    CHILD = "child"
    PARENT = "parent"
    SPOUSE = "spouse"
    GRANDCHILD = "grandchild"
    GRANDPARENT = "grandparent"
    OTHER = "other"


class ConsentBy(StrEnum):
    """By what somebody agreed that another acts for them."""

    GUARDIAN = "guardian"
    """A child's guardian, who is the one that binds."""
    STATED = "stated"
    """An adult without a phone agreed, says whoever binds them."""
    PHONE_CODE = "phone_code"
    """The adult passed on the code that was sent to their phone."""
    SHOWN_CODE = "shown_code"
    """The adult showed their own personal code."""


RELATION_NAMES = {
    Relation.CHILD: Text("子女", "Child"),
    Relation.PARENT: Text("父母", "Parent"),
    Relation.SPOUSE: Text("配偶", "Spouse"),
    Relation.GRANDCHILD: Text("孙辈", "Grandchild"),
    Relation.GRANDPARENT: Text("祖辈", "Grandparent"),
    Relation.OTHER: Text("其他亲友", "Other relative or friend"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person before registration: everything checked and in canonical form. Holds personal data in clear."""

    document: Document
    name: str
    division_code: DivisionCode
    phone: str | None
    state: PersonState


@dataclass(frozen=True, slots=True)
class Person:
    """A person as stored: sealed fields stay sealed until somebody may see them."""

    id: PersonId
    document_type: DocumentType
    nationality: str
    document_number: bytes
    name: bytes
    masked_name: str
    phone: bytes | None
    birth_date: date | None
    division_code: DivisionCode
    state: PersonState
    verified_by: str | None
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who proved a phone (or an account) and is not registered; the phone is sealed."""

    id: int
    provider: str
    app_id: str
    subject_index: bytes
    phone: bytes | None
    phone_index: bytes | None


@dataclass(frozen=True, slots=True)
class Relative:
    """A bond between a guardian and a ward, seen from either side; `person` is the other one."""

    person: Person
    relation: Relation
    consent_at: datetime
    consent_by: ConsentBy


class DocumentRegistered(DomainError):
    """This document belongs to an account already; `recovery` in the answer says how to get back into it."""

    code = "person.document_registered"
    status = 409
    text = Text(
        "该证件已登记过，请找回原有账号",
        "This document is registered already; please recover the account",
    )


class AlreadyRegistered(DomainError):
    """The caller is registered; there is nothing to register again."""

    code = "person.already_registered"
    status = 409
    text = Text("您已完成登记", "You are registered already")


class NotConfirmed(DomainError):
    """The registry does not know this name with this document."""

    code = "person.not_confirmed"
    status = 422
    text = Text(
        "姓名与证件号码未能核验一致，请核对后重试",
        "Name and document could not be confirmed; please compare them with the document",
    )


class RegistryDown(DomainError):
    """The registry does not answer; nothing was stored."""

    code = "person.registry_down"
    status = 503
    text = Text("实名核验服务暂不可用，请稍后再试", "The registry does not answer now; please try again soon")


class ConsentMissing(DomainError):
    """The privacy notice of the present version must be agreed to first."""

    code = "person.consent_missing"
    status = 422
    text = Text("请阅读并同意最新的隐私说明", "Please read and agree to the present privacy notice")
