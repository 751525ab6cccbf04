"""`venuecode bench trace`: how fast contacts are found, and dashboards answered, while scans go on in a large city."""

import asyncio
import os
import random
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psutil
from rich.console import Console

from venuecode.cli.bench import city as city_module
from venuecode.cli.bench import dashboards, world
from venuecode.cli.bench.city import DAY, City
from venuecode.cli.bench.scan import DURABLE, SCANS, Bench
from venuecode.infra.db import Database
from venuecode.infra.embedded import EmbeddedServer
from venuecode.infra.keys import load_keys
from venuecode.infra.migrate import apply_migrations
from venuecode.kernel.clock import SystemClock
from venuecode.tracing.contacts.service import contacts, second_degree
from venuecode.tracing.contacts.store import Asked, Lowest
from venuecode.tracing.policy import shipped_policy
from venuecode.tracing.stays.service import Stays

DEFAULT, LARGE = 20_000_000, 100_000_000
BATCH = 1_000
CONNECTIONS = 64
POLICY = shipped_policy()


def trace(
    *, json: bool = False, visits: int = DEFAULT, large: bool = False, seconds: float = 30.0, keep: Path | None = None
) -> None:
    """Measure tracing and dashboards: contacts of a case, their contacts, 1,000 cases, every count, while scans go on.

    Makes a city of 1,000,000 people, 20,000 venues and 14 days of visits in a database of its own.

    Parameters
    ----------
    json
        Print one JSON object as the last line.
    visits
        Number of visits.
    large
        100 million visits; needs about 40 GB of disk.
    seconds
        How long scans go on alone, and how long at least beside the tracing.
    keep
        Folder in which the city stays, to be used again by the next run; else it is removed.

    """
    console = Console(stderr=True)
    folder = keep.absolute() if keep else Path(tempfile.mkdtemp(prefix="venuecode-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    server = EmbeddedServer(folder / "pg", DURABLE)
    try:
        server.start()
        city = _city(folder, server, LARGE if large else visits, console)
        figures = asyncio.run(_measure(folder, server, city, console, seconds))
    finally:
        server.stop()
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    if json:
        print(msgspec.json.encode(figures).decode())


def _city(folder: Path, server: EmbeddedServer, visits: int, console: Console) -> City:
    """Make the city, or take the one that an earlier run kept."""
    note = folder / "city.json"
    if note.exists():
        apply_migrations(server.url("venuecode"))
        return msgspec.json.decode(note.read_bytes(), type=City)
    city = city_module.city_of(visits, datetime.now(UTC))
    url = server.url("venuecode")
    server.create_database("venuecode")
    apply_migrations(url)
    began = time.monotonic()

    def told(words: object) -> None:
        console.print(f"{time.monotonic() - began:7.0f} s  {words}")

    asyncio.run(_make(url, city, told))
    note.write_bytes(msgspec.json.encode(city))
    return city


async def _make(url: str, city: City, told: Callable[[object], None]) -> None:
    await city_module.make_city(url, city, told)
    db = await Database.connect(url, size=2)
    try:
        await Stays(db, SystemClock(), shipped_policy).derive_all(lambda day: told(f"stays derived up to {day:%m-%d}"))
    finally:
        await db.close()
    await city_module.tidy(url)
    told("indexes and statistics are in order")


class Tracer:
    """Asks for contacts as the product does, and keeps how long each answer took."""

    def __init__(self, db: Database, city: City) -> None:
        self._db = db
        self._city = city
        self._draw = random.Random(1)  # noqa: S311 - the same cases in every run

    def case(self) -> Asked:
        """Return a person drawn at random, with the city's two weeks as window."""
        person = self._draw.randrange(1, self._city.people + 1)
        return Asked(person, self._city.last - self._city.days * DAY, self._city.last)

    async def contacts(self) -> int:
        """Return how many contacts one case has; stays inferred, ranked, the best 200 fetched."""
        async with self._db.transaction() as connection:
            found = await contacts(connection, [self.case()], POLICY)
        return sum(one.close_contacts + one.companions + one.others for one in found.values())

    async def second_degree(self) -> int:
        """Return how many second-degree contacts one case has."""
        async with self._db.transaction() as connection:
            return len((await second_degree(connection, self.case(), POLICY)).second)

    async def batch(self) -> int:
        """Return how many contacts 1,000 cases have, the best 50 of each fetched."""
        async with self._db.transaction() as connection:
            cases = [self.case() for _ in range(BATCH)]
            found = await contacts(connection, cases, POLICY, most=50, lowest=Lowest.COMPANION)
        return sum(one.close_contacts + one.companions + one.others for one in found.values())

    async def self_join(self) -> int:
        """Return how many others were at a door within half an hour of a case: the bare yardstick."""
        async with self._db.connection() as connection:
            return int(await city_module.self_join(connection, *self.case()))


async def _times(work: Callable[[], Awaitable[int]], *, least: int, seconds: float) -> tuple[list[float], float]:
    """Do `work` again and again; return sorted milliseconds and the mean of what it returned."""
    times: list[float] = []
    found = 0
    began = time.perf_counter()
    while len(times) < least or time.perf_counter() - began < seconds:
        start = time.perf_counter()
        found += await work()
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times), found / len(times)


def _share(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)


async def _measure(
    folder: Path, server: EmbeddedServer, city: City, console: Console, seconds: float
) -> dict[str, Any]:
    url = server.url("venuecode")
    db = await Database.connect(url, size=4)
    tracer = Tracer(db, city)
    figures: dict[str, Any] = {"visits": await city_module.prepare(url, folder)}
    try:
        figures |= await dashboards.make_counts(db, console)
        await city_module.index_self_join(url, present=True)
        joined, met = await _times(tracer.self_join, least=40, seconds=seconds / 6)
        await city_module.index_self_join(url, present=False)
        figures["self_join_ms"] = _share(joined, 0.95)
        console.print(f"bare self-join: p50 {_share(joined, 0.5)} ms, p95 {_share(joined, 0.95)} ms, finds {met:.0f}")
        (folder / "tokens").write_text("\n".join(world.make_tokens(load_keys(None, folder / "keys"))))
        bench = Bench(folder, url)
        bench.database = psutil.Process(int((server.folder / "postmaster.pid").read_text().split()[0]))
        with bench.server("product", 1) as (port, process):
            figures |= await _beside_scans(bench, port, process, tracer, console, seconds)
            rate = figures["scans_at_a_fifth_per_s"]
            load = asyncio.create_task(asyncio.to_thread(bench.phase, *_load(bench, port, process, seconds, rate)))
            await asyncio.sleep(1.0)
            figures |= await dashboards.ask_all(db, city, console, _share)
            figures["scan_p99_beside_dashboards_ms"] = (await load)["p99_ms"]
        figures |= await dashboards.fold_fresh(db, console)
    finally:
        await db.close()
    figures["load_average"] = [round(one, 1) for one in os.getloadavg()]
    keys = ["visits", "contacts_p95_ms", "second_degree_p95_ms", "batch_1000_s", "scan_p99_ratio", "self_join_ms"]
    return {key: figures[key] for key in [*keys, "dashboard_p95_ms"]} | figures


def _load(bench: Bench, port: int, process: psutil.Process, length: float, rate: float | None) -> tuple[Any, ...]:
    return port, SCANS, CONNECTIONS, length, process, str(bench.folder / "tokens"), rate


async def _beside_scans(
    bench: Bench, port: int, process: psutil.Process, tracer: Tracer, console: Console, seconds: float
) -> dict[str, Any]:
    def load(length: float, rate: float | None) -> dict[str, Any]:
        return bench.phase(*_load(bench, port, process, length, rate))

    load(3.0, None)  # warm up: code cache, plans
    capacity = load(max(3.0, seconds / 4), None)["per_s"]
    alone = load(seconds, capacity / 5)
    console.print(f"capacity {capacity:,.0f} scans/s; a fifth of it alone: p99 {alone['p99_ms']} ms")
    beside = asyncio.create_task(asyncio.to_thread(load, seconds, capacity / 5))
    await asyncio.sleep(1.0)
    one, met = await _times(tracer.contacts, least=60, seconds=seconds / 4)
    console.print(f"contacts of one case: p50 {_share(one, 0.5)}, p95 {_share(one, 0.95)} ms; {met:.0f} contacts")
    two, further = await _times(tracer.second_degree, least=20, seconds=seconds / 4)
    console.print(f"second degree: p50 {_share(two, 0.5)}, p95 {_share(two, 0.95)} ms; {further:.0f} people")
    batch, reached = await _times(tracer.batch, least=1, seconds=0)
    console.print(f"{BATCH:,} cases: {batch[0] / 1000:.1f} s; {reached:.0f} contacts")
    covered = not beside.done()
    while not beside.done():
        await tracer.contacts()
    with_tracing = await beside
    console.print(f"a fifth of capacity beside it: p99 {with_tracing['p99_ms']} ms")
    return {
        "contacts_p95_ms": _share(one, 0.95),
        "second_degree_p95_ms": _share(two, 0.95),
        "batch_1000_s": round(batch[-1] / 1000, 2),
        "scan_p99_ratio": round(with_tracing["p99_ms"] / alone["p99_ms"], 2),
        "contacts_p50_ms": _share(one, 0.5),
        "second_degree_p50_ms": _share(two, 0.5),
        "scans_at_a_fifth_per_s": with_tracing["per_s"],
        "scan_p99_alone_ms": alone["p99_ms"],
        "scan_p99_beside_ms": with_tracing["p99_ms"],
        "scan_errors": with_tracing["errors"],
        "all_beside_scans": covered,
    }
