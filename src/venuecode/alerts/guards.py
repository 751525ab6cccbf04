"""Tells the guards of a door that somebody was stopped there, in case nobody looks at the door's screen."""

from collections import Counter
from datetime import timedelta

from venuecode.alerts import store
from venuecode.identity.messages.model import Notice
from venuecode.identity.messages.service import Messages
from venuecode.infra.db import Database
from venuecode.kernel.clock import Clock

EVERY_MINUTE = "* * * * *"
QUIET = timedelta(minutes=10)
"""Guards of a door are told once in so long."""
OLD = timedelta(minutes=30)
"""What is older is history: a worker that was down tells nobody of it."""


class GuardsTold:
    """Looks for stops that no guard was told of."""

    def __init__(self, db: Database, clock: Clock, messages: Messages) -> None:
        self._db = db
        self._clock = clock
        self._messages = messages

    async def run(self) -> None:
        """Have the guards and the manager of each door told once, with the number of people stopped."""
        now = self._clock.now()
        async with self._db.transaction() as connection:
            stopped = Counter(await store.claim_untold(connection, now, now - OLD, now - QUIET))
            for line in await store.guards_of_doors(connection, list(stopped)):
                values = {"venue": line.venue, "door": line.door, "count": str(stopped[line.door_id])}
                await self._messages.tell(connection, line.person_id, Notice.DOOR_ALERT, values)
