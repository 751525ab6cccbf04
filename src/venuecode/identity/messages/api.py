"""The route by which a mini-program learns which messages it may ask consent for."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel

from venuecode.identity.channels.model import Provider
from venuecode.identity.channels.schemas import AppId
from venuecode.identity.messages.model import Notice
from venuecode.identity.messages.service import Messages
from venuecode.infra.http import Public, provided

router = APIRouter(prefix="/api/v1", tags=["channels"])
Served = Annotated[Messages, Depends(provided(Messages))]


class TemplateOut(BaseModel):
    """A message and the platform's id of its template."""

    message: Notice
    template_id: str


class TemplatesOut(BaseModel):
    """Messages that an app can deliver."""

    items: list[TemplateOut]


@router.get("/channels/{provider}/{app_id}/messages")
async def list_messages(
    _: Public, provider: Provider, app_id: Annotated[AppId, Path()], messages: Served
) -> TemplatesOut:
    """Give the messages for which the person's consent can be asked in this app."""
    found = messages.templates(provider, app_id)
    return TemplatesOut(items=[TemplateOut(message=notice, template_id=one) for notice, one in found.items()])
