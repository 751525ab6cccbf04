"""What the guards of a door are told of alerts that the health department took."""

from collections.abc import Collection
from typing import Any

from venuecode.alerts.model import Disposition, Instruction, State
from venuecode.alerts.service import Alerts
from venuecode.alerts.words import DEPARTMENT, DISPOSITIONS, INSTRUCTIONS
from venuecode.infra.streams import event
from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions
from venuecode.scanning.guard import GuardAlert, GuardAlerts
from venuecode.scanning.schemas import words_of


class HandledAlerts:
    """Puts alerts into words for a guard: the department by its division, never an officer's name."""

    def __init__(self, alerts: Alerts, divisions: Divisions) -> None:
        self._alerts = alerts
        self._divisions = divisions

    async def at(self, door_ids: Collection[int]) -> bytes:
        """Return the event `alerts` of these doors."""
        return event("alerts", GuardAlerts([self._shown(row) for row in await self._alerts.handled_at(door_ids)]))

    def _shown(self, row: Any) -> GuardAlert:
        code = row["department_code"]
        name = Text(self._divisions.full_name(code, "zh"), self._divisions.full_name(code, "en"))
        disposition = DISPOSITIONS[Disposition(row["disposition"])] if row["disposition"] else None
        return GuardAlert(
            id=str(row["id"]),
            door_id=row["door_id"],
            at=row["last_at"],
            changed_at=row["changed_at"],
            department=words_of(Text(DEPARTMENT.zh.format(name=name.zh), DEPARTMENT.en.format(name=name.en))),
            name=row["masked_name"],
            instruction=words_of(INSTRUCTIONS[Instruction(row["instruction"])]),
            disposition=words_of(disposition) if disposition else None,
            closed=row["state"] == State.CLOSED,
        )
