"""The processes that `venuecode run` starts: watched together, stopped together, none left behind."""

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from venuecode.cli.refusal import Refusal
from venuecode.infra.process import die_with_parent

READY_SECONDS = 60
STOP_SECONDS = 30


class Stopped(Exception):
    """Somebody asked this process to stop (SIGTERM)."""


class Children:
    """Child processes with their logs in one folder; leaving the context stops them in the reverse order."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        signal.signal(signal.SIGTERM, _raise_stopped)
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, _: TracebackType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # an impatient second Ctrl-C must not cut the clean stop short
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for child in reversed(self._running.values()):
            child.terminate()
        for child in self._running.values():
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def start(self, name: str, *arguments: str) -> None:
        """Start `venuecode ARGUMENTS` under `name`; its output goes to NAME.log."""
        with (self.logs / f"{name}.log").open("wb") as out:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-m", "venuecode", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,  # Ctrl-C reaches the parent alone, which stops them in order
                preexec_fn=die_with_parent,  # noqa: PLW1509 - one system call, no lock
            )

    def wait_until_ready(self, url: str) -> None:
        """Wait until `url` answers; raises `Refusal` with the last words of a child that ended instead."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            self._require_all_running()
            try:
                with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own loopback address
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise Refusal(f"the server does not answer after {READY_SECONDS} s; see {self.logs}/server.log")

    def watch(self, besides: Callable[[], None]) -> None:
        """Return never; raises `Refusal` when a child ends by itself, and whatever `besides` raises."""
        while True:
            besides()
            self._require_all_running()
            time.sleep(0.3)

    def _require_all_running(self) -> None:
        for name, child in self._running.items():
            if child.poll() is not None:
                log = self.logs / f"{name}.log"
                words = "\n".join(log.read_text("utf-8", "replace").strip().splitlines()[-8:])
                raise Refusal(f"the {name} ended by itself (code {child.returncode}); see {log}\n{words}")


def _raise_stopped(_: int, __: FrameType | None) -> None:
    raise Stopped
