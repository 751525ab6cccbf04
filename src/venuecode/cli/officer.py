"""`venuecode officer`: the first administrator, and any other account from the machine itself."""

import asyncio
import getpass
import sys

from venuecode.cli.deployment import database_url, load_settings, require_server, services
from venuecode.cli.refusal import Refusal
from venuecode.identity.model import Role
from venuecode.identity.officers.model import NewOfficer
from venuecode.identity.officers.service import Officers
from venuecode.infra.logs import be_silent
from venuecode.infra.migrate import apply_migrations
from venuecode.kernel.errors import DomainError
from venuecode.kernel.ids import DivisionCode
from venuecode.regions.service import Divisions
from venuecode.settings import CoreSettings, Settings


def create(
    user: str,
    *,
    division: str,
    name: str = "",
    role: Role = Role.ADMINISTRATOR,
    password_stdin: bool = False,
) -> None:
    """Make an officer's account; a first password is printed, once, and must be changed at the first sign-in.

    Parameters
    ----------
    user
        User name.
    division
        GB/T 2260 code of the division in which the officer acts; 000000 for the whole country.
    name
        Name as colleagues see it.
    role
        What the officer may do.
    password_stdin
        Read a lasting password from standard input instead, from a terminal unseen.

    """
    be_silent()
    password = _read_password() if password_stdin else None
    settings = load_settings()
    with database_url(settings.get(CoreSettings)) as url:
        require_server(url)
        apply_migrations(url)
        new = NewOfficer(user, name or user, role, DivisionCode(division))
        try:
            told = asyncio.run(_create(settings, url, new, password))
        except DomainError as fault:
            raise Refusal(f"{fault.message.zh} {fault.message.en}") from None
    print(f"user {user}" if password_stdin else f"user {user}\npassword {told}")
    print("The second factor is set up at the first sign-in.")


def _read_password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass("Password: ")
    return sys.stdin.readline().rstrip("\n")


async def _create(settings: Settings, url: str, new: NewOfficer, password: str | None) -> str:
    async with services(settings, url) as built:
        built[Divisions].get(new.division_code)
        officers: Officers = built[Officers]
        _, told = await officers.create(new, password)
        return told
