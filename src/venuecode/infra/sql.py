"""Named queries from a feature's `queries.sql`; no SQL stands anywhere else."""

from pathlib import Path
from typing import Any

import aiosql


def load_queries(beside: str, name: str = "queries.sql", driver: str = "asyncpg") -> Any:
    """Load the `.sql` file that lies beside the module `beside` (pass `__file__`)."""
    return aiosql.from_path(Path(beside).with_name(name), driver, mandatory_parameters=False)
