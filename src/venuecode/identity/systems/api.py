"""Routes of the registry of systems, for administrators; and for a system to try its signature."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from venuecode.identity.access import officer
from venuecode.identity.model import OfficerSession, Role
from venuecode.identity.shown import division_named, named
from venuecode.identity.systems.access import AnySystem
from venuecode.identity.systems.model import GRANT_NAMES, KIND_NAMES, IssuedKey, NewSystem, System, SystemKind
from venuecode.identity.systems.schemas import (
    KeyOut,
    RotateIn,
    SelfOut,
    SystemIn,
    SystemList,
    SystemOptions,
    SystemOut,
    SystemPatch,
    SystemWithKey,
)
from venuecode.identity.systems.service import Systems
from venuecode.infra.http import provided
from venuecode.kernel.clock import Clock
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions

_SPEAKS_FOR = Text("请选择该平台所代表的地区", "Choose the region that this platform speaks for")
router = APIRouter(prefix="/api/v1/systems", tags=["systems"])

Registry = Annotated[Systems, Depends(provided(Systems))]
Shipped = Annotated[Divisions, Depends(provided(Divisions))]
Now = Annotated[Clock, Depends(provided(Clock))]
Administrator = Annotated[OfficerSession, Depends(officer(Role.ADMINISTRATOR))]


def shown(system: System, divisions: Divisions, now: datetime) -> SystemOut:
    """Return a system with the names of its kind, grants and division."""
    return SystemOut(
        id=system.id,
        name=system.name,
        kind=system.kind,
        kind_name=named(system.kind, KIND_NAMES[system.kind]),
        division_code=system.division_code,
        division_name=division_named(system.division_code, divisions),
        origin_name=division_named(system.origin_code, divisions) if system.origin_code else None,
        grants=[named(grant, text) for grant, text in GRANT_NAMES.items() if grant in system.grants],
        requests_per_minute=system.requests_per_minute,
        looks_per_day=system.looks_per_day,
        state=system.state,
        created_at=system.created_at,
        keys=[
            KeyOut(
                id=key.id,
                name=key.name,
                created_at=key.created_at,
                ends_at=key.ends_at,
                used_at=key.used_at,
                good=key.good_at(now),
            )
            for key in system.keys
        ],
    )


def _with_key(system: System, issued: IssuedKey, divisions: Divisions, now: datetime) -> SystemWithKey:
    return SystemWithKey(system=shown(system, divisions, now), key=issued.name, secret=issued.secret)


@router.get("/self")
async def get_own_registration(caller: AnySystem, clock: Now) -> SelfOut:
    """Tell a system how it is registered: the way to try a signature."""
    return SelfOut(
        name=caller.name,
        kind=caller.kind,
        division_code=caller.division_code,
        grants=sorted(caller.grants),
        server_time=clock.now(),
    )


@router.get("/options")
async def list_options(_: Administrator) -> SystemOptions:
    """What a system can be and may be allowed."""
    return SystemOptions(
        kinds=[named(kind, text) for kind, text in KIND_NAMES.items()],
        grants=[named(grant, text) for grant, text in GRANT_NAMES.items()],
    )


@router.get("")
async def list_systems(
    by: Administrator,
    systems: Registry,
    divisions: Shipped,
    clock: Now,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> SystemList:
    """Systems of the administrator's divisions, with their keys."""
    found = await systems.in_scope(by, after=after, most=limit)
    return SystemList(
        items=[shown(system, divisions, clock.now()) for system in found],
        next=found[-1].id if len(found) == limit else None,
    )


@router.post("", status_code=201)
async def create_system(
    by: Administrator, body: SystemIn, systems: Registry, divisions: Shipped, clock: Now
) -> SystemWithKey:
    """Register a system; its first key's secret is told this once."""
    new = NewSystem(
        body.name,
        body.kind,
        divisions.get(body.division_code).code,
        body.grants,
        body.requests_per_minute,
        _origin(body, divisions),
        body.looks_per_day,
    )
    system, issued = await systems.create(new, by)
    return _with_key(system, issued, divisions, clock.now())


def _origin(body: SystemIn, divisions: Divisions) -> DivisionCode | None:
    if body.kind is not SystemKind.REGION:
        return None
    if body.origin_code is None:
        raise InvalidInput(fields={"origin_code": _SPEAKS_FOR})
    return divisions.get(body.origin_code).code


@router.patch("/{system_id}")
async def change_system(
    by: Administrator, system_id: int, body: SystemPatch, systems: Registry, divisions: Shipped, clock: Now
) -> SystemOut:
    """Change name, grants or limit of a system, disable or enable it."""
    system = await systems.change(
        system_id,
        by,
        name=body.name,
        grants=body.grants,
        requests_per_minute=body.requests_per_minute,
        looks_per_day=body.looks_per_day,
        state=body.state,
    )
    return shown(system, divisions, clock.now())


@router.post("/{system_id}/keys", status_code=201)
async def rotate_key(
    by: Administrator, system_id: int, body: RotateIn, systems: Registry, divisions: Shipped, clock: Now
) -> SystemWithKey:
    """Issue a new key; the ones before go on for a while, so that the system can change over."""
    system, issued = await systems.rotate(system_id, by, timedelta(hours=body.overlap_hours))
    return _with_key(system, issued, divisions, clock.now())


@router.delete("/{system_id}/keys/{key_id}")
async def revoke_key(
    by: Administrator, system_id: int, key_id: int, systems: Registry, divisions: Shipped, clock: Now
) -> SystemOut:
    """Revoke a key at once."""
    return shown(await systems.revoke(system_id, key_id, by), divisions, clock.now())
