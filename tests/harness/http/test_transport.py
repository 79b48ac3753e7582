"""What is sent, byte by byte, and what of an answer is read, within which bounds."""

import gzip
import zlib
from threading import Event

import pytest
from requests.exceptions import ConnectTimeout

from harness import USER_AGENT
from harness.core.errors import ConnectionDropped, NoAnswer
from harness.core.outcomes import AnswerLost
from harness.http import transport
from spec import specification
from tests.harness.wire import HANG_UP, http, log_in


def header_lines(request):
    return request.partition(b"\r\n\r\n")[0].decode().split("\r\n")[1:]


def test_request_holds_what_the_caller_gave_and_no_more(wire, sender):
    headers = {"Content-Type": "application/json", "X-Access-Token": "t"}

    sender.send("POST", "/users/login", headers=headers, body=b'{"a": 1}')

    assert sorted(header_lines(wire.requests[0])) == [
        "Accept-Encoding: identity",
        "Content-Length: 8",
        "Content-Type: application/json",
        f"Host: 127.0.0.1:{wire.server_address[1]}",
        f"User-Agent: {USER_AGENT}",
        "X-Access-Token: t",
    ]
    assert wire.requests[0].endswith(b'\r\n\r\n{"a": 1}')


def test_request_without_a_body_has_no_content_headers(wire, sender):
    sender.send("GET", "/users")

    assert sorted(header_lines(wire.requests[0])) == [
        "Accept-Encoding: identity",
        f"Host: 127.0.0.1:{wire.server_address[1]}",
        f"User-Agent: {USER_AGENT}",
    ]


def test_header_of_any_bytes_is_sent_as_it_is(wire, sender):
    sender.send("GET", "/users", headers={"X-Access-Token": "žluťoučký".encode()})

    assert "X-Access-Token: žluťoučký".encode() in wire.requests[0]


def test_cookie_of_an_answer_is_not_sent_back(wire, sender):
    wire.answers = [http(200, {}, "Set-Cookie: session=abcdefgh; Path=/")]

    log_in(sender)
    log_in(sender)

    assert b"cookie" not in wire.requests[1].lower()


def test_cookie_that_the_caller_gives_is_sent(wire, sender):
    sender.send("DELETE", "/users/login", headers={"Cookie": "session=abcdefgh"})

    assert "Cookie: session=abcdefgh" in header_lines(wire.requests[0])


def test_netrc_adds_no_header(wire, sender, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))

    log_in(sender)

    assert b"authorization" not in wire.requests[0].lower()


def test_garbage_in_place_of_http_is_no_answer(wire, sender):
    wire.answers = [b"SSH-2.0-OpenSSH_9.6\r\n"]

    with pytest.raises(NoAnswer) as caught:
        log_in(sender)

    assert not isinstance(caught.value, ConnectionDropped), "it did answer"
    assert "\n" not in str(caught.value)


