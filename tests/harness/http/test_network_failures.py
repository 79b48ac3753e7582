"""What a failed exchange says: the network's failures say nothing of the instance."""

import ssl
from dataclasses import replace
from http.client import BadStatusLine, IncompleteRead, RemoteDisconnected

import pytest
from requests.exceptions import (
    ChunkedEncodingError,
    ConnectionError,  # noqa: A004 - by its own name
    ConnectTimeout,
    ReadTimeout,
    SSLError,
)
from urllib3.exceptions import MaxRetryError, ProtocolError

from harness.core.errors import ConnectionDropped, NoAnswer
from harness.http.framing import OutOfBounds, Unframed
from harness.http.network_failures import ClosedOnce, innermost, network_failure
from tests.harness.making import an_exchange

UNANSWERED = replace(an_exchange(), status=0)
WHERE = "POST http://acme.test/api/users/login: "
CLOSED = RemoteDisconnected("Remote end closed connection without response")
RESET = ConnectionResetError(104, "Connection reset by peer")


def aborted(cause):
    return ConnectionError(ProtocolError("Connection aborted.", cause))


def unreached(cause):
    return MaxRetryError(None, "/", cause)  # type: ignore[arg-type]


@pytest.mark.parametrize("cause", [CLOSED, RESET], ids=["closed", "reset"])
def test_connection_that_ends_without_an_answer_was_dropped_by_the_instance(cause):
    said = network_failure(aborted(cause), UNANSWERED, (5, 30))

    assert isinstance(said, ClosedOnce)
    assert str(said) == f"{WHERE}the connection was closed without an answer"
    assert said.exchange is UNANSWERED


@pytest.mark.parametrize(
    "failure",
    [
        aborted(RESET),
        ChunkedEncodingError(ProtocolError("broken", IncompleteRead(b"", 5))),
    ],
    ids=["reset", "short"],
)
def test_connection_that_ends_within_an_answer_cut_it_off(failure):
    said = network_failure(failure, an_exchange(status=200), (5, 30))

    assert isinstance(said, ClosedOnce)
    assert str(said) == f"{WHERE}the answer was cut off"
    assert not isinstance(said.again(), ConnectionDropped), "it did answer"


def test_head_of_an_answer_that_is_cut_off_is_no_dropped_request():
    said = network_failure(aborted(IncompleteRead(b"X-A")), UNANSWERED, (5, 30))

    assert isinstance(said, ClosedOnce)
    assert not isinstance(said.again(), ConnectionDropped)


def test_connection_that_ends_without_an_answer_again_was_dropped():
    said = network_failure(aborted(CLOSED), UNANSWERED, (5, 30))

    assert isinstance(said, ClosedOnce)
    assert isinstance(said.again(), ConnectionDropped)


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (SSLError(unreached(ssl.SSLError(1, "bad handshake"))), "TLS failed: "),
        (ConnectTimeout(), "no connection within 5 s"),
        (ReadTimeout(), "no answer within 30 s"),
        (aborted(BadStatusLine("SMTP ready")), "what came is no HTTP answer: SMTP ready"),
        (aborted(OutOfBounds("no end after 20 s")), "no end after 20 s"),
        (aborted(Unframed("two lengths")), "what came is no HTTP answer: two lengths"),
        (ConnectionError(unreached(OSError(111, "Connection refused"))), "[Errno 111] Connection"),
    ],
    ids=["tls", "connecting", "reading", "other-protocol", "endless", "unframed", "refused"],
)
def test_failure_of_the_network_is_one_line_that_says_where(failure, words):
    said = network_failure(failure, UNANSWERED, (5, 30))

    assert isinstance(said, NoAnswer)
    assert str(said).startswith(WHERE + words)
    assert "\n" not in str(said)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("SSH-2.0-OpenSSH_9.6", "; it speaks SSH"),
        ("220 mail.acme.test ESMTP", "; it speaks SMTP or FTP"),
        ("\x15\x03\x01\x00\x02\x02F", "; it speaks TLS: is its URL https://…?"),
        ("\x00\x00\x12\x04\x00\x00", "; it speaks HTTP/2 alone, which is not spoken here"),
        ("* OK IMAP4rev1", "; it speaks IMAP"),
        ("hello", ": hello"),
    ],
)
def test_other_protocol_is_named(line, words):
    said = str(network_failure(aborted(BadStatusLine(line)), UNANSWERED, (5, 30)))

    assert said.endswith(words)
    assert said.isprintable()


def test_line_in_the_place_of_an_answer_is_cut_off():
    said = network_failure(aborted(BadStatusLine("x" * 60_000)), UNANSWERED, (5, 30))

    assert len(str(said)) < 300


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("[SSL: WRONG_VERSION_NUMBER] wrong version number", "speaks no TLS: is its URL http://…?"),
        ("[SSL: TLSV1_ALERT_NO_APPLICATION_PROTOCOL] alert", "speaks HTTP/2 alone"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", "named by verify"),
        ("[SSL: BAD] something else", "something else"),
    ],
)
def test_failure_of_tls_tells_of_the_address(reason, words):
    said = str(network_failure(SSLError(unreached(ssl.SSLError(1, reason))), UNANSWERED, (5, 30)))

    assert words in said


def raised_from(failure, cause):
    failure.__cause__ = cause
    return failure


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (OSError("on\n two lines"), "on two lines"),
        (TimeoutError(), "TimeoutError"),
        (ValueError("outer", OSError("inner")), "inner"),
        (unreached(OSError("the reason")), "the reason"),
        (raised_from(ValueError("outer"), OSError("the cause")), "the cause"),
        (ValueError("outer", ValueError("middle", OSError("innermost"))), "innermost"),
    ],
    ids=["lines", "wordless", "argument", "reason", "cause", "deep"],
)
def test_first_cause_speaks_for_a_failure(failure, words):
    assert innermost(failure) == words
