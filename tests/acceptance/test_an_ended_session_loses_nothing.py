"""A session that was ended elsewhere: the person signs in again and the scan in hand goes on to its verdict."""

from phone import Phone
from stage import Stage
from windows import Phones


async def test_the_scan_in_hand_survives_the_new_sign_in(phones: Phones, stage: Stage) -> None:
    venue = await stage.venue(("南门", "in"))
    person = await stage.person()
    phone = await phones.of(person.who.phone, Phone, "en")
    await stage.call("DELETE", "/me/sessions", person)  # from another device: all but its own

    await phone.scan_until_refused(venue.doors[0].code)

    await phone.sees("登录已失效", "Your session has ended")
    await phone.prove(person.who.phone)
    await phone.shows("pass")
