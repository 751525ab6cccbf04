"""The deployment's secret keys: from the settings, or made once in the data folder (readable by its owner only)."""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from venuecode.kernel.encryption import Algorithm, FieldKey, KeyRing
from venuecode.kernel.signing_keys import MOST_NUMBER, SigningKey, SigningKeys

KEY_FILE = "keys.json"
MOST_KEYS = 255
_NAMES = ("index", "token", "rolling")


class Keys:
    """Field keys, and one secret for each further purpose."""

    def __init__(self, document: dict[str, object]) -> None:
        fields = document["fields"]
        assert isinstance(fields, dict)
        ring = {
            int(number): FieldKey(int(number), Algorithm(key["algorithm"]), base64.b64decode(key["secret"]))
            for number, key in fields.items()
        }
        self._secrets = {name: base64.b64decode(str(document[name])) for name in _NAMES}
        self.ring = KeyRing(ring, current=int(str(document["current"])), index_secret=self._secrets["index"])
        self.signing = SigningKeys(_signing_keys(document))

    def derived(self, purpose: str) -> bytes:
        """Return 32 bytes that are this deployment's own for one purpose and never change."""
        return hmac.digest(self._secrets["index"], f"venuecode {purpose}".encode(), hashlib.sha256)

    def secret(self, name: str) -> bytes:
        """Return the 32 bytes for `token` or `rolling`."""
        return self._secrets[name]


def new_key_document() -> dict[str, object]:
    """Make a fresh set of keys."""
    document: dict[str, object] = {name: _random() for name in _NAMES}
    document["current"] = 1
    document["fields"] = {"1": {"algorithm": Algorithm.AES_256_GCM.value, "secret": _random()}}
    return document


class KeysFault(Exception):
    """The key file cannot be changed so; the message says why."""


def change_keys(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the key file of the data folder as a whole; the one before stays beside it as `keys.json.before`."""
    path = folder / KEY_FILE
    if not path.exists():
        raise KeysFault(f"there is no {path}; keys that come from the settings are changed there.")
    document: dict[str, Any] = json.loads(path.read_text())
    change(document)
    Keys(document)
    temporary, before = path.with_suffix(f".{os.getpid()}"), path.with_suffix(".json.before")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(document, out)
        out.flush()
        os.fsync(out.fileno())
    before.unlink(missing_ok=True)
    os.link(path, before)
    temporary.replace(path)


def add_field_key(document: dict[str, Any], algorithm: Algorithm) -> int:
    """Add a field key that opens but does not seal yet; return its number."""
    number = max(int(known) for known in document["fields"]) + 1
    if number > MOST_KEYS:
        raise KeysFault("the ring is full.")
    document["fields"][str(number)] = {"algorithm": algorithm.value, "secret": _random()}
    return number


def use_field_key(document: dict[str, Any], number: int) -> None:
    """Let the key `number` seal from now on."""
    if str(number) not in document["fields"]:
        raise KeysFault(f"there is no key {number}.")
    document["current"] = number


def drop_field_key(document: dict[str, Any], number: int) -> None:
    """Take the key `number` out; nothing may be sealed with it any more."""
    if int(document["current"]) == number:
        raise KeysFault(f"key {number} is in use.")
    if document["fields"].pop(str(number), None) is None:
        raise KeysFault(f"there is no key {number}.")


def rotate_signing_key(document: dict[str, Any], signs_from: datetime, forget_before: datetime) -> int:
    """Add a signing key that takes over at `signs_from`; return its number.

    Keys that stopped signing before `forget_before` are dropped. Raises `KeysFault` while another key is on its way.
    """
    keys = list(_signing_keys(document))
    newest = keys[-1]
    if newest.signs_from is not None and newest.signs_from >= signs_from:
        raise KeysFault(f"key {newest.number} takes over later, at {newest.signs_from:%Y-%m-%d %H:%M} UTC.")
    kept = [key for key in keys[:-1] if key.signs_until is not None and key.signs_until >= forget_before]
    number = next(n % MOST_NUMBER + 1 for n in range(newest.number, 2 * MOST_NUMBER) if not _has(kept, n))
    following = [
        *kept,
        SigningKey(newest.number, newest.secret, newest.signs_from, signs_until=signs_from),
        SigningKey(number, secrets.token_bytes(32), signs_from, None),
    ]
    document["signing"] = [_as_document(key) for key in following]
    return number


def _has(keys: list[SigningKey], before: int) -> bool:
    return any(key.number == before % MOST_NUMBER + 1 for key in keys)


def _signing_keys(document: Mapping[str, Any]) -> list[SigningKey]:
    """Return the signing keys, oldest first; until the first rotation there is one, derived from the `index` secret."""
    listed = document.get("signing")
    if listed is None:
        index = base64.b64decode(str(document["index"]))
        return [SigningKey(1, hmac.digest(index, b"venuecode signing key 1", hashlib.sha256), None, None)]
    return [
        SigningKey(int(key["number"]), base64.b64decode(key["secret"]), _moment(key["from"]), _moment(key["until"]))
        for key in listed
    ]


def _as_document(key: SigningKey) -> dict[str, Any]:
    return {
        "number": key.number,
        "secret": base64.b64encode(key.secret).decode(),
        "from": key.signs_from and key.signs_from.isoformat(),
        "until": key.signs_until and key.signs_until.isoformat(),
    }


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def load_keys(content: str | None, folder: Path) -> Keys:
    """Return the keys of the settings, else of the folder, making that file once."""
    if content is not None:
        return Keys(json.loads(content))
    path = folder / KEY_FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            json.dump(new_key_document(), out)
        try:
            os.link(temporary, path)  # whoever comes first wins; nobody overwrites keys
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return Keys(json.loads(path.read_text()))


def _random() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()
