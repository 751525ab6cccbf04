"""Periodic work of health, and the jobs of a policy's activation and dry run."""

from typing import Any

from venuecode.health.ledger.service import Ledger
from venuecode.health.policy.service import DRY_RUN, RECOMPUTE
from venuecode.health.policy.trials import Trials
from venuecode.health.recompute import Recompute
from venuecode.health.service import Health
from venuecode.infra.jobs import JobBook


def register(book: JobBook, health: Health, ledger: Ledger, recompute: Recompute, trials: Trials) -> None:
    """Put the feature's work into the book."""

    async def bring_to_policy(_: dict[str, Any]) -> None:
        await recompute.run()

    async def try_policy(payload: dict[str, Any]) -> None:
        await trials.run(payload["trial"])

    async def refresh() -> None:
        await recompute.refresh()

    async def look_after_waiting() -> None:
        await health.take_up_the_rest()
        await health.drop_waiting()

    book.job(RECOMPUTE, bring_to_policy)
    book.job(DRY_RUN, try_policy)
    book.every("health.refresh", "* * * * *", refresh)
    book.every("health.expire_proposals", "*/5 * * * *", ledger.expire)
    book.every("health.waiting_facts", "*/10 * * * *", look_after_waiting)
