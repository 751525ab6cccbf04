"""What the token endpoint takes, and the error it names otherwise: a table by RFC 6749."""

import base64
from urllib.parse import quote_plus

import pytest

from venuecode.identity.systems.model import Grant
from venuecode.identity.systems.oauth import FORM, OAuthFault, TokenRequest, granted, read_token_request

CODES = "grant_type=client_credentials"
BODY_CREDENTIALS = f"{CODES}&client_id=vk1&client_secret=s"


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("body", "authorization", "expected"),
    [
        (CODES, basic("vk1:s"), TokenRequest("vk1", "s", None)),
        (BODY_CREDENTIALS, None, TokenRequest("vk1", "s", None)),
        (f"{CODES}&scope=", basic("vk1:s"), TokenRequest("vk1", "s", None)),  # without a value: as if left out
        (f"{CODES}&scope=a+b&resource=x&resource=y", basic("vk1:s"), TokenRequest("vk1", "s", frozenset("ab"))),
        (f"{CODES}&client_id=vk1", basic("vk1:s"), TokenRequest("vk1", "s", None)),
        (CODES, basic(f"vk1:{quote_plus('a b:%')}"), TokenRequest("vk1", "a b:%", None)),
    ],
)
def test_what_is_right_is_read(body, authorization, expected):
    assert read_token_request(f"{FORM}; charset=UTF-8", body.encode(), authorization) == expected


@pytest.mark.parametrize(
    ("body", "authorization", "error", "status"),
    [
        ("", basic("vk1:s"), "invalid_request", 400),
        ("grant_type=", basic("vk1:s"), "invalid_request", 400),
        (f"{CODES}&grant_type=password", basic("vk1:s"), "invalid_request", 400),
        (f"{CODES}&scope=a&scope=b", basic("vk1:s"), "invalid_request", 400),
        (BODY_CREDENTIALS, basic("vk1:s"), "invalid_request", 400),
        (f"{CODES}&client_id=vk2", basic("vk1:s"), "invalid_request", 400),
        ("grant_type=client_credentials&scope=%FF", basic("vk1:s"), "invalid_request", 400),
        ("grant_type=中", basic("vk1:s"), "invalid_request", 400),
        ("&".join(f"a{n}=1" for n in range(30)), basic("vk1:s"), "invalid_request", 400),
        ("grant_type=authorization_code", basic("vk1:s"), "unsupported_grant_type", 400),
        (CODES, None, "invalid_client", 401),
        (f"{CODES}&client_id=vk1", None, "invalid_client", 401),
        (CODES, "Bearer abc", "invalid_client", 401),
        (CODES, "Basic ???", "invalid_client", 401),
        (CODES, basic("vk1"), "invalid_client", 401),
        (CODES, basic(":s"), "invalid_client", 401),
        (f"{CODES}&scope=a++b", basic("vk1:s"), "invalid_scope", 400),
        (f"{CODES}&scope=a%22", basic("vk1:s"), "invalid_scope", 400),
    ],
)
def test_what_is_wrong_has_the_error_that_the_standard_names(body, authorization, error, status):
    with pytest.raises(OAuthFault) as caught:
        read_token_request(FORM, body.encode(), authorization)
    assert (caught.value.error, caught.value.status) == (error, status)
    assert caught.value.description.isascii()


def test_json_is_no_form():
    with pytest.raises(OAuthFault) as caught:
        read_token_request("application/json", b'{"grant_type": "client_credentials"}', basic("vk1:s"))
    assert caught.value.error == "invalid_request"


def test_a_client_gets_what_it_asks_for_and_holds():
    held = frozenset({Grant.HEALTH_QUERY, Grant.CODE_VERIFY})
    assert granted(None, held) == held
    assert granted(frozenset({"health:query"}), held) == {Grant.HEALTH_QUERY}
    for asked, given in (({"health:query", "push:tests"}, held), ({"everything"}, held), (None, frozenset())):
        with pytest.raises(OAuthFault) as caught:
            granted(frozenset(asked) if asked else None, given)
        assert caught.value.error == "invalid_scope"
