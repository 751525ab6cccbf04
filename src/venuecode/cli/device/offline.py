"""What a terminal can say without the server, by the keys and lists of its last heartbeat.

A personal code is checked by the published keys and its sealed status read by the day's code key. A card or a document
says nothing of a status: it is kept, and the person sent to the guard.
"""

import base64
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from venuecode.health.reasons import WORDS, Reason
from venuecode.kernel.signing_keys import PublicKey
from venuecode.kernel.text import Text
from venuecode.kernel.verdict import Colour
from venuecode.passes.cards import code as cards
from venuecode.passes.code import PREFIX, CodeFault, ShownStatus, SignedCode, check, open_sealed
from venuecode.scanning.devices.rules import COLOUR_NAMES, LIGHTS

KEPT = Text("网络中断，已暂存，请联系检测员", "No network: kept for later. Please see the guard")
_PASS = Text("请通行", "Please go ahead")
_STOP = Text("请止步，请联系检测员", "Please stop and speak to the guard")
_FAULTS = {
    CodeFault.EXPIRED: Text("健康码已过期，请刷新后重试", "The code has expired: refresh it and try again"),
    CodeFault.TRUNCATED: Text("没有读全，请重试", "Not read as a whole, please try again"),
}
_UNFIT = Text("这不是有效的健康码，请联系检测员", "This is not a code that is of use; please see the guard")
_REVOKED = Text("此卡已作废，请联系检测员", "This card was revoked; please see the guard")


def decide_alone(content: dict[str, Any], told: dict[str, Any] | None, now: datetime) -> dict[str, Any]:
    """Return an answer in the server's shape; `told` is the last configuration, with `revoked` card marks in hex."""
    text = content.get("code")
    if told is None or text is None:
        return _guard(KEPT)
    if text.startswith(PREFIX):
        code = check(text, _keys(told), now)
        return _unfit(code) if isinstance(code, CodeFault) else _by_code(code, told, now)
    card = cards.parse(text, {urlsplit(told["door"]["url"]).netloc.lower()})
    if isinstance(card, cards.NotACard):
        return _answer("try_again", ("grey", "chase"), "attention", _UNFIT, [_UNFIT])
    return _guard(_REVOKED if cards.mark(card).hex() in told.get("revoked", ()) else KEPT)


def _by_code(code: SignedCode, told: dict[str, Any], now: datetime) -> dict[str, Any]:
    key = next((one for one in told.get("code_keys", ()) if _covers(one, code.issued_at)), None)
    if key is None:
        return _guard(KEPT)
    status = open_sealed(base64.b64decode(key["secret"]), code)
    if status.until is not None and status.until <= now:
        return _guard(KEPT)  # it has changed by itself since: only the server knows to what
    colour = status.colour
    unmet = _unmet_demand(status, told, now)
    if colour is Colour.GREEN and unmet is None:
        return _answer("pass", LIGHTS[colour], "pass", _PASS, [COLOUR_NAMES[colour], _as_of(status), _PASS])
    colour = max(colour, Colour.GREY)
    reasons = [Reason(status.reason)] if status.reason in set(Reason) else []
    lines = [COLOUR_NAMES[colour], *(WORDS[reason].title for reason in [*reasons, *([unmet] if unmet else [])])]
    return _answer("stop", LIGHTS[colour], "stop", _STOP, [*lines, _as_of(status), _STOP])


def _unmet_demand(status: ShownStatus, told: dict[str, Any], now: datetime) -> Reason | None:
    hours = told.get("demand_test_hours")
    if hours is None or told["door"]["direction"] == "out":
        return None
    if status.test_at is None:
        return Reason.DEMAND_NO_TEST
    if status.test_positive:
        return Reason.DEMAND_TEST_POSITIVE
    return Reason.DEMAND_TEST_TOO_OLD if now - status.test_at > timedelta(hours=hours) else None


def _as_of(status: ShownStatus) -> Text:
    shown = status.as_of.strftime("%m-%d %H:%MZ") if status.as_of else "?"
    return Text(f"离线核验，状态时间 {shown}", f"Verified offline, status of {shown}")


def _keys(told: dict[str, Any]) -> dict[int, PublicKey]:
    return {key["number"]: _key(key) for key in told.get("keys", ())}


def _key(key: dict[str, Any]) -> PublicKey:
    raw = base64.urlsafe_b64decode(key["public_key"] + "==")
    return PublicKey(
        key["number"], Ed25519PublicKey.from_public_bytes(raw), _moment(key["not_before"]), _moment(key["not_after"])
    )


def _covers(key: dict[str, Any], moment: datetime) -> bool:
    return datetime.fromisoformat(key["issued_from"]) <= moment < datetime.fromisoformat(key["issued_until"])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _unfit(fault: CodeFault) -> dict[str, Any]:
    words = _FAULTS.get(fault, _UNFIT)
    return _answer("try_again", ("grey", "chase"), "attention", words, [words])


def _guard(words: Text) -> dict[str, Any]:
    return _answer("see_guard", ("yellow", "chase"), "attention", words, [words])


def _answer(verdict: str, light: tuple[str, str], sound: str, voice: Text, lines: list[Text]) -> dict[str, Any]:
    colour, pattern = light
    return {
        "verdict": verdict,
        "light": {"colour": colour, "pattern": pattern},
        "sound": sound,
        "voice": {"zh": voice.zh, "en": voice.en},
        "lines": [{"zh": line.zh, "en": line.en} for line in lines],
    }
