"""The demonstration's officers, signed in once a worker: an authenticator's code is good once."""

from invented import Citizen
from stage import Person, Stage

from venuecode.demo.officers import OFFICERS, PASSWORD

KNOWN = {officer.user_name: officer for officer in OFFICERS}


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
