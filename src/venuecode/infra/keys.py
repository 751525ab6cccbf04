"""The deployment's secret keys: from the settings, or made once in the data folder (readable by its owner only)."""

import base64
import json
import os
import secrets
from pathlib import Path

from venuecode.kernel.encryption import Algorithm, FieldKey, KeyRing

KEY_FILE = "keys.json"
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

    def secret(self, name: str) -> bytes:
        """Return the 32 bytes for `token` or `rolling`."""
        return self._secrets[name]


def new_key_document() -> dict[str, object]:
    """Make a fresh set of keys."""
    document: dict[str, object] = {name: _random() for name in _NAMES}
    document["current"] = 1
    document["fields"] = {"1": {"algorithm": Algorithm.AES_256_GCM.value, "secret": _random()}}
    return document


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
