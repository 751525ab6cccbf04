"""A person who has never heard of this opens a poster with the phone's own camera and ends at the verdict."""

import pytest
from invented import citizen
from phone import Phone
from playwright.async_api import expect
from screen import Language
from stage import Stage
from windows import Phones


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_poster_leads_through_registration_to_the_verdict(
    phones: Phones, stage: Stage, language: Language
) -> None:
    venue = await stage.venue(("南门", "in"))
    who = citizen("周晓晴")
    phone = await phones.new(Phone, language)

    await phone.open(venue.doors[0].path)
    await phone.prove(who.phone)
    await phone.register(who)

    await phone.shows("pass")
    await phone.heard_soft_tone()
    await expect(phone.page.get_by_role("main")).to_contain_text(venue.short_name)
    await expect(phone.page.get_by_role("main")).to_contain_text("周*晴")


async def test_who_is_signed_in_needs_no_tap_where_the_door_has_one_direction_and_one_where_it_has_both(
    phones: Phones, stage: Stage
) -> None:
    venue = await stage.venue(("南门", "in"), ("北门", "both"))
    person = await stage.person()
    phone = await phones.of(person.who.phone, Phone)

    await phone.open(venue.doors[0].path)
    await phone.shows("pass")

    await phone.open(venue.doors[1].path)
    await phone.press("我要离开", "Going out")
    await phone.shows("pass")
    await phone.sees("北门", "北门")
