"""The real product for acceptance tests: one with demo data for each test process, or one of a test's own."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from started import Product


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that any user can reach, whoever runs the test."""
    folder = Path(tempfile.mkdtemp(prefix="venuecode-acceptance-"))
    folder.chmod(0o755)
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


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
