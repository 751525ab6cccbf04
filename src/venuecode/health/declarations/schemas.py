"""What the routes of declarations take and answer; the console's file of a person shows the same."""

from datetime import date, datetime
from typing import Literal, Self

from pydantic import BaseModel, Field

from venuecode.health.declarations.content import (
    SYMPTOM_NAMES,
    Content,
    HealthContent,
    Stay,
    Symptom,
    TravelContent,
)
from venuecode.health.declarations.service import OwnDeclaration
from venuecode.health.schemas import Pair, SourceOut
from venuecode.health.sources import source_words
from venuecode.identity.people.countries import nationalities
from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions


class StayOut(BaseModel):
    """A stay with its place in words."""

    place: Pair
    arrived_on: date
    left_on: date


class DeclaredOut(BaseModel):
    """A declaration's content in words; of travel `stays` and `risk_area`, of health the rest."""

    kind: Literal["health", "travel"]
    symptoms: list[Pair]
    temperature: float | None
    contact: bool | None
    stays: list[StayOut]
    risk_area: bool | None
    note: str

    @classmethod
    def of(cls, content: Content, divisions: Divisions) -> Self:
        """Return what was declared."""
        if isinstance(content, HealthContent):
            said = [_pair(SYMPTOM_NAMES[symptom]) for symptom in content.symptoms]
            return cls(
                kind="health",
                symptoms=said,
                temperature=content.temperature,
                contact=content.contact,
                stays=[],
                risk_area=None,
                note=content.note,
            )
        return cls(
            kind="travel",
            symptoms=[],
            temperature=None,
            contact=None,
            stays=[_stay(stay, divisions) for stay in content.stays],
            risk_area=content.risk_area,
            note=content.note,
        )


class DeclarationOut(BaseModel):
    """A declaration as the person reads it again."""

    id: str
    kind: Literal["health", "travel"]
    declared_at: datetime
    source: SourceOut
    declared: DeclaredOut | None = Field(description="Null for one that is kept in a form of before")

    @classmethod
    def of(cls, one: OwnDeclaration, divisions: Divisions) -> Self:
        """Return a declaration for its person."""
        said = source_words(one.source, divisions)
        return cls(
            id=str(one.id),
            kind="health" if one.kind.name == "HEALTH" else "travel",
            declared_at=one.declared_at,
            source=SourceOut(code=one.source, zh=said.zh, en=said.en),
            declared=None if one.content is None else DeclaredOut.of(one.content, divisions),
        )


class DeclarationList(BaseModel):
    """The latest declarations, newest first, and what can be chosen for the next."""

    items: list[DeclarationOut]
    symptoms: list["SymptomOut"]


class SymptomOut(Pair):
    """A symptom that can be declared."""

    code: Symptom


class HealthIn(HealthContent):
    """A health declaration; `person_id` is of somebody whom the caller looks after."""

    person_id: int | None = None

    @property
    def content(self) -> HealthContent:
        """The declaration alone."""
        return HealthContent(**self.model_dump(exclude={"person_id"}))


class TravelIn(TravelContent):
    """A travel declaration; `person_id` is of somebody whom the caller looks after."""

    person_id: int | None = None

    @property
    def content(self) -> TravelContent:
        """The declaration alone."""
        return TravelContent(**self.model_dump(exclude={"person_id"}))


def symptoms() -> list[SymptomOut]:
    """Return what can be chosen."""
    return [SymptomOut(code=symptom, zh=text.zh, en=text.en) for symptom, text in SYMPTOM_NAMES.items()]


def _pair(text: Text) -> Pair:
    return Pair(zh=text.zh, en=text.en)


def _stay(stay: Stay, divisions: Divisions) -> StayOut:
    return StayOut(place=_place(stay, divisions), arrived_on=stay.arrived_on, left_on=stay.left_on)


def _place(stay: Stay, divisions: Divisions) -> Pair:
    if stay.country is not None:
        return _pair(nationalities().get(stay.country, Text(stay.country, stay.country)))
    code = stay.division_code or ""
    if not divisions.known(code):
        return Pair(zh=code, en=code)
    return Pair(zh=divisions.full_name(code, "zh"), en=divisions.full_name(code, "en"))
