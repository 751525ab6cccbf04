"""Readings that the server has not acknowledged yet: kept before they are sent, removed when it has answered.

The content goes as soon as a reading is acknowledged; what stays is its number and what became of it.
"""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS reading (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    content TEXT,
    taken REAL NOT NULL,
    skew REAL,
    at TEXT,
    said TEXT,
    state TEXT NOT NULL DEFAULT 'waiting',
    told TEXT
)
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reading that waits. `taken` by this terminal's clock; `skew` how wrong that went, if it was known then.

    `at` is fixed when it is first sent, so that every retry is the same. `said` is the verdict given offline.
    """

    seq: int
    id: str
    content: dict[str, Any]
    taken: float
    skew: float | None
    at: str | None
    said: str | None


class Queue:
    """Readings in the order in which they were taken."""

    def __init__(self, file: Path) -> None:
        file.touch(mode=0o600)
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.execute("PRAGMA secure_delete = ON")
        self._database.execute(_SCHEMA)

    def close(self) -> None:
        """Let the file go."""
        self._database.close()

    def put(self, reading_id: str, content: dict[str, Any], taken: float, skew: float | None) -> None:
        """Keep a reading, durably, before anything else happens to it."""
        self._run(
            "INSERT INTO reading (id, content, taken, skew) VALUES (?, ?, ?, ?)",
            (reading_id, json.dumps(content, ensure_ascii=False), taken, skew),
        )

    def waiting(self, most: int) -> list[Waiting]:
        """Return the oldest that wait."""
        rows = self._run(
            "SELECT seq, id, content, taken, skew, at, said FROM reading WHERE state = 'waiting' ORDER BY seq LIMIT ?",
            (most,),
        )
        return [Waiting(seq, name, json.loads(content), *rest) for seq, name, content, *rest in rows]

    def fix(self, reading_id: str, at: str) -> None:
        """Keep the moment under which a reading is sent from now on."""
        self._run("UPDATE reading SET at = ? WHERE id = ? AND at IS NULL", (at, reading_id))

    def said(self, reading_id: str, verdict: str) -> None:
        """Keep what the person was told without the server."""
        self._run("UPDATE reading SET said = ? WHERE id = ?", (verdict, reading_id))

    def settle(self, reading_id: str, state: str, told: str | None) -> None:
        """The server has answered: `stored` or `refused`. Its content is removed."""
        self._run(
            "UPDATE reading SET state = ?, told = ?, content = NULL WHERE id = ? AND state = 'waiting'",
            (state, told, reading_id),
        )

    def counts(self) -> dict[str, int]:
        """Return how many readings are in each state."""
        rows = self._run("SELECT state, count(*) FROM reading GROUP BY state", ())
        return {"waiting": 0, "stored": 0, "refused": 0} | dict(rows)

    def _run(self, statement: str, values: tuple[object, ...]) -> list[Any]:
        with closing(self._database.execute(statement, values)) as cursor:
            return cursor.fetchall()
