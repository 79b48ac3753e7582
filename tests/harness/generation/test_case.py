"""What a case of generated input says of itself."""

import json

import pytest

from harness.generation.case import Case


@pytest.mark.parametrize(
    ("body", "media_type", "is_nobody"),
    [
        (b"null", None, True),
        (b"", None, True),
        (b"{", None, True),
        (b"[" * 100_000, None, True),
        (b'{"email": null}', None, True),
        (b'{"email": ["a@acme.test"]}', None, True),
        (b'{"email": {"$gt": ""}}', None, True),
        (b'{"email": 17}', None, False),
        (b'{"email": "a"}', None, False),
        (b"email=a", "application/x-www-form-urlencoded", False),
        (b'{"email": "a", "email": null}', None, False),
    ],
)
def test_body_that_names_nobody(body, media_type, is_nobody):
    assert Case("inviteUser", "", body, media_type).names_nobody is is_nobody


def test_body_under_odd_headers_may_name_somebody():
    assert not Case("inviteUser", "", b"x", headers=(("Content-Encoding", "gzip"),)).names_nobody


def test_case_is_read_as_it_was_written():
    case = Case(
        "login", "odd", b"\xff", headers=(("A", "b"), ("A", "c")), target="/%", is_malformed=True
    )

    assert Case.from_json(json.loads(json.dumps(case.as_json()))) == case


def test_case_of_an_earlier_version_is_read():
    raw = Case("login", "odd", b"a").as_json()
    newer = ("headers", "target", "is_chunked", "is_malformed")

    read = Case.from_json({name: value for name, value in raw.items() if name not in newer})

    assert read == Case("login", "odd", b"a")
