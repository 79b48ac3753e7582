"""How old a stored token is, by clocks that may be off, and what is known of its life."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from harness.ageing.age import EARLIEST_TELLING_USE
from harness.ageing.stored_tokens import Observation, StoredToken, moment_of
from tests.harness.making import CANARY

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


def test_clock_that_falls_behind_widens_an_age():
    at = NOON + 8 * HOUR

    age = a_stored(0.0).age(at, at, -timedelta(minutes=5))

    assert age.least == 8 * HOUR - timedelta(seconds=5) - timedelta(minutes=5)
    assert age.most == 8 * HOUR


@pytest.mark.parametrize(
    ("then", "now"), [(None, timedelta(minutes=5)), (45.0, None)], ids=["then", "now"]
)
def test_instance_that_told_no_time_has_not_drifted(then, now):
    assert a_stored(then).drift(now) == timedelta()


def seen(hours, *, by="gate", accepted=True, is_first=False):
    return Observation(NOON + hours * HOUR, by, accepted, is_first)


def a_used(*observations, kind="login"):
    return StoredToken("one", kind, "noon", CANARY, NOON, NOON, observations=list(observations))


def refused(hours, by="gate"):
    return seen(hours, by=by, accepted=False)


@pytest.mark.parametrize(
    ("observations", "hours"),
    [
        ([], 0),
        ([seen(2), seen(1)], 2),
        ([seen(1), refused(2)], 1),
        ([seen(1), seen(2, by="refresh")], 1),
        ([refused(1)], 0),
    ],
    ids=["never-used", "twice", "refused-since", "refreshed-since", "refused"],
)
def test_token_was_good_when_a_gate_last_let_it_pass(observations, hours):
    assert a_used(*observations).alive_at == NOON + hours * HOUR


@pytest.mark.parametrize(
    ("after", "is_late"),
    [(EARLIEST_TELLING_USE, False), (EARLIEST_TELLING_USE + timedelta(seconds=1), True)],
    ids=["just-not", "late"],
)
def test_use_is_late_that_would_show_a_longer_life(after, is_late):
    used = a_used(Observation(NOON + after, "gate", accepted=True))

    assert used.was_used_late is is_late


@pytest.mark.parametrize(
    ("observations", "was_first"),
    [
        ([], False),
        ([seen(1, is_first=True)], True),
        ([seen(1), seen(2, is_first=True)], True),
        ([seen(2), seen(1, is_first=True)], False),
        ([seen(1), Observation(NOON + 2 * HOUR, "gate", accepted=False, is_first=True)], False),
        ([seen(1), seen(2, by="refresh", is_first=True)], False),
    ],
    ids=["never-used", "once", "last", "not-last", "refused", "by-refresh"],
)
def test_run_that_saw_it_good_logged_in_afterwards(observations, was_first):
    assert a_used(*observations).was_alive_first is was_first


@pytest.mark.parametrize(
    ("observations", "death"),
    [
        ([], None),
        ([seen(1)], None),
        ([refused(3), refused(2)], refused(2)),
        ([refused(1), seen(2)], None),
        ([refused(1), seen(2), refused(3)], refused(3)),
        ([refused(1, by="refresh")], None),
        ([refused(1, by="refresh"), refused(2)], refused(2)),
        ([refused(0)], None),
        ([seen(2), seen(3, by="refresh")], None),
    ],
    ids=[
        "never-used",
        "good",
        "refused-twice",
        "good-again",
        "refused-again",
        "not-refreshed",
        "gate-counts",
        "when-given",
        "refreshed",
    ],
)
def test_token_is_dead_since_the_first_refusal_at_a_gate(observations, death):
    assert a_used(*observations).death == death


@pytest.mark.parametrize(
    ("kind", "other", "are_alike"),
    [
        ("login", "source", True),
        ("source", "login", True),
        ("sso", "sso", True),
        ("login", "sso", False),
        ("source", "refreshed", False),
    ],
)
def test_source_was_obtained_as_a_log_in_is(kind, other, are_alike):
    assert a_used(kind=kind).is_alike(a_used(kind=other)) is are_alike


@pytest.mark.parametrize(
    ("observations", "hours"),
    [
        ([], 0),
        ([seen(1), seen(2, by="refresh")], 2),
        ([seen(1), refused(2)], 1),
        ([seen(1), seen(3)], 1),
        ([seen(1), seen(4)], 1),
    ],
    ids=["never", "any-use", "refused", "at-the-moment", "since"],
)
def test_token_was_last_used_before_a_moment(observations, hours):
    assert a_used(*observations).used_before(NOON + 3 * HOUR) == NOON + hours * HOUR


AT_NOON = NOON.isoformat()
ON_DISK = {
    "id": "one",
    "kind": "login",
    "cohort": "noon",
    "token": CANARY,
    "asked": AT_NOON,
    "given": AT_NOON,
    "offset": None,
    "parent_age": 0.0,
    "spent": False,
    "sightings": [{"at": AT_NOON, "by": "gate", "accepted": True, "is_first": False, "new": 1}],
    "newer": {"any": "thing"},
}
"""What every version has written so far, and two members that none has."""


def test_token_is_read_as_it_is_written():
    stored = StoredToken.from_json(ON_DISK)

    assert stored == StoredToken(
        "one",
        "login",
        "noon",
        CANARY,
        NOON,
        NOON,
        observations=[Observation(NOON, "gate", accepted=True, others={"new": 1})],
        others={"newer": {"any": "thing"}},
    )
    assert json.loads(json.dumps(stored.as_json(), default=datetime.isoformat)) == ON_DISK


def test_older_versions_tell_not_whether_a_run_had_logged_in():
    raw = {"at": AT_NOON, "by": "gate", "accepted": True}

    assert Observation.from_json(raw) == seen(0)


def test_token_is_shown_in_no_message():
    assert CANARY not in repr(a_used())


def test_moment_of_no_time_zone_is_none():
    assert moment_of(AT_NOON) == NOON
    with pytest.raises(ValueError, match="2027-01-01T12:00:00"):
        moment_of("2027-01-01T12:00:00")
