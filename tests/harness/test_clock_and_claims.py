"""The suite's time, the instance's, and what a token claims."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from harness.ageing.claims import claimed_lifetime
from harness.ageing.stored_tokens import Specimen
from harness.core import clock
from harness.core.errors import BadTarget
from tests.harness.making import an_exchange
from tests.harness.wire import http

NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_jwt(claims) -> str:
    parts = (json.dumps(each).encode() for each in ({"alg": "HS256"}, claims))
    return ".".join(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in parts) + ".sig"


def test_clock_is_moved_by_the_environment(monkeypatch):
    monkeypatch.setenv("MEIRO_CLOCK", "3600")

    assert timedelta(minutes=59) < clock.now() - datetime.now(UTC) <= HOUR


@pytest.mark.parametrize("value", ["soon", "nan", "1e99"])
def test_clock_moved_by_no_number_is_refused(monkeypatch, value):
    monkeypatch.setenv("MEIRO_CLOCK", value)

    with pytest.raises(BadTarget, match="MEIRO_CLOCK"):
        clock.now()


@pytest.mark.parametrize(
    ("date", "seconds"),
    [("Fri, 01 Jan 2027 00:00:45 GMT", 45.5), ("Thu, 31 Dec 2026 23:59:15 GMT", -44.5)],
)
def test_date_tells_how_far_the_instances_clock_is_off(date, seconds):
    exchange = an_exchange(headers=(("Date", date),))

    assert exchange.clock_offset == timedelta(seconds=seconds)


@pytest.mark.parametrize("headers", [(), (("Date", "yesterday"),)], ids=["none", "no-date"])
def test_answer_without_a_date_tells_nothing(headers):
    assert an_exchange(headers=headers).clock_offset is None


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(hours=8, minutes=10), "8 h 10 min"),
        (timedelta(hours=4), "4 h"),
        (timedelta(minutes=20), "20 min"),
        (timedelta(seconds=-45), "45 s"),
    ],
)
def test_durations_in_words(duration, words):
    assert clock.in_words(duration) == words


def test_lifetime_is_read_off_a_tokens_claims():
    assert claimed_lifetime(a_jwt({"iat": 1000, "exp": 1000 + 9 * 3600})) == 9 * HOUR


@pytest.mark.parametrize(
    "token",
    ["opaque", "a.b.c", a_jwt({"exp": 1}), a_jwt([]), a_jwt({"iat": "x", "exp": 1})],
    ids=["opaque", "no-base64", "no-iat", "a-list", "a-text"],
)
def test_token_without_claims_claims_nothing(token):
    assert claimed_lifetime(token) is None


def a_specimen(offset):
    return Specimen("one", "login", "noon", "t", NOON, NOON + timedelta(seconds=5), offset)


def test_age_lies_between_what_can_be_known():
    sent, received = NOON + 8 * HOUR, NOON + 8 * HOUR + timedelta(seconds=3)

    age = a_specimen(None).age(sent, received, None)

    assert age == (8 * HOUR - timedelta(seconds=5), 8 * HOUR + timedelta(seconds=3))


def test_clocks_that_come_apart_widen_an_age():
    at = NOON + 8 * HOUR

    age = a_specimen(0.0).age(at, at, timedelta(minutes=5))

    assert age.least == 8 * HOUR - timedelta(seconds=5)
    assert age.most == 8 * HOUR + timedelta(minutes=5)


def test_clock_that_is_steadily_off_changes_no_age():
    at = NOON + 8 * HOUR

    assert a_specimen(45.0).age(at, at, timedelta(seconds=45)) == a_specimen(None).age(at, at, None)


@pytest.mark.parametrize(
    ("hours", "remarks"),
    [(9, {"a token claims (exp - iat) to live for 9 h, not for 8 h"}), (8, set())],
    ids=["other", "same"],
)
def test_claim_is_evidence_and_worth_a_remark_where_it_differs(run, wire, hours, remarks):
    wire.answers = [http(200, {"token": a_jwt({"iat": 0, "exp": hours * 3600})})]
    run.tokens.fresh()

    run.finish()

    assert run.claimed() == f"claimed ({hours} h)"
    assert run.remarks == remarks


def test_opaque_token_claims_nothing(run):
    run.tokens.fresh()

    run.finish()

    assert run.claimed() == ""
    assert not run.remarks
