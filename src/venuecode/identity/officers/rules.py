"""Pure decisions of an officer's sign-in: lock-out, TOTP steps, password strength."""

import hmac
from datetime import datetime, timedelta

import pyotp

TOTP_STEP = 30
"""Seconds a TOTP code stands for (RFC 6238)."""
TOTP_DRIFT = 1
"""Steps that a phone's clock may be off either way."""
PASSWORD_LENGTH = 10
MANY_CHARACTERS = 5
"""A password has at least so many different characters."""


def lock_after(failures: int, *, allowed: int, first: timedelta, most: timedelta) -> timedelta:
    """Return how long the account is locked after `failures` wrong tries in a row: none up to `allowed` - 1,
    then `first`, doubling with each further one up to `most`.
    """
    if failures < allowed:
        return timedelta()
    doublings: int = 2 ** min(failures - allowed, 30)
    return min(first * doublings, most)


def matching_step(secret: str, code: str, now: datetime, *, after: int | None) -> int | None:
    """Return the time step whose code this is, within the drift and later than `after`; else none.

    A step is good once: whoever reads a code over a shoulder cannot use it again (RFC 6238 §5.2).
    """
    current = int(now.timestamp()) // TOTP_STEP
    totp = pyotp.TOTP(secret)
    found = None
    for step in range(current - TOTP_DRIFT, current + TOTP_DRIFT + 1):
        same = hmac.compare_digest(totp.generate_otp(step).encode(), code.strip().encode())
        if same and (after is None or step > after):
            found = step
    return found


def is_strong(password: str, user_name: str) -> bool:
    """Whether a password is long enough, varied enough and not built on the user name."""
    return (
        len(password) >= PASSWORD_LENGTH
        and len(set(password)) >= MANY_CHARACTERS
        and user_name.lower() not in password.lower()
    )
