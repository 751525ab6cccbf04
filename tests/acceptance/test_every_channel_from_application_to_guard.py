"""Each mini-program as it is published, against the real server: `docs/channels.md` says what was shown.

The steps are written in clients/mobile/tests/channels/journey.test.mjs. With VENUECODE_TEST_WRITE_TABLE=1 the page is
written anew.
"""

import asyncio
import json
import os
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest
from channels import StandIns
from invented import Citizen, citizen, credit_code, resident_id, venue_name
from officers import Officers
from product import Product
from stage import Stage

from channel_table import BUILDS, Table

MOBILE = Path(__file__).parents[2] / "clients" / "mobile"
PATIENCE_SECONDS = 240


def _plain(who: Citizen) -> dict[str, str]:
    return {"name": who.name, "document": who.document, "phone": who.phone}


@pytest.mark.parametrize("channel", BUILDS)
async def test_apply_scan_pass_and_stop_feed_and_offline_in_the_compiled_mini_program(
    channel: str, product: Product, stand_ins: StandIns, stage: Stage, officers: Officers, tmp_path: Path
) -> None:
    assert (MOBILE / "dist/channels" / channel).is_dir(), "run `make clients` first"
    health, approver = [await officers.at_work(stage, name) for name in ("health", "approver")]
    red = await stage.person(citizen("钱小红"))
    await stage.turn(health, approver, red.who.document)
    shown = tmp_path / "shown.json"
    world = {
        **stand_ins.urls,
        "server": product.url,
        "channel": channel,
        "shown": str(shown),
        "owner": {**_plain(citizen("孙经理")), "venue": venue_name(), "credit": credit_code()},
        "green": _plain(citizen("周晓晴")),
        "red": _plain(red.who),
        "child": {"name": "周小天", "document": resident_id("20150612")},
    }
    (tmp_path / "world.json").write_text(json.dumps(world), "utf-8")
    process = await asyncio.create_subprocess_exec(
        *("node", "--test", "tests/channels/journey.test.mjs"),
        cwd=MOBILE,
        env={**os.environ, "VENUECODE_TEST_WORLD": str(tmp_path / "world.json")},
        stdout=PIPE,
        stderr=STDOUT,
    )
    async with asyncio.timeout(PATIENCE_SECONDS):
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    Table.of_docs().requires(channel, set(json.loads(shown.read_text())))
