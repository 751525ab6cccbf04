"""Builds the web page and the mini-programs twice: two builds of one commit must be the same, byte for byte.

Runs on the standard library alone. Prints the digest of each; ends with an error and the names of what differs.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

MOBILE = Path(__file__).parent.parent / "clients" / "mobile"


def digests(folder: Path) -> dict[str, str]:
    """Return name → digest of every file."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def build(target: Path) -> None:
    """Build everything into a folder."""
    environ = {**os.environ, "CI": "true"}
    commands = (["npm", "run", "build:h5"], ["node", "scripts/build-channels.mjs", str(target / "channels")])
    for command in commands:
        subprocess.run(command, cwd=MOBILE, env=environ, check=True, stdout=subprocess.DEVNULL)
    shutil.copytree(MOBILE / "dist" / "build" / "h5", target / "app")


def main() -> None:
    """Build twice, compare, say what was found."""
    with tempfile.TemporaryDirectory() as place:
        built = [Path(place) / name for name in ("first", "second")]
        for target in built:
            build(target)
        first, second = (digests(target) for target in built)
    channels = {"/".join(file.split("/")[:2]) for file in first if file.startswith("channels/")}
    for name in sorted({"app", *channels}):
        whole = "".join(f"{file} {digest}\n" for file, digest in first.items() if file.startswith(f"{name}/"))
        print(f"{hashlib.sha256(whole.encode()).hexdigest()}  {name}")
    differing = sorted(name for name in {*first, *second} if first.get(name) != second.get(name))
    if differing:
        sys.exit("differ:\n" + "\n".join(differing))
    print(f"two builds are identical: {len(first)} files")


if __name__ == "__main__":
    main()
