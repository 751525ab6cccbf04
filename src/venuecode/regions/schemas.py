"""What the API says of divisions."""

from typing import Literal

from pydantic import BaseModel, Field

LevelName = Literal["country", "province", "prefecture", "county", "street"]


class DivisionName(BaseModel):
    """One step of a path."""

    code: str
    name_zh: str
    name_en: str
    level: LevelName


class DivisionOut(DivisionName):
    """One division with the way to it."""

    has_children: bool = Field(description="False: a picker is done here. Streets ship for some provinces only.")
    path: list[DivisionName] = Field(description="From the province down to this division itself.")


class DivisionList(BaseModel):
    """Divisions to choose from."""

    parent: DivisionOut | None = Field(description="Whose children these are; none for a search.")
    items: list[DivisionOut]
