"""Ties an account of a channel to the person who proves a phone (ADR 0031)."""

import base64
import json
from datetime import timedelta
from typing import Any

from venuecode.identity.channels import store
from venuecode.identity.channels.model import Account, LinkedElsewhere, LinkExpired, Provider
from venuecode.identity.people.sealing import PersonSeal
from venuecode.identity.people.store import login_person
from venuecode.kernel.clock import Clock
from venuecode.kernel.encryption import CannotOpen
from venuecode.kernel.ids import PersonId

LINK = "channel.link"
KEPT = "newcomer.account"
SUBJECT = "channel_login.subject"


class AccountLinks:
    """Makes and takes link tokens: sealed notes that say by which account somebody came, good for some minutes.

    A token is worth nothing by itself: it is taken together with the code that proves a phone.
    """

    def __init__(self, seal: PersonSeal, clock: Clock, life: timedelta) -> None:
        self._seal = seal
        self._clock = clock
        self._life = life

    def make(self, account: Account) -> str:
        """Return the token of an account that leads to nobody yet."""
        until = int((self._clock.now() + self._life).timestamp())
        note = json.dumps([until, account.provider, account.app_id, account.subjects])
        return base64.urlsafe_b64encode(self._seal.seal(note, LINK)).decode()

    def take(self, token: str) -> Account:
        """Return the account of a token; raises `LinkExpired` for one that is too old or not ours."""
        try:
            note = self._seal.open(base64.urlsafe_b64decode(token.encode()), LINK)
        except (CannotOpen, ValueError):
            raise LinkExpired from None
        until, *account = json.loads(note)
        if until < self._clock.now().timestamp():
            raise LinkExpired
        return _account(account)

    async def person_of(self, connection: Any, account: Account) -> PersonId | None:
        """Return whom an account leads to: by any of its subjects, for a channel may have begun to name them anew."""
        for subject in account.subjects:
            person_id = await login_person(connection, account.provider, account.app_id, self._index(account, subject))
            if person_id is not None:
                return person_id
        return None

    async def attach(self, connection: Any, person_id: PersonId, account: Account) -> None:
        """Let every subject of the account lead to the person; raises `LinkedElsewhere`."""
        for subject in account.subjects:
            index = self._index(account, subject)
            sealed = self._seal.seal(subject, SUBJECT)
            ours = await store.insert_account(
                connection, person_id, account.provider, account.app_id, index, sealed, self._clock.now()
            )
            if not ours and await login_person(connection, account.provider, account.app_id, index) != person_id:
                raise LinkedElsewhere

    async def keep(self, connection: Any, newcomer_id: int, account: Account) -> None:
        """Note the account of a newcomer, for when the person is known."""
        note = json.dumps([account.provider, account.app_id, account.subjects])
        await store.keep_account(connection, newcomer_id, self._seal.seal(note, KEPT))

    async def attach_kept(self, connection: Any, newcomer_id: int, person_id: PersonId) -> None:
        """Attach the account by which a newcomer came, if any, to the person they turned out to be."""
        kept = await store.kept_account(connection, newcomer_id)
        if kept is not None:
            await self.attach(connection, person_id, _account(json.loads(self._seal.open(kept, KEPT))))

    def subject(self, sealed: bytes) -> str:
        """Return a stored subject in clear, to address a message."""
        return self._seal.open(sealed, SUBJECT)

    def _index(self, account: Account, subject: str) -> bytes:
        return self._seal.subject_index(account.provider, account.app_id, subject)


def _account(note: list[Any]) -> Account:
    provider, app_id, subjects = note
    return Account(Provider(provider), app_id, tuple(subjects))
