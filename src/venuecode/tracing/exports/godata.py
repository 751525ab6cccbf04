"""Contacts in the form in which Go.Data, WHO's tool for contact tracing, imports them (ADR 0076): pure.

Field names are those of Go.Data's models of contact and relationship. Names stay masked; `visualId` is the number by
which an officer opens the person here, with a look on record.
"""

import json
from datetime import datetime
from typing import Any

from venuecode.kernel.clock import SHOWN_ZONE
from venuecode.regions.service import Divisions
from venuecode.tracing.desk.model import ContactList
from venuecode.tracing.model import Contact, ContactClass

_CERTAINTY = "LNG_REFERENCE_DATA_CATEGORY_CERTAINTY_LEVEL_"
_RISK = "LNG_REFERENCE_DATA_CATEGORY_RISK_LEVEL_"
_RESIDENCE = "LNG_REFERENCE_DATA_CATEGORY_ADDRESS_TYPE_USUAL_PLACE_OF_RESIDENCE"
_LEVELS = {ContactClass.CLOSE: "3_HIGH", ContactClass.COMPANION: "2_MEDIUM", ContactClass.OTHER: "1_LOW"}
REQUIRED = ("firstName", "dateOfReporting")
REQUIRED_OF_RELATIONSHIP = ("relatedId", "contactDate", "contactDateEstimated", "certaintyLevelId")


def contacts_of(found: ContactList, divisions: Divisions, mark: str, now: datetime) -> bytes:
    """Return the listed contacts as a JSON array for the import of contacts."""
    items = [_contact(one, found, divisions, mark, now) for one in found.contacts]
    return json.dumps(items, ensure_ascii=False, indent=1).encode()


def _contact(one: Contact, found: ContactList, divisions: Divisions, mark: str, now: datetime) -> dict[str, Any]:
    person, tally = found.people[one.person_id], one.tally
    level = _LEVELS[one.contact_class]
    known = divisions.known(person.division_code)
    return {
        "visualId": f"VC-{person.id}",
        "firstName": person.masked_name,
        "dateOfReporting": _day(now),
        "isDateOfReportingApproximate": False,
        "dateOfLastContact": _day(tally.last_at),
        "riskLevel": _RISK + level,
        "addresses": [
            {
                "typeId": _RESIDENCE,
                "city": divisions.full_name(person.division_code, "zh") if known else person.division_code,
            }
        ],
        "relationship": {
            "relatedId": found.case.number,
            "contactDate": _day(tally.last_at),
            "contactDateEstimated": tally.inferred > 0,
            "certaintyLevelId": _CERTAINTY + ("3_HIGH" if tally.inferred < tally.meetings else "2_MEDIUM"),
            "comment": f"{tally.minutes:.0f} min, {tally.meetings} meetings, score {tally.score:.1f} · {mark}",
        },
    }


def _day(at: datetime) -> str:
    """A Go.Data date: midnight UTC of the day in Shanghai."""
    return f"{at.astimezone(SHOWN_ZONE).date().isoformat()}T00:00:00.000Z"
