"""A million test results imported from a sheet, with scans going on; how soon a fact is at the door; codes verified."""

import asyncio
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import psutil

from venuecode.app import build_services
from venuecode.cli.bench.scan import SCANS, Bench
from venuecode.cli.refusal import Refusal
from venuecode.health.intake.columns import ImportKind
from venuecode.health.intake.service import FactImports
from venuecode.identity.model import OfficerSession, Role
from venuecode.identity.people.documents import Document, DocumentType
from venuecode.identity.people.sealing import PersonSeal
from venuecode.identity.systems.model import Grant, NewSystem, SystemKind
from venuecode.identity.systems.service import Systems
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys, load_keys
from venuecode.infra.process import die_with_parent
from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.kernel.ids import DivisionCode, OfficerId, SessionId, SystemId
from venuecode.kernel.signing import hmac_signature, signed_text
from venuecode.kernel.verdict import Colour
from venuecode.passes import code as personal
from venuecode.regions.rules import Scope
from venuecode.sections import SECTIONS
from venuecode.settings import load

HERE = "371502"
STEADY = 1_000.0
"""Scans a second that come while the sheet is imported: 86 million a day."""
CONNECTIONS = 64
STEADY_SECONDS = 15.0
SATURATED_SECONDS = 5.0
SATURATED_ROWS = 100_000
"""A second sheet, imported while as many scans come as the machine takes."""
FACTS = 150
"""Positive tests that are timed until the door knows; each turns somebody else."""
CODES = 2_000
COLD_CODES = 200
"""Verified before the clock starts: the first loads the cipher and fills caches, as a door does once a day."""
LONGEST = 1_800
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PUSH = "/api/v1/push/facts"


def number_of(person: int) -> str:
    """Return the resident ID number of a person of the bench, with its check digit (GB 11643)."""
    born = date(1950, 1, 1) + timedelta(days=person // 999)
    body = f"{HERE}{born:%Y%m%d}{person % 999 + 1:03d}"
    rest = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[rest]


async def give_documents(url: str, keys: Keys, people: int) -> None:
    """Let everybody be found by a document of their own."""
    seal = PersonSeal(keys.ring)
    made = (
        (seal.document_index(Document(DocumentType.RESIDENT_ID, number_of(person), "CN", None)), person)
        for person in range(1, people + 1)
    )
    connection = await asyncpg.connect(url, command_timeout=900)
    try:
        await connection.copy_records_to_table("person_document", records=made, columns=["document_index", "person_id"])
        await connection.execute("ANALYZE person_document")
    finally:
        await connection.close()


def write_sheet(path: Path, rows: int, ago: timedelta = timedelta(hours=1)) -> None:
    """Write a sheet of tests, one of each person in no order; 1 in 10,000 is positive."""
    sampled = (datetime.now(SHOWN_ZONE) - ago).strftime("%Y-%m-%d %H:%M")
    people = list(range(1, rows + 1))
    random.Random(rows).shuffle(people)  # noqa: S311 - sheets are not in the order of registration
    with path.open("w", newline="", encoding="utf-8") as out:
        sheet = csv.writer(out)
        sheet.writerow(("证件号码", "采样时间", "结果", "检测机构"))
        for person in people:
            result = "阳性" if person % 10_000 == 7_777 else "阴性"
            sheet.writerow((number_of(person), sampled, result, "市检测中心"))


async def upload(url: str, folder: Path, sheet: Path) -> int:
    """Upload the sheet as an officer does; return the import's number. A worker finds it waiting."""
    settings = load(SECTIONS, None, {"VENUECODE_CORE__DATA_DIR": str(folder / "keys")})
    db = await Database.connect(url, size=2)
    try:
        services = build_services(settings, db)
        officer = OfficerSession(
            OfficerId(1), SessionId(1), Role.HEALTH_OFFICER, DivisionCode(HERE), Scope(DivisionCode(HERE))
        )
        with sheet.open("rb") as file:
            imports: FactImports = services[FactImports]
            return (await imports.upload(officer, ImportKind.TESTS, sheet.name, file, "")).id
    finally:
        await db.close()


@contextmanager
def _worker(bench: Bench) -> Iterator[None]:
    environment = os.environ | {"DATABASE_URL": bench.url, "VENUECODE_CORE__DATA_DIR": str(bench.folder / "keys")}
    with (bench.folder / "worker.log").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "venuecode", "worker"],
            env=environment,
            stdout=out,
            stderr=out,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - one system call, no lock
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def _asked(url: str, query: str, *values: object) -> Any:
    async def ask() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchrow(query, *values)
        finally:
            await connection.close()

    return asyncio.run(ask())


