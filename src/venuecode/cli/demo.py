"""`venuecode demo`: the demonstration's data."""

import asyncio
import time

import asyncpg
from rich.console import Console

from venuecode.cli.deployment import DATABASE, data_folder, load_settings
from venuecode.cli.logins import show_logins
from venuecode.cli.refusal import Refusal
from venuecode.demo.officers import OFFICERS
from venuecode.identity.officers import store
from venuecode.infra.embedded import EmbeddedServer
from venuecode.settings import CoreSettings


def reset() -> None:
    """Throw the embedded server's data away; the next `venuecode run` starts over."""
    core = load_settings().get(CoreSettings)
    if core.database_url is not None:
        raise Refusal("`demo reset` empties the embedded server only; DATABASE_URL is set.")
    server = EmbeddedServer(data_folder(core))
    server.start()
    try:
        if server.has_database(DATABASE) and not asyncio.run(_is_demonstration(server.url(DATABASE))):
            raise Refusal(
                f"{core.data_dir.absolute()} holds no demonstration but officers of your own: nothing was removed.\n"
                "该数据文件夹不是演示数据（有自建的工作人员账号），未做任何删除。"
            )
        server.drop_database(DATABASE)
    finally:
        server.stop()
    print(
        "The demonstration's data is gone; the next `venuecode run` makes it anew. "
        "演示数据已清空，下次 `venuecode run` 会重新生成。"
    )


async def _is_demonstration(url: str) -> bool:
    """Tell whether a database is empty, or has all the demonstration's officers."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        if await store.count_officers(connection) == 0:
            return True
        found = [await store.credentials_by_name(connection, one.user_name) for one in OFFICERS]
    except asyncpg.UndefinedTableError:
        return True
    finally:
        await connection.close()
    return all(found)


def totp(user: str) -> None:
    """Print the present code of a demo officer's second factor, and how long it is good.

    Parameters
    ----------
    user
        The officer's user name.

    """
    officer = next((one for one in OFFICERS if one.user_name == user), None)
    if officer is None:
        raise Refusal(f"there is no demo officer {user!r}; there are {', '.join(one.user_name for one in OFFICERS)}.")
    print(f"{officer.present_code()}  ({30 - int(time.time()) % 30} s)")


def logins() -> None:
    """Print the table of demo logins."""
    show_logins(Console(highlight=False, soft_wrap=True))
