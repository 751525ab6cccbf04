"""The port to a registry that knows whether a name and a document belong together; the adapters stand in infra's
place of gateways only as far as HTTP goes: which fields are asked is said here.
"""

from typing import Protocol

from venuecode.identity.people.documents import Document


class IdentityVerifier(Protocol):
    """Confirms a name with a document; `name` says in the record by whom it was done."""

    name: str

    async def confirms(self, document: Document, name: str) -> bool:
        """Whether they belong together; raises `RegistryDown` when that cannot be known now."""
        ...


class FormatOnly:
    """No registry: what passed the checks of form is taken as it is."""

    name = "format"

    async def confirms(self, document: Document, name: str) -> bool:  # noqa: ARG002 - the port's signature
        return True
