"""A person's own visits, as that person reads them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from venuecode.kernel.verdict import Colour, Direction, Method, Verdict
from venuecode.scanning.schemas import COLOURS, DIRECTIONS, METHODS, VERDICTS, MethodWord


class OwnVisit(BaseModel):
    """One of the caller's visits."""

    visit_id: str
    at: datetime
    venue_name: str
    venue_short_name: str
    door_name: str
    plate: str | None
    route: str | None
    run: str | None
    direction: Literal["in", "out"]
    verdict: Literal["pass", "stop"]
    colour: Literal["green", "grey", "yellow", "red"]
    method: MethodWord


class OwnVisits(BaseModel):
    """Visits, newest first; give `next` as `before` for older ones."""

    items: list[OwnVisit]
    next: datetime | None


def own_visit(row: Any) -> OwnVisit:
    """Return a row of `visits_of_person` as it is answered."""
    return OwnVisit(
        visit_id=str(row["id"]),
        at=row["at"],
        venue_name=row["venue_name"],
        venue_short_name=row["venue_short_name"],
        door_name=row["door_name"],
        plate=row["plate"],
        route=row["route"],
        run=row["run"],
        direction=DIRECTIONS[Direction(row["direction"])],
        verdict=VERDICTS[Verdict(row["verdict"])],
        colour=COLOURS[Colour(row["colour"])],
        method=METHODS[Method(row["method"])],
    )
