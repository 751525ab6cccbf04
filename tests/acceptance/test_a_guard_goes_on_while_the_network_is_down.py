"""A guard's phone without a network for an hour: it judges, keeps, sends once when the network is back, and is told."""

import re
from datetime import UTC, datetime
from typing import Any

from camera import Camera
from guard import Guard
from invented import citizen, passport
from officers import COUNTY, Officers
from playwright.async_api import expect
from stage import Person, Stage
from windows import Phones

HOUR_MS = 3_600_000


async def code_of(stage: Stage, person: Person) -> str:
    """Ask for the code that a person's phone shows."""
    return str((await stage.call("POST", "/me/code", person))["code"])


async def visits_of(stage: Stage, person: Person) -> list[Any]:
    """List a person's visits as they read them."""
    return [(one["verdict"], one["method"]) for one in (await stage.call("GET", "/me/visits", person))["items"]]


async def registers_four_alone(guard: Guard, card: str) -> None:
    """Without a network: two codes by the camera, a card by its code, a passport by typing."""
    await guard.press("扫对方的码", "Scan their code")
    await guard.sees("离线值守 · 2 条等待补传", "Offline · 2 waiting to be sent")
    await expect(guard.alone()).to_contain_text("通行")
    await expect(guard.alone()).to_contain_text("离线核验")
    await expect(guard.alone()).to_contain_text(re.compile(r"\d\d:\d\d 的状态（\d 分钟前）"))
    await guard.field("或输入卡片编号", "Or type the card's code").fill(card)
    await guard.press("登记", "Register", exact=True)
    await expect(guard.alone()).to_contain_text("已登记，状态未知")
    await expect(guard.alone()).to_contain_text("未列入")
    await guard.press("关闭", "Close", exact=True)
    await guard.press("证件登记", "By document")
    await guard.reads_passport("德国", passport())
    await guard.agrees()
    await guard.press("登记此人", "Register this person")
    await guard.sees("请填写姓名", "Type the name")
    await guard.field("姓名（与证件一致）", "Name as on the document").fill("Hanna Vogel")
    await guard.press("登记此人", "Register this person")
    await guard.sees("离线值守 · 4 条等待补传", "Offline · 4 waiting to be sent")


async def test_an_hour_without_a_network_loses_nobody_and_lets_the_guard_know(
    phones: Phones, stage: Stage, officers: Officers, camera: Camera
) -> None:
    venue = await stage.venue(("南门", "in"))
    green, turned, elder = [await stage.person(citizen(name)) for name in ("周小芳", "吴志强", "孙桂兰")]
    card = await stage.card(elder)
    health = await officers.worker(stage, "health_officer", COUNTY)
    approver = await officers.worker(stage, "approver", COUNTY)
    guard = await phones.of(venue.manager.who.phone, Guard, service_workers="allow")
    await guard.is_kept_for_offline()
    await guard.page.clock.install()
    await guard.open(f"/#/pages/guard/door?venue={venue.id}")
    await guard.watch()
    await guard.keeps("guardKit")

    await guard.page.context.set_offline(offline=True)
    [held] = (await stage.call("GET", "/me/cards", elder))["items"]
    await stage.call("POST", f"/me/cards/{held['person_id']}/revoke", elder, because="lost")
    camera.show_in_turn(await code_of(stage, green), await code_of(stage, turned))
    await stage.turn(health, approver, turned.who.document)

    await registers_four_alone(guard, card)
    assert "Vogel" not in await guard.page.evaluate("JSON.stringify(localStorage)")  # sealed for the server alone

    await guard.page.clock.fast_forward(HOUR_MS)
    await expect(guard.offline()).to_contain_text("1 小时前")
    await guard.page.reload()
    await guard.press("开始值守", "Start watching")
    await guard.sees("离线值守 · 4 条等待补传", "Offline · 4 waiting to be sent")
    assert await visits_of(stage, green) == []

    await guard.page.clock.set_system_time(datetime.now(UTC))  # the server has not waited for the hour
    await guard.page.context.set_offline(offline=False)
    await guard.sees("离线放行的人不应放行", "Let in offline")
    await expect(guard.told()).to_have_count(2)
    await expect(guard.told().filter(has_text="吴*强")).to_contain_text("密切接触者")
    await expect(guard.told().filter(has_text="作废")).to_have_count(1)
    await expect(guard.offline()).to_have_count(0)
    await expect(guard.count_of("今日 进", "Today In")).to_have_text("2")
    assert await visits_of(stage, green) == [("pass", "personal_code")]
    assert await visits_of(stage, turned) == [("stop", "personal_code")]
    assert await visits_of(stage, elder) == []
    alerts = (await stage.call("GET", "/officers/alerts?kind=let_in", health))["items"]
    ours = {(one["person_name"], one["reason_code"]) for one in alerts if one["venue_id"] == venue.id}
    assert ours == {("吴*强", "close_contact"), ("孙*兰", "card_revoked")}

    await guard.told().first.get_by_role("button", name="知道了").click()
    await expect(guard.told()).to_have_count(1)
