import pytest
from hypothesis import given
from hypothesis import strategies as st

from venuecode.identity.tokens import HolderKind, TokenBook, TokenClaims, TokenFault

NOW = 1_800_000_000
SECRETS = {1: b"a" * 32, 2: b"b" * 32}
CLAIMS = TokenClaims(HolderKind.CITIZEN, 42, 7, NOW + 60)

ids = st.integers(0, 2**63 - 1)


@given(st.sampled_from(list(HolderKind)), ids, ids, st.integers(NOW + 1, 2**32 - 1))
def test_a_token_says_what_was_put_in(kind, holder, session, expires):
    book = TokenBook(SECRETS, 1)
    claims = TokenClaims(kind, holder, session, expires)
    token = book.issue(claims)
    assert book.verify(token, NOW) == claims
    assert book.verify(token.encode(), NOW) == claims
    assert len(token) == 52


@given(st.integers(0, 51), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
def test_a_token_changed_anywhere_is_refused(place, character):
    book = TokenBook(SECRETS, 1)
    token = book.issue(CLAIMS)
    if token[place] != character:
        changed = token[:place] + character + token[place + 1 :]
        assert book.verify(changed, NOW) in {TokenFault.FORGED, TokenFault.MALFORMED}


@given(st.one_of(st.text(max_size=120), st.text(min_size=52, max_size=52), st.binary(min_size=52, max_size=52)))
def test_noise_is_refused_and_never_raises(noise):
    assert TokenBook(SECRETS, 1).verify(noise, NOW) in {TokenFault.MALFORMED, TokenFault.FORGED}


def test_a_token_ends_at_its_second():
    book = TokenBook(SECRETS, 1)
    token = book.issue(CLAIMS)
    assert book.verify(token, NOW + 59.9) == CLAIMS
    assert book.verify(token, NOW + 60) is TokenFault.EXPIRED


def test_an_ended_session_is_refused_and_forgotten_when_its_age_would_refuse_it():
    book = TokenBook(SECRETS, 1)
    token = book.issue(CLAIMS)
    book.note_ended([(7, NOW + 60)])
    assert book.verify(token, NOW) is TokenFault.ENDED
    book.forget_expired(NOW + 59)
    assert book.verify(token, NOW) is TokenFault.ENDED
    book.forget_expired(NOW + 60)
    assert book.verify(token, NOW + 60) is TokenFault.EXPIRED


def test_a_token_of_an_older_key_is_good_until_that_key_is_taken_out():
    token = TokenBook(SECRETS, 1).issue(CLAIMS)
    assert TokenBook(SECRETS, 2).verify(token, NOW) == CLAIMS
    assert TokenBook({2: SECRETS[2]}, 2).verify(token, NOW) is TokenFault.FORGED


@pytest.mark.parametrize("other", [{1: b"c" * 32}, {1: b"a" * 31 + b"b"}])
def test_a_token_of_another_deployment_is_refused(other):
    token = TokenBook(other, 1).issue(CLAIMS)
    assert TokenBook(SECRETS, 1).verify(token, NOW) is TokenFault.FORGED
