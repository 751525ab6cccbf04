"""Who a caller can be, and what they are refused with. People, officers and sessions have their own folders."""

from dataclasses import dataclass
from enum import StrEnum

from venuecode.audit.model import Actor, ActorKind
from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import DivisionCode, OfficerId, PersonId, SessionId
from venuecode.kernel.text import Text
from venuecode.regions.rules import Scope


class Role(StrEnum):
    """What an officer may do within the own division."""

    REVIEWER = "reviewer"
    HEALTH_OFFICER = "health_officer"
    APPROVER = "approver"
    REGULATOR = "regulator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLE_NAMES = {
    Role.REVIEWER: Text("场所审核员", "Reviewer"),
    Role.HEALTH_OFFICER: Text("疫情防控人员", "Health officer"),
    Role.APPROVER: Text("审批人", "Approver"),
    Role.REGULATOR: Text("行业监管人员", "Regulator"),
    Role.AUDITOR: Text("审计员", "Auditor"),
    Role.ADMINISTRATOR: Text("管理员", "Administrator"),
}


@dataclass(frozen=True, slots=True)
class CitizenSession:
    """A registered person who is signed in."""

    person_id: PersonId
    session_id: SessionId

    @property
    def actor(self) -> Actor:
        """This person, for the record."""
        return Actor(ActorKind.CITIZEN, self.person_id)


@dataclass(frozen=True, slots=True)
class SignedInSession:
    """Somebody who proved a phone or an account: registered (`person_id`) or not yet (`newcomer_id`)."""

    session_id: SessionId
    person_id: PersonId | None
    newcomer_id: int | None


@dataclass(frozen=True, slots=True)
class OfficerSession:
    """An officer at work: role, division, and the scope that the division spans."""

    officer_id: OfficerId
    session_id: SessionId
    role: Role
    division_code: DivisionCode
    scope: Scope

    @property
    def actor(self) -> Actor:
        """This officer, for the record."""
        return Actor(ActorKind.OFFICER, self.officer_id)


class SessionInvalid(DomainError):
    """The token is not one of ours, or was changed."""

    code = "session.invalid"
    status = 401
    text = Text("登录信息无效，请重新登录", "Your sign-in is not valid; please sign in again")


class SessionExpired(DomainError):
    """The session ended by its age."""

    code = "session.expired"
    status = 401
    text = Text("登录已过期，请重新登录", "Your sign-in has expired; please sign in again")


class SessionEnded(DomainError):
    """The session was ended by its holder or by an officer."""

    code = "session.ended"
    status = 401
    text = Text("您已退出登录，请重新登录", "You were signed out; please sign in again")


class NotRegistered(DomainError):
    """The phone is proved; the person is not registered yet."""

    code = "person.not_registered"
    status = 403
    text = Text("请先完成实名登记", "Please register with your real name first")
