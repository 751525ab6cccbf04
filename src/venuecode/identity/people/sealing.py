"""Which fields of a person are sealed, where, and by what they can be found again (ADR 0008)."""

from venuecode.identity.people.documents import Document
from venuecode.kernel.encryption import KeyRing

NAME = "person.name"
DOCUMENT_NUMBER = "person.document_number"
PHONE = "person.phone"
NEWCOMER_PHONE = "newcomer.phone"


class PersonSeal:
    """Seals, opens and indexes the personal fields; nothing else in the product knows their places."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def seal(self, plain: str, place: str) -> bytes:
        """Encrypt a field for its place."""
        return self._ring.seal(plain, place)

    def open(self, sealed: bytes, place: str) -> str:
        """Decrypt a field of its place."""
        return self._ring.open(sealed, place)

    def document_index(self, document: Document) -> bytes:
        """Return what a document is found by."""
        return self._ring.blind_index(document.key, DOCUMENT_NUMBER)

    def phone_index(self, phone: str) -> bytes:
        """Return what an E.164 phone number is found by."""
        return self._ring.blind_index(phone, PHONE)

    def subject_index(self, provider: str, app_id: str, subject: str) -> bytes:
        """Return what an account of a channel is found by."""
        return self._ring.blind_index(f"{provider}\0{app_id}\0{subject}", "channel_login.subject")

    def code_hash(self, phone: str, code: str) -> bytes:
        """Return the keyed hash of a six-digit code sent to a phone."""
        return self._ring.blind_index(f"{phone}\0{code}", "phone_code.code_hash")

    def limit_key(self, value: str) -> bytes:
        """Return what a limit is counted by, so that no address or phone stands in the table."""
        return self._ring.blind_index(value, "limit_window.key")
