"""Makes the shipped demonstration policy (Shandong 2022) the active one of a new installation."""

from yoyo import step

from venuecode.health.policy.table import put_first_policy

__depends__ = {"0062_status_ledger"}

steps = [step(put_first_policy)]
