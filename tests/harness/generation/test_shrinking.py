"""Shrinking: the smallest case that still fails, in few requests."""

import json

import pytest

from harness.generation.case import Case
from harness.generation.shrinking import shrunk


def shrink(body, fails, most=200):
    """Shrink a body; return the smallest, and how many cases were tried."""
    tried = []

    def trial(case):
        tried.append(case)
        return len(tried) <= most and fails(case)

    smallest = shrunk(Case("login", "", body), trial)
    return smallest, len(tried)


def field(name):
    return lambda case: case.sent.get(name) if isinstance(case.sent, dict) else None


EMAIL = field("email")


def is_long(case):
    return isinstance(EMAIL(case), str) and len(EMAIL(case)) > 255


@pytest.mark.parametrize(
    ("value", "fails", "smallest"),
    [
        ({"email": "b" * 300, "password": "x"}, is_long, {"email": "a" * 256}),
        ({"a": 1, "email": None, "b": {"c": 2}}, lambda c: EMAIL(c) is None, {}),
        ({"email": ["a", "b"]}, lambda c: isinstance(EMAIL(c), list), {"email": []}),
        ({"email": "o'brien@x"}, lambda c: "'" in str(EMAIL(c)), {"email": "'"}),
        ({"email": 17, "x": 1}, lambda c: EMAIL(c) in {17, 1}, {"email": 1}),
        ([1, [2, [3]]], lambda c: isinstance(c.sent, list), []),
    ],
    ids=["length", "missing", "list", "quote", "number", "array"],
)
def test_smallest_body_is_found(value, fails, smallest):
    found, tried = shrink(json.dumps(value).encode(), fails)

    assert found.sent == smallest
    assert tried < 120


def test_long_text_takes_few_requests():
    body = json.dumps({"email": "b" * 100_000}).encode()

    found, tried = shrink(body, is_long)

    assert len(EMAIL(found)) == 256
    assert tried < 80


def test_bytes_that_are_no_json_are_shortened():
    found, _ = shrink(b'{"email": "\xff\xfe"}', lambda case: b"\xff" in case.body)

    assert found.body == b"\xff"


def test_token_and_path_are_shortened():
    case = Case("getUser", "", token=b"aaaa\xe9", path=(("user_id", "x'y"),))

    found = shrunk(case, lambda c: b"\xe9" in (c.token or b"") and "'" in c.path[0][1])

    assert (found.token, found.path) == (b"\xe9", (("user_id", "'"),))


def test_case_that_fails_only_as_it_is_stays_so():
    case = Case("login", "", b'{"email": null}')

    assert shrunk(case, lambda _: False) == case


def test_nothing_is_tried_twice():
    tried: list[Case] = []

    def trial(case):
        tried.append(case)
        return False

    shrunk(Case("login", "", b'{"a": "bbbb", "c": [1, 2]}'), trial)

    assert tried
    assert len(tried) == len(set(tried))


COOKIE, LANGUAGE = ("Cookie", "=;"), ("Accept-Language", "a")
TOGETHER = Case("login", "fields: null", b'{"email": null}', headers=(COOKIE, LANGUAGE))


@pytest.mark.parametrize(
    ("fails", "how", "body", "headers"),
    [
        (lambda case: case.sent == {"email": None}, "fields: null, made smaller",
         b'{"email": null}', ()),
        (lambda case: COOKIE in case.headers, "odd headers, made smaller", b"{}", (COOKIE,)),
        (lambda case: LANGUAGE in case.headers and case.sent == {"email": None},
         "fields: null, made smaller", b'{"email": null}', (LANGUAGE,)),
    ],
    ids=["the body", "a header", "both"],
)  # fmt: skip
def test_what_was_sent_together_is_taken_apart(fails, how, body, headers):
    found = shrunk(TOGETHER, fails)

    assert (found.how, found.body, found.headers) == (how, body, headers)


def test_body_in_chunks_is_tried_with_its_length():
    case = Case("login", "in chunks", b"{}", is_chunked=True)

    assert not shrunk(case, lambda each: each.body == b"{}").is_chunked
