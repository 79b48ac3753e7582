"""Where an answer begins and ends on the wire, whatever else is sent there."""

import gzip
from threading import Event

import pytest

from harness.core.errors import ConnectionDropped, NoAnswer
from harness.core.outcomes import AnswerLost
from harness.http import framing, transport
from harness.http.client import Client
from harness.redaction.redactor import Redactor
from spec import specification
from spec.specification import Effects
from tests.harness.dripping import dripping
from tests.harness.making import a_target
from tests.harness.wire import HANG_UP, http, log_in, received

ANSWER = http(200, {"token": "an-access-token"})
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"


def raw(*lines, body=b""):
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


@pytest.mark.parametrize(
    "before",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 102 Processing\r\n\r\n",
        EARLY,
        b"HTTP/1.1 104 Upload Resumption Supported\r\n\r\n",
        b"HTTP/1.1 199\r\n\r\n",
        b"HTTP/1.1 100 Continue\n\n",
        b"HTTP/1.1 103 Early Hints\r\nSet-Cookie: a=b\r\nContent-Length: 99\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nno field\r\n: nor this\r\n\r\n",
        EARLY + b"HTTP/1.0 100 Continue\r\n\r\n",
        EARLY * framing.MOST_INTERIM,
    ],
)
def test_informational_answers_are_passed_over(wire, sender, before):
    wire.answers = [before + ANSWER]

    first, second = log_in(sender), log_in(sender)

    assert [each.status for each in (first, second)] == [200, 200]
    assert first.member("token") == "an-access-token"
    assert first.header("Set-Cookie") is None
    assert len(wire.connections) == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (EARLY * (framing.MOST_INTERIM + 1), "no answer after 100 informational ones"),
        (
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
            "what came is no HTTP answer: 101 Switching Protocols, which was not asked for",
        ),
    ],
    ids=["for-ever", "101"],
)
def test_informational_answers_alone_are_no_answer(wire, sender, answer, words):
    wire.answers = [answer]

    with pytest.raises(NoAnswer) as caught:
        log_in(sender)

    assert str(caught.value).endswith(f"/api/users/login: {words}")


def test_connection_that_ends_after_an_informational_answer_was_dropped(wire, sender):
    wire.answers = [b"HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n"]  # the wire hangs up

    with pytest.raises(AnswerLost, match="closed without an answer"):
        log_in(sender)


STATUS_LINES = {
    "no-reason": (b"HTTP/1.1 200\r\n", 200, ""),
    "blank-reason": (b"HTTP/1.1 200 \r\n", 200, ""),
    "latin-1-reason": (b"HTTP/1.1 200 \xe9t\xe9\r\n", 200, "été"),
    "two-blanks": (b"HTTP/1.1  200  OK\r\n", 200, "OK"),
    "bare-lf": (b"HTTP/1.1 200 OK\n", 200, "OK"),
    "a-story": (b"HTTP/1.1 200 " + b"O" * 10_000 + b"\r\n", 200, ""),
    "http-1.0": (b"HTTP/1.0 200 OK\r\n", 200, "OK"),
    "http-1.2": (b"HTTP/1.2 200 OK\r\n", 200, "OK"),
    "unassigned": (b"HTTP/1.1 799 What\r\n", 799, "What"),
}


@pytest.mark.parametrize(("line", "status", "reason"), STATUS_LINES.values(), ids=STATUS_LINES)
def test_status_line_is_read(wire, sender, line, status, reason):
    wire.answers = [line + raw("Content-Length: 2", body=b"{}")]

    exchange = log_in(sender)

    assert (exchange.status, exchange.reason, exchange.body) == (status, reason, b"{}")


@pytest.mark.parametrize(
    "line",
    [
        b"HTTP/1.1 099 Low\r\n",
        b"HTTP/1.1 1000 High\r\n",
        b"HTTP/1.1 2OO OK\r\n",
        b"HTTP/1.1 \xb200 OK\r\n",
        b"HTTP/1.1 -200 OK\r\n",
        b"HTTP/1.1 200OK\r\n",
        b"HTTP/2 200\r\n",
        b"HTTP/3 200 OK\r\n",
        b"http/1.1 200 OK\r\n",
        b"ICY 200 OK\r\n",
        b"\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46\n",
        b"220 mail.acme.test ESMTP\r\n",
        b"<html>\n",
        b"x" * 5_000 + b"\n",
        b"HTTP/1.1 200" + b" " * 60_000 + b"\r" * 5_000 + b"x\n",
        b"HTTP/1.1" + b" " * 60_000 + b"x\n",
    ],
    ids=lambda line: ascii(line[:12]),
)
def test_other_first_lines_are_no_answer(wire, sender, line):
    wire.answers = [line + raw("Connection: close")]

    with pytest.raises(NoAnswer, match="what came is no HTTP answer") as caught:
        log_in(sender)

    assert not isinstance(caught.value, ConnectionDropped)
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)


