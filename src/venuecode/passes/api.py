"""Routes of personal codes, passes, and of the keys by which anybody verifies them."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from venuecode.identity.access import Citizen
from venuecode.infra.caching import cacheable
from venuecode.infra.http import Public, provided
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import PersonId
from venuecode.passes.schemas import CodeOut, PassOut, PublishedKey, PublishedKeys
from venuecode.passes.service import Passes
from venuecode.settings import CoreSettings

router = APIRouter(tags=["passes"])
KEYS_PATH = "/.well-known/venuecode-keys.json"
KEYS_SECONDS = 3600

Service = Annotated[Passes, Depends(provided(Passes))]
Now = Annotated[Clock, Depends(provided(Clock))]


@router.post("/api/v1/me/code")
async def issue_code(caller: Citizen, passes: Service, clock: Now) -> CodeOut:
    """A fresh personal code, good for 60 seconds."""
    return CodeOut.of(await passes.code_for(caller, caller.person_id), clock.now())


@router.post("/api/v1/me/family/{person_id}/code")
async def issue_code_of_relative(caller: Citizen, person_id: int, passes: Service, clock: Now) -> CodeOut:
    """A fresh personal code of a relative whom the caller shows for."""
    return CodeOut.of(await passes.code_for(caller, PersonId(person_id)), clock.now())


@router.get("/api/v1/me/pass")
async def read_pass(caller: Citizen, passes: Service, clock: Now) -> PassOut:
    """The signed pass of the last status, to be kept for times without a network."""
    return PassOut.of(await passes.pass_for(caller, caller.person_id), clock.now())


@router.get("/api/v1/me/family/{person_id}/pass")
async def read_pass_of_relative(caller: Citizen, person_id: int, passes: Service, clock: Now) -> PassOut:
    """The signed pass of a relative whom the caller shows for."""
    return PassOut.of(await passes.pass_for(caller, PersonId(person_id)), clock.now())


@router.get(KEYS_PATH, response_model=PublishedKeys)
async def published_keys(
    _: Public, request: Request, passes: Service, core: Annotated[CoreSettings, Depends(provided(CoreSettings))]
) -> Response:
    """The public keys of this deployment; new ones stand here before they sign."""
    keys = [PublishedKey.of(key) for key in passes.published_keys()]
    return cacheable(request, PublishedKeys(issuer=core.public_url, keys=keys), KEYS_SECONDS)
