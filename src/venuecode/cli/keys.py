"""`venuecode keys`: the keys that seal personal fields, changed step by step (docs/playbooks/rotate-keys.md)."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from rich.progress import Progress

from venuecode.cli.deployment import database_url, load_settings, require_server, services
from venuecode.cli.refusal import Refusal
from venuecode.infra.db import Database
from venuecode.infra.keys import (
    Keys,
    KeysFault,
    add_field_key,
    change_keys,
    drop_field_key,
    rotate_signing_key,
    use_field_key,
)
from venuecode.infra.reseal import Resealed, SealedFields, keys_in_use
from venuecode.infra.reseal import reseal as reseal_field
from venuecode.kernel.clock import SystemClock
from venuecode.kernel.encryption import Algorithm
from venuecode.passes.service import PUBLISHED_FOR
from venuecode.settings import CoreSettings, Settings

LONGEST_LEAD_HOURS = 720


def add(*, algorithm: Algorithm = Algorithm.AES_256_GCM) -> None:
    """Add a key that every process can open with; restart them all before `keys use`.

    Parameters
    ----------
    algorithm
        The cipher it is for.

    """
    core = load_settings().get(CoreSettings)
    added: list[int] = []
    _change(core, lambda document: added.append(add_field_key(document, algorithm)))
    print(f"Key {added[0]} is in the ring. Restart every process, then: venuecode keys use {added[0]}")


def use(number: int) -> None:
    """Seal with a key from now on; restart every process afterwards.

    Parameters
    ----------
    number
        The key's number.

    """
    _change(load_settings().get(CoreSettings), partial(use_field_key, number=number))
    print(f"Key {number} seals from now on. Restart every process, then: venuecode keys reseal")


def reseal() -> None:
    """Seal everything stored with the current key; can be stopped and started again, beside live traffic."""
    settings = load_settings()
    with database_url(settings.get(CoreSettings)) as url:
        require_server(url)
        done = asyncio.run(_reseal(settings, url))
    for field in done:
        left = f", {field.unopened} that no key opens" if field.unopened else ""
        print(f"{field.field.place}: {field.moved} values{left}")


def drop(number: int) -> None:
    """Take a key out of the ring; refused while anything is sealed with it.

    Parameters
    ----------
    number
        The key's number.

    """
    settings = load_settings()
    core = settings.get(CoreSettings)
    with database_url(core) as url:
        require_server(url)
        used = asyncio.run(_in_use(settings, url))
    if number in used:
        raise Refusal(f"{used[number]} values are sealed with key {number}; run `venuecode keys reseal` first.")
    _change(core, partial(drop_field_key, number=number))
    print(f"Key {number} is gone from the ring; the file before stays beside it.")


def rotate_signing(*, in_hours: int = 72) -> None:
    """Publish a new key for personal codes and passes; it signs by itself from the given time on.

    Parameters
    ----------
    in_hours
        Hours until it takes over, 1 to 720; longer than any verifier keeps the list of keys.

    """
    if not 1 <= in_hours <= LONGEST_LEAD_HOURS:
        raise Refusal(f"--in-hours must be between 1 and {LONGEST_LEAD_HOURS}.")
    now = SystemClock().now().replace(microsecond=0)
    takes_over = now + timedelta(hours=in_hours)
    added: list[int] = []
    _change(
        load_settings().get(CoreSettings),
        lambda document: added.append(rotate_signing_key(document, takes_over, now - PUBLISHED_FOR)),
    )
    print(
        f"Key {added[0]} signs from {takes_over:%Y-%m-%d %H:%M} UTC on. Restart every process before then; "
        "from the restart on it is published."
    )


def _change(core: CoreSettings, change: Callable[[dict[str, Any]], None]) -> None:
    if core.keys is not None:
        raise Refusal("the keys come from the settings (core.keys); change them there.")
    try:
        change_keys(core.data_dir, change)
    except KeysFault as fault:
        raise Refusal(str(fault)) from None


async def _in_use(settings: Settings, url: str) -> dict[int, int]:
    async with services(settings, url) as built:
        return await keys_in_use(built[Database], built[SealedFields])


async def _reseal(settings: Settings, url: str) -> list[Resealed]:
    done = []
    async with services(settings, url) as built:
        with Progress(transient=True) as shown:
            for field in built[SealedFields]:
                task = shown.add_task(field.place, total=None)
                ring = built[Keys].ring
                done.append(await reseal_field(built[Database], ring, field, partial(shown.advance, task)))
                shown.remove_task(task)
    return done
