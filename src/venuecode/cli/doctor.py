"""`venuecode doctor`: says in words what is wrong with an installation and what to do about it."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
from rich.console import Console

from venuecode.cli.deployment import DATABASE, data_folder, database_url, load_settings, require_server
from venuecode.cli.refusal import Refusal
from venuecode.infra.embedded import EmbeddedFault, holder_of, running_url
from venuecode.infra.keys import KEY_FILE
from venuecode.infra.logs import be_silent
from venuecode.infra.migrate import pending_migrations
from venuecode.infra.state import last_tick, server_now, workers_connected
from venuecode.regions.model import COUNTRY
from venuecode.regions.service import Divisions
from venuecode.settings import CoreSettings, SettingsFault
from venuecode.venues import posters
from venuecode.web import STATIC

FREE_BYTES = 1024**3
CLOCK_SKEW = timedelta(seconds=5)
WORKER_SILENCE = timedelta(minutes=3)

_SIGNS = {"good": "[green]✓[/]", "note": "[yellow]![/]", "bad": "[red]✗[/]"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it is (`good`, `note`, `bad`) and what it means."""

    how: str
    words: str


def doctor() -> int:
    """Look the installation over; exit code 1 if something is wrong (检查安装是否正常)."""
    console = Console(highlight=False, soft_wrap=True)
    be_silent()
    findings = list(examine())
    for finding in findings:
        console.print(f"  {_SIGNS[finding.how]} {finding.words}")
    bad, notes = (sum(finding.how == how for finding in findings) for how in ("bad", "note"))
    console.print("\n" + _verdict(bad, notes))
    return 1 if bad else 0


def _verdict(bad: int, notes: int) -> str:
    noted = f"{notes} 处需留意，见 ! 行 to be noted, marked with !." if notes else ""
    if bad:
        return f"{bad} 处问题 problems. {noted}".strip()
    return f"没有问题 No problems. {noted}" if notes else "一切正常 All is well."


def examine() -> Iterator[Finding]:
    """Yield every finding; whatever cannot be looked at because of an earlier fault is left out."""
    try:
        core = load_settings().get(CoreSettings)
    except SettingsFault as fault:
        yield from (Finding("bad", f"settings: {line}") for line in fault.faults)
        return
    yield Finding("good", "settings are complete")
    yield _mode(core)
    yield _keys(core)
    yield _disk(core)
    yield _clients()
    yield _data()
    yield from _database(core)


def _mode(core: CoreSettings) -> Finding:
    if core.demo:
        return Finding("note", "demo mode: known passwords, codes on the page; never for real people")
    if urlsplit(core.public_url).hostname in {"127.0.0.1", "::1", "localhost"}:
        return Finding("note", f"core.public_url is {core.public_url}: posters of this machine alone; set it to open")
    if not core.public_url.startswith("https://"):
        return Finding("bad", f"core.public_url is {core.public_url}: phones open the camera on https only")
    return Finding("good", f"posters carry {core.public_url}/v/…")


def _keys(core: CoreSettings) -> Finding:
    if core.keys is not None:
        return Finding("good", "keys come from the settings")
    path = core.data_dir / KEY_FILE
    if not path.exists():
        return Finding("note", f"{path} will be made at the first start; keep a copy of it somewhere safe")
    status = path.stat()
    if status.st_mode & 0o077:
        return Finding("bad", f"{path} can be read by others: chmod 600 {path}")
    if status.st_uid != os.geteuid() and os.geteuid() != 0:
        return Finding("bad", f"{path} belongs to another user")
    return Finding("good", f"keys in {path} are their owner's alone; keep a copy: without them nothing can be restored")


def _disk(core: CoreSettings) -> Finding:
    folder = next(folder for folder in [core.data_dir.absolute(), *core.data_dir.absolute().parents] if folder.exists())
    free = shutil.disk_usage(folder).free
    words = f"{free // 2**20:,} MB free for {core.data_dir}"
    return Finding("good" if free >= FREE_BYTES else "bad", words)


def _clients() -> Finding:
    missing = [name for name in ("mobile", "console") if not (STATIC / name / "index.html").exists()]
    if missing:
        return Finding("bad", f"not built: {' and '.join(missing)}; run `make clients`")
    return Finding("good", "the pages are built")


def _data() -> Finding:
    folder = Path(posters.__file__).parent / "fonts"
    fonts = list(folder.glob("*.ttf"))
    if not fonts:
        return Finding("bad", f"no font for posters in {folder}")
    count = len(Divisions(start=COUNTRY).children(COUNTRY))
    return Finding("good", f"divisions ({count} provinces) and {len(fonts)} fonts for posters are there")


def _database(core: CoreSettings) -> Iterator[Finding]:
    if core.database_url is None:
        early = _not_yet(data_folder(core))
        if early is not None:
            yield Finding("note", early)
            return
    try:
        with database_url(core) as url:
            require_server(url)
            yield Finding("good", "the database answers and is new enough")
            pending = pending_migrations(url)
            if pending:
                yield Finding("bad", f"{pending} migrations are missing: run `venuecode migrate`")
                return
            yield Finding("good", "the schema is up to date")
            yield from asyncio.run(_ask(url))
    except (Refusal, EmbeddedFault) as fault:
        yield Finding("bad", str(fault))


def _not_yet(folder: Path) -> str | None:
    """Say why the embedded database cannot be asked yet: no start so far, or one that is under way."""
    if not (folder / "PG_VERSION").exists():
        return "the database will be made at the first start (`venuecode run`)"
    running, holder = running_url(folder, DATABASE), holder_of(folder)
    if holder is None:
        return None
    if running is None:
        return f"VenueCode is just starting on this data folder ({holder}); ask again in a moment"
    if not asyncio.run(_is_there(running)):
        return f"a first start is under way ({holder}): the database is being filled; ask again in a moment"
    return None


async def _is_there(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url, timeout=10)
    except asyncpg.InvalidCatalogNameError:
        return False
    await connection.close()
    return True


async def _ask(url: str) -> list[Finding]:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        skew = await server_now(connection) - datetime.now(UTC)
        tick = await last_tick(connection)
        silence = None if tick is None else await server_now(connection) - tick
        working = await workers_connected(connection) > 0
    finally:
        await connection.close()
    return [_skew(skew), _worker(silence, working=working)]


def _skew(skew: timedelta) -> Finding:
    words = f"this machine's clock and the database's differ by {abs(skew).total_seconds():.1f} s"
    return Finding("good" if abs(skew) <= CLOCK_SKEW else "bad", words)


def _worker(silence: timedelta | None, *, working: bool) -> Finding:
    if working and (silence is None or silence > WORKER_SILENCE):
        return Finding("good", "a worker is connected; it reports within a minute of its start")
    if silence is None:
        words = "no worker has run yet: `venuecode run` starts one once it is up; else start `venuecode worker`"
        return Finding("note", words)
    if silence > WORKER_SILENCE:
        minutes = silence.total_seconds() / 60
        return Finding("note", f"no worker was heard of for {minutes:.0f} min: start `venuecode worker`")
    return Finding("good", "a worker is alive")
