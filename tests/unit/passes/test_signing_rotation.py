"""A new signing key is published before it signs, the old one until nothing of its is valid."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from venuecode.infra.keys import Keys, KeysFault, new_key_document, rotate_signing_key

NOW = datetime(2026, 5, 6, 4, 0, tzinfo=UTC)
LEAD, KEPT = timedelta(hours=72), timedelta(hours=96)


def rotated(document: dict[str, Any], now: datetime) -> int:
    return rotate_signing_key(document, now + LEAD, now - KEPT)


def test_the_new_key_signs_by_itself_when_its_time_comes():
    document = new_key_document()
    before = Keys(document).signing
    assert (before.current(NOW), len(before.public())) == (1, 1)
    assert rotated(document, NOW) == 2
    keys = Keys(document).signing
    assert (keys.current(NOW + LEAD - timedelta(seconds=1)), keys.current(NOW + LEAD)) == (1, 2)
    assert [key.number for key in keys.published(NOW, KEPT)] == [1, 2]
    assert [key.number for key in keys.published(NOW + LEAD + KEPT, KEPT)] == [2]
    signed = before.sign(1, b"code")
    keys.public()[1].key.verify(signed, b"code")  # what was signed before the rotation still verifies


def test_a_second_rotation_waits_for_the_first():
    document = new_key_document()
    rotated(document, NOW)
    with pytest.raises(KeysFault, match="key 2 takes over later"):
        rotate_signing_key(document, NOW + timedelta(hours=1), NOW - KEPT)


def test_numbers_come_round_and_keys_long_out_of_use_are_dropped():
    document = new_key_document()
    numbers = [rotated(document, NOW + timedelta(days=30 * month)) for month in range(300)]
    assert numbers[:3] == [2, 3, 4]
    assert numbers[253:256] == [255, 1, 2]
    assert len(document["signing"]) <= 3
