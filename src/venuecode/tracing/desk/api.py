"""Routes by which health officers ask about people, each under a case and with a reason."""

from typing import Annotated

from fastapi import APIRouter, Depends

from venuecode.identity.people.schemas import NameOut
from venuecode.infra.http import provided
from venuecode.tracing.cases.api import CaseId, Shipped, Tracer
from venuecode.tracing.desk import schemas
from venuecode.tracing.desk.schemas import (
    ContactOut,
    ContactsIn,
    ContactsOut,
    CountsIn,
    CountsOut,
    DoorHourOut,
    ExposureIn,
    ExposureOut,
    LinkOut,
    MeetingsOut,
    PersonIn,
    PolicyOut,
    PresentOut,
    SecondDegreeItem,
    SecondDegreeOut,
    SharedCaseOut,
    SharedIn,
    SharedOut,
    SharedVenueOut,
    TrajectoryIn,
    TrajectoryOut,
)
from venuecode.tracing.desk.service import Desk
from venuecode.tracing.policy import shipped_policy

router = APIRouter(prefix="/api/v1/traces", tags=["traces"])
Asking = Annotated[Desk, Depends(provided(Desk))]


@router.get("/policy")
async def get_trace_policy(_: Tracer) -> PolicyOut:
    """Thresholds and names of classes as the tracing policy has them."""
    policy = shipped_policy()
    names = {key: NameOut(code=key, **words) for key, words in policy.names.model_dump().items()}
    return PolicyOut(
        version=policy.version,
        title=NameOut(code="title", **policy.title.model_dump()),
        window_days=policy.window_days,
        inferred_weight=policy.inferred_weight,
        thresholds=policy.thresholds,
        names=names,
    )


@router.post("/shared")
async def trace_shared(by: Tracer, body: SharedIn, desk: Asking) -> SharedOut:
    """What several cases have in common: venues, meetings with one another, clusters."""
    found = await desk.shared(by, body.case_ids, body.reason)
    return SharedOut(
        cases=[
            SharedCaseOut(
                case_id=case.id,
                number=case.number,
                person_id=case.person_id,
                masked_name=case.masked_name,
                close_contacts=found.counts.get(case.person_id, (0, 0))[0],
                companions=found.counts.get(case.person_id, (0, 0))[1],
                infectious_from=case.infectious_from,
            )
            for case in found.cases
        ],
        venues=[
            SharedVenueOut(
                **{key: row[key] for key in ("venue_id", "venue_name", "people", "stays", "first_at", "last_at")},
                venue_type=schemas.type_out(row["venue_type"]),
            )
            for row in found.places
        ],
        links=[
            LinkOut(
                **{key: row[key] for key in ("person_id", "met_id", "meetings", "first_at", "venue_id")},
                minutes=round(row["minutes"], 1),
                inferred_meetings=row["inferred"],
            )
            for row in found.links
        ],
        clusters=found.clusters,
    )


@router.post("/{case_id}/contacts")
async def trace_contacts(
    by: Tracer, case_id: CaseId, body: ContactsIn, desk: Asking, divisions: Shipped
) -> ContactsOut:
    """Ranked contacts of a case, each with what its rank is made of."""
    found = await desk.contacts(by, case_id, body.reason, body.thresholds)
    return ContactsOut(
        items=[
            ContactOut(
                **schemas.person_out(found.people[contact.person_id], divisions),
                **schemas.rank_out(contact),
                contact_class=contact.contact_class.value,
            )
            for contact in found.contacts
        ],
        elsewhere=schemas.elsewhere_out(found.elsewhere, divisions),
        close_contacts=found.close_contacts,
        companions=found.companions,
        others=found.others,
        thresholds=found.thresholds,
        derived_until=found.derived_until,
    )


@router.post("/{case_id}/counts")
async def count_contacts(by: Tracer, case_id: CaseId, body: CountsIn, desk: Asking) -> CountsOut:
    """How many contacts there would be under other thresholds; shows nobody."""
    close, companions, others = await desk.count(by, case_id, body.thresholds)
    return CountsOut(close_contacts=close, companions=companions, others=others)


@router.post("/{case_id}/meetings")
async def trace_meetings(by: Tracer, case_id: CaseId, body: PersonIn, desk: Asking) -> MeetingsOut:
    """When and where a contact met the case: the explanation of the rank."""
    policy = shipped_policy()
    rows = await desk.meetings(by, case_id, body.person_id, body.reason)
    return MeetingsOut(items=[schemas.meeting_out(row, policy) for row in rows])


@router.post("/{case_id}/second-degree")
async def trace_second_degree(
    by: Tracer, case_id: CaseId, body: ContactsIn, desk: Asking, divisions: Shipped
) -> SecondDegreeOut:
    """Close contacts of the close contacts, from when these first met the case."""
    found = await desk.second_degree(by, case_id, body.reason, body.thresholds)
    return SecondDegreeOut(
        items=[
            SecondDegreeItem(
                **schemas.person_out(found.people[one.person_id], divisions),
                **schemas.rank_out(one.best),
                through=one.through,
            )
            for one in found.contacts
        ],
        total=found.total,
        elsewhere=schemas.elsewhere_out(found.elsewhere, divisions),
    )


@router.post("/{case_id}/trajectory")
async def trace_trajectory(
    by: Tracer, case_id: CaseId, body: TrajectoryIn, desk: Asking, divisions: Shipped
) -> TrajectoryOut:
    """Where the case, or somebody who came up under it, was within the infectious window."""
    return schemas.trajectory_out(await desk.trajectory(by, case_id, body.person_id, body.reason), divisions)


@router.post("/{case_id}/exposure")
async def trace_exposure(
    by: Tracer, case_id: CaseId, body: ExposureIn, desk: Asking, divisions: Shipped
) -> ExposureOut:
    """Who was at a venue between two moments, and how many people came by door and hour."""
    found = await desk.exposure(by, case_id, body.venue_id, body.since, body.until, body.reason)
    return ExposureOut(
        venue_id=found.venue["id"],
        venue_name=found.venue["full_name"],
        items=[
            PresentOut(
                **schemas.person_out(found.people[row["person_id"]], divisions),
                first_at=row["first_at"],
                last_at=row["last_at"],
                minutes=round(row["minutes"], 1),
                inferred=row["inferred"] > 0,
                doors=row["doors"],
            )
            for row in found.present
        ],
        total=found.total,
        elsewhere=schemas.elsewhere_out(found.elsewhere, divisions),
        by_door_and_hour=[DoorHourOut(**row) for row in found.by_door_and_hour],
    )
