import pytest
from hypothesis import given
from hypothesis import strategies as st

from venuecode.kernel.encryption import Algorithm, CannotOpen, FieldKey, KeyRing

RING = {n: FieldKey(n, a, bytes([n]) * 32) for n, a in enumerate(Algorithm)}


@given(st.text(), st.sampled_from(list(RING)))
def test_what_is_sealed_opens_again_with_any_ring_that_holds_the_key(plain: str, number: int):
    sealed = KeyRing(RING, current=number, index_secret=b"x").seal(plain, "person.name")
    assert KeyRing(RING, current=0, index_secret=b"x").open(sealed, "person.name") == plain


def test_a_field_moved_to_another_place_does_not_open():
    ring = KeyRing(RING, current=0, index_secret=b"x")
    with pytest.raises(CannotOpen):
        ring.open(ring.seal("王小明", "person.name"), "person.phone")


def test_every_changed_byte_is_noticed():
    ring = KeyRing(RING, current=1, index_secret=b"x")
    sealed = bytearray(ring.seal("P1234567", "person.document"))
    for position in range(len(sealed)):
        changed = bytes(sealed[:position]) + bytes([sealed[position] ^ 1]) + bytes(sealed[position + 1 :])
        with pytest.raises(CannotOpen):
            ring.open(changed, "person.document")


def test_blind_indexes_agree_for_one_place_only():
    ring = KeyRing(RING, current=0, index_secret=b"x")
    assert ring.blind_index("1", "a") == ring.blind_index("1", "a") != ring.blind_index("1", "b")
