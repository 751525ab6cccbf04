"""Routes of applications: the applicant's and the reviewer's."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from venuecode.identity.access import Citizen
from venuecode.infra.http import provided
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.ids import VenueId
from venuecode.kernel.text import Text
from venuecode.regions.service import Divisions
from venuecode.venues.api import Keeper, Writer, narrowed
from venuecode.venues.applications.model import Application, ApplicationState
from venuecode.venues.applications.review import START, Reviews
from venuecode.venues.applications.schemas import (
    ApplicationForm,
    ApplicationList,
    ApplicationOut,
    ReviewOut,
    ReviewPage,
    SendBack,
    application_line,
    application_out,
    review_line,
    review_out,
)
from venuecode.venues.applications.service import Applications
from venuecode.venues.classes import VenueClass
from venuecode.venues.schemas import VersionOnly
from venuecode.venues.shown import Shown

router = APIRouter(prefix="/api/v1", tags=["venue applications"])

ApplicationService = Annotated[Applications, Depends(provided(Applications))]
ReviewService = Annotated[Reviews, Depends(provided(Reviews))]
ListedState = Literal[
    ApplicationState.SUBMITTED, ApplicationState.RETURNED, ApplicationState.REJECTED, ApplicationState.APPROVED
]
"""A draft is its writer's alone."""


@router.post("/venue-applications", status_code=201)
async def start_application(
    citizen: Citizen, form: ApplicationForm, applications: ApplicationService, writer: Writer
) -> ApplicationOut:
    """Begin a draft, empty or with what is typed already."""
    return await _out(applications, await applications.start(citizen.person_id, form.filing()), writer)


@router.get("/venue-applications")
async def list_applications(citizen: Citizen, applications: ApplicationService) -> ApplicationList:
    """Give the caller's applications, newest first."""
    mine = await applications.mine(citizen.person_id)
    return ApplicationList(items=[application_line(application) for application in mine])


@router.get("/venue-applications/{application_id}")
async def get_application(
    citizen: Citizen, application_id: int, applications: ApplicationService, writer: Writer
) -> ApplicationOut:
    """Give one of the caller's applications: where it stands and what is still wrong."""
    return await _out(applications, await applications.get(citizen.person_id, application_id), writer)


@router.put("/venue-applications/{application_id}")
async def save_application(
    citizen: Citizen, application_id: int, form: ApplicationForm, applications: ApplicationService, writer: Writer
) -> ApplicationOut:
    """Save the form as typed, right or wrong."""
    return await _out(applications, await applications.save(citizen.person_id, application_id, form.filing()), writer)


@router.delete("/venue-applications/{application_id}", status_code=204)
async def drop_application(citizen: Citizen, application_id: int, applications: ApplicationService) -> None:
    """Delete a draft, or give up a returned application."""
    await applications.drop(citizen.person_id, application_id)


@router.post("/venue-applications/{application_id}/submit")
async def submit_application(
    citizen: Citizen, application_id: int, body: VersionOnly, applications: ApplicationService, writer: Writer
) -> ApplicationOut:
    """Hand it in. `approved` with a `venue_id` if its class is issued at once, otherwise `submitted`."""
    submitted = await applications.submit(citizen.person_id, application_id, body.version)
    return await _out(applications, submitted, writer)


@router.post("/my/venues/{venue_id}/amendment", status_code=201)
async def start_amendment(
    citizen: Citizen, venue_id: VenueId, applications: ApplicationService, writer: Writer
) -> ApplicationOut:
    """Begin to change what is filed about a venue; an application like any other, with the form filled in."""
    return await _out(applications, await applications.start_amendment(citizen.person_id, venue_id), writer)


@router.get("/venue-reviews")
async def list_reviews(
    session: Keeper,
    reviews: ReviewService,
    writer: Writer,
    divisions: Annotated[Divisions, Depends(provided(Divisions))],
    *,
    state: ListedState = ApplicationState.SUBMITTED,
    venue_class: VenueClass | None = None,
    division: Annotated[str | None, Query(pattern=r"^([0-9]{6}|[0-9]{9})$", description="And all under it")] = None,
    waiting_days: Annotated[int, Query(ge=0, le=3650, description="Filed at least so many days ago")] = 0,
    after: Annotated[str | None, Query(max_length=60)] = None,
    size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ReviewPage:
    """Give a page of what waits in the officer's division (or of what was decided there), the longest filed first."""
    entries, waiting = await reviews.queue(
        session,
        _cursor(after),
        size,
        scope=narrowed(session.scope, division, divisions),
        state=state,
        venue_class=venue_class,
        waiting_days=waiting_days,
    )
    last = entries[-1] if len(entries) == size else None
    return ReviewPage(
        items=[review_line(entry, writer) for entry in entries],
        waiting=waiting,
        next=f"{last.submitted_at.isoformat()}~{last.id}" if last else None,
    )


@router.get("/venue-reviews/{application_id}")
async def get_review(session: Keeper, application_id: int, reviews: ReviewService, writer: Writer) -> ReviewOut:
    """Give an application with duplicates and history; the look is recorded."""
    return review_out(await reviews.look(session, application_id), writer)


@router.post("/venue-reviews/{application_id}/approve")
async def approve_application(
    session: Keeper, application_id: int, body: VersionOnly, reviews: ReviewService, writer: Writer
) -> ReviewOut:
    """Issue the venue, or apply the amendment."""
    await reviews.approve(session, application_id, body.version)
    return review_out(await reviews.look(session, application_id), writer)


@router.post("/venue-reviews/{application_id}/return")
async def return_application(
    session: Keeper, application_id: int, body: SendBack, reviews: ReviewService, writer: Writer
) -> ReviewOut:
    """Send it back to be corrected."""
    await reviews.send_back(session, application_id, body.version, body.reason, final=False)
    return review_out(await reviews.look(session, application_id), writer)


@router.post("/venue-reviews/{application_id}/reject")
async def reject_application(
    session: Keeper, application_id: int, body: SendBack, reviews: ReviewService, writer: Writer
) -> ReviewOut:
    """Refuse it for good."""
    await reviews.send_back(session, application_id, body.version, body.reason, final=True)
    return review_out(await reviews.look(session, application_id), writer)


async def _out(applications: Applications, application: Application, writer: Shown) -> ApplicationOut:
    return application_out(application, *await applications.around(application), writer)


def _cursor(after: str | None) -> tuple[datetime, int]:
    if after is None:
        return START
    at, _, number = after.replace(" ", "+").partition("~")
    try:
        cursor = datetime.fromisoformat(at), int(number)
    except ValueError:
        cursor = None
    if cursor is None or cursor[0].tzinfo is None:
        raise InvalidInput(fields={"after": Text("格式不正确", "Not in the right form")})
    return cursor
