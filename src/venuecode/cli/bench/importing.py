"""A million test results imported from a sheet, with scans going on; how soon a fact is at the door; codes verified."""

import asyncio
import csv
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
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

ROWS = 1_000_000
HERE = "371502"
STEADY = 1_000.0
"""Scans a second that come while the sheet is imported: 86 million a day."""
CONNECTIONS = 64
SATURATED_SECONDS = 10.0
FACTS = 150
"""Positive tests that are timed until the door knows; each turns somebody else."""
CODES = 2_000
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


def write_sheet(path: Path, rows: int) -> None:
    """Write a sheet of tests, one of each person; 1 in 10,000 is positive."""
    sampled = (datetime.now(SHOWN_ZONE) - timedelta(hours=1)).strftime("%Y-%m-%d %H:%M")
    with path.open("w", newline="", encoding="utf-8") as out:
        sheet = csv.writer(out)
        sheet.writerow(("证件号码", "采样时间", "结果", "检测机构"))
        for person in range(1, rows + 1):
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


def measure_import(bench: Bench, port: int, process: psutil.Process, tokens: str, rows: int = ROWS) -> dict[str, Any]:
    """Import a sheet while scans come: first as many as the machine takes, then at a steady rate."""
    sheet = bench.folder / "tests.csv"
    write_sheet(sheet, rows)
    import_id = asyncio.run(upload(bench.url, bench.folder, sheet))
    quiet = bench.phase(port, SCANS, CONNECTIONS, SATURATED_SECONDS, process, tokens)
    steady_before = bench.phase(port, SCANS, CONNECTIONS, 5.0, process, tokens, STEADY)
    progress = "select state, rows_done, rows_good, ended_at from health_import where id = $1"
    with _worker(bench):
        while _asked(bench.url, progress, import_id)["rows_done"] == 0:
            time.sleep(0.05)
        began = time.monotonic()
        already = _asked(bench.url, progress, import_id)["rows_done"]
        full = bench.phase(port, SCANS, CONNECTIONS, SATURATED_SECONDS, process, tokens)
        steady: list[dict[str, Any]] = []
        while _asked(bench.url, progress, import_id)["state"] in {"waiting", "running"}:
            if time.monotonic() - began > LONGEST:
                raise Refusal("the import takes too long")
            steady.append(bench.phase(port, SCANS, CONNECTIONS, 5.0, process, tokens, STEADY))
        ended = _asked(bench.url, progress, import_id)
        took = time.monotonic() - began - (datetime.now(UTC) - ended["ended_at"]).total_seconds()
    if ended["state"] != "done" or ended["rows_good"] != rows:
        raise Refusal(f"the import ended {ended['state']} with {ended['rows_good']} good rows")
    return {
        "import_rows": rows,
        "import_s": round(took, 1),
        "import_per_s": round((rows - already) / max(0.1, took)),
        "scans_per_s_quiet": quiet["per_s"],
        "scans_per_s_during_import": full["per_s"],
        "scan_slowdown_during_import": round(1 - full["per_s"] / max(0.1, quiet["per_s"]), 2),
        "scan_p99_ms_steady_quiet": steady_before["p99_ms"],
        "scan_p99_ms_steady_during_import": max((one["p99_ms"] for one in steady), default=None),
        "scans_per_s_steady_during_import": min((one["per_s"] for one in steady), default=None),
    }


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
    """Verify personal codes as a door does, one after another in this process; microseconds each."""
    keys = load_keys(None, folder / "keys")
    now = datetime.now(UTC).replace(microsecond=0)
    reference_key, code_key = os.urandom(16), os.urandom(16)
    nothing = personal.ShownStatus(Colour.GREEN, 0, now, None, None, None, 0)
    texts = []
    for person in range(1, codes + 1):
        reference = personal.refer(reference_key, person, now, os.urandom(personal.NONCE))
        sealed = personal.seal(code_key, reference, nothing)
        texts.append(personal.write(keys.signing, issued_at=now, life_hours=0, reference=reference, sealed=sealed))
    published = keys.signing.public()
    began = time.perf_counter()
    for text in texts:
        if not isinstance(personal.check(text, published, now), personal.SignedCode):
            raise Refusal("a good code was refused")
    return {"personal_code_verify_us": round((time.perf_counter() - began) / codes * 1e6, 1)}
