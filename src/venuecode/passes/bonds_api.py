"""The route by which an adult relative is bound: they show their own personal code, and the other scans it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints

from venuecode.identity.access import Citizen
from venuecode.identity.family.service import Family
from venuecode.identity.people.model import Relation
from venuecode.identity.people.schemas import Body, BoundOut
from venuecode.infra.http import provided
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.text import Text
from venuecode.passes.model import Shown, Unread
from venuecode.passes.service import Passes

router = APIRouter(prefix="/api/v1/me/family", tags=["family"])
_NOT_LIVE = Text(
    "请对方打开“我的健康码”现场出示，纸质码和离线码不能用来绑定",
    "Ask them to open their own personal code; a paper card or an offline pass does not bind",
)


class RelativeByCodeIn(Body):
    """What the camera read off the relative's own screen."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=2048)] = Field(description="Good for 60 seconds")
    relation: Relation


@router.post("/by-code", status_code=201)
async def add_relative_by_code(
    caller: Citizen,
    body: RelativeByCodeIn,
    passes: Annotated[Passes, Depends(provided(Passes))],
    family: Annotated[Family, Depends(provided(Family))],
) -> BoundOut:
    """Bind whoever shows their own personal code: showing it is their consent."""
    read = await passes.read(body.code)
    if isinstance(read, Unread):
        words = Text(f"{read.title.zh}。{read.way_out.zh}", f"{read.title.en}. {read.way_out.en}")
        raise InvalidInput(fields={"code": words})
    if read.shown is not Shown.PERSONAL_CODE:
        raise InvalidInput(fields={"code": _NOT_LIVE})
    return BoundOut(person_id=await family.add_by_shown_code(caller, read.person_id, body.relation))
