"""From what somebody typed to a checked document, name, phone or division: pure, all faults of a form at once."""

from dataclasses import dataclass
from datetime import date

from venuecode.identity.people.documents import Document, DocumentFault, DocumentType, read_document
from venuecode.identity.people.rules import tidy_name, tidy_phone
from venuecode.kernel.errors import InvalidInput
from venuecode.kernel.ids import DivisionCode
from venuecode.kernel.text import Text
from venuecode.regions.model import Level
from venuecode.regions.service import Divisions

_NAME = Text("请填写证件上的真实姓名", "Enter the name as it stands in the document")
_PHONE = Text("手机号码不正确", "This is not a mobile phone number")
_DIVISION = Text("请选择到区县或街道", "Choose a county or a street")


@dataclass(frozen=True, slots=True)
class IdentityForm:
    """Name and document as typed."""

    name: str
    document_type: DocumentType
    document_number: str
    nationality: str | None = None
    birth_date: date | None = None


def read_identity(form: IdentityForm, today: date) -> tuple[str, Document]:
    """Return the tidy name and the canonical document; raises `InvalidInput` with every fault."""
    faults: dict[str, Text] = {}
    name, document = tidy_name(form.name), None
    if name is None:
        faults["name"] = _NAME
    try:
        document = read_document(
            form.document_type,
            form.document_number,
            today,
            nationality=form.nationality,
            birth_date=form.birth_date,
        )
    except DocumentFault as fault:
        faults[fault.field] = fault.text
    if name is None or document is None:
        raise InvalidInput(fields=faults)
    return name, document


def read_phone(typed: str, field: str = "phone") -> str:
    """Return an E.164 number; raises `InvalidInput`."""
    phone = tidy_phone(typed)
    if phone is None:
        raise InvalidInput(fields={field: _PHONE})
    return phone


def read_home(code: str, divisions: Divisions) -> DivisionCode:
    """Return a home division: a county, a street, or whatever has nothing below it; raises `InvalidInput`."""
    if divisions.known(code):
        division = divisions.get(code)
        if division.level >= Level.COUNTY or (
            division.level is Level.PREFECTURE and not divisions.has_children(division.code)
        ):
            return division.code
    raise InvalidInput(fields={"division_code": _DIVISION})
