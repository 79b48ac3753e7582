"""How old a stored token is, by clocks that may be off."""

from datetime import UTC, datetime, timedelta

from harness.ageing.stored_tokens import StoredToken

NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_stored(offset):
    return StoredToken("one", "login", "noon", "t", NOON, NOON + timedelta(seconds=5), offset)


def test_age_lies_between_what_can_be_known():
    sent, received = NOON + 8 * HOUR, NOON + 8 * HOUR + timedelta(seconds=3)

    age = a_stored(None).age(sent, received, None)

    assert age == (8 * HOUR - timedelta(seconds=5), 8 * HOUR + timedelta(seconds=3))


def test_clocks_that_come_apart_widen_an_age():
    at = NOON + 8 * HOUR

    age = a_stored(0.0).age(at, at, timedelta(minutes=5))

    assert age.least == 8 * HOUR - timedelta(seconds=5)
    assert age.most == 8 * HOUR + timedelta(minutes=5)


def test_clock_that_is_steadily_off_changes_no_age():
    at = NOON + 8 * HOUR

    assert a_stored(45.0).age(at, at, timedelta(seconds=45)) == a_stored(None).age(at, at, None)
