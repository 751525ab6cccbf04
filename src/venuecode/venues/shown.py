"""Turns venues, doors and history into what the routes give, in the reader's language."""

from collections.abc import Iterable, Mapping

from venuecode.regions.service import Divisions
from venuecode.venues.code import grouped, url_of
from venuecode.venues.filing import DoorFiling
from venuecode.venues.model import Door, DoorFacts, Event, FoundVenue, Role, Venue, VenueFacts
from venuecode.venues.posters.lettering import CHARACTERS_MISSING, Lettering
from venuecode.venues.schemas import AdviceOut, DoorOut, EventOut, FactsOut, FoundOut, MyVenue, VenueOut


def printed_of(door: DoorFacts | DoorFiling) -> tuple[str | None, ...]:
    """Return what of a door stands on its poster."""
    return door.name, door.plate, door.route, door.run


class Shown:
    """Turns the model into what the routes give, in one language and for one public address."""

    def __init__(self, divisions: Divisions, lettering: Lettering, public_url: str, language: str) -> None:
        self._divisions = divisions
        self._lettering = lettering
        self._public_url = public_url
        self.language = language

    def division(self, code: str) -> str:
        """Return the whole name of a division; the code itself for one that no longer ships."""
        return self._divisions.full_name(code, self.language) if self._divisions.known(code) else code

    def advice(self, typed: Mapping[str, str | None]) -> dict[str, str]:
        """Return field → what its poster could not print, in words."""
        found = {field: self._lettering.advice(words) for field, words in typed.items()}
        return {field: text.in_language(self.language) for field, text in found.items() if text}

    def poster_advice(self, facts: VenueFacts, doors: Iterable[Door]) -> AdviceOut | None:
        """Return what the posters of a venue could not print; None where all can be printed."""
        words = [facts.full_name, facts.short_name, facts.address]
        words += [word or "" for door in doors for word in printed_of(door.facts)]
        advice = self.advice({"": " ".join(words)})
        return AdviceOut(code=CHARACTERS_MISSING, text=advice[""]) if advice else None

    def facts(self, facts: VenueFacts) -> dict[str, object]:
        """Return the members of `FactsOut`."""
        members = {name: getattr(facts, name) for name in FactsOut.model_fields if name != "division_name"}
        return {**members, "division_name": self.division(facts.division_code)}

    def venue(self, venue: Venue) -> VenueOut:
        """Return a venue with what is filed."""
        return VenueOut.model_validate(
            {
                **self.facts(venue.facts),
                **{name: getattr(venue, name) for name in VenueOut.model_fields if name not in FactsOut.model_fields},
            }
        )

    def door(self, door: Door) -> DoorOut:
        """Return a door."""
        return DoorOut(
            id=door.id,
            venue_id=door.venue_id,
            name=door.facts.name,
            direction=door.facts.direction,
            plate=door.facts.plate,
            route=door.facts.route,
            run=door.facts.run,
            state=door.state,
            closed_at=door.closed_at,
            closed_by=door.closed_by,
            code=door.code,
            code_shown=grouped(door.code),
            url=url_of(door.code, self._public_url),
            code_issued_at=door.code_issued_at,
            rotating_only=door.rotating_only,
            version=door.version,
        )

    def found(self, venue: FoundVenue) -> FoundOut:
        """Return a line of the search's list."""
        members = {name: getattr(venue, name) for name in FoundOut.model_fields if name != "division_name"}
        return FoundOut.model_validate({**members, "division_name": self.division(venue.division_code)})

    def mine(self, venue: Venue, role: Role, doors: list[Door]) -> MyVenue:
        """Return a line of the caller's own list."""
        facts = venue.facts
        return MyVenue(
            id=venue.id,
            role=role,
            full_name=facts.full_name,
            short_name=facts.short_name,
            venue_class=facts.venue_class,
            type=facts.type,
            division_name=self.division(facts.division_code),
            address=facts.address,
            state=venue.state,
            state_reason=venue.state_reason,
            demand_test_hours=venue.demand_test_hours,
            version=venue.version,
            doors=[self.door(door) for door in doors],
            poster_advice=self.poster_advice(facts, doors),
        )

    def event(self, event: Event) -> EventOut:
        """Return a line of history."""
        return EventOut(at=event.at, act=event.act, by=event.by, reason=event.reason, door_id=event.door_id)
