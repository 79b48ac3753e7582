"""What is called like a secret, and that no product's token travels under another name."""

import pytest

from harness.redaction.secret_names import (
    GIVEN_MEMBERS,
    LINK_WORDS,
    SECRET_HEADERS,
    SECRET_MEMBERS,
    gives_secret,
    looks_opaque,
    looks_random,
    may_name_secret,
)
from spec import specification
from tests.harness.making import CANARY
from tests.products import PRODUCTS


@pytest.mark.parametrize("product", PRODUCTS)
def test_header_of_a_products_token_is_a_secret_called_token(product):
    header = specification.load(product).token_header

    assert SECRET_HEADERS[header.lower()] == "TOKEN"


@pytest.mark.parametrize("product", PRODUCTS)
def test_members_that_the_pages_call_a_token_or_a_password_are_secret(product):
    fields = {
        name
        for operation in specification.load(product).operations.values()
        for name in operation.body_fields
    }

    assert fields - SECRET_MEMBERS == {"email", "sso_enabled"} & fields
    assert GIVEN_MEMBERS < SECRET_MEMBERS


@pytest.mark.parametrize(
    "name", ["token", "X-Auth-Token", "jwt", "client_secret", "passwd", "apiKey", "sid"]
)
def test_name_that_tells_of_a_secret(name):
    assert may_name_secret(name)


@pytest.mark.parametrize(
    "name", ["message", "code", "status_code", "key", "side", "Content-Type", ""]
)
def test_name_that_does_not(name):
    assert not may_name_secret(name)


ABOUT = ["token_type", "tokenExpiresAt", "password_policy", "session-timeout", "api_key_id_count"]


@pytest.mark.parametrize("name", ABOUT)
def test_name_that_tells_something_of_a_secret(name):
    assert not may_name_secret(name)
    assert not gives_secret(name)


@pytest.mark.parametrize("name", ["accessToken", "access_token", "client-secret", "API_KEY", "sid"])
def test_name_of_a_secret_itself(name):
    assert gives_secret(name)


@pytest.mark.parametrize("name", ["token_hint", "tokens", "secretary", "key", "userpwd"])
def test_name_that_begins_as_one_of_a_secret(name):
    assert not gives_secret(name)


def test_every_credential_of_a_request_travels_under_a_name_that_is_known():
    assert SECRET_HEADERS == {
        "x-access-token": "TOKEN",
        "authorization": "AUTHORIZATION",
        "cookie": "COOKIE",
        "set-cookie": "SET_COOKIE",
    }
    assert LINK_WORDS == ("token", "key", "code")


@pytest.mark.parametrize(
    ("value", "is_opaque"),
    [
        ("expired", False),
        ("Bearer", False),
        ("not_before", False),
        ("API.KEY", False),
        ("2027-01-01", False),
        ("invalid token of 2027x", False),
        ("x7k", True),
        ("camelCase", True),
        ("12345678", True),
        ("word-x7k", True),
        ("x7k-word", True),
        ("Word1", True),
    ],
)
def test_what_is_no_word(value, is_opaque):
    assert looks_opaque(value) is is_opaque


@pytest.mark.parametrize(
    ("value", "is_random"),
    [
        (CANARY, True),
        ("a1" * 6, True),
        ("a1" * 5 + "a", False),
        ("a" * 20, False),
        ("a 1" * 9, False),
    ],
    ids=["canary", "long", "short", "letters", "words"],
)
def test_what_looks_like_a_secret(value, is_random):
    assert looks_random(value) is is_random