FIELDS = {
    "folded": (b"X-A: one\r\n two\r\n\tthree\r\n", "one two three"),
    "folded-lf": (b"X-A: one\n two\n", "one two"),
    "folded-first": (b" lost\r\nX-A: one\r\n", "one"),
    "blank-before-colon": (b"X-A : one\r\n", "one"),
    "no-blank": (b"X-A:one\r\n", "one"),
    "nul": (b"X-A: o\x00ne\r\n", "o ne"),
    "bare-cr": (b"X-A: o\rne\r\n", "o ne"),
    "latin-1": (b"X-A: \xe9\r\n", "é"),
    "utf-8": ("X-A: é\r\n".encode(), "Ã©"),
    "empty": (b"X-A:\r\n", ""),
    "line-without-colon": (b"no field\r\nX-A: one\r\n", "one"),
    "no-name": (b": nothing\r\nX-A: one\r\n", "one"),
    "name-of-two-words": (b"no name: nothing\r\nX-A: one\r\n", "one"),
    "endless-name": (b"X" * 257 + b": nothing\r\nX-A: one\r\n", "one"),
    "html": (b"<html>:\r\nX-A: one\r\n", "one"),
    "escape": (b"X-A: \x1b[31m\r\n", "\x1b[31m"),
    "long": (b"X-A: " + b"a" * 60_000 + b"\r\n", "a" * 60_000),
    "many": (b"X-B: b\r\n" * 1_000 + b"X-A: one\r\n", "one"),
    "odd-location": (b"Location: http://[\r\nX-A: one\r\n", "one"),
    "odd-cookie": (
        b"Set-Cookie: a=b; Max-Age=" + b"9" * 5_000 + b"; Expires=Sat, 13 Sep 275760 00:00:00 GMT"
        b"\r\nX-A: one\r\n",
        "one",
    ),
    "odd-type": (b"Content-Type: \xff;charset=\x00nope;;=\r\nX-A: one\r\n", "one"),
    "multipart": (b"Content-Type: multipart/mixed\r\nX-A: one\r\n", "one"),
}


@pytest.mark.parametrize(("lines", "value"), FIELDS.values(), ids=FIELDS)
def test_header_fields_are_read_and_other_lines_passed_over(wire, lines, value):
    wire.answers = [b"HTTP/1.1 200 OK\r\n" + lines + raw("Content-Length: 2", body=b"{}")]

    exchange = received(wire)

    assert exchange.header("x-a") == value
    assert exchange.body == b"{}"


def test_head_beyond_the_limit_is_no_answer(wire, sender):
    wire.answers = [b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 10_000 + b"\r\n"]

    with pytest.raises(NoAnswer, match=r"login: the answer's head is over 65536 bytes"):
        log_in(sender)


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.0 200 OK\r\nContent-Le", b"HTTP/1.0 200 OK\r\nX: y\r\n", b"HTTP/1.0 200 OK"],
    ids=["field", "fields", "status-line"],
)
def test_connection_that_ends_within_the_head_says_nothing_of_the_instance(
    wire, sender, monkeypatch, head
):
    monkeypatch.setattr(wire, "answer_to", lambda _: head)

    with pytest.raises(NoAnswer, match="the answer was cut off") as caught:
        log_in(sender)

    assert not isinstance(caught.value, ConnectionDropped)


