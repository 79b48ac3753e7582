"""Since when something is as it is, and the news in a few lines."""

from harness.core.outcomes import Outcome
from harness.history import store
from harness.history.comparison import Change
from harness.history.history import History, news
from tests.harness.making import DOCUMENTED, a_record, a_run

BROKEN = Outcome.BROKEN


def test_since_is_the_first_time_that_it_was_seen(nights):
    nights.found(BROKEN)
    nights.found(BROKEN)

    found = History(store.read(nights.file))

    assert found.since("target-0", DOCUMENTED) == "2027-01-01T13:00:00Z"
    assert found.since("target-0", "options.flags") is None
    assert found.since("target-1", DOCUMENTED) is None
    assert found.verdict_since("target-0", "broken") == "2027-01-01T13:00:00Z"
    assert found.verdict_since("target-0", "partial") is None


def test_news_are_cut_to_their_lines_with_the_new_first():
    changes = [Change("acme", f"rule-{n}", "still broken since …", is_new=False) for n in range(9)]
    changes.append(Change("acme", "", "newly unreachable: gone"))

    lines = news(changes, 3)

    assert lines == [
        "acme: newly unreachable: gone",
        "acme: rule-0: still broken since …",
        "and 8 more",
    ]


def test_what_a_run_tried_joins_what_others_did():
    known = {"target-0": store.PastTarget(tried={"ways": {"a": {"at": "1", "held": False}}})}
    record = a_record()
    record.tried = {"ways": {"b": {"at": "2", "held": True}}}
    history = History(known)

    history.take(a_run(record), is_whole=False)

    assert set(history.known["target-0"].tried["ways"]) == {"a", "b"}
