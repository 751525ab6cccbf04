"""The venue code: what is made can be read, what is mistyped is found out, what is not ours is told apart."""

import json
import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venuecode.venues.code import (
    ALPHABET,
    CODE_LENGTH,
    RANDOM_BYTES,
    CodeFault,
    ParsedCode,
    VenueCode,
    grouped,
    new_code,
    parse,
    url_of,
)

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "venue_codes.json").read_text())
HOSTS = ["code.example.gov.cn"]
codes = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES).map(new_code)


@pytest.mark.parametrize("vector", VECTORS["made"], ids=lambda v: v["random_hex"])
def test_vector_made(vector):
    code = new_code(bytes.fromhex(vector["random_hex"]))
    assert (code, grouped(code)) == (vector["code"], vector["grouped"])


@pytest.mark.parametrize("vector", VECTORS["parsed"], ids=lambda v: v["why"])
def test_vector_parsed(vector):
    good = vector["result"] == "ok"
    expected = ParsedCode(VenueCode(vector["code"]), vector.get("proof")) if good else CodeFault(vector["result"])
    assert parse(vector["text"], VECTORS["hosts"]) == expected


def test_vectors_show_every_result():
    assert {v["result"] for v in VECTORS["parsed"]} == {"ok", *CodeFault}


def test_alphabet_has_no_look_alikes_and_80_bits_are_carried():
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)
    assert len({new_code(bit.to_bytes(10)) for bit in (1 << n for n in range(80))}) == 80


def test_wrong_number_of_random_bytes_is_refused():
    with pytest.raises(ValueError, match="10 random bytes"):
        new_code(b"too few")


@given(codes)
def test_printed_forms_are_read_back(code):
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{17}", code)
    for text in (code, grouped(code), grouped(code).lower(), url_of(code, f"https://{HOSTS[0]}")):
        assert parse(text, HOSTS) == ParsedCode(code)


@given(codes)
def test_every_single_wrong_symbol_is_found_out(code):
    for position in range(CODE_LENGTH):
        for wrong in ALPHABET.replace(code[position], ""):
            typed = code[:position] + wrong + code[position + 1 :]
            assert parse(typed, HOSTS) is CodeFault.MISTYPED


@given(codes)
def test_every_exchange_of_two_symbols_is_found_out(code):
    for left, right in combinations(range(CODE_LENGTH), 2):
        if code[left] == code[right]:
            continue
        symbols = list(code)
        symbols[left], symbols[right] = symbols[right], symbols[left]
        assert parse("".join(symbols), HOSTS) is CodeFault.MISTYPED


@given(codes, st.data())
def test_look_alikes_separators_and_width_do_not_matter(code, data):
    like = {"0": "0Oo", "1": "1IiLl", "V": "VvUu"}
    typed = ""
    for symbol in code:
        drawn = data.draw(st.sampled_from(like.get(symbol, symbol + symbol.lower())))
        typed += data.draw(st.sampled_from([drawn, chr(ord(drawn) + 0xFEE0)]))
        typed += data.draw(st.sampled_from(["", " ", "-", "－", "，", "。", "\u3000", "\u200b"]))
    assert parse(typed, HOSTS) == ParsedCode(code)


@given(st.text(max_size=80))
def test_any_text_gets_an_answer_and_only_sound_codes_pass(text):
    result = parse(text, HOSTS)
    if isinstance(result, ParsedCode):
        assert parse(result.code, HOSTS) == result
    else:
        assert result in CodeFault
