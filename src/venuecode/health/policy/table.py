"""The shipped policy: reads it, and puts it into the database of a new installation."""

from functools import cache
from pathlib import Path
from typing import Any

from venuecode.health.policy.document import Policy
from venuecode.infra.sql import load_queries

FILE = Path(__file__).with_name("shandong_2022.json")


@cache
def shipped_policy() -> Policy:
    """Return the demonstration policy (Shandong 2022)."""
    return Policy.model_validate_json(FILE.read_bytes())


def put_first_policy(connection: Any) -> None:
    """Make the shipped policy the first and active version over the psycopg `connection`."""
    load_queries(__file__, driver="psycopg").insert_first(connection, document=shipped_policy().model_dump_json())
