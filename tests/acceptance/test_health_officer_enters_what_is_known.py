"""A health officer finds one person with a reason, enters a test and a status; the person sees who looked."""

import re

import pytest
from invented import resident_id
from playwright.async_api import expect
from screen import Language
from stage import Stage
from windows import Desks


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_look_up_with_reason_then_a_test_and_a_status(desks: Desks, stage: Stage, language: Language) -> None:
    person = await stage.person()
    desk = await desks.worker("health_officer", language, path="health")
    await desk.field("证件号码", "Document number").fill(person.who.document)
    await desk.press("查询人员", "Find a person")
    await desk.sees("请至少写 4 个字", "Please write at least 4 characters")
    reason = f"核实线索 {language}"
    await desk.field("理由", "Reason").fill(reason)
    await desk.press("查询人员", "Find a person")
    await desk.sees("周*晴", "周*晴")
    await desk.sees("没有检测记录", "No test on record")

    await desk.press("录入检测结果", "Enter a test result")
    await desk.field("检测机构", "Institution").fill("市人民医院")
    await desk.press("保存", "Save", exact=True)
    await expect(desk.page.get_by_role("definition").filter(has_text=desk.say("阴性", "Negative"))).to_be_visible()

    await desk.press("提出管控措施", "Propose an order")
    await desk.press("保存", "Save", exact=True)
    await desk.sees("必填", "Required")
    await desk.choose(("原因", "Cause"), desk.say("密切接触者", "Close contact"))
    await desk.field("依据", "Evidence").fill("流调报告 7 号")
    await desk.press("保存", "Save", exact=True)
    await desk.sees("有 1 项管控措施等待审批", "1 order waits for approval")
    await expect(desk.page.get_by_text(desk.say("绿码", "Green code")).first).to_be_visible()

    looks = (await stage.call("GET", "/me/looks", person))["items"]
    assert any(re.search(reason, look["reason"] or "") for look in looks)


async def test_who_is_not_registered_is_not_found_and_what_was_never_sent_is_not_taken_back(desks: Desks) -> None:
    number = resident_id()
    desk = await desks.worker("health_officer", "en", path="health")
    await desk.field("证件号码", "Document number").fill(number)
    await desk.field("理由", "Reason").fill("checking a lead")
    await desk.press("查询人员", "Find a person")
    await desk.sees("没有登记此证件的人员", "Nobody is registered with this document")

    await desk.press("撤回已提交的信息", "Take back what was sent")
    form = desk.page.get_by_role("dialog")
    await form.get_by_role("button").last.click()
    await expect(form.get_by_text("Required")).to_have_count(3)
    await form.get_by_label("Document number").fill(number)
    await form.get_by_label("Sampled").fill("2026-05-06 08:30")
    await form.get_by_label("Institution").fill("市人民医院")
    await form.get_by_label("Reason").fill("Sample of somebody else")
    await form.get_by_role("button").last.click()
    await expect(form.get_by_role("alert")).to_contain_text("Your department brought no such fact")
