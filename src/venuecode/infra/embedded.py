"""The embedded PostgreSQL: the wheel's own programs, a data folder, a unix socket and no network port (ADR 0001)."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from venuecode.infra.binaries import EmbeddedFault, binaries, data_place, reachable, server_user
from venuecode.infra.process import InUse, command_of, die_with_parent, is_alive, lock_file

START_SECONDS = 60
STOP_SECONDS = 20
NEEDED_BYTES = 256 * 1024 * 1024
"""A fresh server takes about 60 MB and writes its log ahead in 16 MB pieces."""

__all__ = ["EmbeddedFault", "EmbeddedServer", "running_url"]


def _url(sockets: str, database: str) -> str:
    return f"postgresql://venuecode@/{database}?host={sockets}"


def running_url(folder: Path, database: str = "venuecode") -> str | None:
    """Return the address of the server that runs on `folder` now, started by whom ever."""
    lines = _pid_file_lines(folder)
    if len(lines) < 8 or lines[7].strip() != "ready" or not is_alive(int(lines[0])):
        return None
    return _url(lines[4].strip(), database)


def holder_of(folder: Path) -> str | None:
    """Return who holds the data folder now (`process 123`), if anybody does; nothing is made or changed."""
    lock = _lock_of(folder)
    if not lock.exists():
        return None
    try:
        lock_file(lock).close()
    except InUse as holder:
        return str(holder)
    except OSError:
        pass  # whether it can be used is told when it is
    return None


def _lock_of(folder: Path) -> Path:
    return folder.with_name(folder.name + ".lock")


def _pid_file_lines(folder: Path) -> list[str]:
    try:
        return (folder / "postmaster.pid").read_text("utf-8").splitlines()
    except OSError:
        return []


class EmbeddedServer:
    """One server over one data folder, started as a child and stopped with it.

    The folder is held by a lock, so that two starters never meet; the child is told by the kernel to stop when this
    process ends, however it ends.
    """

    def __init__(self, folder: Path, options: Mapping[str, str] | None = None) -> None:
        self.named = folder.absolute()
        self.folder = self.named
        self.options = dict(options or {})
        self.user = server_user(self.named)
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets = Path()
        self._lock: IO[str] | None = None

    def url(self, database: str = "venuecode") -> str:
        """Return the address of `database` over the server's socket."""
        return _url(str(self._sockets), database)

    def start(self) -> None:
        """Make the data folder if need be and start; raises `EmbeddedFault` with what is wrong in words."""
        try:
            self.named.parent.mkdir(parents=True, exist_ok=True)
            self._lock = lock_file(_lock_of(self.named))
            self._own_lock()
            self.folder = data_place(self.named)
        except InUse as holder:
            raise EmbeddedFault(
                f"{self.named} is in use by another VenueCode ({holder}). Stop that one first."
            ) from None
        except OSError as fault:
            raise EmbeddedFault(f"{self.named} cannot be used: {fault.strerror}.") from fault
        try:
            self._require_usable()
            self._recover()
            self._make_sockets()
            self._initialise()
            self._launch()
        except BaseException:
            self.stop()
            raise

    def require_running(self) -> None:
        """Raise `EmbeddedFault` with the server's last words if it ended by itself, on a full disk for example."""
        if self._process is not None and self._process.poll() is not None:
            raise EmbeddedFault("The embedded PostgreSQL ended by itself:\n" + self._last_words(0))

    def stop(self) -> None:
        """Stop the server in order (fast shutdown), wait for it and let the folder go."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(10)
        if self._sockets != Path():
            shutil.rmtree(self._sockets, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def has_database(self, name: str) -> bool:
        """Tell whether there is a database of this name."""
        return name in self._psql("select datname from pg_database").split()

    def create_database(self, name: str) -> None:
        """Create a database unless it exists."""
        if not self.has_database(name):
            self._psql(f'create database "{name}"')

    def copy_database(self, name: str, to: str) -> None:
        """Make `to` a copy of a database to which nobody is connected."""
        self._psql(f'create database "{to}" template "{name}"')

    def drop_database(self, name: str) -> None:
        """Drop a database if it exists, with all its data."""
        self._psql(f'drop database if exists "{name}" with (force)')

    def rename_database(self, name: str, to: str) -> None:
        """Give a database, to which nobody is connected, another name."""
        self._psql(f'alter database "{name}" rename to "{to}"')

    def _require_usable(self) -> None:
        if not reachable(self.folder, self.user):
            name = self.user.name if self.user else ""
            raise EmbeddedFault(
                f"{self.folder} cannot be entered by the user {name!r}, as whom root runs the database. "
                "Choose another folder with VENUECODE_CORE__DATA_DIR, or start as an ordinary user."
            )
        found = self.folder / "PG_VERSION"
        if found.exists():
            self._require_same_major(found.read_text().strip())
        free = shutil.disk_usage(self.folder if self.folder.exists() else self.folder.parent).free
        if free < NEEDED_BYTES:
            raise EmbeddedFault(
                f"The disk of {self.folder} is full: {free // 2**20} MB free, {NEEDED_BYTES // 2**20} MB needed. "
                "Nothing was changed."
            )

    def _require_same_major(self, found: str) -> None:
        shipped = self._run("postgres", "--version").split()[-1].split(".")[0]
        if found != shipped:
            raise EmbeddedFault(
                f"{self.folder} was made by PostgreSQL {found}; this release brings PostgreSQL {shipped}. "
                "Nothing was changed. Dump it with the release that made it and restore it into a new folder, "
                "or choose another one with VENUECODE_CORE__DATA_DIR."
            )

    def _recover(self) -> None:
        """Stop what an earlier, killed start left behind; the lock tells that nobody uses it any more."""
        lines = _pid_file_lines(self.folder)
        if not lines:
            return
        pid = int(lines[0])
        if is_alive(pid) and "postgres" in command_of(pid):
            self._stop_left_behind(pid)
        with suppress(FileNotFoundError):
            (self.folder / "postmaster.pid").unlink()
        if len(lines) > 4 and Path(lines[4]).name.startswith("venuecode-pg-"):
            shutil.rmtree(lines[4], ignore_errors=True)

    def _stop_left_behind(self, pid: int) -> None:
        for sign in (signal.SIGINT, signal.SIGQUIT):
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                return
            except PermissionError:
                break
            deadline = time.monotonic() + STOP_SECONDS
            while time.monotonic() < deadline:
                if not is_alive(pid):
                    return
                time.sleep(0.05)
        raise EmbeddedFault(f"A PostgreSQL server (process {pid}) still runs on {self.folder}. Stop it first.")

    def _make_sockets(self) -> None:
        self._sockets = Path(tempfile.mkdtemp(prefix="venuecode-pg-"))
        self._give(self._sockets)

    @property
    def _log(self) -> Path:
        return self.folder.parent / "postgres.log"

    def _own_lock(self) -> None:
        """Root leaves no file in somebody's folder that its owner could not use again."""
        if self.user is not None and self._lock is not None:
            owner = self.named.parent.stat()
            os.fchown(self._lock.fileno(), owner.st_uid, owner.st_gid)

    def _give(self, folder: Path) -> None:
        if self.user is not None:
            os.chown(folder, self.user.uid, self.user.gid)

    def _initialise(self) -> None:
        """Make the data folder aside and put it in place whole, so that a killed start leaves no half of one."""
        if (self.folder / "PG_VERSION").exists():
            return
        half = Path(tempfile.mkdtemp(dir=self.folder.parent, prefix="making-"))
        self._give(half)
        quick = ["--no-sync"] if self.options.get("fsync") == "off" else []
        try:
            self._run(
                *("initdb", "-D", str(half), "-U", "venuecode", "-A", "trust", "-E", "UTF8"),
                *("--locale=C.UTF-8", "--no-instructions", *quick),
            )
            half.rename(self.folder)
        except OSError as fault:
            raise EmbeddedFault(f"{self.folder} cannot be made: {fault.strerror}.") from fault
        finally:
            shutil.rmtree(half, ignore_errors=True)

    def _launch(self) -> None:
        flags = {"listen_addresses": "", "unix_socket_directories": str(self._sockets), **self.options}
        arguments = [part for name, value in flags.items() for part in ("-c", f"{name}={value}")]
        with self._log.open("ab") as out:
            start = out.seek(0, os.SEEK_END)
            self._process = subprocess.Popen(
                [binaries() / "postgres", "-D", self.folder, *arguments],
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_stop_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one system call, no lock
                cwd="/",
                **self._as_user(),
            )
        self._wait(start)

    def _wait(self, start: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            if running_url(self.folder) is not None:
                return
            time.sleep(0.03)
        raise EmbeddedFault("The embedded PostgreSQL did not start:\n" + self._last_words(start))

    def _last_words(self, start: int) -> str:
        words = self._log.read_bytes()[start:].decode("utf-8", "replace")
        return "\n".join(words.strip().splitlines()[-5:])

    def _psql(self, statement: str) -> str:
        where = ["-h", str(self._sockets), "-U", "venuecode", "-d", "postgres"]
        return self._run("psql", *where, "-v", "ON_ERROR_STOP=1", "-tAc", statement)

    def _as_user(self) -> dict[str, Any]:
        if self.user is None:
            return {}
        return {"user": self.user.uid, "group": self.user.gid, "extra_groups": []}

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


def _stop_with_parent() -> None:
    die_with_parent(signal.SIGINT)
