"""`venuecode run`: the whole product on one machine: database, migrations, demo data, server and worker."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from rich.console import Console

from venuecode.cli.children import Children, Stopped
from venuecode.cli.deployment import DATABASE, data_folder, load_settings, require_keys, require_server
from venuecode.cli.logins import show_logins
from venuecode.cli.refusal import Refusal
from venuecode.identity.officers.store import count_officers
from venuecode.infra.db import Database
from venuecode.infra.embedded import EmbeddedServer, holder_of
from venuecode.infra.logs import be_silent
from venuecode.infra.migrate import apply_migrations
from venuecode.infra.process import InUse, require_free_port
from venuecode.settings import CoreSettings, Settings
from venuecode.web import STATIC

_UNFINISHED = "venuecode_unfinished"
console = Console(highlight=False, soft_wrap=True)


@contextmanager
def _step(words: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    console.print(f"  [green]✓[/] {words} [dim]{time.monotonic() - began:.1f} s[/]")


def run(*, workers: int = 1) -> None:
    """Start everything, print the address and the demo logins, and go on until Ctrl-C (一键启动).

    Parameters
    ----------
    workers
        Number of web server processes.

    """
    os.environ.setdefault("VENUECODE_CORE__DEMO", "1")
    core = load_settings().get(CoreSettings)
    _require_own_folder(core)
    port = _free_port(core)
    os.environ["VENUECODE_CORE__PORT"] = str(port)
    os.environ.setdefault("VENUECODE_CORE__PUBLIC_URL", f"http://{core.host}:{port}")
    be_silent()
    console.print("[bold]VenueCode 场所码[/]")
    with _database(load_settings()) as database, Children(core.data_dir / "log") as children:
        os.environ["DATABASE_URL"] = database.url
        with _step("server 服务"):
            children.start("server", "serve", "--workers", str(workers))
            children.wait_until_ready(f"http://{core.host}:{port}/readyz")
        children.start("worker", "worker")
        _stay(core, port, children, database)
    console.print("Stopped. 已停止。")


def _require_own_folder(core: CoreSettings) -> None:
    """Say that it runs already before the taken port is complained of: another port would not help."""
    holder = holder_of(data_folder(core)) if core.database_url is None else None
    if holder is not None:
        raise Refusal(
            f"VenueCode runs already on this data folder: {core.data_dir.absolute()} is in use ({holder}). "
            f"Open its address (by its settings http://{core.host}:{core.port}/), or stop it first with Ctrl-C; for a "
            "second one beside it set VENUECODE_CORE__DATA_DIR and VENUECODE_CORE__PORT.\n"
            f"该数据文件夹上已有 VenueCode 在运行（{holder}）：请直接打开它的地址，或先用 Ctrl-C 停止它。"
        )


def _free_port(core: CoreSettings) -> int:
    try:
        return require_free_port(core.host, core.port)
    except InUse as fault:
        raise Refusal(
            f"the address is taken ({fault}). Stop the other program or choose another port: "
            "VENUECODE_CORE__PORT=8001\n"
            "端口已被占用：请停止占用它的程序，或换一个端口，如 VENUECODE_CORE__PORT=8001"
        ) from None


class _Ready(NamedTuple):
    url: str
    require_running: Callable[[], None]


@contextmanager
def _database(settings: Settings) -> Iterator[_Ready]:
    """Give a database that is ready: the one that is set, or our own embedded one."""
    core = settings.get(CoreSettings)
    if core.database_url is not None:
        url = core.database_url.get_secret_value()
        with _step("database 数据库"):
            require_server(url)
        _fill(settings, url)
        yield _Ready(url, lambda: None)
        return
    server = EmbeddedServer(data_folder(core))
    with _step("database 数据库"):
        server.start()
    try:
        if not server.has_database(DATABASE):
            # made under another name first: a start that is killed half-way leaves no half-filled database
            server.drop_database(_UNFINISHED)
            server.create_database(_UNFINISHED)
            _fill(settings, server.url(_UNFINISHED))
            server.rename_database(_UNFINISHED, DATABASE)
        else:
            _fill(settings, server.url(DATABASE))
        yield _Ready(server.url(DATABASE), server.require_running)
    finally:
        server.stop()


def _fill(settings: Settings, url: str) -> None:
    with _step("schema 结构"):
        apply_migrations(url)
    require_keys(settings.get(CoreSettings), url)
    if settings.get(CoreSettings).demo:
        with _step("demo data 演示数据"):
            asyncio.run(_seed(settings, url))


async def _seed(settings: Settings, url: str) -> None:
    db = await Database.connect(url, size=2)
    try:
        async with db.connection() as connection:
            if await count_officers(connection) > 0:
                return
    finally:
        await db.close()
    # imported late: only the first start needs the product in this process
    from venuecode.demo.seed import seed  # noqa: PLC0415

    await seed(settings, url)


def _announce(core: CoreSettings, port: int) -> None:
    base = f"http://{core.host}:{port}"
    if core.demo:
        show_logins(console)
    if not (STATIC / "mobile" / "index.html").exists():
        console.print("  [yellow]![/] the pages are not built: run `make clients`")
    console.print(f"\n  Open 请打开 [bold]{base}/[/]   console 管理端 [bold]{base}/console/[/]")
    console.print(f"  Data 数据 {core.data_dir.absolute()}   Ctrl-C stops 停止\n")


def _stay(core: CoreSettings, port: int, children: Children, database: _Ready) -> None:
    try:
        _announce(core, port)
        children.watch(database.require_running)
    except (KeyboardInterrupt, Stopped):
        console.print("\nStopping… 正在停止…")
