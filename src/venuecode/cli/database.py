"""`venuecode migrate`: bring the database to the shipped schema."""

from venuecode.cli.deployment import database_url, load_settings, require_server
from venuecode.infra.migrate import apply_migrations
from venuecode.settings import CoreSettings


def migrate() -> None:
    """Bring the database to this release's schema. Safe to repeat; two at once wait for each other."""
    with database_url(load_settings().get(CoreSettings)) as url:
        require_server(url)
        print(f"{apply_migrations(url)} migrations applied; the schema is up to date.")
