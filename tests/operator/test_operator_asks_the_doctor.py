"""What the doctor finds, and the first account."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from started import Product, venuecode


@pytest.mark.usefixtures("after_first_start")
def test_the_doctor_finds_a_running_demonstration_well(start: Callable[..., Product], data: Path, built: None):
    start()
    done = venuecode("doctor", data=data, settings={"VENUECODE_CORE__DEMO": "1"})
    assert "the schema is up to date" in done.stdout
    assert "demo mode" in done.stdout
    assert "All is well" not in done.stdout
    assert re.search(r"No problems\. \d 处需留意", done.stdout)
    assert done.returncode == 0, done.stdout


def test_the_doctor_makes_nothing_before_the_first_start(data: Path):
    done = venuecode("doctor", data=data)
    assert "the database will be made at the first start" in done.stdout
    assert "migrations are missing" not in done.stdout
    assert not data.exists()


def test_the_doctor_tells_open_keys_plain_http_and_missing_migrations(data: Path, database_url_unmigrated: str):
    data.mkdir()
    keys = data / "keys.json"
    keys.write_text("{}")
    keys.chmod(0o644)
    settings = {"DATABASE_URL": database_url_unmigrated, "VENUECODE_CORE__PUBLIC_URL": "http://codes.example"}
    done = venuecode("doctor", data=data, settings=settings)
    assert done.returncode == 1
    assert re.search(r"✗ .*chmod 600", done.stdout)
    assert re.search(r"✗ .*https only", done.stdout)
    assert re.search(r"✗ \d+ migrations are missing", done.stdout)


def test_the_doctor_tells_every_fault_of_the_settings(data: Path):
    done = venuecode("doctor", data=data, settings={"VENUECODE_CORE__POOL_SIZE": "0", "VENUECODE_NONSENSE": "1"})
    assert done.returncode == 1
    assert "core.pool_size" in done.stdout
    assert "VENUECODE_NONSENSE" in done.stdout


def test_the_first_account_is_made_on_the_machine_and_only_once(data: Path):
    arguments = ("officer", "create", "chief", "--name", "管理员", "--division", "371500")
    made = venuecode(*arguments, data=data)
    assert re.search(r"password \S{10,}", made.stdout), made.stderr
    again = venuecode(*arguments, data=data)
    assert again.returncode == 2
    assert "taken" in again.stderr
    kept = venuecode("demo", "reset", data=data)
    assert kept.returncode == 2
    assert "nothing was removed" in kept.stderr
    nowhere = venuecode("officer", "create", "x", "--name", "甲", "--division", "999999", data=data)
    assert nowhere.returncode == 2


def test_the_document_of_the_api_needs_no_database(data: Path):
    done = venuecode("openapi", data=data)
    assert "/api/v1/scans" in json.loads(done.stdout)["paths"]
