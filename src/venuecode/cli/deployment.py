"""What every command needs of a deployment: its settings, its database, its services."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg

from venuecode.cli.refusal import Refusal
from venuecode.infra.db import Database, require_version
from venuecode.infra.embedded import EmbeddedServer, running_url
from venuecode.infra.key_mark import fits, is_marked
from venuecode.infra.keys import KEY_FILE, load_keys
from venuecode.infra.state import server_version
from venuecode.sections import load_settings
from venuecode.settings import CoreSettings, Settings

if TYPE_CHECKING:
    from venuecode.app import Services

DATABASE = "venuecode"

__all__ = ["DATABASE", "data_folder", "database_url", "load_settings", "require_keys", "require_server", "services"]


def data_folder(core: CoreSettings) -> Path:
    """Return the embedded server's folder."""
    return core.data_dir / "pg"


@contextmanager
def database_url(core: CoreSettings) -> Iterator[str]:
    """Give the database's address: the one that is set, the embedded server that runs, or one started for this."""
    if core.database_url is not None:
        yield core.database_url.get_secret_value()
        return
    running = running_url(data_folder(core), DATABASE)
    if running is not None:
        yield running
        return
    server = EmbeddedServer(data_folder(core))
    server.start()
    try:
        server.create_database(DATABASE)
        yield server.url(DATABASE)
    finally:
        server.stop()


def require_server(url: str) -> None:
    """Raise `Refusal` unless a PostgreSQL that is new enough answers at `url`."""
    asyncio.run(_require_server(url))


async def _require_server(url: str) -> None:
    try:
        connection = await asyncpg.connect(url, timeout=10)
    except (OSError, TimeoutError, asyncpg.PostgresError, ValueError) as fault:
        raise Refusal(
            f"the database does not answer: {fault or type(fault).__name__}. Check DATABASE_URL.\n"
            "数据库没有响应，请检查 DATABASE_URL。"
        ) from None
    try:
        number = await server_version(connection)
    finally:
        await connection.close()
    fault_in_words = require_version(number)
    if fault_in_words:
        raise Refusal(fault_in_words)


def require_keys(core: CoreSettings, url: str) -> None:
    """Raise `Refusal` if the contents of the database at `url` are sealed with other keys than this installation's."""
    asyncio.run(_require_keys(core, url))


async def _require_keys(core: CoreSettings, url: str) -> None:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        await _check_keys(core, connection)
    finally:
        await connection.close()


async def _check_keys(core: CoreSettings, connection: Any) -> None:
    has_keys = core.keys is not None or (core.data_dir / KEY_FILE).exists()
    if has_keys or not await is_marked(connection):
        keys = load_keys(core.keys.get_secret_value() if core.keys else None, core.data_dir)
        if await fits(connection, keys):
            return
    raise Refusal(
        f"this database was filled with other keys than those of {core.data_dir}. Start with the data folder (or "
        "core.keys) that it was made with, or name another database; nothing was changed.\n"
        f"此数据库由另一套密钥写入，与 {core.data_dir} 中的密钥不符。请使用原来的数据目录（或 core.keys），"
        "或换一个数据库；没有改动任何数据。"
    )


@asynccontextmanager
async def services(settings: Settings, url: str) -> AsyncIterator["Services"]:
    """Give the services over the database at `url`, for one command."""
    # imported late: many commands do without the product, whose loading takes seconds
    from venuecode.app import build_services  # noqa: PLC0415

    core = settings.get(CoreSettings)
    db = await Database.connect(url, size=core.pool_size)
    try:
        async with db.connection() as connection:
            await _check_keys(core, connection)
        built = build_services(settings, db)
        gc.collect()
        gc.freeze()  # or the collector walks all that was loaded for each few thousand rows: 20 µs a row of an import
        gc.set_threshold(50_000, 20, 50)
        yield built
    finally:
        await db.close()
