"""Composes what a card shows: masked name, code, last good day."""

from datetime import timedelta

from venuecode.identity.people.model import Person
from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.passes.cards.code import url_of
from venuecode.passes.cards.model import Card
from venuecode.passes.cards.rendering import CardFace, CardPress
from venuecode.passes.cards.service import Cards


class CardDesk:
    """From a stored card to its face."""

    def __init__(self, cards: Cards, press: CardPress, public_url: str) -> None:
        self.press = press
        self._cards = cards
        self._public_url = public_url

    def face(self, person: Person, card: Card) -> CardFace:
        """Return what stands on a person's card."""
        code = self._cards.code_of(card)
        last_day = (card.valid_until.astimezone(SHOWN_ZONE) - timedelta(microseconds=1)).date()
        return CardFace(code, url_of(code, self._public_url), person.masked_name, last_day)
