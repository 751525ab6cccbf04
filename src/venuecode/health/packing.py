"""Facts as JSON and back: for facts that wait, sealed, for a registration, and for those that wait for an approval."""

from typing import Any

import msgspec

from venuecode.health.model import FactKind, NewDeclaration, NewFact, NewOrder, NewTest, NewVaccination

KINDS: dict[type[NewFact], FactKind] = {
    NewTest: FactKind.TEST,
    NewVaccination: FactKind.VACCINATION,
    NewOrder: FactKind.ORDER,
    NewDeclaration: FactKind.DECLARATION,
}
_OF_DECLARATION = "declared_kind"
"""Where a declaration's own kind, health or travel, stands beside the kind of the fact."""
_TYPES: dict[FactKind, type[NewFact]] = {kind: made for made, kind in KINDS.items()}


def packed(fact: NewFact) -> dict[str, Any]:
    """Return a fact as JSON values; equal facts give equal JSON."""
    built: dict[str, Any] = msgspec.to_builtins(fact)
    if isinstance(fact, NewDeclaration):
        built[_OF_DECLARATION] = built.pop("kind")
    return {"kind": KINDS[type(fact)].value, **built}


def tells_apart(fact: NewFact) -> tuple[object, ...]:
    """Return what tells a fact from the others of its person: what the table of its kind is unique by."""
    if isinstance(fact, NewTest):
        return FactKind.TEST, fact.sampled_at, fact.result, fact.institution
    if isinstance(fact, NewVaccination):
        return FactKind.VACCINATION, fact.dose_no, fact.given_on
    if isinstance(fact, NewOrder):
        return FactKind.ORDER, fact.reason, fact.starts_at, fact.case_reference
    return FactKind.DECLARATION, fact.kind, fact.declared_at


def unpacked(values: dict[str, Any]) -> NewFact:
    """Return the fact that `packed` made the values of."""
    kind = FactKind(values["kind"])
    members = {name: value for name, value in values.items() if name != "kind"}
    if kind is FactKind.DECLARATION:
        members["kind"] = members.pop(_OF_DECLARATION)
    return msgspec.convert(members, _TYPES[kind], strict=False)
