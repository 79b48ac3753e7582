"""Runs one after the other, which a history knows of."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from harness.core import clock
from harness.history import store
from harness.history.history import History
from harness.results.failure import failure_of
from tests.harness.making import DOCUMENTED, a_record, a_result, a_run, an_exchange

if TYPE_CHECKING:
    from harness.core.outcomes import Outcome

NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Nights:
    """Runs one after the other, an hour apart; each knows what the file of the last one says."""

    def __init__(self, monkeypatch, tmp_path):
        self.monkeypatch = monkeypatch
        self.file = tmp_path / "history.json"
        self.hours = 0

    def run(
        self,
        *results,
        hours=1,
        is_whole=True,
        cut_short="",
        unfinished=(),
        crashes=(),
        **target,
    ) -> list[str]:
        self.hours += hours
        now = NOON + self.hours * HOUR
        self.monkeypatch.setattr(clock, "now", lambda: now)
        found = History(store.read(self.file))
        record = a_record(*results, **target)
        record.cut_short, record.unfinished = cut_short, frozenset(unfinished)
        for test in crashes:
            record.failures[test] = failure_of("", "", an_exchange(test, status=500))
            record.unsteady[test] = {"500"}
        found.take(a_run(record), is_whole=is_whole)
        self.file.write_text(json.dumps(found.as_json()))
        return [each.words for each in found.changes]

    def since(self) -> dict[str, str]:
        """The hour since which the rule is broken, by its places."""
        [known] = store.read(self.file).values()
        places = known.rules[DOCUMENTED].broken_at
        return {each.test: each.since[11:13] for each in places if each.since}

    def found(self, outcome: Outcome, rule: str = DOCUMENTED, hours: int = 1, **of) -> list[str]:
        return self.run(a_result(outcome, rule, **of), hours=hours)


@pytest.fixture
def nights(monkeypatch, tmp_path):
    return Nights(monkeypatch, tmp_path)
