"""A connection is kept while it is used, and nothing of an answer is carried on by it."""

import pytest
import requests

from harness.sources import connection
from harness.sources.connection import Connection
from tests.harness.wire import HANG_UP, http


def test_requests_go_over_one_connection(wire):
    kept = Connection()

    for _ in range(3):
        kept.send("GET", wire.url)

    assert len(wire.connections) == 1
    kept.close()


def test_connection_that_was_idle_is_not_used_again(wire, monkeypatch):
    monkeypatch.setattr(connection, "LONGEST_IDLE", -1)
    kept = Connection()

    for _ in range(3):
        kept.send("GET", wire.url)

    assert len(wire.connections) == 3
    kept.close()


def test_closed_connection_is_opened_anew(wire):
    kept = Connection()

    for _ in range(2):
        kept.send("GET", wire.url)
        kept.close()

    assert len(wire.connections) == 2


def test_cookie_of_an_answer_is_not_sent_back(wire):
    wire.answers = [http(200, {}, "Set-Cookie: session=another-accounts; Path=/")]
    kept = Connection()

    for _ in range(2):
        kept.send("GET", wire.url)

    assert not any(b"\r\nCookie:" in each for each in wire.requests)
    kept.close()


def test_request_that_the_helper_hangs_up_on_is_not_sent_twice(wire):
    wire.answers = [http(200, {}), HANG_UP]
    kept = Connection()
    kept.send("POST", wire.url)

    with pytest.raises(requests.ConnectionError):
        kept.send("POST", wire.url)

    assert len(wire.requests) == 2
    kept.close()
