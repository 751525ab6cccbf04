"""The content of declarations, in the groups of GB/T 38962 (health, travel): its form, its checks, its fact. Pure."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from venuecode.health.model import DeclarationKind, Declared, NewDeclaration
from venuecode.kernel.text import Text

TRAVEL_DAYS = 14
"""A travel declaration tells of so many days back (domain §5: where was this person in the last 14 days)."""
FEVER = 37.3
"""Degrees Celsius from which on a temperature counts as a symptom."""


class Symptom(StrEnum):
    """What is asked for in a health declaration."""

    FEVER = "fever"
    COUGH = "cough"
    SORE_THROAT = "sore_throat"
    SHORT_BREATH = "short_breath"
    FATIGUE = "fatigue"
    NO_SMELL = "no_smell"
    DIARRHOEA = "diarrhoea"


SYMPTOM_NAMES = {
    Symptom.FEVER: Text("发热", "Fever"),
    Symptom.COUGH: Text("咳嗽", "Cough"),
    Symptom.SORE_THROAT: Text("咽痛", "Sore throat"),
    Symptom.SHORT_BREATH: Text("呼吸困难", "Short of breath"),
    Symptom.FATIGUE: Text("乏力", "Fatigue"),
    Symptom.NO_SMELL: Text("嗅觉味觉减退", "Loss of smell or taste"),
    Symptom.DIARRHOEA: Text("腹泻", "Diarrhoea"),
}
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class Part(BaseModel):
    """A part of a declaration; unknown members are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _in_order(given: tuple[Symptom, ...]) -> tuple[Symptom, ...]:
    """Return each once, in the order of the list: the same content has the same text."""
    return tuple(symptom for symptom in Symptom if symptom in given)


class HealthContent(Part):
    """A health declaration: symptoms and contact within the last 14 days."""

    symptoms: Annotated[tuple[Symptom, ...], AfterValidator(_in_order)] = Field((), max_length=20)
    temperature: float | None = Field(None, ge=34, le=43, description="Degrees Celsius")
    contact: bool = Field(description="Was near a confirmed case within the last 14 days")
    note: Note = ""


class Stay(Part):
    """Where somebody was from one day to another: a division, or a country or region outside the mainland."""

    division_code: str | None = Field(None, pattern=r"^\d{6,9}$")
    country: str | None = Field(None, pattern=r"^[A-Z]{2}$", description="ISO 3166 alpha-2")
    arrived_on: date
    left_on: date


class TravelContent(Part):
    """A travel declaration: stays outside the place of living within the last 14 days; none: stayed at home."""

    stays: tuple[Stay, ...] = Field((), max_length=30)
    risk_area: bool = Field(description="Was in a high-risk area within the last 14 days")
    note: Note = ""


Content = HealthContent | TravelContent


class Unfit(Exception):
    """What was declared cannot be right; `field` says where and `text` why."""

    def __init__(self, field: str, text: Text) -> None:
        super().__init__(field)
        self.field = field
        self.text = text


_ONE = Text("请选择地区，或境外国家（地区），只选一项", "Choose a division or a country, one of the two")
_UNKNOWN = Text("没有这个地区", "There is no such place")
_ORDER = Text("离开日期早于到达日期", "The day of leaving is before that of arriving")
_DAYS = Text("请填写最近14天以内、今天以前的日期", "Give days within the last 14 days, not after today")


def fact_of(
    content: Content, declared_at: datetime, today: date, is_division: Callable[[str], bool], countries: frozenset[str]
) -> NewDeclaration:
    """Return the fact of a declaration; raises `Unfit`. `today` is the date in Shanghai on which it is taken."""
    if isinstance(content, TravelContent):
        for n, stay in enumerate(content.stays):
            _check_stay(stay, f"stays.{n}", today, is_division, countries)
    kind = DeclarationKind.HEALTH if isinstance(content, HealthContent) else DeclarationKind.TRAVEL
    return NewDeclaration(kind, flags_of(content), content.model_dump_json(), declared_at)


def flags_of(content: Content) -> Declared:
    """Return what a policy may read of a declaration."""
    flags = Declared.NOTHING
    if isinstance(content, HealthContent):
        if content.symptoms or (content.temperature or 0) >= FEVER:
            flags |= Declared.SYMPTOMS
        if content.contact:
            flags |= Declared.CONTACT
        return flags
    if any(stay.country for stay in content.stays):
        flags |= Declared.ABROAD
    return flags | Declared.RISK_AREA if content.risk_area else flags


def read_content(kind: DeclarationKind, text: str) -> Content | None:
    """Return the stored content of a declaration; none for one that is kept in another form."""
    try:
        if kind is DeclarationKind.HEALTH:
            return HealthContent.model_validate_json(text)
        return TravelContent.model_validate_json(text)
    except ValidationError:
        return None


def _check_stay(
    stay: Stay, where: str, today: date, is_division: Callable[[str], bool], countries: frozenset[str]
) -> None:
    if (stay.division_code is None) == (stay.country is None):
        raise Unfit(f"{where}.division_code", _ONE)
    if stay.division_code is not None and not is_division(stay.division_code):
        raise Unfit(f"{where}.division_code", _UNKNOWN)
    if stay.country is not None and stay.country not in countries:
        raise Unfit(f"{where}.country", _UNKNOWN)
    if stay.left_on < stay.arrived_on:
        raise Unfit(f"{where}.left_on", _ORDER)
    if stay.left_on < today - timedelta(days=TRAVEL_DAYS) or stay.left_on > today:
        raise Unfit(f"{where}.left_on", _DAYS)
