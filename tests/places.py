"""Folders for databases. In memory where there is room: most of a test's time went into a thousand files on a disk."""

import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30


def new_folder(prefix: str) -> Path:
    """Make a folder that any user can enter; whoever asks for it removes it."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=MEMORY if roomy else None))
    folder.chmod(0o755)
    return folder
