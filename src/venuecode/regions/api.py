"""Routes for pickers: the children of a division, a search, one division. Public, and cached by clients."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from venuecode.infra.caching import cacheable
from venuecode.infra.http import Public, provided
from venuecode.regions.model import COUNTRY, Division
from venuecode.regions.schemas import DivisionList, DivisionName, DivisionOut, LevelName
from venuecode.regions.service import Divisions

router = APIRouter(prefix="/api/v1/divisions", tags=["divisions"])

FRESH_SECONDS = 24 * 3600
_LEVELS: tuple[LevelName, ...] = ("country", "province", "prefecture", "county", "street")

Shipped = Annotated[Divisions, Depends(provided(Divisions))]
_CODE = r"^([0-9]{6}|[0-9]{9})$"


@router.get("", response_model=DivisionList)
async def list_divisions(
    _: Public,
    request: Request,
    divisions: Shipped,
    parent: Annotated[str | None, Query(pattern=_CODE, description="Whose children; unset: the start")] = None,
    q: Annotated[str | None, Query(min_length=1, max_length=60, description="Part of a name")] = None,
    within: Annotated[str, Query(pattern=_CODE, description="Search in this division only")] = COUNTRY,
    limit: Annotated[int, Query(ge=1, le=50, description="Of a search")] = 20,
) -> Response:
    """Give the children of `parent`, or with `q` the divisions found by characters, pinyin, initials or code.

    `parent=000000` gives the provinces. A search may name what it lies in first: `东昌府 柳园`, `dcf liuyuan`.
    """
    if q is not None:
        found = divisions.search(q, within, limit)
        answer = DivisionList(parent=None, items=[_shown(d, divisions) for d in found])
    else:
        above = divisions.get(parent or divisions.start.code)
        children = [_shown(d, divisions) for d in divisions.children(above.code)]
        answer = DivisionList(parent=_shown(above, divisions), items=children)
    return cacheable(request, answer, FRESH_SECONDS)


@router.get("/{code}", response_model=DivisionOut)
async def get_division(
    _: Public, request: Request, divisions: Shipped, code: Annotated[str, Path(pattern=_CODE)]
) -> Response:
    """Give one division with its path."""
    return cacheable(request, _shown(divisions.get(code), divisions), FRESH_SECONDS)


def _shown(division: Division, divisions: Divisions) -> DivisionOut:
    return DivisionOut(
        **_named(division).model_dump(),
        has_children=divisions.has_children(division.code),
        path=[_named(step) for step in divisions.path(division.code)],
    )


def _named(division: Division) -> DivisionName:
    return DivisionName(
        code=division.code,
        name_zh=division.name.zh,
        name_en=division.name.en,
        level=_LEVELS[division.level],
    )
