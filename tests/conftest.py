"""One embedded server a run, one migrated template, one cloned database a test that asks for it."""

import os
import shutil
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from hypothesis import settings as hypothesis_settings

from channel_table import Table
from grown import CHEAP_PASSWORDS, FOLDER
from places import new_folder
from venuecode import settings as settings_module
from venuecode.app import build_app
from venuecode.infra.db import Database
from venuecode.infra.embedded import EmbeddedServer
from venuecode.infra.migrate import apply_migrations
from venuecode.kernel.clock import FixedClock
from venuecode.sections import SECTIONS
from venuecode.settings import Settings

TEMPLATE = "venuecode_template"
DSN = "VENUECODE_TEST_SERVER"
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "autovacuum": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "256MB",
}
NOON = datetime(2026, 5, 6, 4, 0, tzinfo=UTC)
"""12:00 in Shanghai on an ordinary Wednesday."""


hypothesis_settings.register_profile("patient", deadline=None)  # the machine may be busy with other things
hypothesis_settings.load_profile("patient")


class _Server:
    server: EmbeddedServer | None = None
    folder: Path | None = None


_journeys: dict[str, bool] = {}
"""Journey in Chromium → whether all of it has passed so far."""


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note how each journey went, for the table of functions by channel."""
    if report.nodeid.startswith("tests/acceptance/") and not report.skipped:
        name = Path(report.nodeid.partition("::")[0]).stem
        _journeys[name] = _journeys.get(name, True) and report.passed


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hold the table of functions by channel to what the run showed; stop the server that this process started."""
    if hasattr(session.config, "workerinput"):
        return
    try:
        Table.of_docs().requires_page(_journeys)
    except AssertionError as fault:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        sys.stderr.write(f"\n{fault}\n")
    if _Server.server is not None:
        _Server.server.stop()
        shutil.rmtree(_Server.folder or "", ignore_errors=True)


def _start_server() -> str:
    folder = new_folder("venuecode-test-")
    os.environ[FOLDER] = str(folder)
    server = EmbeddedServer(folder / "pg", FAST)
    server.start()
    _Server.server, _Server.folder = server, folder
    server.create_database(TEMPLATE)
    apply_migrations(server.url(TEMPLATE))
    return server.url("{}")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Start the server once, in the controller, before any parallel worker."""
    if DSN not in os.environ:
        os.environ[DSN] = _start_server()


@pytest.fixture(scope="session")
def server_url() -> str:
    """Address of the test server with `{}` in place of the database's name."""
    if DSN not in os.environ:
        os.environ[DSN] = _start_server()
    return os.environ[DSN]


_made = iter(range(1_000_000))


@pytest.fixture
async def database_url(server_url: str) -> AsyncIterator[str]:
    """A fresh, migrated database of this test alone."""
    name = f"t{os.getpid()}_{next(_made)}"
    admin = await asyncpg.connect(server_url.format("postgres"))
    await admin.execute(f'create database "{name}" template "{TEMPLATE}" strategy file_copy')
    yield server_url.format(name)
    await admin.execute(f'drop database "{name}" with (force)')
    await admin.close()


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """A pool on this test's database."""
    database = await Database.connect(database_url, size=4)
    yield database
    await database.close()


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at noon until the test moves it."""
    return FixedClock(NOON)


def demo_environ(folder: Path) -> dict[str, str]:
    """The environment of a test deployment: demo mode, and passwords that are cheap to hash."""
    return {
        "VENUECODE_CORE__DATA_DIR": str(folder),
        "VENUECODE_CORE__DEMO": "1",
        **CHEAP_PASSWORDS,
    }


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a test deployment in demo mode."""
    return settings_module.load(SECTIONS, None, demo_environ(tmp_path))


@pytest.fixture
async def app(settings: Settings, database_url: str, clock: FixedClock) -> AsyncIterator[FastAPI]:
    """The started application; `app.state.services[Kind]` gives its services."""
    application = build_app(settings, database_url, clock)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client that speaks to the application without a socket."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield http


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return Path(__file__).parent.parent
