"""`venuecode officer`: the first administrator, and any other account from the machine itself."""

import asyncio

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
from venuecode.settings import CoreSettings


def create(user: str, *, name: str, division: str, role: Role = Role.ADMINISTRATOR) -> None:
    """Make an officer's account and print its first password, once; it must be changed at the first sign-in.

    Parameters
    ----------
    user
        User name.
    name
        Name as colleagues see it.
    division
        GB/T 2260 code of the division in which the officer acts; 000000 for the whole country.
    role
        What the officer may do.

    """
    be_silent()
    settings = load_settings()
    with database_url(settings.get(CoreSettings)) as url:
        require_server(url)
        apply_migrations(url)
        new = NewOfficer(user, name, role, DivisionCode(division))

        async def make() -> str:
            async with services(settings, url) as built:
                built[Divisions].get(division)
                officers: Officers = built[Officers]
                _, password = await officers.create(new)
                return password

        try:
            password = asyncio.run(make())
        except DomainError as fault:
            raise Refusal(f"{fault.message.zh} {fault.message.en}") from None
    print(f"user {user}\npassword {password}\nThe second factor is set up at the first sign-in.")
