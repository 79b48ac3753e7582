"""What an account bears of an hour: counted over all runs, forgotten after it, and sealed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from harness.core import clock
from harness.core.errors import BadTarget
from harness.core.outcomes import BudgetSpent
from harness.core.sealed_file import SealedFile
from harness.http.hourly import HourlyCounts

KEY = Fernet.generate_key()
OWNER = {"url": "http://acme.test/api", "account": "qa@acme.test"}
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path):
    return SealedFile(tmp_path / "acme.hourly", KEY, "THE_KEY")


@pytest.fixture
def at(monkeypatch):
    """Sets the clock, in minutes after noon."""

    def set_to(minutes: float) -> None:
        now = NOON + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda: now)

    set_to(0)
    return set_to


@pytest.fixture
def counts(file, at):
    del at
    return HourlyCounts(file, OWNER)


def counted(file, kind="logins"):
    return [datetime.fromisoformat(each) - NOON for each in file.read()["hourly"][kind]]


def test_what_is_within_the_limit_is_counted(counts, file):
    counts.count({"logins": 2})
    counts.count({"logins": 2})

    assert counted(file) == [timedelta(), timedelta()]


def test_what_is_over_the_limit_is_refused_and_says_when_it_is_not(counts, at, file):
    counts.count({"logins": 1})
    at(20)

    with pytest.raises(BudgetSpent, match=r"1 logins an hour .*next is allowed at 13:00 UTC$"):
        counts.count({"logins": 1})

    assert counted(file) == [timedelta()]


@pytest.mark.parametrize("minutes", [60, 61])
def test_what_is_an_hour_old_counts_no_more(counts, at, file, minutes):
    counts.count({"logins": 1})
    at(minutes)

    counts.count({"logins": 1})

    assert counted(file) == [timedelta(minutes=minutes)]


def test_what_is_just_under_an_hour_old_still_counts(counts, at):
    counts.count({"logins": 1})
    at(59.9)

    with pytest.raises(BudgetSpent):
        counts.count({"logins": 1})


def test_what_was_sent_is_counted_beyond_the_limit(counts, file):
    counts.count({"failed_logins": 0}, is_sent=True)

    assert counted(file, "failed_logins") == [timedelta()]


def test_limit_of_nothing_allows_nothing(counts, file):
    with pytest.raises(BudgetSpent, match="next is allowed at 13:00"):
        counts.count({"mails": 0})

    assert file.read() is None


def test_refusal_of_one_kind_counts_no_other(counts, file):
    counts.count({"mails": 1})

    with pytest.raises(BudgetSpent, match=r"budget\.mails"):
        counts.count({"logins": 5, "mails": 1})

    assert "logins" not in file.read()["hourly"]


def test_last_one_can_be_taken_back(counts, at, file):
    counts.count({"logins": 5})
    at(5)
    counts.count({"logins": 5})

    counts.forget("logins")

    assert counted(file) == [timedelta()]


def test_taking_back_what_was_never_counted_is_no_error(counts, file):
    counts.forget("logins")

    assert counted(file) == []


def test_other_run_of_the_hour_counts_on(counts, file):
    counts.count({"logins": 1})

    with pytest.raises(BudgetSpent):
        HourlyCounts(SealedFile(file.path, KEY, "THE_KEY"), OWNER).count({"logins": 1})


def test_counts_have_what_the_version_before_asks_a_ledger_for(counts, file):
    counts.count({"logins": 1})

    assert file.read() == {
        "owner": OWNER,
        "specimens": [],
        "proofs": {},
        "hourly": {"logins": [NOON.isoformat()]},
    }


@pytest.mark.parametrize(
    "held", [{"hourly": []}, {"hourly": {"logins": 5}}, {"hourly": {"logins": ["noon"]}}], ids=str
)
def test_counts_of_another_shape_are_damaged_and_left_as_they_are(counts, file, held):
    with file.locked():
        file.write(held)

    with pytest.raises(BadTarget, match=r"acme\.hourly: is damaged; nothing was changed"):
        counts.count({"logins": 1})

    assert file.read() == held


def test_clock_that_was_far_ahead_holds_nobody_up(counts, at):
    at(24 * 60)
    counts.count({"logins": 1})
    at(0)

    counts.count({"logins": 1})

    with pytest.raises(BudgetSpent, match=r"the next is allowed at 13:00 UTC"):
        counts.count({"logins": 1})


def test_clock_that_was_a_little_ahead_still_counts(counts, at):
    at(5)
    counts.count({"logins": 1})
    at(0)

    with pytest.raises(BudgetSpent, match=r"the next is allowed at 13:00 UTC"):
        counts.count({"logins": 1})
