"""The invented officers, with a password and a second factor that everybody may know: in demo mode only."""

import base64
import hashlib
from dataclasses import dataclass

import pyotp

from venuecode.identity.model import Role

PASSWORD = "Guangyue-2026"  # noqa: S105 - meant to be known


@dataclass(frozen=True, slots=True)
class DemoOfficer:
    """One invented officer."""

    user_name: str
    display_name: str
    role: Role
    division: str

    @property
    def totp_secret(self) -> str:
        """The second factor's secret, the same in every demonstration."""
        seed = hashlib.sha256(f"venuecode demonstration {self.user_name}".encode()).digest()
        return base64.b32encode(seed[:20]).decode()

    def present_code(self) -> str:
        """Return the six digits of this moment."""
        return pyotp.TOTP(self.totp_secret).now()


OFFICERS = [
    DemoOfficer("admin", "聊城市管理员", Role.ADMINISTRATOR, "371500"),
    DemoOfficer("reviewer", "东昌府区审核员", Role.REVIEWER, "371502"),
    DemoOfficer("health", "东昌府区疾控", Role.HEALTH_OFFICER, "371502"),
    DemoOfficer("approver", "聊城市审批人", Role.APPROVER, "371500"),
    DemoOfficer("province", "山东省疫情防控", Role.HEALTH_OFFICER, "370000"),
    DemoOfficer("regulator", "聊城市商务监管", Role.REGULATOR, "371500"),
    DemoOfficer("auditor", "聊城市审计员", Role.AUDITOR, "371500"),
    DemoOfficer("gulou", "古楼街道审核员", Role.REVIEWER, "371502001"),
]