def measure_import(bench: Bench, port: int, process: psutil.Process, tokens: str, rows: int) -> dict[str, Any]:
    """Import a sheet while scans come at a steady rate; then another while as many come as the machine takes.

    The time counts from the start of a worker that finds the sheet waiting. How much scans are slowed is told three
    times: the steady rate that is kept, its latency, and the most that the machine takes; alone and during an import.
    """
    alone = bench.phase(port, SCANS, CONNECTIONS, STEADY_SECONDS, process, tokens, STEADY)
    took, steady = _import(bench, rows, timedelta(hours=1), lambda: _steady(bench, port, process, tokens))
    most = bench.phase(port, SCANS, CONNECTIONS, SATURATED_SECONDS, process, tokens)
    _, full = _import(
        bench,
        min(rows, SATURATED_ROWS),
        timedelta(minutes=50),
        lambda: bench.phase(port, SCANS, CONNECTIONS, SATURATED_SECONDS, process, tokens),
    )
    kept = sum(one["per_s"] for one in steady) / len(steady)
    return {
        "import_rows": rows,
        "import_s": round(took, 1),
        "import_per_s": round(rows / took),
        "scan_slowdown_during_import": round(1 - kept / alone["per_s"], 3),
        "steady_per_s_alone": alone["per_s"],
        "steady_per_s_during_import": round(kept, 1),
        "steady_per_s_worst": min(one["per_s"] for one in steady),
        "steady_p50_ms_alone": alone["p50_ms"],
        "steady_p50_ms_during_import": statistics.median(one["p50_ms"] for one in steady),
        "steady_p99_ms_alone": alone["p99_ms"],
        "steady_p99_ms_during_import": statistics.median(one["p99_ms"] for one in steady),
        "steady_p99_ms_worst": max(one["p99_ms"] for one in steady),
        "most_per_s_alone": most["per_s"],
        "most_per_s_during_import": full[0]["per_s"],
        "most_slowdown_during_import": round(1 - full[0]["per_s"] / max(0.1, most["per_s"]), 3),
    }


def _steady(bench: Bench, port: int, process: psutil.Process, tokens: str) -> dict[str, Any]:
    return bench.phase(port, SCANS, CONNECTIONS, STEADY_SECONDS, process, tokens, STEADY)


def _import(
    bench: Bench, rows: int, ago: timedelta, load: Callable[[], dict[str, Any]]
) -> tuple[float, list[dict[str, Any]]]:
    """Import a sheet under load; return its seconds, and the load's figures, again and again until it is done."""
    sheet = bench.folder / "tests.csv"
    write_sheet(sheet, rows, ago)
    import_id = asyncio.run(upload(bench.url, bench.folder, sheet))
    progress = "select state, rows_good, ended_at from health_import where id = $1"
    figures: list[dict[str, Any]] = []
    began = datetime.now(UTC)
    with _worker(bench):
        while not figures or _asked(bench.url, progress, import_id)["state"] in {"waiting", "running"}:
            if (datetime.now(UTC) - began).total_seconds() > LONGEST:
                raise Refusal("the import takes too long")
            figures.append(load())
        ended = _asked(bench.url, progress, import_id)
    if ended["state"] != "done" or ended["rows_good"] != rows:
        raise Refusal(f"the import ended {ended['state']} with {ended['rows_good']} good rows")
    return (ended["ended_at"] - began).total_seconds(), figures


async def register_laboratory(url: str, folder: Path) -> tuple[SystemId, str, str]:
    """Register a system that may push tests."""
    settings = load(SECTIONS, None, {"VENUECODE_CORE__DATA_DIR": str(folder / "keys")})
    db = await Database.connect(url, size=2)
    try:
        grants = frozenset({Grant.PUSH_TESTS})
        new = NewSystem("试验检测机构", SystemKind.LABORATORY, DivisionCode(HERE), grants, 60_000)
        system, issued = await build_services(settings, db)[Systems].create(new)
        return system.id, issued.name, issued.secret
    finally:
        await db.close()


