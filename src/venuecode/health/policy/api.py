"""Routes of the policy: read, draft, try on everybody, put in force, go back."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from venuecode.health.policy.document import Policy
from venuecode.health.policy.schemas import DraftIn, DryRunOut, PolicyOut, PolicyWhole
from venuecode.health.policy.service import Policies
from venuecode.health.policy.trials import Trials
from venuecode.identity.access import officer
from venuecode.identity.model import OfficerSession, Role
from venuecode.infra.http import provided
from venuecode.regions.service import Divisions

router = APIRouter(prefix="/api/v1/health/policies", tags=["policy"])
Reader = Annotated[OfficerSession, Depends(officer(Role.HEALTH_OFFICER, Role.APPROVER))]
Approver = Annotated[OfficerSession, Depends(officer(Role.APPROVER))]
Service = Annotated[Policies, Depends(provided(Policies))]
Places = Annotated[Divisions, Depends(provided(Divisions))]
Runs = Annotated[Trials, Depends(provided(Trials))]


@router.get("")
async def list_policies(caller: Reader, policies: Service) -> list[PolicyOut]:
    """The versions, newest first."""
    return [PolicyOut.of(version, caller.officer_id) for version in await policies.list()]


@router.get("/schema")
async def read_schema(_: Reader) -> dict[str, Any]:
    """The JSON schema of a policy's document."""
    return Policy.model_json_schema()


@router.post("", status_code=201)
async def save_draft(body: DraftIn, caller: Reader, policies: Service) -> PolicyWhole:
    """Check a document and keep it as a draft; every fault is told by its place."""
    return PolicyWhole.of(await policies.save_draft(caller, body.document, body.note), caller.officer_id)


@router.post("/step-back")
async def step_back(caller: Approver, policies: Service) -> PolicyWhole:
    """Put the version before the present one in force again."""
    return PolicyWhole.of(await policies.step_back(caller), caller.officer_id)


@router.get("/{version}")
async def read_policy(version: int, caller: Reader, policies: Service) -> PolicyWhole:
    """One version with its document."""
    return PolicyWhole.of(await policies.get(version), caller.officer_id)


@router.post("/{version}/activate")
async def activate(version: int, caller: Approver, policies: Service) -> PolicyWhole:
    """Put a draft that somebody else wrote in force; the worker brings everybody's status to it."""
    return PolicyWhole.of(await policies.activate(caller, version), caller.officer_id)


@router.post("/{version}/dry-run", status_code=202)
async def ask_dry_run(version: int, caller: Reader, trials: Runs, divisions: Places) -> DryRunOut:
    """Have counted on the live data what a version would change; ask for it again until it is finished."""
    return DryRunOut.of(await trials.ask(caller, version), divisions)


@router.get("/{version}/dry-run")
async def read_dry_run(version: int, caller: Reader, trials: Runs, divisions: Places) -> DryRunOut | None:
    """The last dry run of a version; null if there was none."""
    last = await trials.last(caller.scope, version)
    return None if last is None else DryRunOut.of(last, divisions)
