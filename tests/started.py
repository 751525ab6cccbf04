"""Starts the product as an operator does, `venuecode run`, and tells where it answers."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from venuecode.infra.embedded import running_url

ROOT = Path(__file__).parent.parent
START_SECONDS = 240


def environment(data: Path, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a product of its own: its data folder, any free port, nothing inherited."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VENUECODE_", "DATABASE_URL"))}
    return {
        **kept,
        "COLUMNS": "160",
        "VENUECODE_CORE__DATA_DIR": str(data),
        "VENUECODE_CORE__PORT": "0",
        **(settings or {}),
    }


def venuecode(
    *arguments: str, data: Path, settings: Mapping[str, str] | None = None, seconds: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "venuecode", *arguments],
        env=environment(data, settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )


class Product:
    """One `venuecode run` over a data folder."""

    def __init__(
        self, data: Path, settings: Mapping[str, str] | None = None, command: Sequence[str] | None = None
    ) -> None:
        self.data = data
        self.said = data.with_name(data.name + ".said")
        self._environment = environment(data, settings)
        self._command = list(command or [sys.executable, "-m", "venuecode", "run"])
        self.process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self) -> "Product":
        """Start and wait until it has said its address."""
        with self.said.open("wb") as out:
            self.process = subprocess.Popen(
                self._command, env=self._environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            found = re.search(r"Open .*?(http://[\d.]+:\d+)/", self.words())
            if found:
                self.url = found[1]
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"the product did not start (code {self.process.poll()}):\n{self.words()}")

    def words(self) -> str:
        """Return what it printed so far."""
        return self.said.read_text("utf-8", "replace")

    def interrupt(self) -> int:
        """Press Ctrl-C and return the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def terminate(self) -> int:
        """Ask it to stop as a service manager does, and return the exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(60)

    def kill(self) -> None:
        """End the parent as `kill -9` does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def stop(self) -> None:
        """End it if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.interrupt()

    def database_url(self) -> str:
        """Return the embedded database's address."""
        url = running_url(self.data / "pg")
        assert url is not None
        return url


def processes_of(data: Path) -> list[str]:
    """Return the command lines of all processes that belong to the product over `data`."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
            variables = (entry / "environ").read_bytes()
        except OSError:
            continue
        if command and (str(data).encode() in command or f"VENUECODE_CORE__DATA_DIR={data}".encode() in variables):
            found.append(command.replace(b"\0", b" ").decode("utf-8", "replace"))
    return found
