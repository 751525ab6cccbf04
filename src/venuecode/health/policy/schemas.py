"""What the routes of the policy take and answer."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from venuecode.health.policy.model import PolicyVersion
from venuecode.health.policy.trials import DryRun
from venuecode.health.reasons import WORDS
from venuecode.identity.people.schemas import NameOut
from venuecode.identity.shown import division_named, named
from venuecode.regions.service import Divisions

ColourWord = Literal["green", "grey", "yellow", "red"]


class DraftIn(BaseModel):
    """A policy as a draft; its document follows `GET /health/policies/schema`."""

    model_config = ConfigDict(extra="forbid")

    document: dict[str, Any]
    note: str = Field("", max_length=500)


class PolicyOut(BaseModel):
    """A version without its document."""

    version: int
    name_zh: str
    name_en: str
    state: Literal["draft", "active", "retired"]
    note: str
    mine: bool = Field(description="Written by the caller, who may not activate it")
    made_at: datetime
    activated_at: datetime | None

    @classmethod
    def of(cls, version: PolicyVersion, officer_id: int) -> Self:
        """Return a version as an officer reads it."""
        return cls.model_validate(_told(version, officer_id))


class PolicyWhole(PolicyOut):
    """A version with its document."""

    document: dict[str, Any]
    titles: list[NameOut] = Field(description="The reasons of the document in words")

    @classmethod
    def of(cls, version: PolicyVersion, officer_id: int) -> Self:
        """Return a version as an officer reads it."""
        titles = [named(WORDS[reason].code, WORDS[reason].title) for reason in sorted(version.policy.reasons)]
        document = version.policy.model_dump(mode="json")
        return cls.model_validate(_told(version, officer_id) | {"document": document, "titles": titles})


def _told(version: PolicyVersion, officer_id: int) -> dict[str, object]:
    return {
        "version": version.version,
        "name_zh": version.policy.name.zh,
        "name_en": version.policy.name.en,
        "state": version.state.value,
        "note": version.note,
        "mine": version.made_by == officer_id,
        "made_at": version.made_at,
        "activated_at": version.activated_at,
    }


class MovedOut(BaseModel):
    """How many people of a division would go from one colour to another."""

    before: ColourWord
    after: ColourWord
    division_code: str
    division: NameOut
    people: int


class SampleOut(BaseModel):
    """Somebody who would."""

    before: ColourWord
    after: ColourWord
    masked_name: str
    division_code: str
    division: NameOut


class DryRunOut(BaseModel):
    """What a version would change, within the caller's divisions; null until it is counted."""

    version: int
    asked_at: datetime
    people_total: int
    people_done: int
    finished_at: datetime | None
    moved: list[MovedOut] | None
    samples: list[SampleOut] | None

    @classmethod
    def of(cls, run: DryRun, divisions: Divisions) -> Self:
        """Return a dry run as it is answered."""
        told = asdict(run)
        for row in (*(told["moved"] or ()), *(told["samples"] or ())):
            row["division"] = division_named(row["division_code"], divisions)
        return cls.model_validate(told)
