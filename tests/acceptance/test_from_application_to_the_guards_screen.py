"""The main job: apply, print, scan the print, be seen at the door; a red person raises the alarm everywhere."""

import pytest
from camera import Camera
from guard import Guard
from invented import citizen
from manager import Form, Manager
from officers import Officers
from phone import Phone
from playwright.async_api import expect
from screen import Language
from stage import Stage
from windows import Desks, Phones


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_venue_is_applied_for_its_poster_is_filmed_and_the_guard_sees_who_passes_and_who_is_stopped(
    phones: Phones, desks: Desks, stage: Stage, officers: Officers, camera: Camera, language: Language
) -> None:
    health, approver = [await officers.at_work(stage, name) for name in ("health", "approver")]
    green, red = await stage.person(citizen("周晓晴")), await stage.person(citizen("钱小红"))
    await stage.turn(health, approver, red.who.document)
    owner = await stage.person(citizen("孙经理"))

    # apply for a code on the phone and download the poster
    manager = await phones.of(owner.who.phone, Manager, language)
    await manager.begin_application()
    form = Form()
    await manager.fill(form)
    await manager.hand_in()
    await manager.sees("场所码已生成", "The venue code is issued")
    poster = await manager.poster("南门")

    # a guard stands at the door, an officer sits at the console
    guard = await phones.of((await stage.person()).who.phone, Guard, language)
    await guard.accept(await manager.invite_guard())
    await guard.watch()
    desk = await desks.of("health", language)
    await desk.go("预警", "Alerts")
    await desk.press("开启声音提醒", "Turn the sound on")

    # that very poster before the camera of somebody green
    camera.show(poster)
    visitor = await phones.of(green.who.phone, Phone, language)
    await visitor.scan()
    await visitor.shows("pass")
    await guard.sees_at_once("pass", "周*晴")
    await visitor.heard_soft_tone()
    await guard.heard_soft_tone()
    await expect(visitor.page.get_by_role("main")).to_contain_text(await guard.word())

    # somebody red at the same door
    stopped = await phones.of(red.who.phone, Phone, language)
    await stopped.scan()
    await stopped.shows("stop")
    await guard.sees_at_once("stop", "钱*红")
    await expect(guard.now()).to_contain_text(guard.say("不要放行", "Do not let them in"))
    await guard.heard_siren()
    await stopped.heard_siren()

    # the alert in the console, and its acknowledgement
    await expect(desk.row(form.full_name)).to_be_visible()
    await desk.heard_siren()
    await desk.row(form.full_name).get_by_role("button", name=desk.say("接收", "Acknowledge")).click()
    await expect(desk.row(form.full_name)).to_contain_text(desk.say("已接收", "Acknowledged"))
