"""A policy is drafted, tried on everybody, put in force by another officer, and taken back with one call."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import ANY

import httpx
import pytest
from fastapi import FastAPI

from people import bearer, make_officer, register_citizen
from venuecode.app import build_services
from venuecode.audit.model import SYSTEM
from venuecode.health.model import FactFor, NewTest, Source, TestResult
from venuecode.health.policy.service import Policies
from venuecode.health.policy.table import shipped_policy
from venuecode.health.policy.trials import Trials
from venuecode.health.recompute import Recompute
from venuecode.health.service import Health
from venuecode.identity.model import Role
from venuecode.infra.db import Database
from venuecode.kernel.clock import FixedClock
from venuecode.settings import Settings

POLICIES = "/api/v1/health/policies"


def stricter() -> dict[str, Any]:
    """A policy by which a positive test is yellow, and every class asks for a test within 48 h."""
    document: dict[str, Any] = shipped_policy().model_dump(mode="json")
    document["reasons"]["positive_test"] = {"steps": [{"colour": "yellow", "days": 10}]}
    document["venue_classes"] = {str(number): {"test_hours": 48} for number in range(1, 7)}
    return document


@pytest.fixture
async def positive(app: FastAPI, db: Database, clock: FixedClock) -> str:
    """The token of somebody with a positive test; and there is somebody else of whom nothing is known."""
    token, person = await register_citizen(app, "周小晴")
    await register_citizen(app)
    lab = Source("lab:市检测中心", SYSTEM)
    async with db.transaction() as connection:
        test = NewTest(TestResult.POSITIVE, clock.now(), "市检测中心")
        await app.state.services[Health].enter_facts(connection, lab, [FactFor(person, test)])
    return token


async def draft(client: httpx.AsyncClient, officer: dict[str, str]) -> int:
    answer = await client.post(POLICIES, json={"document": stricter(), "note": "试行"}, headers=officer)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["version"])


async def tried(app: FastAPI, client: httpx.AsyncClient, officer: dict[str, str], version: int) -> None:
    """Ask for a dry run and do the worker's part."""
    await client.post(f"{POLICIES}/{version}/dry-run", headers=officer)
    async with app.state.services[Database].connection() as connection:
        trial = await connection.fetchval("select max(id) from policy_trial")
    await app.state.services[Trials].run(trial)


async def test_a_dry_run_counts_who_would_change_and_changes_nobody(
    app: FastAPI, client: httpx.AsyncClient, db: Database, positive: str
):
    officer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    version = await draft(client, officer)
    asked = await client.post(f"{POLICIES}/{version}/dry-run", headers=officer)
    assert (asked.status_code, asked.json()["moved"]) == (202, None)
    async with db.connection() as connection:
        trial = await connection.fetchval("select id from policy_trial")
    await app.state.services[Trials].run(trial)
    told = (await client.get(f"{POLICIES}/{version}/dry-run", headers=officer)).json()
    here = {"division_code": "371502", "division": {"code": "371502", "zh": "山东省聊城市东昌府区", "en": ANY}}
    assert told["moved"] == [{"before": "red", "after": "yellow", **here, "people": 1}]
    assert told["samples"] == [{"before": "red", "after": "yellow", "masked_name": "周*晴", **here}]
    elsewhere = bearer(await make_officer(app, Role.HEALTH_OFFICER, "370202"))
    assert (await client.get(f"{POLICIES}/{version}/dry-run", headers=elsewhere)).json()["moved"] == []
    assert (await client.get("/api/v1/me/status", headers=bearer(positive))).json()["colour"] == "red"


async def test_a_second_officer_of_a_prefecture_activates_and_one_call_steps_back(
    app: FastAPI, client: httpx.AsyncClient, db: Database, positive: str
):
    author = bearer(await make_officer(app, Role.APPROVER, "371500"))
    county = bearer(await make_officer(app, Role.APPROVER, "371502"))
    second = bearer(await make_officer(app, Role.APPROVER, "371500"))
    version = await draft(client, author)
    activate = f"{POLICIES}/{version}/activate"
    assert (await client.post(activate, headers=author)).json()["code"] == "policy.same_officer"
    assert (await client.post(activate, headers=county)).json()["code"] == "policy.level_too_low"
    assert (await client.post(activate, headers=second)).json()["code"] == "policy.not_tried"
    await tried(app, client, author, version)
    async with db.connection() as connection:
        await connection.execute("update policy_trial set finished_at = finished_at - interval '25 hours'")
    assert (await client.post(activate, headers=second)).json()["code"] == "policy.not_tried"
    await tried(app, client, author, version)
    assert (await client.post(activate, headers=second)).json()["state"] == "active"
    assert (await client.post(activate, headers=second)).json()["code"] == "policy.not_a_draft"
    recompute: Recompute = app.state.services[Recompute]
    done = await recompute.run()
    assert (done.derived, done.changed) == (1, 1)
    assert (await recompute.run()).changed == 0
    assert (await client.get("/api/v1/me/status", headers=bearer(positive))).json()["colour"] == "yellow"
    back = await client.post(f"{POLICIES}/step-back", headers=author)
    assert (back.json()["version"], back.json()["state"]) == (1, "active")
    await recompute.run()
    assert (await client.get("/api/v1/me/status", headers=bearer(positive))).json()["colour"] == "red"
    async with db.connection() as connection:
        causes = await connection.fetch("select cause, policy_version from status_change order by id")
        actions = await connection.fetch("select action from audit_event where action like 'policy.%' order by id")
    assert [tuple(row) for row in causes] == [("fact", 1), ("policy", version), ("policy", 1)]
    assert [row["action"] for row in actions] == [
        "policy.drafted",
        "policy.tried",
        "policy.tried",
        "policy.activated",
        "policy.stepped_back",
    ]


async def test_an_unfit_document_is_told_by_its_places(app: FastAPI, client: httpx.AsyncClient):
    officer = bearer(await make_officer(app, Role.HEALTH_OFFICER))
    document = stricter()
    document["longest_days"] = 0
    del document["reasons"]["inbound"]
    answer = await client.post(POLICIES, json={"document": document}, headers=officer)
    assert (answer.status_code, answer.json()["code"]) == (422, "policy.document_unfit")
    assert "longest_days" in answer.json()["fields"]


async def test_another_process_follows_within_two_seconds(
    app: FastAPI, client: httpx.AsyncClient, settings: Settings, db: Database
):
    author = bearer(await make_officer(app, Role.APPROVER, "371500"))
    second = bearer(await make_officer(app, Role.APPROVER, "371500"))
    other: Policies = build_services(settings, db)[Policies]
    await other.follow()
    version = await draft(client, author)
    await tried(app, client, second, version)
    await client.post(f"{POLICIES}/{version}/activate", headers=second)
    await asyncio.wait_for(other.follow(), timedelta(seconds=2).total_seconds())
    assert other.current.venue_classes[1].test_hours == 48