def measure_fact_to_scan(bench: Bench, port: int, tokens: str, facts: int = FACTS) -> dict[str, Any]:
    """Push positive tests one by one; time each from sending it until a scan of that person is stopped."""
    _, key, secret = asyncio.run(register_laboratory(bench.url, bench.folder))
    held, codes = Path(tokens).read_text().split(), (bench.folder / "codes").read_text().split()
    took: list[float] = []
    for n in range(facts):
        person = 50_000 + 100 * n + 10  # green so far: neither tested positive nor a contact
        began = time.perf_counter()
        _push(port, key, secret, person, n)
        while _scan(port, held[person - 1], codes[n]) != "stop":
            if time.perf_counter() - began > 10:
                raise Refusal("a fact never came to the door")
        took.append(time.perf_counter() - began)
    took.sort()
    return {
        "fact_to_scan_ms_p50": round(took[len(took) // 2] * 1000, 1),
        "fact_to_scan_ms_p99": round(took[min(len(took) - 1, len(took) * 99 // 100)] * 1000, 1),
    }


def _push(port: int, key: str, secret: str, person: int, n: int) -> None:
    record = {
        "id": f"r{n}",
        "kind": "test",
        "document_type": "resident_id",
        "document_number": number_of(person),
        "result": "positive",
        "sampled_at": datetime.now(UTC).isoformat(),
        "institution": "试验检测机构",
    }
    body = json.dumps({"records": [record]}).encode()
    stamp, nonce = int(time.time()), os.urandom(16).hex()
    signature = hmac_signature(secret, signed_text("POST", _PUSH, stamp, nonce, body))
    headers = {"X-Key": key, "X-Timestamp": str(stamp), "X-Nonce": nonce, "X-Signature": signature}
    answer = _post(port, _PUSH, body, headers | {"Idempotency-Key": f"bench-{nonce}"})
    if answer["accepted"] != 1:
        raise Refusal(f"a pushed test was refused: {answer}")


def _scan(port: int, token: str, code: str) -> str:
    visit = os.urandom(16).hex()
    sent = {"code": code, "client_visit_id": f"{visit[:8]}-{visit[8:12]}-4{visit[13:16]}-8{visit[17:20]}-{visit[20:]}"}
    body = json.dumps(sent | {"at": datetime.now(UTC).isoformat()}).encode()
    answer = _post(port, SCANS, body, {"Authorization": f"Bearer {token}"})
    return str(answer.get("verdict"))


def _post(port: int, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", body, {"Content-Type": "application/json", **headers}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - as above
        found: dict[str, Any] = json.loads(answer.read())
    return found


def measure_code_verification(folder: Path, codes: int = CODES) -> dict[str, Any]:
    """Verify personal codes as a door does, one after another in this process; microseconds each.

    The median of warm ones: a mean also counts the moments in which the machine gave the core to somebody else.
    """
    keys = load_keys(None, folder / "keys")
    now = datetime.now(UTC).replace(microsecond=0)
    reference_key, code_key = os.urandom(16), os.urandom(16)
    nothing = personal.ShownStatus(Colour.GREEN, 0, now, None, None, None, 0)
    texts = []
    for person in range(1, COLD_CODES + codes + 1):
        reference = personal.refer(reference_key, person, now, os.urandom(personal.NONCE))
        sealed = personal.seal(code_key, reference, nothing)
        texts.append(personal.write(keys.signing, issued_at=now, life_hours=0, reference=reference, sealed=sealed))
    published = keys.signing.public()
    took: list[float] = []
    for text in texts:
        began = time.perf_counter()
        signed = personal.check(text, published, now)
        took.append(time.perf_counter() - began)
        if not isinstance(signed, personal.SignedCode):
            raise Refusal("a good code was refused")
    warm = sorted(took[COLD_CODES:])
    return {
        "personal_code_verify_us": round(statistics.median(warm) * 1e6, 1),
        "personal_code_verify_us_p99": round(warm[len(warm) * 99 // 100] * 1e6, 1),
        "personal_code_verify_us_first": round(took[0] * 1e6, 1),
    }
