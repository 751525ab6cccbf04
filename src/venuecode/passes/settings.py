"""Settings of personal codes, passes and paper cards."""

from pydantic import Field

from venuecode.passes.code import LONGEST_PASS_HOURS
from venuecode.settings import Section


class PassSettings(Section):
    """What people show at a door, and for how long it is good."""

    section = "passes"

    pass_hours: int = Field(
        24, ge=1, le=LONGEST_PASS_HOURS, description="How long the pass that a phone keeps is shown without a network"
    )
    codes_per_minute: int = Field(
        30, ge=2, le=1000, description="Personal codes one person may fetch in a minute from one process"
    )
    card_days: int = Field(
        90,
        ge=14,
        le=180,
        description="How long a paper card is good, within the policy's bounds; under 18, from 60 on and with a "
        "disability it is the policy's longest",
    )
    cards_per_person_day: int = Field(
        20, ge=1, le=1000, description="Cards one person may issue in a day, family's too"
    )
    batch_cards: int = Field(2_000, ge=1, le=20_000, description="Most paper cards in one batch")
    batch_days: int = Field(7, ge=1, le=90, description="Days until a finished batch is deleted")
