"""What a session is to its holder."""

from dataclasses import dataclass
from datetime import datetime

from venuecode.kernel.ids import SessionId


@dataclass(frozen=True, slots=True)
class Session:
    """An open session, as its holder sees it."""

    id: SessionId
    created_at: datetime
    expires_at: datetime
    device: str
    channel: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A new session and the token that stands for it."""

    token: str
    session_id: SessionId
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sign-in comes from: the device in words, the channel (`h5`, `wechat`, ...)."""

    device: str = ""
    channel: str = "h5"
