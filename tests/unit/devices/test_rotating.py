"""The proof of a display: fresh for its half minute and its neighbours, worthless afterwards."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venuecode.venues.code import ParsedCode, VenueCode, parse
from venuecode.venues.rotating import STEP, is_fresh, proof_at, rotating_url, step_of

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "venue_codes.json").read_text())
SECRET = bytes.fromhex(VECTORS["proof_secret_hex"])
CODE = VenueCode("T7RAEFJVKH16G3Q1J")
NOON = datetime(2026, 5, 6, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize("vector", VECTORS["proofs"], ids=lambda v: str(v["step"]))
def test_vector_proof(vector):
    assert proof_at(SECRET, VenueCode(vector["code"]), vector["step"]) == vector["proof"]


@given(st.integers(-600, 600))
def test_a_proof_is_good_for_a_minute_at_most_and_half_a_minute_at_least(seconds):
    shown = proof_at(SECRET, CODE, step_of(NOON))
    at = NOON + timedelta(seconds=seconds)
    assert is_fresh(SECRET, CODE, shown, at, at) is (-STEP <= seconds < 2 * STEP)


def test_a_scan_made_without_a_network_carries_the_proof_of_its_time():
    at, now = NOON, NOON + timedelta(hours=5)
    assert is_fresh(SECRET, CODE, proof_at(SECRET, CODE, step_of(at)), at, now)
    assert not is_fresh(SECRET, CODE, proof_at(SECRET, CODE, step_of(at) - 5), at, now)


def test_a_phone_whose_clock_is_wrong_scans_what_is_shown_now():
    wrong = NOON - timedelta(minutes=4)
    assert is_fresh(SECRET, CODE, proof_at(SECRET, CODE, step_of(NOON)), wrong, NOON)


def test_another_code_and_another_secret_have_other_proofs():
    proof = proof_at(SECRET, CODE, step_of(NOON))
    assert not is_fresh(SECRET, VenueCode("00000000000000000"), proof, NOON, NOON)
    assert not is_fresh(b"x" * 32, CODE, proof, NOON, NOON)


def test_what_a_display_shows_is_read_back():
    proof = proof_at(SECRET, CODE, 7)
    read = parse(rotating_url(CODE, "https://code.example.gov.cn", proof), ["code.example.gov.cn"])
    assert read == ParsedCode(CODE, proof)
