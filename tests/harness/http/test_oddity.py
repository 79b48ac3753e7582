"""What is sent as it is, byte by byte, and what becomes of a connection that is closed on it."""

import pytest

from harness.core.outcomes import SomebodyElse
from harness.http.oddity import BASE, SERVER, Oddity
from tests.harness.wire import HANG_UP, http


def line_of(request):
    return request.partition(b"\r\n")[0].decode()


@pytest.mark.parametrize(
    ("target", "written"),
    [
        ("/users/%zz%", "/api/users/%zz%"),
        ("//", "/api//"),
        ("/users?", "/api/users?"),
        ("/a?b=%&c=[1]", "/api/a?b=%&c=[1]"),
        ("/./a/..;x=1", "/api/./a/..;x=1"),
        (SERVER, "*"),
        (f"{BASE}/users", "{url}/users"),
    ],
)
def test_target_is_written_as_it_is(wire, sender, target, written):
    exchange = sender.send("GET", "/", oddity=Oddity(target=target))

    expected = written.replace("{url}", wire.url)
    assert line_of(wire.requests[0]) == f"GET {expected} HTTP/1.1"
    assert exchange.request.target == expected


def test_method_is_written_as_it_is(wire, sender):
    sender.send("get", "/", oddity=Oddity(target="/users"))

    assert line_of(wire.requests[0]) == "get /api/users HTTP/1.1"


def test_header_comes_twice(wire, sender):
    headers = {"X-Access-Token": "a"}

    exchange = sender.send(
        "GET", "/", headers=headers, oddity=Oddity((("X-Access-Token", "b"), ("Cookie", "=;")))
    )

    sent = wire.requests[0].decode().split("\r\n")
    assert [each for each in sent if "Token" in each] == ["X-Access-Token: a", "X-Access-Token: b"]
    assert "Cookie: =;" in sent
    assert ("X-Access-Token", "b") in exchange.request.headers


def test_length_that_comes_twice_is_the_true_one(wire, sender):
    sender.send("POST", "/", body=b"abc", oddity=Oddity((("Content-Length", "9"),)))

    assert wire.requests[0].count(b"Content-Length: 3") == 2


def test_body_comes_in_chunks(wire, sender):
    wire.hangs_up = True  # the wire reads no chunks: it answers the head

    exchange = sender.send("POST", "/", body=b"abc", oddity=Oddity(is_chunked=True))

    assert b"Transfer-Encoding: chunked" in wire.requests[0]
    assert b"Content-Length" not in wire.requests[0]
    assert exchange.request.body == b"abc"


def test_connection_that_ends_on_what_is_malformed_says_nothing(wire, sender):
    wire.answers = [HANG_UP]

    with pytest.raises(SomebodyElse, match="which an odd request may bring about"):
        sender.send("TRACE", "/", oddity=Oddity(target="/users", is_malformed=True))

    assert len(wire.requests) == 1
    assert not sender.recorder.dropped


def test_gateway_that_answers_what_is_malformed_says_nothing(wire, sender):
    wire.answers = [http(502)]

    with pytest.raises(SomebodyElse, match="answered instead of the instance"):
        sender.send("TRACE", "/", oddity=Oddity(target="/users", is_malformed=True))


def test_what_is_malformed_has_a_connection_of_its_own(wire, sender):
    for oddity in (None, Oddity(target="/users", is_malformed=True), None):
        sender.send("GET", "/users", oddity=oddity)

    assert len(wire.connections) == 3
