"""Runs one after the other, which a history knows of."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from harness.core import clock
from harness.history import store
from harness.history.history import History
from tests.harness.making import DOCUMENTED, a_record, a_result, a_run

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
        self, *results, hours=1, is_whole=True, cut_short="", unfinished=(), **target
    ) -> list[str]:
        self.hours += hours
        now = NOON + self.hours * HOUR
        self.monkeypatch.setattr(clock, "now", lambda: now)
        found = History(store.read(self.file))
        record = a_record(*results, **target)
        record.cut_short, record.unfinished = cut_short, frozenset(unfinished)
        found.take(a_run(record), is_whole=is_whole)
        self.file.write_text(json.dumps(found.as_json()))
        return [each.words for each in found.changes]

    def found(self, outcome: Outcome, rule: str = DOCUMENTED, hours: int = 1, **of) -> list[str]:
        return self.run(a_result(outcome, rule, **of), hours=hours)


@pytest.fixture
def nights(monkeypatch, tmp_path):
    return Nights(monkeypatch, tmp_path)
