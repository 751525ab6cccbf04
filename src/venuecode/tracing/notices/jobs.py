"""Sends the messages of notices in the background: each phone once a notice, tried again while the gateway is down."""

import hashlib
from typing import Any

import structlog

from venuecode.identity.people.sealing import PHONE, PersonSeal
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.infra.notifications.sms import Sms, SmsFailed, SmsGateway
from venuecode.kernel.clock import Clock
from venuecode.tracing.notices import store
from venuecode.tracing.notices.model import Due
from venuecode.tracing.notices.rules import SMS_TEMPLATE, sms_text
from venuecode.tracing.notices.service import SEND

AT_ONCE = 50
MOST_TRIES = 6
"""The last about half an hour after the first."""
log = structlog.get_logger()


class NoticeSender:
    """Takes what is due, hands it to the gateway, notes what became of it. Two workers may run it at once.

    A worker that dies between handing over and noting leaves a message that is due again; the gateway gets it under the
    same key and can tell that it is the same one.
    """

    def __init__(self, db: Database, clock: Clock, seal: PersonSeal, gateway: SmsGateway) -> None:
        self._db = db
        self._clock = clock
        self._seal = seal
        self._gateway = gateway

    async def run(self) -> None:
        """Send all that is due now."""
        while True:
            async with self._db.transaction() as connection:
                due = await store.take_due(connection, self._clock.now(), AT_ONCE)
            for one in due:
                await self._send(one)
            if len(due) < AT_ONCE:
                break
        async with self._db.transaction() as connection:
            await store.end_sent(connection)

    async def _send(self, due: Due) -> None:
        outcome = "sent"
        try:
            if due.phone is None:
                outcome = "failed"
            else:
                await self._gateway.send(
                    Sms(
                        self._seal.open(due.phone, PHONE),
                        SMS_TEMPLATE[due.urgency],
                        sms_text(due.urgency),
                        key=key_of(due),
                    )
                )
        except SmsFailed:
            if due.tries < MOST_TRIES:
                return
            outcome = "failed"
            log.warning("notice_message_failed", notice=due.notice_id)
        async with self._db.transaction() as connection:
            await store.note_sms(connection, due, outcome, self._clock.now())


def key_of(due: Due) -> str:
    """Return the key under which a phone hears of a notice once; it tells nobody whose phone that is."""
    return hashlib.sha256(f"notice {due.notice_id} {due.to}".encode()).hexdigest()[:32]


def register(book: JobBook, sender: NoticeSender) -> None:
    """Put the work into the book; the schedule takes up what could not be sent at once."""

    async def send(_: dict[str, Any]) -> None:
        await sender.run()

    book.job(SEND, send)
    book.every("tracing.notices_again", "* * * * *", sender.run)
