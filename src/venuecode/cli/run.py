"""`venuecode run`: the whole product on one machine: database, migrations, demo data, server and worker."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from venuecode.cli.children import Children, Stopped
from venuecode.cli.deployment import database_url, load_settings, require_server
from venuecode.cli.refusal import Refusal
from venuecode.infra.migrate import apply_migrations
from venuecode.infra.process import InUse, require_free_port
from venuecode.settings import CoreSettings
from venuecode.web.clients import STATIC

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
    port = _free_port(core)
    os.environ["VENUECODE_CORE__PORT"] = str(port)
    os.environ.setdefault("VENUECODE_CORE__PUBLIC_URL", f"http://{core.host}:{port}")
    console.print("[bold]VenueCode 场所码[/]")
    with database_url(core, exclusive=True) as url, Children(core.data_dir / "log") as children:
        os.environ["DATABASE_URL"] = url
        with _step("database"):
            require_server(url)
        with _step("schema"):
            apply_migrations(url)
        with _step("server"):
            children.start("server", "serve", "--workers", str(workers))
            children.wait_until_ready(f"http://{core.host}:{port}/readyz")
        children.start("worker", "worker")
        _announce(core, port)
        _wait(children)
    console.print("Stopped. 已停止。")


def _free_port(core: CoreSettings) -> int:
    try:
        return require_free_port(core.host, core.port)
    except InUse as fault:
        raise Refusal(
            f"the address is taken ({fault}). Stop the other program or choose another port: VENUECODE_CORE__PORT=8001"
        ) from None


def _announce(core: CoreSettings, port: int) -> None:
    if not (STATIC / "mobile" / "index.html").exists():
        console.print("  [yellow]![/] the pages are not built: run `make clients`")
    console.print(
        f"\n  Open 请打开 [bold]http://{core.host}:{port}/[/]   console 管理端 http://{core.host}:{port}/console/"
    )
    console.print(f"  Data 数据 {core.data_dir.absolute()}   Ctrl-C stops 停止\n")


def _wait(children: Children) -> None:
    try:
        children.watch()
    except (KeyboardInterrupt, Stopped):
        console.print("\nStopping… 正在停止…")
