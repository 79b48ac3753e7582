"""What an exchange tells of the instance's clock, and what it does not show."""

import gzip
import json
from datetime import timedelta

import pytest

from harness.core.exchange import Request
from tests.harness.making import CANARY, an_exchange


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


def test_exchange_shows_neither_bodies_nor_headers():
    shown = repr(an_exchange(json={"token": CANARY}, headers=(("X-Access-Token", CANARY),)))

    assert CANARY not in shown


@pytest.mark.parametrize(
    "date",
    [
        "1732593151000",
        str(2**63),
        "²",
        f"Fri, 01 Jan {10**20} 00:00:00 GMT",
        "Sat, 13 Sep 275760 00:00:00 GMT",
        "Fri, 99 Jan 2027 00:00:00 GMT",
        "9" * 5_000,
        "\ud800",
        "",
    ],
    ids=ascii,
)
def test_date_that_is_none_tells_nothing(date):
    assert an_exchange(headers=(("Date", date),)).clock_offset is None


@pytest.mark.parametrize(
    "date",
    ["Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 1601 00:00:00 GMT", "1 Jan 70 0:0:0"],
)
def test_clock_may_be_off_by_ages(date):
    assert an_exchange(headers=(("Date", date),)).clock_offset is not None


SENT = json.dumps({"token": CANARY}).encode()


@pytest.mark.parametrize(
    ("body", "is_sent"),
    [
        (SENT, True),
        (gzip.compress(SENT), True),
        (gzip.compress(SENT)[:-4], True),
        (gzip.compress(b'{"token": "another"}'), False),
        (gzip.compress(SENT)[:14] + b"\xff" * 20, False),
        (b"\x1f\x8b", False),
    ],
    ids=["plain", "packed", "packed and cut", "of another", "damaged", "begun"],
)
def test_what_was_sent_is_known_packed_as_well(body, is_sent):
    request = Request("POST", "https://acme.test/api/users/login", (), body)

    assert an_exchange(request=request).was_sent(CANARY) is is_sent
