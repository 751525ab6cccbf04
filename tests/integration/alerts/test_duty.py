"""Duty phones and receivers: who hears of an alert at which level, what leaves the house, and what is shown of keys."""

import asyncio
import hashlib
import hmac
import json
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from fastapi import FastAPI

from doors import open_place, set_status
from people import bearer, make_officer, register_citizen
from venuecode.alerts.duty.service import SMS_JOB, WEBHOOK_JOB, Duty, NotTaken, register
from venuecode.alerts.handling import Handling
from venuecode.alerts.settings import AlertSettings
from venuecode.audit.service import AuditLog
from venuecode.health.reasons import Reason
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook, work
from venuecode.infra.keys import Keys
from venuecode.infra.notifications.sms import Sms
from venuecode.kernel.clock import FixedClock
from venuecode.kernel.verdict import Colour
from venuecode.settings import CoreSettings

OFFICERS = "/api/v1/officers"


@dataclass
class Receiver:
    """A real HTTP server on the loopback that is down for its first callers."""

    url: str = ""
    down: int = 1
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        body = await reader.readexactly(int(headers["content-length"]))
        self.got.append((headers, body))
        status = "503 Service Unavailable" if len(self.got) <= self.down else "204 No Content"
        writer.write(f"HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


def certificate_of(name: str, folder: Path) -> ssl.SSLContext:
    """Return a server's settings with a new certificate for `name`, which lies in `folder` for the caller to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    pem, keys = folder / "certificate.pem", folder / "key.pem"
    pem.write_bytes(made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    keys.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, keys)
    return context


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """The receiver, listening."""
    one = Receiver()
    server = await asyncio.start_server(one.answer, "127.0.0.1", 0)
    one.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/alerts"
    yield one
    server.close()


@dataclass
class Phones:
    """A gateway that keeps what it is given."""

    sent: list[Sms] = field(default_factory=list)

    async def send(self, sms: Sms) -> None:
        self.sent.append(sms)


@pytest.fixture
def phones() -> Phones:
    """The gateway."""
    return Phones()


@pytest.fixture
def duty(app: FastAPI, db: Database, clock: FixedClock, phones: Phones) -> Duty:
    """The service, allowed to speak plain http to the loopback."""
    services = app.state.services
    settings = AlertSettings(webhook_loopback=True)
    made = Duty(db, clock, services[AuditLog], services[Keys].ring, phones, settings, services[CoreSettings])
    services[Duty] = made
    return made


async def stop_somebody(app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock) -> None:
    token, person = await register_citizen(app, "王芳")
    now = clock.now()
    await set_status(
        db,
        person,
        colour=Colour.RED,
        reason=Reason.CONFIRMED_CASE,
        source="市疾控中心",
        since=now,
        until=now + timedelta(days=1),
        updated_at=now,
    )
    place = await open_place(db, division="371502001")
    body = {"code": place.code, "client_visit_id": str(uuid4()), "at": now.isoformat()}
    answer = await client.post("/api/v1/scans", json=body, headers=bearer(token))
    assert answer.json()["verdict"] == "stop"


async def jobs_of(db: Database, name: str) -> list[dict[str, Any]]:
    async with db.connection() as connection:
        rows = await connection.fetch("select payload from pgqueuer where entrypoint = $1 order by id", name)
    return [json.loads(row[0]) for row in rows]


async def test_a_receiver_that_was_down_gets_the_same_signed_message_and_nobodys_name(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, duty: Duty, receiver: Receiver
):
    admin = bearer(await make_officer(app, Role.ADMINISTRATOR, "371502"))
    body = {"division_code": "371502", "url": receiver.url}
    made = (await client.post(f"{OFFICERS}/duty-webhooks", json=body, headers=admin)).json()
    await stop_somebody(app, client, db, clock)
    await duty.tell()
    assert await duty.tell() == 0
    [payload] = await jobs_of(db, WEBHOOK_JOB)
    with pytest.raises(NotTaken):
        await duty.tell_receiver(payload)
    await duty.tell_receiver(payload)

    (first, _), (again, said) = receiver.got
    assert first["idempotency-key"] == again["idempotency-key"]
    signed = f"{again['x-timestamp']}\n{again['idempotency-key']}\n".encode() + said
    assert again["x-signature"] == hmac.new(made["secret"].encode(), signed, hashlib.sha256).hexdigest()
    told = json.loads(said)
    expected = {"event": "alert.opened", "severity": "urgent", "reason_code": "confirmed_case", "colour": "red"}
    assert expected.items() <= told.items()
    assert told["console_url"].endswith(f"/console/alerts/{told['alert_id']}")
    assert not {"person", "person_id", "person_name", "name", "phone", "document"} & json.loads(said).keys()
    assert "王" not in said.decode()


async def test_a_phone_hears_of_its_level_only_and_the_province_when_nobody_took_it(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, duty: Duty, phones: Phones
):
    admin = bearer(await make_officer(app, Role.ADMINISTRATOR, "370000"))
    for code, number in (("371502", "13800138001"), ("371500", "13800138002"), ("370000", "13800138003")):
        body = {"division_code": code, "name": "值班室", "phone": number}
        assert (await client.post(f"{OFFICERS}/duty-contacts", json=body, headers=admin)).status_code == 201
    await stop_somebody(app, client, db, clock)
    await duty.tell()
    for _ in range(2):
        clock.advance(timedelta(minutes=6))
        await app.state.services[Handling].raise_overdue()
        await duty.tell()
    for payload in await jobs_of(db, SMS_JOB):
        await duty.tell_phone(payload)
    assert [sms.phone[-1] for sms in phones.sent] == ["1", "2", "3"]
    assert "王" not in phones.sent[0].text
    shown = (await client.get(f"{OFFICERS}/duty-contacts", headers=admin)).text
    assert "13800138001" not in shown


async def test_keys_are_shown_once_and_only_https_is_taken(app: FastAPI, client: httpx.AsyncClient):
    admin = bearer(await make_officer(app, Role.ADMINISTRATOR, "371502"))
    bad = {"division_code": "371502", "url": "http://duty.example/alerts"}
    assert (await client.post(f"{OFFICERS}/duty-webhooks", json=bad, headers=admin)).status_code == 422
    good = {"division_code": "371502", "url": "https://duty.example/alerts"}
    secret = (await client.post(f"{OFFICERS}/duty-webhooks", json=good, headers=admin)).json()["secret"]
    listed = await client.get(f"{OFFICERS}/duty-webhooks", headers=admin)
    assert secret not in listed.text
    [one] = listed.json()["items"]
    assert (await client.delete(f"{OFFICERS}/duty-webhooks/{one['id']}", headers=admin)).status_code == 204
    assert (await client.get(f"{OFFICERS}/duty-webhooks", headers=admin)).json()["items"] == []


async def test_who_wants_reports_only_does_not_hear_of_a_stop(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, duty: Duty
):
    admin = bearer(await make_officer(app, Role.ADMINISTRATOR, "371502"))
    for kind in ("stop", "report", None):
        body = {"division_code": "371502", "name": "值班室", "phone": "13800138000", "kind": kind}
        assert (await client.post(f"{OFFICERS}/duty-contacts", json=body, headers=admin)).status_code == 201
    listed = (await client.get(f"{OFFICERS}/duty-contacts", headers=admin)).json()["items"]
    assert [one["kind"] for one in listed] == ["stop", "report", None]
    await stop_somebody(app, client, db, clock)
    await duty.tell()
    assert [job["to"] for job in await jobs_of(db, SMS_JOB)] == [listed[0]["id"], listed[2]["id"]]


async def test_a_receiver_whose_name_has_come_to_lead_to_this_machine_is_not_called(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, duty: Duty, receiver: Receiver
):
    admin = bearer(await make_officer(app, Role.ADMINISTRATOR, "371502"))
    body = {"division_code": "371502", "url": receiver.url}
    await client.post(f"{OFFICERS}/duty-webhooks", json=body, headers=admin)
    await stop_somebody(app, client, db, clock)
    await duty.tell()
    [payload] = await jobs_of(db, WEBHOOK_JOB)
    services = app.state.services
    strict = Duty(
        db, clock, services[AuditLog], services[Keys].ring, Phones(), AlertSettings(), CoreSettings(demo=False)
    )
    with pytest.raises(NotTaken):
        await strict.tell_receiver(payload)
    assert receiver.got == []


@pytest.mark.parametrize(("certified", "taken"), [("duty.example", True), ("other.example", False)])
async def test_a_receiver_is_called_by_tls_at_the_address_that_was_judged_whatever_its_name_says_next(
    certified: str, taken: bool, app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, duty: Duty,
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
):  # fmt: skip
    receiver = Receiver(down=0)
    server = await asyncio.start_server(receiver.answer, "127.0.0.1", 0, ssl=certificate_of(certified, tmp_path))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))  # the authorities that the caller trusts
    port = server.sockets[0].getsockname()[1]
    admin = bearer(await make_officer(app, Role.ADMINISTRATOR, "371502"))
    hook = {"division_code": "371502", "url": f"https://duty.example:{port}/alerts"}
    assert (await client.post(f"{OFFICERS}/duty-webhooks", json=hook, headers=admin)).status_code == 201
    await stop_somebody(app, client, db, clock)
    await duty.tell()
    [payload] = await jobs_of(db, WEBHOOK_JOB)
    asked: list[str] = []

    async def names(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) == 1 else "192.0.2.1", port))]

    loop = asyncio.get_running_loop()
    with monkeypatch.context() as patched:
        patched.setattr(type(loop), "getaddrinfo", lambda _, host, port, **more: names(host, port, **more))
        with nullcontext() if taken else pytest.raises(NotTaken):
            await duty.tell_receiver(payload)
    server.close()
    assert asked[0] == "duty.example"
    assert [headers["host"] for headers, _ in receiver.got] == ([f"duty.example:{port}"] if taken else [])


async def test_the_queue_tries_a_receiver_again_later_and_later_until_it_takes_the_message(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, duty: Duty, receiver: Receiver,
    database_url: str,
):  # fmt: skip
    """The queue's clock is the database's: the test moves a waiting job's moment instead of waiting for it."""
    receiver.down = 3
    admin = bearer(await make_officer(app, Role.ADMINISTRATOR, "371502"))
    body = {"division_code": "371502", "url": receiver.url}
    await client.post(f"{OFFICERS}/duty-webhooks", json=body, headers=admin)
    await stop_somebody(app, client, db, clock)
    await duty.tell()
    book, stop = JobBook(), asyncio.Event()
    register(book, duty)
    worker = asyncio.create_task(work(database_url, book, stop))
    waits: list[float] = []
    waiting = (
        "select attempts, extract(epoch from execute_after - updated)::float8 as wait from pgqueuer"
        " where entrypoint = $1 and status = 'queued' and attempts > $2"
    )
    try:
        async with asyncio.timeout(60), db.connection() as connection:
            while len(receiver.got) < 4:
                row = await connection.fetchrow(waiting, WEBHOOK_JOB, len(waits))
                if row is None:
                    await asyncio.sleep(0.05)
                    continue
                waits.append(row["wait"])
                calls = len(receiver.got)
                assert calls == row["attempts"]
                await connection.execute("update pgqueuer set execute_after = now() where entrypoint = $1", WEBHOOK_JOB)
    finally:
        stop.set()
        await asyncio.wait_for(worker, 30)
    assert [round(wait) for wait in waits] == [2, 4, 8]
    assert len({headers["idempotency-key"] for headers, _ in receiver.got}) == 1


async def test_an_alert_that_went_up_twice_between_two_looks_is_told_at_both_levels(
    app: FastAPI, client: httpx.AsyncClient, db: Database, clock: FixedClock, duty: Duty
):
    admin = bearer(await make_officer(app, Role.ADMINISTRATOR, "370000"))
    made = []
    for code, number in (("371502", "13800138001"), ("371500", "13800138002"), ("370000", "13800138003")):
        body = {"division_code": code, "name": "值班室", "phone": number}
        made.append((await client.post(f"{OFFICERS}/duty-contacts", json=body, headers=admin)).json()["id"])
    await stop_somebody(app, client, db, clock)
    await duty.tell()
    for _ in range(2):
        clock.advance(timedelta(minutes=6))
        await app.state.services[Handling].raise_overdue()
    await duty.tell()
    assert [(job["to"], job["level"]) for job in await jobs_of(db, SMS_JOB)] == [
        (int(one), level) for level, one in enumerate(made)
    ]
