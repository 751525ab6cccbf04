"""Start, stop, start again; two starts at once; a killed start. Nothing is damaged, nothing is left behind."""

import asyncio
import json
import os
import signal
import socket
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from started import Product, processes_of, venuecode
from venuecode.demo.officers import PASSWORD

Start = Callable[..., Product]


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read().decode()


def _execute(url: str, statement: str) -> None:
    async def execute() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute(statement)
        await connection.close()

    asyncio.run(execute())


def _live_page(url: str) -> Any:
    """Open what a console's page of alerts keeps open."""
    first = _call(url, "/officers/sign-in", {"user_name": "health", "password": PASSWORD})
    body = {"ticket": first["ticket"], "code": first["demo_code"]}
    token = _call(url, "/officers/sign-in/totp", body)["token"]
    asked = urllib.request.Request(f"{url}/api/v1/alerts/stream", headers={"authorization": f"Bearer {token}"})
    return urllib.request.urlopen(asked, timeout=30)


def _call(url: str, path: str, body: dict[str, str]) -> Any:
    headers = {"content-type": "application/json"}
    asked = urllib.request.Request(f"{url}/api/v1{path}", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return json.load(answer)


def _wait_until_gone(data: Path) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and processes_of(data):
        time.sleep(0.1)
    assert processes_of(data) == []


@pytest.mark.usefixtures("after_first_start")
def test_ctrl_c_stops_all_of_it_and_a_second_start_keeps_the_data(start: Start, data: Path):
    first = start()
    assert '"ready"' in _get(first.url + "/readyz")
    _execute(first.database_url(), "create table kept (x int)")
    assert first.interrupt() == 0
    assert processes_of(data) == []
    began = time.monotonic()
    second = start()
    assert time.monotonic() - began < 15
    _execute(second.database_url(), "insert into kept values (1)")
    with _live_page(second.url) as page:
        assert page.readline() == b"retry: 1000\n"
        began = time.monotonic()
        assert second.terminate() == 0
        assert time.monotonic() - began < 15
    assert processes_of(data) == []


@pytest.mark.usefixtures("after_first_start")
def test_of_two_starts_at_once_one_runs_and_the_other_says_why_not(start: Start, data: Path):
    first = start()
    second = venuecode("run", data=data)
    assert second.returncode == 2
    assert "in use" in second.stderr
    assert "runs already" in second.stderr
    assert "choose another port" not in second.stderr
    assert "Traceback" not in second.stderr
    assert '"ready"' in _get(first.url + "/readyz")


@pytest.mark.usefixtures("after_first_start")
def test_a_killed_start_leaves_nothing_that_runs_and_the_next_one_recovers(start: Start, data: Path):
    first = start()
    _execute(first.database_url(), "create table kept (x int)")
    first.kill()
    second = start()  # at once: the old database may still be stopping
    _execute(second.database_url(), "insert into kept values (1)")
    assert second.interrupt() == 0
    _wait_until_gone(data)


@pytest.mark.usefixtures("after_first_start")
def test_a_killed_start_ends_its_processes_by_itself(start: Start, data: Path):
    first = start()
    assert len(processes_of(data)) >= 3
    first.kill()
    _wait_until_gone(data)


def test_a_taken_port_is_told_before_anything_is_touched(data: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = venuecode("run", data=data, settings={"VENUECODE_CORE__PORT": str(port)})
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr
    assert "VENUECODE_CORE__PORT" in done.stderr
    assert not data.exists()


def test_all_faults_of_the_settings_are_told_at_once(data: Path):
    done = venuecode("run", data=data, settings={"VENUECODE_CORE__POOL_SIZE": "1", "VENUECODE_CORE__HOST": "0.0.0.0"})
    assert done.returncode == 2
    assert "core.pool_size" in done.stderr
    assert "VENUECODE_CORE__POOL_SIZE" not in done.stdout
    assert not data.exists()


@pytest.mark.usefixtures("after_first_start")
def test_demo_reset_starts_over_and_refuses_while_the_product_runs(start: Start, data: Path):
    first = start()
    _execute(first.database_url(), "create table kept (x int)")
    refused = venuecode("demo", "reset", data=data)
    assert refused.returncode == 2
    assert "in use" in refused.stderr
    first.interrupt()
    assert venuecode("demo", "reset", data=data).returncode == 0
    second = start()
    _execute(second.database_url(), "create table kept (x int)")


@pytest.mark.usefixtures("after_first_start")
def test_a_database_that_ends_by_itself_is_told_and_ends_the_rest(start: Start, data: Path):
    first = start()
    postmaster = int((data / "pg" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(postmaster, signal.SIGKILL)
    assert first.process is not None
    assert first.process.wait(60) == 2
    assert "ended by itself" in first.words()
    _wait_until_gone(data)
    assert '"ready"' in _get(start().url + "/readyz")