def test_answer_whose_body_ends_early_is_lost(wire, sender):
    wire.answers = [b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 100\r\n\r\nshort"]

    with pytest.raises(AnswerLost, match="the answer was cut off"):
        log_in(sender)


def test_body_of_the_limit_is_read(wire, sender, monkeypatch):
    monkeypatch.setattr(transport, "LARGEST_BODY", 11)
    wire.answers = [http(200, "a" * 9)]  # and its two quotes

    exchange = log_in(sender)

    assert exchange.body == b'"aaaaaaaaa"'


def test_body_beyond_the_limit_is_not_read(wire, sender, monkeypatch):
    monkeypatch.setattr(transport, "LARGEST_BODY", 10)
    wire.answers = [http(200, "a" * 9), http(200, {})]

    exchange, following = log_in(sender), log_in(sender)

    assert (exchange.status, exchange.body) == (200, b"")
    assert exchange.unreadable == "is over 10 bytes"
    assert following.body == b"{}", "the rest of the body is no answer to what comes next"


def test_bodies_that_are_not_small_are_read_up_to_a_limit_in_all(wire, sender, monkeypatch):
    monkeypatch.setattr(transport, "LARGE", 10)
    monkeypatch.setattr(transport, "MOST_LARGE", 25)
    large, small = http(200, "a" * 9), http(200, "a" * 8)
    wire.answers = [large, small, large, small, large, large, small]

    found = [log_in(sender).unreadable for _ in range(7)]

    assert found == ["", "", "", "", "", "is over 10 bytes", ""]


def test_operation_that_timed_out_twice_is_not_asked_again(wire, sender, monkeypatch):
    monkeypatch.setattr(transport, "READ_TIMEOUT", 0.05)
    over = Event()

    def hang(request):
        wire.requests.append(request)
        over.wait(10)
        return HANG_UP

    monkeypatch.setattr(wire, "answer_to", hang)
    for _ in range(2):
        with pytest.raises(NoAnswer, match="no answer within"):
            log_in(sender)

    with pytest.raises(NoAnswer, match="not asked again, since it gave no answer 2 times"):
        log_in(sender)
    with pytest.raises(NoAnswer, match="no answer within"):
        sender.send("GET", "/users")
    over.set()

    assert sender.count == 3


def test_host_that_takes_no_connection_is_not_asked_for_ever(sender, monkeypatch):
    asked = []

    def time_out(*_, **__):
        asked.append(1)
        raise ConnectTimeout

    monkeypatch.setattr(sender._transport._adapter, "send", time_out)
    for number in range(transport.MOST_UNREACHED + 2):
        with pytest.raises(NoAnswer):
            sender.send("GET", f"/components/{number}")

    assert len(asked) == transport.MOST_UNREACHED


CODED = {
    "gzip": (gzip.compress(b'{"token": "t"}'), "gzip", "t", ""),
    "gzip-of-a-list": (gzip.compress(b'{"token": "t"}'), "identity, X-Gzip", "t", ""),
    "deflate": (zlib.compress(b'{"token": "t"}'), "deflate", "t", ""),
    "not-coded": (b'{"token": "t"}', "br", "t", ""),
    "brotli": (b"\x8b\x07\x80{}\x03", "br", None, "is coded (br), which was not asked for"),
    "bomb": (gzip.compress(b" " * 2_000_000), "gzip", None, "is over 1048576 bytes"),
    "nested": (b"[" * 5_000, "identity", None, "is nested more than 200 deep"),
}


@pytest.mark.parametrize(("body", "coding", "token", "words"), CODED.values(), ids=CODED)
def test_coding_that_was_not_asked_for_is_undone_or_noted(wire, sender, body, coding, token, words):
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Type: application/json\r\n"
    wire.answers = [f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body]
    operation = specification.load("cdp").operation("login")

    exchange = sender.send("POST", operation.path, operation=operation, body=b"{}")

    assert exchange.member("token") == token
    assert exchange.unreadable.startswith(words)
    assert bool(exchange.unreadable) == bool(words)
    assert bool(exchange.body) != bool(words), "what can't be read is not kept"
    assert sender.recorder.of(exchange).violations == ()


@pytest.mark.parametrize(
    ("value", "sent"),
    [("\xe9", b"\xe9"), ("ž", "ž".encode()), ("\ud800", b"\xed\xa0\x80"), (b"\xff", b"\xff")],
    ids=["latin-1", "beyond-latin-1", "half-a-pair", "bytes"],
)
def test_header_of_any_text_is_sent(wire, sender, value, sent):
    sender.send("GET", "/users", headers={"Cookie": value})

    assert b"\r\nCookie: " + sent + b"\r\n" in wire.requests[0]


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/users", {"Cookie": "a\r\nb"}), ("/users", {" X": "a"})],
    ids=["line-break", "odd-name"],
)
def test_request_that_cannot_be_sent_is_no_answer(wire, sender, path, headers):
    with pytest.raises(NoAnswer):
        sender.send("GET", path, headers=headers)

    assert wire.requests == []
