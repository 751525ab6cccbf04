"""Builds the web page and the mini-programs twice, here and from a copy in another folder: two builds of one commit
must be the same, byte for byte.

Runs on the standard library alone. Prints the digest of each; ends with an error and the names of what differs.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
CLIENTS = ROOT / "clients"
BUILD = ROOT / "build"


def digests(folder: Path) -> dict[str, str]:
    """Return name → digest of every file."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def copy(target: Path) -> Path:
    """Copy the clients' sources and what they need, as hard links; returns where they lie."""
    shutil.copytree(CLIENTS / "node_modules", target / "node_modules", symlinks=True, copy_function=os.link)
    for source in CLIENTS.iterdir():
        if source.is_file():
            shutil.copy(source, target)
        elif source.name != "node_modules":
            shutil.copytree(source, target / source.name, ignore=shutil.ignore_patterns("dist", "node_modules"))
    return target


def build(clients: Path, target: Path) -> None:
    """Build everything from these sources into a folder."""
    mobile = clients / "mobile"
    environ = {**os.environ, "CI": "true"}
    commands = (["npm", "run", "build:h5"], ["node", "scripts/build-channels.mjs", str(target / "channels")])
    for command in commands:
        subprocess.run(command, cwd=mobile, env=environ, check=True, stdout=subprocess.DEVNULL)
    shutil.copytree(mobile / "dist" / "build" / "h5", target / "app")


def main() -> None:
    """Build twice, compare, say what was found."""
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as name:  # beside the sources: hard links stay on one disk
        place = Path(name)
        built = [place / "first", place / "second"]
        for clients, target in zip((CLIENTS, copy(place / "copy")), built, strict=True):
            build(clients, target)
        first, second = (digests(target) for target in built)
    channels = {"/".join(file.split("/")[:2]) for file in first if file.startswith("channels/")}
    for name in sorted({"app", *channels}):
        whole = "".join(f"{file} {digest}\n" for file, digest in first.items() if file.startswith(f"{name}/"))
        print(f"{hashlib.sha256(whole.encode()).hexdigest()}  {name}")
    differing = sorted(name for name in {*first, *second} if first.get(name) != second.get(name))
    if differing:
        sys.exit("differ:\n" + "\n".join(differing))
    print(f"two builds in two folders are identical: {len(first)} files")


if __name__ == "__main__":
    main()
