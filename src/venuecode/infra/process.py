"""What the operating system knows of processes: who lives, who dies with whom, who owns a folder or a port."""

import asyncio
import ctypes
import fcntl
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1


class InUse(Exception):
    """Somebody else holds it; the message says what."""


def die_with_parent(sign: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to send `sign` to this process when its parent ends, even by `kill -9` (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)


def is_alive(pid: int) -> bool:
    """Tell whether a process of this number runs (a zombie does not)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return True


def command_of(pid: int) -> str:
    """Return the command line of a process, or nothing where the system does not tell."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def lock_file(path: Path) -> IO[str]:
    """Lock `path` until the returned file is closed or this process ends; raises `InUse` with the holder's number."""
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        file.close()
        raise InUse(f"process {holder}") from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


STOPPING = signal.SIGUSR1
"""What the server tells its processes before it stops them: end what would never end by itself."""


@contextmanager
def told_before_stop(work: Callable[[], None]) -> Iterator[None]:
    """Do `work` when this process is told `STOPPING`; where signals are not ours to take, in a thread, nothing."""
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(STOPPING, work)
    except (NotImplementedError, RuntimeError, ValueError):
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(STOPPING)


def require_free_port(host: str, port: int) -> int:
    """Return `port` if nobody listens there (0: any free one); raises `InUse`."""
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as fault:
            raise InUse(f"{host}:{port}: {fault.strerror}") from fault
        return int(probe.getsockname()[1])
