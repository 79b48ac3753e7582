"""What is drawn: bodies that the pages allow and do not, and no address that may be somebody's."""

import json

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from harness.generation import strategies
from spec import specification

FEW = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def sample(operation):
    """Draw bodies of an operation of me."""
    drawn = []
    spec = specification.load("me")
    FEW(given(strategies.bodies(spec, operation))(lambda case: drawn.append(case.body)))()
    return drawn


def is_allowed(body, fields):
    try:
        value = json.loads(body)
    except (ValueError, TypeError):
        return False
    schema = {"type": "object", "required": fields} | {
        "properties": {name: {"type": "string"} for name in fields}
    }
    return Draft202012Validator(schema).is_valid(value)


@pytest.mark.parametrize(
    ("operation", "fields"), [("login", ["email", "password"]), ("loginWithSso", ["code"])]
)
def test_both_what_the_page_allows_and_what_it_does_not_are_drawn(operation, fields):
    allowed = [is_allowed(body, fields) for body in sample(operation)]

    assert 10 < sum(allowed) < len(allowed) - 10


@pytest.mark.parametrize("operation", ["inviteUser", "reinviteUser", "sendForgotPasswordEmail"])
def test_no_drawn_address_is_somebodys(operation):
    text = b"\n".join(body or b"" for body in sample(operation))
    addresses = [part for part in text.split(b'"') if b"@" in part and b"." in part]

    assert addresses
    assert all(each.endswith(b"+meiro-contracts@example.com") for each in addresses)


@pytest.mark.parametrize(
    ("value", "harmless"),
    [
        ({"email": "a@acme.com"}, {"email": "a+meiro-contracts@example.com"}),
        ({"name": "a@acme.com"}, {"name": "a@acme.com"}),
        ({"email": "a@b@c.d"}, {"email": "a@b+meiro-contracts@example.com"}),
        ({"email": ["a@b.c"]}, {"email": ["a@b.c"]}),
        (["a@b.c"], ["a@b.c"]),
    ],
)
def test_address_is_sent_nowhere(value, harmless):
    assert strategies.harmless(value) == harmless


def test_document_that_bodies_are_held_against_is_left_alone():
    before = json.dumps(specification.load("mi").document)

    strategies.bodies(specification.load("mi"), "login")

    assert json.dumps(specification.load("mi").document) == before
