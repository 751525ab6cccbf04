"""Request and response types of posters."""

import re
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from venuecode.kernel.ids import DivisionCode, VenueId
from venuecode.kernel.text import Text
from venuecode.venues.classes import VenueClass
from venuecode.venues.posters.batch import BatchState, PosterBatch, Selection
from venuecode.venues.posters.model import Layout

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')


class BatchRequest(BaseModel):
    """Posters of all active venues of a division (the officer's own if none is named), narrowed as wished."""

    model_config = ConfigDict(extra="forbid")  # a misspelt limit must not print a whole city

    division_code: Annotated[str, Field(pattern=r"^([0-9]{6}|[0-9]{9})$")] | None = None
    venue_class: VenueClass | None = None
    type: Annotated[str, Field(max_length=40)] | None = None
    venue_ids: Annotated[list[int], Field(min_length=1, max_length=20_000)] | None = None
    layout: Layout | None = Field(None, description="Left out: vehicles get the vehicle sticker, other doors A4")

    def selection(self, own_division: DivisionCode) -> Selection:
        """Return the selection; without a division it is the officer's own."""
        return Selection(
            division_code=DivisionCode(self.division_code) if self.division_code else own_division,
            venue_class=self.venue_class,
            venue_type=self.type,
            venue_ids=None if self.venue_ids is None else tuple(VenueId(number) for number in self.venue_ids),
        )


class BatchOut(BaseModel):
    """A batch and how far it is."""

    id: int
    division_code: str
    division_name: str
    kind_name: str | None = Field(description="Class or type of the venues; none: all")
    part: int = Field(description="From 1; a request for more than a batch holds is made in `parts` batches")
    parts: int
    file_name: str
    layout: Layout | None
    state: BatchState
    venues: int
    posters_total: int
    posters_done: int
    size_bytes: int | None
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    expires_at: datetime

    @classmethod
    def of(cls, batch: PosterBatch, named: tuple[str, str], language: str) -> Self:
        """Return what the officer is shown of `batch`; `named` are division and kind in the officer's language."""
        division, kind = named
        return cls(
            division_name=division,
            kind_name=kind or None,
            part=batch.part,
            parts=batch.parts,
            file_name=file_name(batch, named, language),
            id=batch.id,
            division_code=batch.division_code,
            layout=batch.layout,
            state=batch.state,
            venues=len(batch.venue_ids),
            posters_total=batch.posters_total,
            posters_done=batch.posters_done,
            size_bytes=batch.size_bytes,
            requested_at=batch.requested_at,
            started_at=batch.started_at,
            finished_at=batch.finished_at,
            expires_at=batch.expires_at,
        )


def file_name(batch: PosterBatch, named: tuple[str, str], language: str) -> str:
    """Return the name of the ZIP: what it holds, and which part of how many."""
    words = [Text("场所码海报", "Posters").in_language(language), *(name for name in named if name)]
    if batch.parts > 1:
        words.append(
            Text(f"第{batch.part}部分（共{batch.parts}）", f"part {batch.part} of {batch.parts}").in_language(language)
        )
    return _NOT_IN_NAMES.sub("_", f"{' '.join(words)} {batch.id}.zip")


class BatchPage(BaseModel):
    """Batches, newest first; `next` is the cursor of the following page."""

    items: list[BatchOut]
    next: int | None
