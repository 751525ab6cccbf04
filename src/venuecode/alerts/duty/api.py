"""Routes by which administrators keep duty phones and receivers of their divisions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from venuecode.alerts.duty.schemas import (
    ContactIn,
    ContactList,
    ContactOut,
    Made,
    WebhookIn,
    WebhookList,
    WebhookMade,
    WebhookOut,
)
from venuecode.alerts.duty.service import Duty, Wanted
from venuecode.alerts.model import Severity
from venuecode.identity.access import officer
from venuecode.identity.model import OfficerSession, Role
from venuecode.infra.http import provided
from venuecode.kernel.ids import DivisionCode

router = APIRouter(prefix="/api/v1/officers", tags=["alerts"])
Administrator = Annotated[OfficerSession, Depends(officer(Role.ADMINISTRATOR))]
Service = Annotated[Duty, Depends(provided(Duty))]


@router.get("/duty-contacts")
async def list_duty_contacts(by: Administrator, duty: Service) -> ContactList:
    """Phones on duty, numbers masked."""
    return ContactList(
        items=[
            ContactOut.model_validate({**row, "least_severity": Severity(row["least_severity"]).name.lower()})
            for row in await duty.contacts(by)
        ]
    )


@router.post("/duty-contacts", status_code=201)
async def add_duty_contact(body: ContactIn, by: Administrator, duty: Service) -> Made:
    """Put a phone on duty."""
    division, least = DivisionCode(body.division_code), Severity[body.least_severity.upper()]
    return Made(id=await duty.add_contact(by, division, body.name, body.phone, Wanted(least, body.kind), body.language))


@router.delete("/duty-contacts/{contact_id}", status_code=204)
async def end_duty_contact(contact_id: int, by: Administrator, duty: Service) -> Response:
    """Take a phone off duty."""
    await duty.end_contact(by, contact_id)
    return Response(status_code=204)


@router.get("/duty-webhooks")
async def list_duty_webhooks(by: Administrator, duty: Service) -> WebhookList:
    """Receivers, without their keys."""
    return WebhookList(
        items=[
            WebhookOut.model_validate({**row, "least_severity": Severity(row["least_severity"]).name.lower()})
            for row in await duty.webhooks(by)
        ]
    )


@router.post("/duty-webhooks", status_code=201)
async def add_duty_webhook(body: WebhookIn, by: Administrator, duty: Service) -> WebhookMade:
    """Add a receiver; its key is shown now and never again."""
    division, least = DivisionCode(body.division_code), Severity[body.least_severity.upper()]
    made, secret = await duty.add_webhook(by, division, str(body.url), Wanted(least, body.kind))
    return WebhookMade(id=made, secret=secret)


@router.delete("/duty-webhooks/{webhook_id}", status_code=204)
async def end_duty_webhook(webhook_id: int, by: Administrator, duty: Service) -> Response:
    """Remove a receiver."""
    await duty.end_webhook(by, webhook_id)
    return Response(status_code=204)
