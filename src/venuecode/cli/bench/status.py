"""`venuecode bench status`: how long a million people take to follow a new policy, and what that costs scans."""

import asyncio
import json as plain_json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import psutil
from rich.console import Console

from venuecode.cli.bench import importing, world
from venuecode.cli.bench.scan import DURABLE, SCANS, Bench
from venuecode.cli.refusal import Refusal
from venuecode.health.policy.table import shipped_policy
from venuecode.infra.embedded import EmbeddedServer
from venuecode.infra.keys import load_keys
from venuecode.infra.migrate import apply_migrations
from venuecode.infra.sql import load_queries

PEOPLE = 1_000_000
CONNECTIONS = 64
_queries = load_queries(__file__, "status.sql")
_MAKING = ("clear_statuses", "make_bare_statuses", "make_tests", "make_orders")


def status(*, json: bool = False, everybody: bool = False, people: int = PEOPLE) -> None:
    """Measure the status of 1,000,000 people (1,900,000 tests, 40,000 orders).

    A new policy for everybody, alone and with scans going on; a sheet with a test of each imported while scans come; a
    pushed fact until the next scan knows it; the verification of a personal code.
    Makes its own database and removes it afterwards.

    Parameters
    ----------
    json
        Print one JSON object as the last line.
    everybody
        Measure the worst case instead: a policy by which nobody is plain green by their facts alone (a test a week).
    people
        How many people there are, and rows in the sheet; from 100,000 on.

    """
    if people < world.PEOPLE:
        raise Refusal(f"the bench needs {world.PEOPLE:,} people or more")
    console = Console(stderr=True)
    folder = Path(tempfile.mkdtemp(prefix="venuecode-bench-"))
    folder.chmod(0o755)
    server = EmbeddedServer(folder / "pg", DURABLE)
    try:
        console.print(f"making the database: {people:,} people and their facts …")
        server.start()
        server.create_database("venuecode")
        figures = _measure(folder, server, console, everybody=everybody, people=people)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    console.print(
        f"{figures['people']:,} people in {figures['recompute_s']} s ({figures['changed']:,} changed); "
        f"with scans {figures['recompute_with_scans_s']} s, and scans at {figures['scan_ratio']} of their rate before; "
        f"{figures['import_rows']:,} tests imported in {figures['import_s']} s"
    )
    if json:
        print(msgspec.json.encode(figures).decode())


def _measure(folder: Path, server: EmbeddedServer, console: Console, *, everybody: bool, people: int) -> dict[str, Any]:
    url = server.url("venuecode")
    apply_migrations(url)
    (folder / "codes").write_text("\n".join(asyncio.run(world.make_world(url))))
    asyncio.run(_make(url, people))
    tokens = folder / "tokens"
    keys = load_keys(None, folder / "keys")
    tokens.write_text("\n".join(world.make_tokens(keys)))
    asyncio.run(importing.give_documents(url, keys, people))
    bench = Bench(folder, url)
    bench.database = psutil.Process(int((server.folder / "postmaster.pid").read_text().split()[0]))
    first, derived = _recompute(bench)
    console.print(f"first derivation: {first:.1f} s, {derived}")
    asyncio.run(_put_policy(url, red_days=7, everybody=everybody))
    alone, derived = _recompute(bench)
    console.print(f"new policy: {alone:.1f} s, {derived}")
    asyncio.run(_put_policy(url, red_days=5, everybody=everybody))
    with bench.server("product", 1) as (port, process):
        bench.phase(port, SCANS, CONNECTIONS, 3.0, process, str(tokens))
        before = bench.phase(port, SCANS, CONNECTIONS, 5.0, process, str(tokens))
        began = time.monotonic()
        with _start(bench) as running:
            during = bench.phase(port, SCANS, CONNECTIONS, max(2.0, alone), process, str(tokens))
            running.wait(600)
        beside = time.monotonic() - began
        console.print(f"scans before: {before}\nscans during: {during}\nnow the sheet …")
        imported = importing.measure_import(bench, port, process, str(tokens), people)
        console.print(f"import: {imported}")
        told = importing.measure_fact_to_scan(bench, port, str(tokens))
    return {
        "people": people,
        "derived": derived["derived"],
        "changed": derived["changed"],
        "first_s": round(first, 1),
        "recompute_s": round(alone, 1),
        "recompute_1m_s": round(alone * 1_000_000 / people, 1),
        "recompute_with_scans_s": round(beside, 1),
        "scans_per_s_before": before["per_s"],
        "scans_per_s_during": during["per_s"],
        "scan_p99_ms_during": during["p99_ms"],
        "scan_ratio": round(during["per_s"] / max(0.1, before["per_s"]), 2),
        **imported,
        **told,
        **importing.measure_code_verification(folder),
    }


async def _make(url: str, people: int) -> None:
    connection = await asyncpg.connect(url, command_timeout=900)
    try:
        await connection.execute(_queries.make_more_people.sql, people)
        for step in _MAKING:
            await connection.execute(getattr(_queries, step).sql)
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


async def _put_policy(url: str, *, red_days: int, everybody: bool) -> None:
    document = shipped_policy().model_dump(mode="json")
    document["reasons"]["close_contact"]["steps"][0]["days"] = red_days
    document["tests"]["routine_hours"] = 168 if everybody else None
    document["turned_per_hour"] = {"by_one_source": PEOPLE, "in_all": PEOPLE}  # what is measured is not the brake
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute(_queries.retire_policy.sql)
            await connection.execute(_queries.put_policy.sql, plain_json.dumps(document))
    finally:
        await connection.close()


def _start(bench: Bench) -> subprocess.Popen[str]:
    environment = os.environ | {"DATABASE_URL": bench.url, "VENUECODE_CORE__DATA_DIR": str(bench.folder / "keys")}
    return subprocess.Popen(
        [sys.executable, "-m", "venuecode", "health", "recompute"], env=environment, stdout=subprocess.PIPE, text=True
    )


def _recompute(bench: Bench) -> tuple[float, dict[str, int]]:
    """Run the command; return its seconds, starting included, and what it says it did."""
    began = time.monotonic()
    with _start(bench) as running:
        out, _ = running.communicate(timeout=1800)
    if running.returncode != 0:
        raise Refusal("the recompute failed")
    words = out.strip().splitlines()[-1].replace(".", "").split(", ")
    return time.monotonic() - began, {word.split()[1]: int(word.split()[0]) for word in words}
