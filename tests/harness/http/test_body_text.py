"""A body is read in whatever encoding, and is left out where nobody can tell what it holds."""

import gzip
import json

import pytest

from harness.http.body_text import left_out, must_be_left_out, readable_json, searchable, text_of
from tests.harness.making import CANARY, an_exchange


def zipped(body: bytes) -> bytes:
    """Return it as gzip, whenever that is: workers must collect the same tests."""
    return gzip.compress(body, mtime=0)


TEXT = json.dumps({"name": "José", "token": CANARY}, ensure_ascii=False)
BR = (("Content-Encoding", "br"),)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_text_is_read_in_whatever_encoding(encoding):
    assert text_of(TEXT.encode(encoding)) == TEXT
    assert readable_json(TEXT.encode(encoding)) == json.loads(TEXT)


def test_byte_of_another_encoding_leaves_the_rest_a_text():
    assert text_of(b"a long enough text \xff and more") == "a long enough text \\xff and more"


def test_western_letters_are_read():
    assert text_of("für José".encode("latin-1")) == "für José"


@pytest.mark.parametrize(
    "body",
    [
        zipped(b"a"),
        b"\x0b\x1f\x80" + TEXT.encode(),
        b"\xff",
        b"\0\1\2\3",
        b"a\0b",
        b"\xff\xfea",
    ],
)
def test_other_bytes_are_no_text(body):
    assert text_of(body) is None
    with pytest.raises(ValueError, match="no text"):
        readable_json(body)


def test_what_is_no_text_is_looked_through_all_the_same():
    assert CANARY in searchable(b"\x0b\x1f\x80" + TEXT.encode())
    assert CANARY in searchable(b"\1" + TEXT.encode("utf-16-le"))


@pytest.mark.parametrize(
    "exchange",
    [
        an_exchange(body=b'{"token": "'),
        an_exchange(body=b"a-token"),
        an_exchange(body=b'"a-token"'),
        an_exchange("refreshToken", body=b"<token>"),
        an_exchange("getInvitationLink", body=b"<a>"),
        an_exchange("inviteUser", body=b"<a>"),
        an_exchange("logout", body=zipped(b"a")),
        an_exchange("logout", status=500, body="é".encode("latin-1") * 9, headers=BR),
        an_exchange(None, body=b"\x0b\x1f\x80"),
    ],
)
def test_what_may_hold_a_secret_and_can_not_be_read_is_left_out(exchange):
    reason = must_be_left_out(exchange)

    assert reason
    assert left_out(exchange, reason) == f"({len(exchange.body)} bytes left out: {reason})"


@pytest.mark.parametrize(
    "exchange",
    [
        an_exchange(),
        an_exchange(json={"token": CANARY}),
        an_exchange(json=[]),
        an_exchange(status=503, body=b"<h1>Maintenance</h1>"),
        an_exchange("getAuthenticationOptions", body=b"<h1>An application</h1>"),
        an_exchange("logout", body=b"bye", headers=BR),
        an_exchange(None, body=b"bye"),
    ],
)
def test_other_bodies_are_shown(exchange):
    assert must_be_left_out(exchange) == ""
