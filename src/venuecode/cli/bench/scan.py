"""`venuecode bench scan`: how many durable scans a second this machine takes, beside two yardsticks."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psutil
from rich.console import Console

from venuecode.cli.bench import world
from venuecode.cli.bench.load import Plan
from venuecode.cli.refusal import Refusal
from venuecode.infra.embedded import EmbeddedServer
from venuecode.infra.keys import load_keys
from venuecode.infra.migrate import apply_migrations
from venuecode.infra.process import die_with_parent, require_free_port

DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "max_connections": "60",
}
"""The database's settings: nothing that is acknowledged can be lost."""
LEVELS = (1, 64, 256)
SCANS, EMPTY, PLAIN = "/api/v1/scans", "/bench/empty", "/plain/scans"


class Bench:
    """One run: a database, a server at a time, phases of load."""

    def __init__(self, folder: Path, url: str, plain_url: str = "") -> None:
        self.folder = folder
        self.url = url
        self.plain_url = plain_url
        self.database: psutil.Process | None = None
        self.next = 0
        self.acknowledged: list[Path] = []

    @contextmanager
    def server(self, target: str, workers: int) -> Iterator[tuple[int, psutil.Process]]:
        """Run `target` (of bench/served.py) and give its port and process."""
        port = require_free_port("127.0.0.1", 0)
        environment = os.environ | {
            "DATABASE_URL": self.plain_url if target == "plain" else self.url,
            "VENUECODE_CORE__DATA_DIR": str(self.folder / "keys"),
        }
        with (self.folder / f"{target}.log").open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "venuecode.cli.bench.served", target, str(port), str(workers)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - one system call, no lock
            )
        try:
            self._wait(port, process, self.folder / f"{target}.log")
            yield port, psutil.Process(process.pid)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def phase(
        self,
        port: int,
        path: str,
        connections: int,
        seconds: float,
        server: psutil.Process,
        tokens: str | None = None,
        rate: float | None = None,
    ) -> dict[str, Any]:
        """Load one path and return the load's figures with the CPU that server and database took."""
        plan = Plan(port, path, connections, seconds, first=self.next, rate=rate)
        if path != EMPTY:
            plan.tokens = tokens
            plan.codes = str(self.folder / "codes")
            plan.acknowledged = str(self.folder / f"acknowledged-{path.split('/')[1]}-{self.next}")
            if path == SCANS:
                self.acknowledged.append(Path(plan.acknowledged))
        file = self.folder / "plan.json"
        file.write_bytes(msgspec.json.encode(plan))
        before = cpu_of(server), cpu_of(self.database)
        done = subprocess.run(
            [sys.executable, "-m", "venuecode.cli.bench.load", file], capture_output=True, text=True, check=False
        )
        after = cpu_of(server), cpu_of(self.database)
        if done.returncode != 0:
            raise Refusal(f"the load generator failed:\n{done.stderr[-2000:]}")
        figures: dict[str, Any] = json.loads(done.stdout)
        self.next = figures.pop("next")
        answered = max(1, figures["answered"])
        figures["server_us"], figures["database_us"] = (
            round((b - a) / answered * 1e6, 1) for a, b in zip(before, after, strict=True)
        )
        return figures

    def _wait(self, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/openapi.json", timeout=2):
                    return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
            if process.poll() is not None:
                break
        raise Refusal("the server did not start:\n" + log.read_text("utf-8", "replace")[-2000:])


def cpu_of(process: psutil.Process | None) -> float:
    """Return the CPU seconds of a process and its children so far."""
    if process is None:
        return 0.0
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def scan(*, json: bool = False, seconds: float = 10.0, workers: int = 1) -> None:
    """Measure the scan: durable scans a second at 1, 64 and 256 connections, beside two yardsticks.

    Makes its own database (100,000 people, 5,000 doors, 1,000,000 earlier visits) and removes it afterwards.

    Parameters
    ----------
    json
        Print one JSON object as the last line.
    seconds
        How long 256 connections are measured; the other phases are shorter.
    workers
        Number of server processes.

    """
    console = Console(stderr=True)
    folder = Path(tempfile.mkdtemp(prefix="venuecode-bench-"))
    folder.chmod(0o755)
    server = EmbeddedServer(folder / "pg", DURABLE)
    try:
        console.print("making the database: 100,000 people, 5,000 doors, 1,000,000 earlier visits …")
        server.start()
        server.create_database("venuecode")
        figures = _measure(folder, server, console, seconds, workers)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    _print(console, figures)
    if json:
        print(msgspec.json.encode(figures).decode())


def _measure(folder: Path, server: EmbeddedServer, console: Console, seconds: float, workers: int) -> dict[str, Any]:
    url = server.url("venuecode")
    apply_migrations(url)
    (folder / "codes").write_text("\n".join(asyncio.run(world.make_world(url))))
    tokens = folder / "tokens"
    tokens.write_text("\n".join(world.make_tokens(load_keys(None, folder / "keys"))))
    server.copy_database("venuecode", "plain")
    bench = Bench(folder, url, server.url("plain"))
    bench.database = psutil.Process(int((server.folder / "postmaster.pid").read_text().split()[0]))
    since = datetime.now(UTC)
    levels, empty, plain = _load(bench, str(tokens), seconds, workers, console)
    stored, wrong, total = asyncio.run(world.count_stored(url, bench.acknowledged, since))
    acknowledged = sum(path.stat().st_size for path in bench.acknowledged) // 24
    return _figures(levels, empty, plain, acknowledged, stored, wrong, total)


def _load(
    bench: Bench, tokens: str, seconds: float, workers: int, console: Console
) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """Return the figures of the levels, of the empty endpoint and of the yardstick.

    The yardstick is loaded by as many connections as the level that it is held against, half before and half after it:
    machines that are shared change their speed within a run.
    """
    levels: dict[str, Any] = {}
    with (
        bench.server("product", workers) as (port, process),
        bench.server("plain", workers) as (plain_port, plain_process),
    ):

        def plain(length: float) -> dict[str, Any]:
            return bench.phase(plain_port, PLAIN, LEVELS[-1], length, plain_process, tokens)

        def product(connections: int, length: float) -> dict[str, Any]:
            return bench.phase(port, SCANS, connections, length, process, tokens)

        product(64, min(3.0, seconds))  # warm up: code cache, plans
        plain(1.0)
        *lower, highest = LEVELS
        for connections in lower:
            levels[str(connections)] = product(connections, max(1.0, seconds / 2))
        before = plain(max(2.0, seconds / 3))
        levels[str(highest)] = product(highest, seconds)
        after = plain(max(2.0, seconds / 3))
        empty = bench.phase(port, EMPTY, 64, max(1.0, seconds / 3), process)
    for name, level in levels.items():
        console.print(f"{name:>4} connections: {level}")
    console.print(f"empty endpoint: {empty}")
    console.print(f"plain yardstick before: {before}")
    console.print(f"plain yardstick after: {after}")
    return levels, empty, [before, after]


def _figures(
    levels: dict[str, Any],
    empty: dict[str, Any],
    plain: list[dict[str, Any]],
    acknowledged: int,
    stored: int,
    wrong: int,
    total: int,
) -> dict[str, Any]:
    top = levels[str(LEVELS[-1])]
    yardstick = sum(one["per_s"] for one in plain) / len(plain)
    return {
        "scans_per_s": top["per_s"],
        "p50_ms": top["p50_ms"],
        "p99_ms": top["p99_ms"],
        "by_connections": levels,
        "empty_per_s": empty["per_s"],
        "yardstick_per_s": round(yardstick, 1),
        "times_yardstick": round(top["per_s"] / max(0.1, yardstick), 1),
        "cpu_us_per_scan": {"server": top["server_us"], "database": top["database_us"], "loader": top["loader_us"]},
        "acknowledged": acknowledged,
        "stored": stored,
        "not_exactly_once": wrong,
        "stored_in_all": total,
        "errors": sum(level["errors"] for level in levels.values()),
    }


def _print(console: Console, figures: dict[str, Any]) -> None:
    console.print(
        f"{figures['scans_per_s']:,.0f} durable scans/s at 256 connections, p50 {figures['p50_ms']} ms, "
        f"p99 {figures['p99_ms']} ms; {figures['times_yardstick']} times the yardstick "
        f"({figures['yardstick_per_s']:,.0f}/s); empty endpoint {figures['empty_per_s']:,.0f}/s"
    )
    console.print(
        f"{figures['acknowledged']:,} acknowledged, {figures['stored']:,} stored, "
        f"{figures['not_exactly_once']} not exactly once, {figures['errors']} errors"
    )
