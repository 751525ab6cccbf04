"""The settings of posters: their fonts, the channels they name, and the limits of a batch."""

from pydantic import DirectoryPath, Field

from venuecode.settings import Section
from venuecode.venues.posters.model import Channel


class PosterSettings(Section):
    """How posters are printed."""

    section = "posters"

    extra_fonts: DirectoryPath | None = Field(
        None, description="Folder of further fonts, for rare characters that Noto Sans SC lacks"
    )
    channels: tuple[Channel, ...] | None = Field(
        None,
        min_length=1,
        max_length=5,
        description="Ways to scan, named on every poster; unset: the five of the founding notice",
    )
    batch_posters: int = Field(2_000, ge=1, le=20_000, description="Most posters in one batch")
    batch_days: int = Field(7, ge=1, le=90, description="Days until a finished batch is deleted")
