"""What a device is, what it may be refused with. Who may enrol one for a door is for the venues to say."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from venuecode.audit.model import Actor, ActorKind
from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import DeviceId, DivisionCode, DoorId, VenueId
from venuecode.kernel.text import Text


class DeviceKind(StrEnum):
    """What a device does: reads people's documents and codes, or shows the rotating venue code."""

    TERMINAL = "terminal"
    DISPLAY = "display"


KIND_NAMES = {
    DeviceKind.TERMINAL: Text("无人值守终端", "Unattended terminal"),
    DeviceKind.DISPLAY: Text("动态码显示屏", "Display of the rotating code"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """The door that a device stands at."""

    venue_id: VenueId
    door_id: DoorId
    division_code: DivisionCode


@dataclass(frozen=True, slots=True)
class Device:
    """An enrolled device. `waiting` is how many records it had still to send when it was last heard of."""

    id: DeviceId
    kind: DeviceKind
    place: Place
    name: str
    public_key: bytes
    model: str
    software_version: str
    waiting: int
    enrolled_at: datetime
    last_seen_at: datetime
    revoked_at: datetime | None

    @property
    def actor(self) -> Actor:
        """This device, for the record."""
        return Actor(ActorKind.DEVICE, self.id)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time code; shown once, to whoever made it."""

    code: str
    kind: DeviceKind
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a device says of itself when it enrols; the key is 32 raw bytes of Ed25519."""

    code: str
    public_key: bytes
    model: str
    software_version: str


class NotSigned(DomainError):
    """The request carries no signature in the form that docs/devices.md describes."""

    code = "device.not_signed"
    status = 401
    text = Text("请求缺少设备签名，或签名格式不正确", "The request is not signed, or not in the documented form")


class SignatureWrong(DomainError):
    """The signature does not fit the request and the device's key, or there is no such device."""

    code = "device.signature_wrong"
    status = 401
    text = Text("设备签名不正确", "The device's signature is not right")


class ClockWrong(DomainError):
    """The device's clock is too far from the server's; `server_time` of the problem says what time it is."""

    code = "device.clock_wrong"
    status = 401
    text = Text("设备时间与服务器相差过大，请校时后重发", "The device's clock is too far off; set it and send again")


class Replayed(DomainError):
    """The same signed request came before."""

    code = "device.replayed"
    status = 401
    text = Text("该请求已处理过，不能重复使用", "This very request came before and counts once")


class DeviceRevoked(DomainError):
    """The device was revoked; it has to be enrolled anew."""

    code = "device.revoked"
    status = 401
    text = Text("该设备已被停用，请联系场所管理员", "This device was revoked; please turn to the venue's manager")


class InvitationUnfit(DomainError):
    """No such enrolment code, or it was used or has expired: not told apart, so that nobody gains by guessing."""

    code = "device.code_unfit"
    status = 422
    text = Text("设备绑定码无效或已过期，请重新获取", "The enrolment code is of no use any more; ask for a new one")


class KeyTaken(DomainError):
    """A device with this key is enrolled already."""

    code = "device.key_taken"
    status = 409
    text = Text("该设备密钥已绑定，请生成新的密钥", "This key belongs to a device already; make a new key pair")
