"""The personal code and the card's code: what both languages must read alike, and what must hold for every code."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as some

from venuecode.kernel.signing_keys import PublicKey, SigningKey, SigningKeys, raw_public
from venuecode.kernel.verdict import Colour
from venuecode.passes import base45, code
from venuecode.passes.cards import code as paper
from venuecode.passes.code import CodeFault, ShownStatus, SignedCode
from venuecode.passes.model import ReadFault
from venuecode.passes.words import OF_CODE_FAULT, UNREAD
from venuecode.venues.code import CodeFault as PrintedFault
from venuecode.venues.code import parse

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "personal_codes.json").read_text("utf-8"))
GOOD = [one for one in VECTORS["codes"] if one["result"] == "ok"]
REFERENCE_KEY, CODE_KEY = bytes.fromhex(VECTORS["reference_key"]), bytes.fromhex(VECTORS["code_key"])
AT = datetime(2026, 5, 6, 4, 0, tzinfo=UTC)
PERSON = 1234567


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def signing() -> SigningKeys:
    times = {key["number"]: (moment(key["not_before"]), moment(key["not_after"])) for key in VECTORS["keys"]}
    return SigningKeys(
        SigningKey(seed["number"], bytes.fromhex(seed["hex"]), *times[seed["number"]])
        for seed in VECTORS["secret_seeds"]
    )


KEYS: dict[int, PublicKey] = signing().public()


def status_of(vector: dict[str, Any]) -> ShownStatus:
    told = vector["status"]
    return ShownStatus(
        Colour[told["colour"].upper()],
        told["reason"],
        moment(told["as_of"]),
        moment(told["until"]),
        None if told["test"] is None else told["test"] == "positive",
        moment(told["test_at"]),
        told["doses"],
    )


def written(status: ShownStatus, issued_at: datetime, person_id: int, life_hours: int, nonce: bytes) -> str:
    reference = code.refer(REFERENCE_KEY, person_id, issued_at, nonce)
    sealed = code.seal(CODE_KEY, reference, status)
    return code.write(signing(), issued_at=issued_at, life_hours=life_hours, reference=reference, sealed=sealed)


@pytest.mark.parametrize("vector", VECTORS["codes"], ids=lambda one: one["why"])
def test_every_vector_reads_as_it_must(vector: dict[str, Any]):
    read = code.check(vector["text"], KEYS, datetime.fromisoformat(vector["now"]))
    if not isinstance(read, SignedCode):
        assert read == vector["result"]
        return
    assert vector["result"] == "ok"
    assert (read.life_hours, read.issued_at, read.valid_until) == (
        vector["life_hours"],
        moment(vector["issued_at"]),
        moment(vector["valid_until"]),
    )
    assert code.person_of(REFERENCE_KEY, read) == vector["person_id"]
    assert code.open_sealed(CODE_KEY, read) == status_of(vector)


@pytest.mark.parametrize("vector", GOOD, ids=lambda one: one["why"])
def test_good_vectors_are_written_the_same_again(vector: dict[str, Any]):
    issued = datetime.fromisoformat(vector["issued_at"])
    again = written(
        status_of(vector), issued, vector["person_id"], vector["life_hours"], bytes.fromhex(vector["nonce"])
    )
    assert again == vector["text"]


@pytest.mark.parametrize("vector", VECTORS["cards"], ids=lambda one: one["why"])
def test_every_card_reads_as_it_must(vector: dict[str, Any]):
    read = paper.parse(vector["text"], VECTORS["hosts"])
    assert (read == VECTORS["card"]["code"]) if vector["result"] == "ok" else (read == vector["result"])


def test_a_card_is_no_venue_code_however_it_is_written():
    card = paper.new_card_code(bytes.fromhex(VECTORS["card"]["random_hex"]))
    assert (card, paper.mark(card).hex()) == (VECTORS["card"]["code"], VECTORS["card"]["mark"])
    assert parse(paper.grouped(card), VECTORS["hosts"]) is PrintedFault.MISTYPED
    assert parse(paper.url_of(card, "https://code.example.gov.cn"), VECTORS["hosts"]) is PrintedFault.NOT_A_VENUE_CODE


def test_a_code_fits_a_small_qr_code():
    qr = segno.make_qr(GOOD[0]["text"], error="m", boost_error=False)
    assert (qr.mode, qr.version) == ("alphanumeric", 6)


def test_the_published_key_is_the_one_that_verifies():
    for key in VECTORS["keys"]:
        assert raw_public(KEYS[key["number"]]) == key["public_key"]


MOMENTS = some.none() | some.integers(1, 2**32 - 1).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
STATUSES = some.builds(
    ShownStatus,
    some.sampled_from(Colour),
    some.integers(0, 255),
    MOMENTS,
    MOMENTS,
    some.none() | some.booleans(),
    MOMENTS,
    some.integers(0, 3),
)


@given(STATUSES, some.integers(1, 2**63 - 1), some.binary(min_size=4, max_size=4), some.integers(0, 72))
def test_what_is_written_is_read(status: ShownStatus, person_id: int, nonce: bytes, hours: int):
    read = code.check(written(status, AT, person_id, hours, nonce), KEYS, AT)
    assert isinstance(read, SignedCode)
    assert code.open_sealed(CODE_KEY, read) == status
    assert code.person_of(REFERENCE_KEY, read) == person_id


@given(some.integers(0, 99), some.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(place: int, change: int):
    raw = bytearray(base45.decode(GOOD[0]["text"][4:]) or b"")
    raw[place] ^= change
    assert isinstance(code.check("VC1:" + base45.encode(bytes(raw)), KEYS, AT), CodeFault)


@given(some.text(max_size=200))
def test_no_text_makes_it_stumble(text: str):
    assert isinstance(code.check(text, KEYS, AT), CodeFault)
    assert isinstance(code.check("VC1:" + text, KEYS, AT), CodeFault)
    assert code.claims_to_be_a_pass("VC1:" + text) in {True, False}


@given(some.binary(max_size=120))
def test_base45_gives_back_what_it_took(content: bytes):
    text = base45.encode(content)
    assert base45.decode(text) == content


def test_base45_as_in_the_standard():
    """The examples of RFC 9285 §4.3 and §4.4."""
    assert base45.encode(b"AB") == "BB8"
    assert base45.encode(b"Hello!!") == "%69 VD92EX0"
    assert base45.decode("QED8WEX0") == b"ietf!"
    assert base45.decode("GGW") is None


def test_another_servers_reference_leads_to_nobody():
    read = code.check(GOOD[0]["text"], KEYS, AT)
    assert isinstance(read, SignedCode)
    assert code.person_of(bytes(16), read) is None


def test_every_fault_has_words_in_both_languages():
    assert set(UNREAD) == set(ReadFault)
    assert set(OF_CODE_FAULT) == set(CodeFault)
    assert all(one.title.zh and one.title.en and one.way_out.zh and one.way_out.en for one in UNREAD.values())


def test_keys_are_published_before_they_sign_and_until_nothing_of_theirs_is_valid():
    longest, day = timedelta(hours=72), timedelta(days=1)
    keys = signing()  # the second takes over a day after AT
    assert [key.number for key in keys.published(AT, longest)] == [1, 2]
    assert (keys.current(AT), keys.current(AT + day)) == (1, 2)
    assert [key.number for key in keys.published(AT + day + longest - timedelta(seconds=1), longest)] == [1, 2]
    assert [key.number for key in keys.published(AT + day + longest, longest)] == [2]


def test_secret_keys_stay_out_of_logs():
    secret = Ed25519PrivateKey.generate().private_bytes_raw()
    assert repr(secret)[2:-1] not in repr(SigningKey(1, secret, None, None))
