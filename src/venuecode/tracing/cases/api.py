"""Routes of cases and of leave between divisions, for health officers; of odd use, for auditors; counts for all."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from venuecode.identity.access import officer
from venuecode.identity.model import OfficerSession, Role
from venuecode.infra.caching import cacheable
from venuecode.infra.http import Public, provided
from venuecode.kernel.ids import PersonId
from venuecode.regions.service import Divisions
from venuecode.tracing.cases.model import CaseState
from venuecode.tracing.cases.schemas import (
    CaseIn,
    CaseOut,
    CasePage,
    CaseReasonIn,
    GrantDecisionIn,
    GrantIn,
    GrantList,
    GrantOut,
    TracingCounts,
    WarningPage,
    WindowIn,
    case_out,
    grant_out,
    warning_out,
)
from venuecode.tracing.cases.service import Cases

router = APIRouter(prefix="/api/v1", tags=["cases"])
Tracer = Annotated[OfficerSession, Depends(officer(Role.HEALTH_OFFICER, Role.APPROVER))]
Auditor = Annotated[OfficerSession, Depends(officer(Role.AUDITOR))]
Service = Annotated[Cases, Depends(provided(Cases))]
Shipped = Annotated[Divisions, Depends(provided(Divisions))]
CaseId = Annotated[int, Path(ge=1, le=2**53)]
KEPT_SECONDS = 600
Before = Annotated[int | None, Query(ge=1, le=2**53, description="`next` of the page before")]


@router.get("/cases")
async def list_cases(
    by: Tracer,
    cases: Service,
    divisions: Shipped,
    state: CaseState | None = None,
    before: Before = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CasePage:
    """Cases of the officer's divisions, newest first."""
    found = await cases.page(by.scope, state, before, limit + 1)
    items = [case_out(case, by.officer_id, divisions) for case in found[:limit]]
    return CasePage(items=items, next=found[limit - 1].id if len(found) > limit else None)


@router.post("/cases", status_code=201)
async def open_case(by: Tracer, body: CaseIn, cases: Service, divisions: Shipped) -> CaseOut:
    """Open a case from a positive test in the facts, or propose one with a document for a second officer."""
    case = await cases.open(by, PersonId(body.person_id), body.document_reference, body.reason)
    return case_out(case, by.officer_id, divisions)


@router.get("/cases/{case_id}")
async def get_case(by: Tracer, case_id: CaseId, cases: Service, divisions: Shipped) -> CaseOut:
    """One case."""
    return case_out(await cases.get(by, case_id), by.officer_id, divisions)


@router.post("/cases/{case_id}/confirm")
async def confirm_case(by: Tracer, case_id: CaseId, cases: Service, divisions: Shipped) -> CaseOut:
    """Confirm, as another officer, a case that was proposed with a document."""
    return case_out(await cases.confirm(by, case_id), by.officer_id, divisions)


@router.put("/cases/{case_id}/window")
async def set_case_window(by: Tracer, case_id: CaseId, body: WindowIn, cases: Service, divisions: Shipped) -> CaseOut:
    """Change the infectious window, in which meetings count."""
    case = await cases.set_window(by, case_id, body.version, body.infectious_from, body.infectious_until, body.reason)
    return case_out(case, by.officer_id, divisions)


@router.post("/cases/{case_id}/end")
async def end_case(by: Tracer, case_id: CaseId, body: CaseReasonIn, cases: Service, divisions: Shipped) -> CaseOut:
    """End a case; nothing can be asked under it any more."""
    return case_out(await cases.end(by, case_id, body.reason), by.officer_id, divisions)


@router.get("/cases/{case_id}/grants")
async def list_case_grants(by: Tracer, case_id: CaseId, cases: Service, divisions: Shipped) -> GrantList:
    """Which other divisions were asked for leave, and what they said."""
    return GrantList(items=[grant_out(grant, divisions) for grant in await cases.grants(by, case_id)])


@router.post("/cases/{case_id}/grants", status_code=201)
async def ask_for_grant(by: Tracer, case_id: CaseId, body: GrantIn, cases: Service, divisions: Shipped) -> GrantOut:
    """Ask another division for leave to see its people and venues under this case."""
    return grant_out(await cases.ask(by, case_id, body.division_code, body.reason), divisions)


@router.get("/case-grants")
async def list_waiting_grants(by: Tracer, cases: Service, divisions: Shipped) -> GrantList:
    """What other divisions ask of the officer's own and nobody has decided."""
    return GrantList(items=[grant_out(grant, divisions) for grant in await cases.waiting(by)])


@router.post("/case-grants/{grant_id}/decision")
async def decide_grant(
    by: Tracer, grant_id: CaseId, body: GrantDecisionIn, cases: Service, divisions: Shipped
) -> GrantOut:
    """Grant or refuse what another division asks."""
    return grant_out(await cases.decide(by, grant_id, granted=body.granted), divisions)


@router.get("/audit/trace-warnings")
async def list_trace_warnings(
    by: Auditor, cases: Service, before: Before = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> WarningPage:
    """Odd uses of tracing in the auditor's divisions, newest first."""
    rows = await cases.warnings(by, before, limit)
    return WarningPage(items=[warning_out(row) for row in rows], next=rows[-1]["id"] if len(rows) == limit else None)


@router.post("/audit/trace-warnings/{warning_id}/seen", status_code=204)
async def see_trace_warning(by: Auditor, warning_id: CaseId, cases: Service) -> None:
    """Note that the auditor has looked into an odd use."""
    await cases.see_warning(by, warning_id)


@router.get("/public/tracing", response_model=TracingCounts)
async def public_tracing(_: Public, request: Request, cases: Service) -> Response:
    """How many cases, queries and people reached there are in this deployment: rounded, so that it names nobody."""
    found = await cases.public_counts()
    body = TracingCounts(**found.counts, least=found.least, as_of=found.as_of)
    return cacheable(request, body, KEPT_SECONDS)
