"""The signature that docs/push.md describes, over the vectors that implementers get."""

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venuecode.kernel.signing import SignedRequest, hmac_signature, is_signed_by, signed_text

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "signatures.json").read_text("utf-8"))
SECRET = VECTORS["secret"]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["target"])
def test_every_vector_is_met(case):
    body = case["body"].encode()
    text = signed_text(case["method"], case["target"], case["timestamp"], case["nonce"], body)
    assert text.decode() == case["text"]
    assert hmac_signature(SECRET, text) == case["signature"]
    by_hand = hmac.new(SECRET.encode(), case["text"].encode(), hashlib.sha256).hexdigest()
    assert by_hand == case["signature"]


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_a_signature_is_good_for_its_own_body_only(body, other):
    def request(content: bytes) -> SignedRequest:
        signature = hmac_signature(SECRET, signed_text("POST", "/x", 1, "n", body))
        return SignedRequest("k", 1, "n", signature, "POST", "/x", content)

    assert is_signed_by(SECRET, request(body))
    assert is_signed_by(SECRET, request(other)) == (other == body)
    assert not is_signed_by(SECRET + "x", request(body))
