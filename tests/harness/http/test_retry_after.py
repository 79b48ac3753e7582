"""What a client does where it is asked for a pause."""

import pytest

from harness.core.outcomes import LimitReached
from harness.http import retry_after
from harness.http.retry_after import seconds_asked
from tests.harness.making import an_exchange
from tests.harness.wire import LOG_IN, http, log_in


def test_too_many_requests_are_repeated_after_the_pause_asked_for(wire, sender):
    wire.answers = [http(429, {}, "Retry-After: 0"), http(200, {})]

    exchange = log_in(sender)

    assert exchange.status == 200
    assert wire.lines == [LOG_IN, LOG_IN]


FAR = "Retry-After: Fri, 01 Jan 2100 00:00:00 GMT"


@pytest.mark.parametrize(
    ("lines", "words", "sent"),
    [
        ([], "429 Too Many Requests, twice", 2),
        (["Retry-After: 0"], "429 Too Many Requests, twice", 2),
        (["Retry-After: Fri, 01 Jan 2021 00:00:00 GMT"], "429 Too Many Requests, twice", 2),
        (["Retry-After: 3600"], r"left alone until \d\d:\d\d:\d\d UTC", 1),
        ([FAR], "left alone until", 1),
    ],
    ids=["no-pause", "again", "past-date", "long-pause", "far-date"],
)
def test_instance_that_asks_to_be_left_alone_is_left_alone(
    wire, sender, monkeypatch, lines, words, sent
):
    monkeypatch.setattr(retry_after, "USUAL_PAUSE", 0.0)
    wire.answers = [http(429, {}, *lines)]

    with pytest.raises(LimitReached, match=words):
        log_in(sender)

    assert len(wire.requests) == sent


@pytest.mark.parametrize("status", [429, 503])
def test_long_pause_holds_for_whatever_comes_after(wire, sender, status):
    wire.answers = [http(status, {}, "Retry-After: 3600"), http(200, {})]
    with pytest.raises(LimitReached):
        log_in(sender)

    with pytest.raises(LimitReached, match=f"answered {status} and asked to be left alone"):
        sender.send("GET", "/users/auth_options")
    assert len(wire.requests) == 1


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("0", 0.0),
        (" 5 ", 5.0),
        ("-0", 0.0),
        ("120", 120.0),
        ("Fri, 01 Jan 2021 00:00:00 GMT", 0.0),
        ("Friday, 01-Jan-21 00:00:00 GMT", 0.0),
        ("Fri Jan  1 00:00:00 2021", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", retry_after.LONGEST_MEANT),
    ],
)
def test_pause_is_read(asked, seconds):
    assert seconds_asked(an_exchange(headers=(("Retry-After", asked),))) == seconds


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "-5",
        "--1",
        "²",
        "١٢",
        "1e400",
        "inf",
        "nan",
        "1.5",
        "5, 10",
        "soon",
        "1732593151",
        "1732593151000",
        str(2**63),
        "9" * 5_000,
        f"Fri, 01 Jan {10**20} 00:00:00 GMT",
        "Sat, 13 Sep 275760 00:00:00 GMT",
        "\ud800",
    ],
    ids=ascii,
)
def test_pause_of_no_time_that_is_meant_is_none(asked):
    assert seconds_asked(an_exchange(headers=(("Retry-After", asked),))) is None
