"""Since when something is as it is, and the news in a few lines."""

from harness.core.outcomes import Outcome
from harness.history import store
from harness.history.comparison import Change
from harness.history.history import History, news
from tests.harness.making import DOCUMENTED, a_record, a_result, a_run

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


def test_how_long_a_target_takes_is_what_it_took_when_all_was_checked():
    record = a_record(a_result(Outcome.KEPT), a_result(Outcome.KEPT, test="other"))
    for each in record.results:
        each["seconds"] = 1.5
    history = History({})

    run = a_run(record)

    history.take(run, is_whole=False)
    restricted = history.known["target-0"].seconds
    history.take(run)

    assert restricted is None
    assert history.known["target-0"].seconds == 3.0


def test_target_that_was_cut_short_leaves_how_long_it_takes():
    record = a_record(a_result(Outcome.KEPT))
    record.cut_short = "1 of 2 rules reached"
    history = History({"target-0": store.PastTarget(seconds=9.0)})

    history.take(a_run(record))

    assert history.known["target-0"].seconds == 9.0
