"""The folder of a software terminal: its key, who it is, and the last configuration. Readable by its owner only."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class Membership:
    """What enrolment gave: the server, and the id under which this terminal signs."""

    server: str
    device_id: str


class Folder:
    """Reads and writes whole files; each replaces the one before at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True, mode=0o700)

    @property
    def queue(self) -> Path:
        """Where the readings wait."""
        return self.path / "queue.sqlite"

    def key(self) -> Ed25519PrivateKey:
        """Return the key pair, made at the first call; its private half never leaves this folder."""
        file = self.path / "device.key"
        if not file.exists():
            self._write(file, Ed25519PrivateKey.generate().private_bytes_raw())
        return Ed25519PrivateKey.from_private_bytes(file.read_bytes())

    def new_key(self) -> None:
        """Throw the key away, as after a revocation."""
        (self.path / "device.key").unlink(missing_ok=True)

    def membership(self) -> Membership | None:
        """Return where this terminal is enrolled."""
        content = self._read("device.json")
        return Membership(**content) if content else None

    def keep_membership(self, membership: Membership) -> None:
        """Keep what enrolment gave."""
        content = {"server": membership.server, "device_id": membership.device_id}
        self._write(self.path / "device.json", json.dumps(content).encode())

    def configuration(self) -> dict[str, Any] | None:
        """Return the last configuration that the server told."""
        return self._read("configuration.json")

    def keep_configuration(self, told: dict[str, Any]) -> None:
        """Keep a configuration for times without a network."""
        self._write(self.path / "configuration.json", json.dumps(told, ensure_ascii=False).encode())

    def _read(self, name: str) -> dict[str, Any] | None:
        file = self.path / name
        if not file.exists():
            return None
        content: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return content

    def _write(self, file: Path, content: bytes) -> None:
        fresh = file.with_suffix(f"{file.suffix}.new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
