"""The demonstration's officers, signed in once a worker: an authenticator's code is good once."""

from itertools import count

import pyotp
from invented import Citizen
from stage import Person, Stage

from venuecode.demo.officers import OFFICERS, PASSWORD

COUNTY = "371502"
OWN_PASSWORD = "Journey-Tested-2026"
KNOWN = {officer.user_name: officer for officer in OFFICERS}
_numbers = count(1)


class Officers:
    """Sessions of officers, by user name."""

    def __init__(self) -> None:
        self._sessions: dict[str, Person] = {}

    async def at_work(self, stage: Stage, user_name: str) -> Person:
        """Return an officer's session, opening it at the first time."""
        if user_name not in self._sessions:
            first = await stage.call("POST", "/officers/sign-in", user_name=user_name, password=PASSWORD)
            code = first["demo_code"]
            signed_in = await stage.call("POST", "/officers/sign-in/totp", ticket=first["ticket"], code=code)
            name = KNOWN[user_name].display_name
            self._sessions[user_name] = Person(Citizen(name, "", ""), signed_in["token"])
        return self._sessions[user_name]

    async def worker(self, stage: Stage, role: str, division: str = COUNTY) -> Person:
        """Have the administrator make an officer, who does the first sign-in; return the session."""
        admin = await self.at_work(stage, "admin")
        user_name = f"journey{next(_numbers)}"
        account = {"user_name": user_name, "display_name": "旅行者", "role": role, "division_code": division}
        made = await stage.call("POST", "/officers", admin, **account)
        first = await stage.call("POST", "/officers/sign-in", user_name=user_name, password=made["password"])
        code = pyotp.TOTP(first["enrol_secret"]).now()
        signed_in = await stage.call("POST", "/officers/sign-in/totp", ticket=first["ticket"], code=code)
        worker = Person(Citizen("旅行者", "", ""), signed_in["token"])
        await stage.call("POST", "/officers/me/password", worker, present=made["password"], chosen=OWN_PASSWORD)
        return worker
