"""The signature of a device's request: the vectors, and that any change is found."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from hypothesis import given
from hypothesis import strategies as st

from venuecode.identity.devices.signatures import digest_of, fits, read, sign, signature_base

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "device_signatures.json").read_text())
KEY = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTORS["private_seed_hex"]))
PUBLIC = KEY.public_key().public_bytes_raw()


def lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@pytest.mark.parametrize("vector", VECTORS["signed"], ids=lambda v: v["why"])
def test_vector_signed(vector):
    body = vector["body"].encode()
    made = sign(KEY, vector["keyid"], "POST", vector["path"], body, created=vector["created"], nonce=vector["nonce"])
    assert made == vector["headers"]
    signed = read(lower(made))
    assert signed is not None
    assert (signed.keyid, signed.created, signed.nonce) == (vector["keyid"], vector["created"], vector["nonce"])
    assert signature_base("POST", vector["path"], digest_of(body), signed.params).decode() == vector["base"]
    assert fits(signed, PUBLIC, "POST", vector["path"], body, made["Content-Digest"])


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda v: v["why"])
def test_vector_refused(vector):
    assert read(vector) is None


def test_the_base_is_that_of_the_standard():
    """RFC 9421 appendix B.2.6 signs other components; the last line and the algorithm are the same."""
    pem = (
        b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n"
        b"-----END PRIVATE KEY-----\n"
    )
    key = load_pem_private_key(pem, None)
    assert isinstance(key, Ed25519PrivateKey)
    base = (
        '"date": Tue, 20 Apr 2021 02:07:55 GMT\n"@method": POST\n"@path": /foo\n"@authority": example.com\n'
        '"content-type": application/json\n"content-length": 18\n'
        '"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length")'
        ';created=1618884473;keyid="test-key-ed25519"'
    )
    signature = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    assert base64.b64encode(key.sign(base.encode())).decode() == signature


@given(st.binary(max_size=200), st.binary(max_size=200), st.sampled_from(["/a", "/b"]))
def test_another_body_or_path_does_not_fit(body, other, path):
    made = sign(KEY, "1", "POST", "/a", body, created=1, nonce="0123456789abcdef")
    signed = read(lower(made))
    assert signed is not None
    right = body == other and path == "/a"
    assert fits(signed, PUBLIC, "POST", path, other, made["Content-Digest"]) is right
    assert fits(signed, PUBLIC, "POST", path, other, digest_of(other)) is right


def test_a_key_that_is_none_does_not_fit():
    signed = read(lower(VECTORS["signed"][0]["headers"]))
    assert signed is not None
    assert not fits(signed, b"short", "POST", "/", b"", digest_of(b""))
