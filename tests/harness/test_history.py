"""What is new since the runs before, and what is not worth a word."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from harness import clock, history
from harness.history import Change, Entry, History, UnreadableHistory, news
from harness.outcomes import Outcome
from tests.harness.making import ADVISED, DOCUMENTED, a_record, a_result, a_run

NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEPT, BROKEN, UNPROVEN = Outcome.KEPT, Outcome.BROKEN, Outcome.UNPROVEN
WAITING = {"last_proven_at": "2027-01-01T12:00:00Z"}


class Nights:
    """Runs one after the other, each with what it found of one rule."""

    def __init__(self, monkeypatch):
        self.monkeypatch = monkeypatch
        self.entries = {}
        self.hours = 0

    def run(self, outcome: Outcome, rule: str = DOCUMENTED, hours: int = 1, **of) -> list[str]:
        self.hours += hours
        now = NOON + self.hours * HOUR
        self.monkeypatch.setattr(clock, "now", lambda: now)
        found = History(self.entries)
        record = a_run(a_record(a_result(outcome, rule, **of)))
        found.take(record)
        self.entries = json.loads(json.dumps(found.as_json()))["targets"]
        self.entries = {
            target: {name: Entry(**each) for name, each in rules.items()}
            for target, rules in self.entries.items()
        }
        return [each.words for each in found.changes]


@pytest.fixture
def nights(monkeypatch):
    return Nights(monkeypatch)


def test_fault_is_told_once_as_new_then_since_when_and_once_as_fixed(nights):
    assert nights.run(KEPT) == []
    assert nights.run(BROKEN) == ["newly broken"]
    assert nights.run(BROKEN) == ["still broken since 2027-01-01T14:00:00Z"]
    assert nights.run(KEPT) == ["newly fixed"]
    assert nights.run(KEPT) == []


def test_rule_that_waits_for_its_tokens_is_no_news(nights):
    nights.run(KEPT)

    assert nights.run(UNPROVEN, hours=4, **WAITING) == []
    assert nights.run(KEPT, hours=20) == []


def test_rule_that_was_not_proven_for_a_night_is_told_once(nights):
    nights.run(KEPT)

    assert nights.run(UNPROVEN, hours=27, **WAITING) == ["newly unproven: last proven 27 h ago"]
    assert nights.run(UNPROVEN, **WAITING) == []


def test_rule_that_nothing_keeps_from_being_proven_is_told_at_once(nights):
    nights.run(KEPT)

    assert nights.run(UNPROVEN) == ["newly unproven: last proven 1 h ago"]


def test_fault_that_a_run_could_not_see_is_not_fixed(nights):
    nights.run(BROKEN)

    assert nights.run(UNPROVEN) == []
    assert nights.run(BROKEN) == ["still broken since 2027-01-01T13:00:00Z"]


def test_advice_is_no_news(nights):
    assert nights.run(BROKEN, ADVISED) == []


def test_since_is_the_first_time_that_it_was_seen(nights):
    nights.run(BROKEN)
    nights.run(BROKEN)

    found = History(nights.entries)

    assert found.since("target-0", DOCUMENTED) == "2027-01-01T13:00:00Z"
    assert found.since("target-0", "options.flags") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is damaged"),
        ("[]", "is damaged"),
        ('{"format": 2, "targets": {}}', "is of format 2, not of 1"),
        ('{"format": 1, "targets": {"a": {"b": {"x": 1}}}}', "is damaged"),
    ],
    ids=["empty", "a-list", "newer", "unknown-member"],
)
def test_history_that_cannot_be_read_is_one_line(tmp_path, text, words):
    file = tmp_path / "history.json"
    file.write_text(text)

    with pytest.raises(UnreadableHistory, match=rf"history\.json: {words}"):
        history.read(file)


def test_missing_history_is_an_empty_one(tmp_path):
    assert history.read(tmp_path / "none.json") == {}
    assert history.of_results(tmp_path / "none.json") == {}


def test_history_is_read_as_it_was_written(tmp_path, nights):
    nights.run(BROKEN)
    file = tmp_path / "history.json"
    file.write_text(json.dumps(History(nights.entries).as_json()))

    assert history.read(file) == nights.entries


def test_last_results_stand_in_for_a_history(tmp_path):
    record = a_run(a_record(a_result(BROKEN)))
    file = tmp_path / "results.json"
    file.write_text(json.dumps(record.as_json()))

    assert history.of_results(file)["target-0"][DOCUMENTED].outcome == "broken"


def test_news_are_cut_to_their_lines_with_the_new_first():
    changes = [Change("acme", f"rule-{n}", "still broken since …", is_new=False) for n in range(9)]
    changes.append(Change("acme", "rule-9", "newly broken"))

    lines = news(changes, 3)

    assert lines == [
        "acme: rule-9: newly broken",
        "acme: rule-0: still broken since …",
        "and 8 more",
    ]


def test_rule_that_the_budget_stops_is_no_news_for_a_night(nights):
    nights.run(KEPT)

    assert nights.run(UNPROVEN, detail="the budget is spent: 2 failed logins an hour") == []
