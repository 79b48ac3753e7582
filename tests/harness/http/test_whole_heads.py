"""Half a head of an answer is no answer."""

from http.client import IncompleteRead

import pytest
import requests

from harness.http.whole_heads import WholeHeads
from tests.harness.wire import http

HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\nX-A: 1\r\n"


@pytest.fixture
def session():
    with requests.Session() as session:
        session.mount("http://", WholeHeads())
        session.trust_env = False
        yield session


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (HEAD + b"\r\n", b""),
        (HEAD + b"\r\nto the end", b"to the end"),
        (b"HTTP/1.0 200 OK\nX-A: 1\n\nbare", b"bare"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", b"ab"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"Content-Length: 2\r\n\r\nab", b"ab"),
        (b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", b""),
    ],
    ids=["empty", "to-the-end", "bare-newlines", "chunks", "informational", "no-content"],
)
def test_whole_answer_is_read(wire, session, answer, body):
    wire.answers = [answer]

    assert session.get(f"{wire.url}/x").content == body


def test_connection_is_kept(wire, session):
    wire.answers = [http(200, {})]

    for _ in range(3):
        session.get(f"{wire.url}/x")

    assert len(wire.connections) == 1


@pytest.mark.parametrize("length", range(HEAD.index(b"\r\nX-A"), len(HEAD) + 1))
def test_head_that_ends_early_is_told(wire, session, length):
    wire.answers = [HEAD[:length]]

    with pytest.raises(requests.ConnectionError) as caught:
        session.get(f"{wire.url}/x")

    assert isinstance(caught.value.args[0].args[1], IncompleteRead)
