"""Routes of paper cards, one's own and those of relatives: issue, show, print, end."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from venuecode.identity.access import Citizen
from venuecode.identity.people.model import Person
from venuecode.infra.http import provided
from venuecode.kernel.ids import PersonId
from venuecode.passes.cards.model import Card
from venuecode.passes.cards.printing import CardDesk
from venuecode.passes.cards.rendering import CardLayout
from venuecode.passes.cards.schemas import CardOut, HolderList, HolderOut, IssueIn, RevokeIn, holder_out
from venuecode.passes.cards.service import Cards

router = APIRouter(prefix="/api/v1/me/cards", tags=["cards"])

Service = Annotated[Cards, Depends(provided(Cards))]
Desk = Annotated[CardDesk, Depends(provided(CardDesk))]
_Answers = dict[int | str, dict[str, Any]]
_PDF: _Answers = {200: {"content": {"application/pdf": {}}, "description": "The card"}}
_PNG: _Answers = {200: {"content": {"image/png": {}}, "description": "The card's front"}}
_PRIVATE = {"Cache-Control": "private, no-store"}


@router.get("")
async def list_cards(caller: Citizen, cards: Service, desk: Desk) -> HolderList:
    """The caller and the relatives whom the caller shows for, each with the card that is good now."""
    held = await cards.of_caller(caller)
    return HolderList(items=[_holder(caller.person_id, person, card, cards, desk) for person, card in held])


@router.post("/{person_id}", status_code=201)
async def issue_card(caller: Citizen, person_id: int, body: IssueIn, cards: Service, desk: Desk) -> HolderOut:
    """Issue a card; one that was good until now is ended by it."""
    person, card = await cards.issue(caller, PersonId(person_id), disabled=body.disabled)
    return _holder(caller.person_id, person, card, cards, desk)


@router.post("/{person_id}/revoke", status_code=204)
async def revoke_card(caller: Citizen, person_id: int, body: RevokeIn, cards: Service) -> None:
    """End a card: lost, or not needed any more."""
    await cards.revoke(caller, PersonId(person_id), body.because)


@router.get("/{person_id}/card.pdf", response_class=Response, responses=_PDF)
async def card_pdf(
    caller: Citizen, person_id: int, cards: Service, desk: Desk, layout: CardLayout = CardLayout.CARD
) -> Response:
    """Give the card to print: one to fold, or a sheet."""
    person, card = await cards.good_card(caller, PersonId(person_id))
    content = await asyncio.to_thread(desk.press.pdf, [desk.face(person, card)], layout)
    return Response(content, media_type="application/pdf", headers=_PRIVATE)


@router.get("/{person_id}/card.png", response_class=Response, responses=_PNG)
async def card_picture(
    caller: Citizen,
    person_id: int,
    cards: Service,
    desk: Desk,
    width: Annotated[int, Query(ge=300, le=2400, description="Pixels")] = 1080,
) -> Response:
    """Give the card's front as a picture to show and keep."""
    person, card = await cards.good_card(caller, PersonId(person_id))
    content = await asyncio.to_thread(desk.press.png, desk.face(person, card), width_px=width)
    return Response(content, media_type="image/png", headers=_PRIVATE)


def _holder(own_id: PersonId, person: Person, card: Card | None, cards: Cards, desk: CardDesk) -> HolderOut:
    return holder_out(
        person,
        CardOut.of(card, desk.face(person, card)) if card else None,
        oneself=person.id == own_id,
        days=cards.days_for(person, disabled=False),
        days_with_disability=cards.days_for(person, disabled=True),
    )
