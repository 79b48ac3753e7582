"""What a text of any form assigns to the name of a secret, and how long finding it takes."""

import re
import sys

import pytest

from harness.http import links, raw_secrets, rendering, secrets
from harness.http.raw_secrets import assigned, readings, web_tokens
from harness.redaction import escapes, packing
from tests.harness.making import CANARY

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxNyJ9.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f'{{"token":"{CANARY}"', "token"),
        (f"x-access_token: {CANARY}", "x-access_token"),
        (f"accessToken => '{CANARY}'", "accessToken"),
        (f"<reset-token>{CANARY}<", "reset-token"),
        (f'<input value="{CANARY}" name="apiKey">', "apiKey"),
        (f"token[]={CANARY}&a=b", "token"),
        (f"token: >-\n  {CANARY}", "token"),
    ],
)
def test_value_is_told_with_its_name_and_place(text, name):
    [found] = assigned(text)

    assert (found.name, found.value) == (name, CANARY)
    assert text[found.start : found.end] == CANARY


def test_each_value_of_a_list_is_told():
    assert [each.value for each in assigned('"tokens": ["a", "b","c"], "id": "d"')] == [*"abc"]


@pytest.mark.parametrize(
    "text",
    [
        "the token has expired",
        "token_type: bearer",
        "author: somebody",
        "token",
        "token:",
        "<token>",
    ],
)
def test_text_that_assigns_none_tells_none(text):
    assert list(assigned(text)) == []


@pytest.mark.parametrize("text", [JWT, f"x{JWT}.", f"<{JWT}>", f"a.b.{JWT}"])
def test_web_token_is_known_by_its_looks(text):
    assert [each.rstrip(".") for each in web_tokens(text)] == [JWT]


@pytest.mark.parametrize("text", ["eyJ.eyJ.eyJ", "eyJhbGciOiJIUzI1NiJ9", "a.b.c", JWT[3:]])
def test_other_words_are_no_web_tokens(text):
    assert list(web_tokens(text)) == []


def test_text_is_read_through_its_escapes_and_what_is_packed():
    read = list(readings("a%2520b &amp;quot; eyJ0b2tlbiI6ICJ2YWx1ZSJ9"))

    assert read[0].startswith("a%2520b")
    assert any(each.startswith('a b "') for each in read)
    assert '{"token": "value"}' in read


def test_no_more_of_a_text_is_read_than_is_ever_shown():
    text = f"begin {'a ' * 500_000} end"

    [read] = readings(text)

    assert read.startswith("begin ")
    assert read.endswith(" end")
    assert len(read) < len(text) / 2


HOSTILE = [
    "token=",
    "token",
    '"token":[',
    "<token",
    "<input name=token ",
    "eyJ",
    ".eyJ",
    "[",
    "token(",
    "a",
]


class Steps:
    """Counts the lines of Python that run: what a pattern does is one of them."""

    def __init__(self):
        self.count = 0

    def trace(self, *_):
        self.count += 1
        return self.trace


@pytest.mark.parametrize("unit", HOSTILE)
def test_twice_the_text_takes_twice_the_steps(unit):
    def steps(size):
        counter = Steps()
        sys.settrace(counter.trace)
        try:
            list(assigned(unit * size))
            list(web_tokens(unit * size))
        finally:
            sys.settrace(None)
        return counter.count

    assert steps(2000) <= 2.5 * steps(1000) + 100


def test_patterns_take_what_they_pass_over_for_good_or_are_bounded():
    patterns = {
        (module.__name__, name): each
        for module in (links, raw_secrets, rendering, secrets, escapes, packing)
        for name, each in vars(module).items()
        if isinstance(each, re.Pattern)
    }
    nested = {
        key
        for key, each in patterns.items()
        if re.search(
            r"[^\\][+*]\)[+*](?!\+)",
            each.pattern if isinstance(each.pattern, str) else each.pattern.decode(),
        )
    }

    assert len(patterns) > 10
    assert nested == set()
