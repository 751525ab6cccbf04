"""A scan on its way, the visit it becomes, and the errors and refusals of scanning."""

from asyncio import Future
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from venuecode.kernel.errors import DomainError
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Direction, Method
from venuecode.scanning.doors import KeptDoor

LATE_FLAG = 1
"""Bit of `visit.flags`: sent well after `at`."""


class Visit(NamedTuple):
    """A row of `visit`, in the order of the hot path's statements. Numbers stand for the enums of kernel.verdict."""

    person_id: int
    at: datetime
    id: UUID
    door_id: int
    status_as_of: datetime | None
    status_until: datetime | None
    test_at: datetime | None
    registrar_id: int | None
    direction: int
    verdict: int
    colour: int
    method: int
    seq: int
    test_result: int | None
    flags: int
    reasons: tuple[int, ...] | None


class Answered(NamedTuple):
    """One person's part of an answer: the visit and what is shown beside it."""

    visit: Visit
    recorded_at: datetime
    masked_name: str
    doses: int | None
    vaccinated_on: date | None
    repeated: bool


@dataclass(slots=True)
class PendingScan:
    """A scan that waits for its group; `done` gets one `Answered` a person, or the error."""

    door: KeptDoor
    id: UUID
    at: datetime
    direction: Direction
    person_id: int
    companions: tuple[int, ...]
    method: Method
    registrar_id: int | None
    done: "Future[list[Answered]]"
    turned_away: bool = False
    """The door, without a network, sent the person away: a stop, whatever is known of them now."""


class ScanTooOld(DomainError):
    """`at` lies further back than scans are taken."""

    code = "scan.too_old"
    status = 422
    text = Text(
        "这次扫码已超过 7 天，无法补登（服务器时间 {server_time}）",
        "This scan is more than 7 days old and cannot be sent any more (server time {server_time})",
    )


class ScanAhead(DomainError):
    """`at` lies further ahead than clocks may differ."""

    code = "scan.ahead"
    status = 422
    text = Text(
        "您的设备时间比服务器快，请校准时间后重试（服务器时间 {server_time}）",
        "Your device's clock runs ahead; set it and scan again (server time {server_time})",
    )


class CompanionNotBound(DomainError):
    """A companion is not a relative bound to the person who scans; nothing of the scan is stored."""

    code = "companion.not_bound"
    status = 403
    text = Text(
        "同行人员中有人未绑定为您的亲友，请先在“亲友”中绑定",
        "Somebody who comes along is not bound to you; bind them under Family first",
    )


class CannotStore(DomainError):
    """The database refuses this one scan; the others of its group are not touched."""

    code = "scan.not_stored"
    status = 500
    text = Text("这次扫码未能登记，请联系工作人员", "This scan could not be registered; please ask the staff")
