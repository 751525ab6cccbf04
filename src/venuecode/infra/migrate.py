"""Brings a database to the shipped schema: plain SQL files in `migrations/`, run in order by yoyo (ADR 0002)."""

import contextlib
import io
import logging
from pathlib import Path

from yoyo import get_backend, read_migrations

FOLDER = Path(__file__).parent.parent / "migrations"


def _yoyo_url(url: str) -> str:
    scheme, rest = url.split("://", 1)
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url


def apply_migrations(url: str) -> int:
    """Apply what is missing, under a lock that two starters cannot hold at once; return how many were applied."""
    logging.getLogger("yoyo").setLevel(logging.WARNING)
    backend = get_backend(_yoyo_url(url))
    try:
        # yoyo prints what a step selects; nobody reads that
        with backend.lock(timeout=60), contextlib.redirect_stdout(io.StringIO()):
            missing = backend.to_apply(read_migrations(str(FOLDER)))
            backend.apply_migrations(missing)
            return len(missing)
    finally:
        backend.connection.close()


def pending_migrations(url: str) -> int:
    """Return how many migrations the database lacks."""
    backend = get_backend(_yoyo_url(url))
    try:
        return len(backend.to_apply(read_migrations(str(FOLDER))))
    finally:
        backend.connection.close()
