"""The real product for acceptance tests: one with demo data for each test process, or one of a test's own."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path

import asyncpg
import pytest

from grown import copy_grown
from places import new_folder
from started import Product
from venuecode.web import STATIC


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that any user can reach, whoever runs the test."""
    folder = new_folder("venuecode-operator-")
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def after_first_start(data: Path, server_url: str) -> None:
    """Begin with a data folder as a first start left it."""
    copy_grown(data)


@pytest.fixture
def start(data: Path) -> Iterator[Callable[..., Product]]:
    """Start products over this test's data folder; whatever still runs is stopped at the end."""
    started: list[Product] = []

    def run(settings: Mapping[str, str] | None = None, command: list[str] | None = None) -> Product:
        started.append(Product(data, settings, command))
        return started[-1].start()

    yield run
    for product in started:
        product.stop()


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip where the pages were not built; `make test` builds them first."""
    if not (STATIC / "mobile" / "index.html").exists():
        pytest.skip("the pages are not built")


@pytest.fixture
async def database_url_unmigrated(server_url: str) -> AsyncIterator[str]:
    """An empty database."""
    connection = await asyncpg.connect(server_url.format("postgres"))
    await connection.execute("create database unmigrated")
    yield server_url.format("unmigrated")
    await connection.execute("drop database unmigrated with (force)")
    await connection.close()
