"""The route by which systems push facts (docs/push.md)."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel, Field

from venuecode.health.push.service import Pushes
from venuecode.identity.people.schemas import Body
from venuecode.identity.systems.access import system
from venuecode.identity.systems.model import Grant, SystemSession
from venuecode.infra.http import Language, provided

router = APIRouter(prefix="/api/v1/push", tags=["push"])

PUSHES = (Grant.PUSH_TESTS, Grant.PUSH_VACCINATIONS, Grant.PUSH_ORDERS, Grant.PUSH_DECLARATIONS)
Pusher = Annotated[SystemSession, Depends(system(*PUSHES))]
IdempotencyKey = Annotated[
    str,
    Header(
        min_length=8,
        max_length=80,
        pattern=r"^[A-Za-z0-9._:-]+$",
        description="Of this batch; the same key with the same records gets the same answer, for a week",
    ),
]


class PushIn(Body):
    """A batch. The form of each kind of record stands in docs/push.md."""

    records: Annotated[list[Any], Field(min_length=1, max_length=5_000)] = Field(
        examples=[
            [
                {
                    "id": "lab-2026-000001",
                    "kind": "test",
                    "document_type": "resident_id",
                    "document_number": "110101199003070011",
                    "result": "negative",
                    "sampled_at": "2026-05-06T08:30:00+08:00",
                    "institution": "东昌府区检测中心",
                }
            ]
        ]
    )


class RecordResult(BaseModel):
    """What became of one record. Accepted also means: kept, sealed, until somebody registers with the document."""

    index: int = Field(description="Place in the batch, from 0")
    id: str | None = Field(description="The sender's own reference")
    outcome: Literal["accepted", "refused"]
    code: str | None = Field(None, description="Stable code of the reason, if refused")
    field: str | None = None
    text: str | None = Field(None, description="The reason in the language of Accept-Language")


class PushOut(BaseModel):
    """The answer to a batch, record by record."""

    accepted: int
    refused: int
    results: list[RecordResult]


@router.post("/facts")
async def push_facts(
    caller: Pusher,
    body: PushIn,
    idempotency_key: IdempotencyKey,
    pushes: Annotated[Pushes, Depends(provided(Pushes))],
    language: Language,
) -> PushOut:
    """Take a batch of tests, vaccinations, declarations and orders; good records are stored, bad ones told."""
    answer = await pushes.take(caller, idempotency_key, body.records)
    results = [
        RecordResult(
            index=one["index"],
            id=one["id"],
            outcome=one["outcome"],
            code=one.get("code"),
            field=one.get("field"),
            text=one.get("en" if language == "en" else "zh"),
        )
        for one in answer
    ]
    refused = sum(one.outcome == "refused" for one in results)
    return PushOut(accepted=len(results) - refused, refused=refused, results=results)