CHUNKED = "Transfer-Encoding: chunked"
BODIES = {
    "chunked": (raw("HTTP/1.1 200 OK", CHUNKED, body=b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"), b"{}"),
    "chunk-extensions": (raw("HTTP/1.1 200 OK", CHUNKED, body=b"2;a=b\r\n{}\r\n0\r\n\r\n"), b"{}"),
    "upper-case": (
        raw("HTTP/1.1 200 OK", CHUNKED, body=b"A\r\n" + b"b" * 10 + b"\r\n0\r\n\r\n"),
        b"b" * 10,
    ),
    "trailers": (raw("HTTP/1.1 200 OK", CHUNKED, body=b"2\r\n{}\r\n0\r\nX: y\r\n\r\n"), b"{}"),
    "chunked-and-length": (
        raw("HTTP/1.1 200 OK", CHUNKED, "Content-Length: 9", body=b"2\r\n{}\r\n0\r\n\r\n"),
        b"{}",
    ),
    "chunked-1.0": (raw("HTTP/1.0 200 OK", CHUNKED, body=b"2\r\n{}\r\n0\r\n\r\n"), b"{}"),
    "identity": (
        raw("HTTP/1.1 200 OK", "Transfer-Encoding: identity", "Content-Length: 2", body=b"{}"),
        b"{}",
    ),
    "same-length-twice": (
        raw("HTTP/1.1 200 OK", "Content-Length: 2", "content-length: 2", body=b"{}"),
        b"{}",
    ),
    "same-length-in-a-list": (raw("HTTP/1.1 200 OK", "Content-Length: 2, 2", body=b"{}"), b"{}"),
    "no-length": (raw("HTTP/1.1 200 OK", "Connection: close", body=b"{}"), b"{}"),
    "no-length-1.0": (raw("HTTP/1.0 200 OK", body=b"{}"), b"{}"),
    "204-with-a-body": (raw("HTTP/1.1 204 No Content", "Content-Length: 2", body=b"{}"), b""),
    "304-with-a-body": (raw("HTTP/1.1 304 Not Modified", "Content-Length: 2", body=b"{}"), b""),
    "gzip-in-transfer": (
        raw("HTTP/1.0 200 OK", "Transfer-Encoding: gzip", body=gzip.compress(b"{}")),
        b"{}",
    ),
}


@pytest.mark.parametrize(("answer", "body"), BODIES.values(), ids=BODIES)
def test_body_ends_where_its_framing_says(wire, sender, answer, body):
    wire.answers = [answer, ANSWER]

    exchange, following = log_in(sender), log_in(sender)

    assert exchange.body == body
    assert following.member("token") == "an-access-token", "what came before is not its answer"


def test_head_has_no_body(wire, sender):
    wire.answers = [raw("HTTP/1.1 200 OK", "Content-Length: 2"), ANSWER]

    exchange = sender.send("HEAD", "/users")

    assert (exchange.status, exchange.body) == (200, b"")
    assert log_in(sender).status == 200
    assert len(wire.connections) == 1


@pytest.mark.parametrize(
    "length",
    ["-1", "+2", "²", "1e1", "0x2", "2 2", "2, 3", "2;", "9" * 5_000, "٢", "2_0"],
)
def test_length_that_is_none_is_no_answer(wire, sender, length):
    line = b"HTTP/1.1 200 OK\r\nContent-Length: " + length.encode()
    wire.answers = [line + b"\r\nConnection: close\r\n\r\n{}"]

    with pytest.raises(NoAnswer, match="its Content-Length is none"):
        log_in(sender)


@pytest.mark.parametrize(
    "chunks",
    [b"x\r\n{}\r\n", b"\r\n\r\n", b"-2\r\n{}\r\n0\r\n\r\n", b"9\r\n{}", b"2\r\n{}", b"9" * 5_000],
    ids=["no-number", "empty", "negative", "cut", "without-end", "huge"],
)
def test_answer_with_chunks_that_are_none_is_lost(wire, sender, chunks):
    wire.answers = [raw("HTTP/1.1 200 OK", CHUNKED, "Connection: close", body=chunks)]

    with pytest.raises(AnswerLost, match="the answer was cut off"):
        log_in(sender)


@pytest.mark.parametrize(
    "first",
    [ANSWER, raw("HTTP/1.1 204 No Content"), raw("HTTP/1.1 200 OK", CHUNKED, body=b"0\r\n\r\n")],
    ids=["length", "no-content", "chunked"],
)
def test_second_answer_to_one_request_is_nobodys(wire, sender, first):
    smuggled = http(200, {"token": "of-somebody-else"})
    wire.answers = [first + smuggled, ANSWER]

    log_in(sender)

    assert log_in(sender).member("token") == "an-access-token"
    assert len(wire.connections) == 2


# Bounds: an answer that goes on for ever ends by the time of the whole exchange


DRIPS = {
    "status-line": (b"HTTP/1.1 200 ", b"O"),
    "header": (b"HTTP/1.1 200 OK\r\nX-A: ", b"b"),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "informational": (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    "body": (raw("HTTP/1.1 200 OK", "Content-Length: 1000000"), b"b"),
    "chunks": (raw("HTTP/1.1 200 OK", CHUNKED), b"1\r\nb\r\n"),
    "chunk-size": (raw("HTTP/1.1 200 OK", CHUNKED), b"0"),
    "chunk-extension": (raw("HTTP/1.1 200 OK", CHUNKED, body=b"2;"), b"a"),
    "trailer": (raw("HTTP/1.1 200 OK", CHUNKED, body=b"0\r\nX-A: "), b"b"),
    "trailers": (raw("HTTP/1.1 200 OK", CHUNKED, body=b"0\r\n"), b"X-A: b\r\n"),
}


@pytest.mark.parametrize(("head", "drop"), DRIPS.values(), ids=DRIPS)
def test_answer_that_drips_ends_by_the_time_of_the_exchange(monkeypatch, head, drop):
    monkeypatch.setattr(transport, "EXCHANGE_TIMEOUT", 0.1)
    monkeypatch.setattr(framing, "MOST_INTERIM", 10_000)
    with dripping(head, drop) as url:
        client = Client(a_target(url=url, effects=Effects.ACCOUNT), CDP, Redactor())
        with pytest.raises(NoAnswer, match=r"/api/users/login: no end after 0\.1 s"):
            log_in(client)
        with pytest.raises(NoAnswer, match="no end"):
            log_in(client)
        with pytest.raises(NoAnswer, match="not asked again, since it gave no answer 2 times"):
            log_in(client)


CDP = specification.load("cdp")


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (raw("HTTP/1.1 200 OK", CHUNKED, body=b"2;"), b"a" * 1_000_000),
        (raw("HTTP/1.1 200 OK", CHUNKED, body=b"0\r\n"), b"X-A: b\r\n" * 100_000),
        (b"HTTP/1.1 200 ", b"O" * 1_000_000),
        (b"HTTP/1.1 200 OK\r\nX-A: ", b"O" * 1_000_000),
        (b"", b"HTTP/1.1 102 Processing\r\n\r\n" * 10_000),
    ],
    ids=["chunk-extension", "trailers", "status-line", "header", "informational"],
)
def test_answer_that_floods_ends_by_its_size(head, drop):
    with dripping(head, drop) as url:
        client = Client(a_target(url=url, effects=Effects.ACCOUNT), CDP, Redactor())
        with pytest.raises(NoAnswer) as caught:
            log_in(client)
        client.close()

    assert "no end after 20 s" not in str(caught.value)


def test_waiting_in_vain_ends_for_all_operations_together(monkeypatch):
    monkeypatch.setattr(transport, "EXCHANGE_TIMEOUT", 0.1)
    monkeypatch.setattr(transport, "PATIENCE", 0.05)
    with dripping(*DRIPS["header"]) as url:
        client = Client(a_target(url=url, effects=Effects.ACCOUNT), CDP, Redactor())
        with pytest.raises(NoAnswer, match="no end after"):
            client.send("GET", "/a")
        with pytest.raises(NoAnswer, match="not asked again, since 0 s were spent on answers"):
            client.send("GET", "/b")

    assert client.count == 1


def test_run_that_is_ending_waits_no_longer_than_a_moment(monkeypatch):
    monkeypatch.setattr(transport, "HASTE", 0.05)
    with dripping(*DRIPS["header"]) as url:
        client = Client(a_target(url=url, effects=Effects.ACCOUNT), CDP, Redactor())
        client._transport.hurry()
        with pytest.raises(NoAnswer, match=r"no end after 0\.05 s"):
            client.send("GET", "/a")
        with pytest.raises(NoAnswer, match="not asked again"):
            client.send("GET", "/b")


def test_answers_are_taken_in_a_hurry_too(sender):
    sender._transport.hurry()

    assert [log_in(sender).status for _ in range(5)] == [200] * 5


def test_whoever_interrupts_a_request_is_not_kept_waiting_by_the_next(wire, sender, monkeypatch):
    monkeypatch.setattr(transport, "HASTE", 0.05)
    send = sender._transport._adapter.send

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(sender._transport._adapter, "send", interrupt)
    with pytest.raises(KeyboardInterrupt):
        log_in(sender)
    monkeypatch.setattr(sender._transport._adapter, "send", send)
    over = Event()
    monkeypatch.setattr(wire, "answer_to", lambda _: over.wait(10) and HANG_UP)

    with pytest.raises(NoAnswer, match=r"no end after 0\.05 s"):
        log_in(sender)
    over.set()
