"""Sets the stage over HTTP, so that a journey begins where it is about. What a journey shows is done in a browser."""

from dataclasses import dataclass
from typing import Any

import httpx
from invented import Citizen, citizen, credit_code, venue_name

STREET = "371502001"


@dataclass(frozen=True)
class Person:
    """Somebody registered, with a session to act by."""

    who: Citizen
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What a request of theirs carries."""
        return {"authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class Door:
    """A door as its poster has it."""

    id: int
    name: str
    code: str
    url: str

    @property
    def path(self) -> str:
        """The poster's address without its host."""
        return f"/v/{self.code}"


@dataclass(frozen=True)
class Venue:
    """An issued venue and whoever manages it."""

    id: int
    full_name: str
    short_name: str
    manager: Person
    doors: list[Door]


class Stage:
    """Whoever needs to exist before a journey begins."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def call(self, method: str, path: str, person: Person | None = None, **body: Any) -> Any:
        """Make one request and return the answer's content."""
        headers = person.headers if person else {}
        answer = await self.http.request(method, f"/api/v1{path}", json=body or None, headers=headers)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def person(self, who: Citizen | None = None, division: str = STREET) -> Person:
        """Register somebody."""
        who = who or citizen()
        sent = await self.call("POST", "/sign-in/codes", phone=who.phone)
        begun = await self.call("POST", "/sign-in", phone=who.phone, code=sent["demo_code"])
        options = await self.call("GET", "/registration/options")
        made = await self.call(
            "POST",
            "/me",
            Person(who, begun["token"]),
            name=who.name,
            document_type="resident_id",
            document_number=who.document,
            division_code=division,
            privacy_version=options["privacy_version"],
        )
        return Person(who, made["token"])

    async def venue(self, *doors: tuple[str, str], manager: Person | None = None, **changes: Any) -> Venue:
        """Open a venue that is issued at once; doors are (name, direction)."""
        manager = manager or await self.person(citizen("孙经理"))
        form = {
            "full_name": venue_name(),
            "short_name": "便民超市",
            "venue_class": 2,
            "type": "supermarket",
            "credit_code": credit_code(),
            "division_code": STREET,
            "address": "楼东大街 100 号",
            "responsible_person": manager.who.name,
            "responsible_phone": manager.who.phone,
            "doors": [{"name": name, "direction": way} for name, way in doors or (("南门", "in"),)],
            **changes,
        }
        draft = await self.call("POST", "/venue-applications", manager, **form)
        path = f"/venue-applications/{draft['id']}/submit"
        issued = await self.call("POST", path, manager, version=draft["version"])
        detail = await self.call("GET", f"/my/venues/{issued['venue_id']}", manager)
        found = [Door(door["id"], door["name"], door["code"], door["url"]) for door in detail["doors"]]
        return Venue(issued["venue_id"], form["full_name"], form["short_name"], manager, found)

    async def door_act(self, venue: Venue, door: Door, act: str) -> None:
        """Close, reopen or reissue a door, as its manager."""
        detail = await self.call("GET", f"/my/venues/{venue.id}", venue.manager)
        version = next(one["version"] for one in detail["doors"] if one["id"] == door.id)
        await self.call("POST", f"/venues/{venue.id}/doors/{door.id}/{act}", venue.manager, version=version)

    async def invite_guard(self, venue: Venue) -> str:
        """Make a share code for a guard."""
        offer = await self.call("POST", f"/my/venues/{venue.id}/invitations", venue.manager, role="guard")
        return str(offer["code"])

    async def health(self, officer: Person, document: str) -> dict[str, Any]:
        """Look a person up by resident ID number, as a health officer."""
        found: dict[str, Any] = await self.call(
            "POST",
            "/health/lookups",
            officer,
            document_type="resident_id",
            document_number=document,
            reason="核实演示线索",
        )
        return found

    async def turn(self, proposer: Person, approver: Person, document: str, reason: str = "close_contact") -> None:
        """Give a person the colour of a reason: one officer proposes, another approves."""
        found = await self.health(proposer, document)
        order = {"person_ids": [int(found["person_id"])], "reason": reason, "evidence": "演示线索 2026-07"}
        proposal = await self.call("POST", "/health/proposals", proposer, **order)
        await self.call("POST", f"/health/proposals/{proposal['id']}/decision", approver, approve=True)

    async def card(self, person: Person) -> str:
        """Issue a paper card to a person and return the code that is printed on it."""
        [oneself] = (await self.call("GET", "/me/cards", person))["items"]
        held = await self.call("POST", f"/me/cards/{oneself['person_id']}", person, disabled=False)
        return str(held["card"]["code"])

    async def relative(self, guardian: Person, name: str, document: str, relation: str = "parent") -> None:
        """Bind a relative who has no phone."""
        await self.call(
            "POST",
            "/me/family",
            guardian,
            name=name,
            document_type="resident_id",
            document_number=document,
            relation=relation,
            consent=True,
        )
