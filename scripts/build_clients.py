"""Builds the mobile pages and the console into src/venuecode/web/static, once for each state of their sources; with
`--channels` the mini-programs too.

Runs on the standard library alone, for it comes before anything is installed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
CLIENTS = ROOT / "clients"
STATIC = ROOT / "src" / "venuecode" / "web" / "static"
MARK = ".built"
CHANNELS = CLIENTS / "mobile" / "dist" / "channels"
LEFT_OUT = {"node_modules", "dist", "tests", "test-results"}


class Client(NamedTuple):
    """A client: its npm package, the command that builds it and where the result lies."""

    name: str
    package: Path
    build: list[str]
    result: Path


MOBILE = Client(
    "mobile", CLIENTS, ["run", "build:h5", "--workspace", "mobile"], CLIENTS / "mobile" / "dist" / "build" / "h5"
)
CONSOLE = Client("console", CLIENTS / "console", ["run", "build"], CLIENTS / "console" / "dist")


def fingerprint(folders: list[Path]) -> str:
    """Return a hash of all source files' names and contents."""
    seen = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            inner = file.relative_to(CLIENTS)
            if file.is_file() and not LEFT_OUT.intersection(inner.parts):
                seen.update(inner.as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    seen.update((CLIENTS / "package-lock.json").read_bytes())
    return seen.hexdigest()


def npm(arguments: list[str], folder: Path) -> None:
    """Run npm quietly; on failure show all that it said."""
    done = subprocess.run(
        ["npm", *arguments],
        cwd=folder,
        env={**os.environ, "CI": "true", "NO_UPDATE_NOTIFIER": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"npm {' '.join(arguments)} failed in {folder.relative_to(ROOT)}:\n{done.stdout}")


def install(package: Path) -> None:
    """Install a package's locked dependencies unless that was done for this very lock."""
    lock = hashlib.sha256((package / "package-lock.json").read_bytes()).hexdigest()
    mark = package / "node_modules" / ".lock"
    if mark.exists() and mark.read_text() == lock:
        return
    print(f"▸ installing what clients{'' if package == CLIENTS else '/' + package.name} needs", flush=True)
    npm(["ci", "--no-audit", "--no-fund"], package)
    mark.write_text(lock)


def build(client: Client, state: str) -> None:
    """Build one client and put the result in place whole."""
    install(client.package)
    began = time.monotonic()
    print(f"▸ building {client.name}", flush=True)
    npm(client.build, client.package)
    fresh = STATIC / f"{client.name}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(client.result, fresh)
    subprocess.run(["node", ROOT / "scripts" / "pack_static.mjs", fresh], check=True)
    (fresh / MARK).write_text(state)
    shutil.rmtree(STATIC / client.name, ignore_errors=True)
    fresh.rename(STATIC / client.name)
    print(f"  {client.name} built in {time.monotonic() - began:.0f} s", flush=True)


def build_channels() -> None:
    """Build the mini-programs into clients/mobile/dist/channels, one folder a channel."""
    host = os.environ.get("VENUECODE_CHANNEL_HOST", "")
    state = fingerprint([CLIENTS / "core", CLIENTS / "design", CLIENTS / "mobile"]) + host
    mark = CHANNELS / MARK
    if mark.exists() and mark.read_text() == state:
        return
    need_npm()
    install(CLIENTS)
    began = time.monotonic()
    print("▸ building the mini-programs", flush=True)
    shutil.rmtree(CHANNELS, ignore_errors=True)  # a channel whose file is gone leaves nothing behind
    npm(["run", "build:channels", "--workspace", "mobile"], CLIENTS)
    mark.write_text(state)
    print(f"  mini-programs built in {time.monotonic() - began:.0f} s: {CHANNELS.relative_to(ROOT)}", flush=True)


def need_npm() -> None:
    """Say what is missing before npm is called."""
    if shutil.which("npm") is None:
        sys.exit("The clients must be built and npm is not there: install Node.js 20 or newer with npm.")


def main() -> None:
    """Build the pages that the server serves, where they changed."""
    STATIC.mkdir(parents=True, exist_ok=True)
    shared = [CLIENTS / "core", CLIENTS / "design"]
    for client, own in ((MOBILE, CLIENTS / "mobile"), (CONSOLE, CLIENTS / "console")):
        if not (client.package / "package-lock.json").exists() or not (own / "package.json").exists():
            continue
        state = fingerprint([*shared, own])
        mark = STATIC / client.name / MARK
        if mark.exists() and mark.read_text() == state:
            continue
        need_npm()
        build(client, state)


if __name__ == "__main__":
    if sys.argv[1:] == ["--install"]:
        for package in (CLIENTS, CLIENTS / "console"):
            if (package / "package-lock.json").exists():
                install(package)
    else:
        main()
        if sys.argv[1:] == ["--channels"]:
            build_channels()
