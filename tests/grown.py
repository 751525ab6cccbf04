"""The data folder that a first start leaves, demonstration and all: made once a run, copied by whoever needs one."""

import fcntl
import os
import subprocess
from pathlib import Path

from started import Product, processes_of

FOLDER = "VENUECODE_TEST_FOLDER"
"""Names the run's own folder, which all its processes share."""
CHEAP_PASSWORDS = {"VENUECODE_IDENTITY__PASSWORD_MEMORY_MIB": "8", "VENUECODE_IDENTITY__PASSWORD_ROUNDS": "1"}


def copy_grown(to: Path) -> None:
    """Put a copy of the folder at `to`; the first who asks starts and stops the product, others wait for that."""
    run = Path(os.environ[FOLDER])
    made = run / "grown"
    with (run / "growing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half = run / "half-grown"
            assert Product(half, CHEAP_PASSWORDS).start().interrupt() == 0
            assert processes_of(half) == []
            half.rename(made)
    subprocess.run(["cp", "-a", made, to], check=True)  # keeps the owners
