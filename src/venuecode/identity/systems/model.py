"""What another body's system is, what it may do, and what its requests are refused with."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from venuecode.audit.model import Actor, ActorKind
from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import DivisionCode, OfficerId, SystemId
from venuecode.kernel.text import Text
from venuecode.regions.rules import Scope


class SystemKind(StrEnum):
    """What stands behind a system."""

    LABORATORY = "laboratory"
    HOSPITAL = "hospital"
    REGION = "region"
    AUTHORITY = "authority"
    OTHER = "other"


KIND_NAMES = {
    SystemKind.LABORATORY: Text("检测机构", "Laboratory"),
    SystemKind.HOSPITAL: Text("医疗或接种机构", "Hospital or vaccination site"),
    SystemKind.REGION: Text("外地健康码平台", "Platform of another region"),
    SystemKind.AUTHORITY: Text("政府部门系统", "System of a public body"),
    SystemKind.OTHER: Text("其他系统", "Other system"),
}


class Grant(StrEnum):
    """One thing that a system may do; each is given on its own."""

    PUSH_TESTS = "push:tests"
    PUSH_VACCINATIONS = "push:vaccinations"
    PUSH_ORDERS = "push:orders"
    PUSH_DECLARATIONS = "push:declarations"
    HEALTH_QUERY = "health:query"
    CODE_REQUEST = "code:request"
    CODE_VERIFY = "code:verify"
    CORRECT = "health:correct"


GRANT_NAMES = {
    Grant.PUSH_TESTS: Text("推送核酸检测结果", "Push test results"),
    Grant.PUSH_VACCINATIONS: Text("推送疫苗接种记录", "Push vaccinations"),
    Grant.PUSH_ORDERS: Text("推送管控信息（需审批）", "Push orders, to be approved here"),
    Grant.PUSH_DECLARATIONS: Text("健康申报、行程申报", "Health and travel declarations"),
    Grant.HEALTH_QUERY: Text("健康查询（本人可见）", "Health queries, which the person can read"),
    Grant.CODE_REQUEST: Text("码申请、码制作（本人可见）", "Request and make codes, which the person can read"),
    Grant.CODE_VERIFY: Text("码核验（本人可见）", "Verify codes, which the person can read"),
    Grant.CORRECT: Text("更正本系统推送的信息", "Correct what the system itself pushed"),
}


class SystemState(StrEnum):
    """Whether a system is let in."""

    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class SystemKey:
    """A key without its secret. `name` is what the system sends; past `ends_at` it is refused."""

    id: int
    name: str
    created_at: datetime
    ends_at: datetime | None
    used_at: datetime | None

    def good_at(self, moment: datetime) -> bool:
        """Whether the key is accepted at a moment."""
        return self.ends_at is None or moment < self.ends_at


LOOKS_PER_DAY = 1_000
"""People whom a system may look at in a day, unless its administrator says otherwise."""


@dataclass(frozen=True, slots=True)
class NewSystem:
    """What an administrator says of a system."""

    name: str
    kind: SystemKind
    division_code: DivisionCode
    grants: frozenset[Grant]
    requests_per_minute: int
    origin_code: DivisionCode | None = None
    """Of another region's platform: the division it speaks for."""
    looks_per_day: int = LOOKS_PER_DAY


@dataclass(frozen=True, slots=True)
class System:
    """A registered system with its keys, newest first. It acts for its division and what lies under it."""

    id: SystemId
    name: str
    kind: SystemKind
    division_code: DivisionCode
    grants: frozenset[Grant]
    requests_per_minute: int
    state: SystemState
    created_at: datetime
    created_by: OfficerId | None
    origin_code: DivisionCode | None = None
    keys: tuple[SystemKey, ...] = ()
    looks_per_day: int = LOOKS_PER_DAY


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key with its secret, which is told this once."""

    name: str
    secret: str


@dataclass(frozen=True, slots=True)
class SystemSession:
    """A system whose request was found to be its own."""

    system_id: SystemId
    key_id: int
    name: str
    kind: SystemKind
    grants: frozenset[Grant]
    division_code: DivisionCode
    origin_code: DivisionCode | None = None
    looks_per_day: int = LOOKS_PER_DAY
    by_token: bool = False
    """Whether the request came with an access token; its `grants` are then the token's."""

    @property
    def scope(self) -> Scope:
        """Where the system may act."""
        return Scope(self.division_code)

    @property
    def actor(self) -> Actor:
        """This system, for the record."""
        return Actor(ActorKind.EXTERNAL, self.system_id)


class SignatureMissing(DomainError):
    """The request carries no access token and is not signed, or a header of the signature is not in its form."""

    code = "system.signature_missing"
    status = 401
    text = Text(
        "请求未签名，也未携带访问令牌：需要 X-Key、X-Timestamp、X-Nonce、X-Signature，或 Authorization: Bearer",
        "Not signed, and no token: X-Key, X-Timestamp, X-Nonce and X-Signature are needed, or a Bearer token",
    )


class TokenInvalid(DomainError):
    """The access token is unknown, past its time, or its key or system is no longer let in (RFC 6750 §3.1)."""

    code = "system.token_invalid"
    status = 401
    text = Text("访问令牌无效或已过期，请重新获取", "The access token is not valid or has expired; please get another")


class SignatureInvalid(DomainError):
    """The key is unknown, or the signature is not its; which of the two is not told."""

    code = "system.signature_invalid"
    status = 401
    text = Text("密钥或签名不正确", "The key or the signature is not right")


class KeyEnded(DomainError):
    """The signature is right, but the key was revoked or replaced, or the system is disabled."""

    code = "system.key_ended"
    status = 401
    text = Text("密钥已停用，请联系管理员", "The key is no longer in use; please ask the administrator")


class ClockWrong(DomainError):
    """The request's time is too far from ours; `server_time` in the answer says what time it is."""

    code = "system.clock_wrong"
    status = 401
    text = Text(
        "请求时间与服务器相差过大，请校准时钟后重新签名",
        "The request's time is too far from the server's; set the clock and sign anew",
    )


class Replayed(DomainError):
    """This very request came before; a retry is signed anew, with another nonce."""

    code = "system.replayed"
    status = 401
    text = Text("该请求已使用过，请用新的随机串重新签名", "This request was used before; sign anew with another nonce")


class NotGranted(DomainError):
    """The system is known; it may not do this."""

    code = "system.not_granted"
    status = 403
    text = Text("该系统没有此项授权", "This system has no grant for this")
