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
_TYPES: dict[FactKind, type[NewFact]] = {kind: made for made, kind in KINDS.items()}


def packed(fact: NewFact) -> dict[str, Any]:
    """Return a fact as JSON values; equal facts give equal JSON."""
    built: dict[str, Any] = msgspec.to_builtins(fact)
    return {"kind": KINDS[type(fact)].value, **built}


def unpacked(values: dict[str, Any]) -> NewFact:
    """Return the fact that `packed` made the values of."""
    kind = FactKind(values["kind"])
    return msgspec.convert(
        {name: value for name, value in values.items() if name != "kind"}, _TYPES[kind], strict=False
    )
