"""Nights are made of results.json, and let go as they age: never the newest, never the worst."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from harness.core.outcomes import ADVICE, Outcome
from harness.history import nights
from harness.history.history import History
from harness.history.nights import LONGEST_TOLD, MOST_CAUSES, MOST_NIGHTS, thinned
from harness.history.nights_store import as_json
from harness.reports.results_json import results_json
from tests.harness.making import ADVISED, DOCUMENTED, a_record, a_result, a_run
from tests.harness.nights import DAY, NOW, a_night

HOUR = timedelta(hours=1)


def told_of(*results, history=None):
    """What results.json tells of a run of one target with these results."""
    run = a_run()
    run.targets["acme"] = a_record(*results)
    return json.loads(json.dumps(results_json(run, history or History({}))))


def night_of(*results):
    kept: nights.Nights = {}
    nights.add(kept, told_of(*results), is_whole=True)
    [night] = kept["acme"]
    return night


def test_night_holds_what_a_run_found():
    night = night_of(
        a_result(Outcome.BROKEN, operation="logout", detail="came 200", test="a"),
        a_result(Outcome.BROKEN, ADVISED, test="b"),
        a_result(Outcome.KEPT, "token.lives-8h", evidence="ager", strength="documented", test="c"),
    )

    found = night.found
    assert (found.verdict, found.product, found.proven, found.broken) == ("broken", "cdp", 1, 1)
    assert found.outcomes == {DOCUMENTED: "broken", ADVISED: ADVICE, "token.lives-8h": "kept"}
    assert found.evidence == {"token.lives-8h": "ager"}
    told = {each.rule: (each.places, each.came) for each in found.causes}
    assert told == {DOCUMENTED: (("logout",), "came 200"), ADVISED: ((), "")}


def test_evidence_of_a_rule_that_is_not_kept_is_none():
    broken = a_result(Outcome.BROKEN, "token.lives-8h", evidence="ager", strength="documented")

    assert night_of(broken).found.evidence == {}


def test_nights_hold_nothing_that_the_results_do_not():
    told = told_of(
        *(a_result(Outcome.BROKEN, detail="x" * 999, test=str(number)) for number in range(3))
    )
    kept: nights.Nights = {}

    nights.add(kept, told, is_whole=True)

    texts = {each.removesuffix("…") for each in strings([*as_json(kept).values()])}
    texts -= {"B"}  # the letter of the one rule's outcome
    assert [each for each in texts if each not in json.dumps(told)] == []
    assert max(map(len, texts)) < LONGEST_TOLD


def strings(value):
    if isinstance(value, str):
        return [value]
    if not isinstance(value, dict | list | tuple):
        return []
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return [each for part in parts for each in strings(part)]


def test_many_causes_are_cut():
    told = told_of(a_result(Outcome.BROKEN))
    told["causes"] *= MOST_CAUSES + 5
    kept: nights.Nights = {}

    nights.add(kept, told, is_whole=True)

    assert len(kept["acme"][0].found.causes) == MOST_CAUSES


def test_run_that_is_taken_twice_is_one_night():
    told = told_of(a_result(Outcome.KEPT))
    kept: nights.Nights = {}

    nights.add(kept, told, is_whole=False)
    nights.add(kept, told, is_whole=True)

    [night] = kept["acme"]
    assert night.is_whole


def test_target_that_was_not_seen_for_years_is_let_go():
    kept = {"old": [a_night(DAY * 900)], "seen": [a_night(DAY * 600)]}
    told = told_of(a_result(Outcome.KEPT)) | {"started": a_night().started}

    nights.add(kept, told, is_whole=True)

    assert kept.keys() == {"seen", "acme"}


def runs(every, count):
    """Nights taken one after the other, each time with the clock of that run."""
    kept: list[nights.Night] = []
    for number in range(count):
        ago = every * (count - 1 - number)
        kept = thinned([*kept, a_night(ago, broken=number % 7 == 0)], NOW - ago)
    return kept


@pytest.mark.parametrize(
    ("every", "count"),
    [(DAY, 400), (DAY, 900), (HOUR * 5, 400), (HOUR * 5, 2000), (DAY * 9, 100)],
    ids=["nightly", "three-years", "by-a-ledger", "by-a-ledger-for-a-year", "seldom"],
)
def test_nights_are_thinned_with_age(every, count):
    kept = runs(every, count)

    ages = [NOW - each.moment for each in kept]
    assert ages == sorted(ages, reverse=True)
    assert ages[-1] == timedelta()
    assert len(kept) <= MOST_NIGHTS
    recent = min(count, 14 * DAY // every + 1)
    assert sum(each <= 14 * DAY for each in ages) == recent
    days = [each.moment.date() for each in kept if 14 * DAY < NOW - each.moment <= 90 * DAY]
    weeks = [each.moment.isocalendar()[:2] for each in kept if NOW - each.moment > 90 * DAY]
    assert len(days) == len(set(days)) >= min(count * every, 75 * DAY) // max(every, DAY) - 15
    assert len(weeks) == len(set(weeks))
    assert max(ages) <= 730 * DAY
    if count * every > 700 * DAY:
        assert max(ages) > 700 * DAY


def test_run_every_minute_leaves_the_days_before():
    kept = runs(timedelta(minutes=20), 72 * 30)

    assert len(kept) <= MOST_NIGHTS
    assert kept[-1].started == a_night().started
    assert {each.moment.date() for each in kept} == {(NOW - DAY * n).date() for n in range(30)} | {
        (NOW - timedelta(minutes=20) * (72 * 30 - 1)).date()
    }


@pytest.mark.parametrize("worst", [0, 1, 2])
def test_of_a_day_the_run_stays_that_found_most_broken(worst):
    day = DAY * 30
    of_day = [a_night(day + HOUR * number, broken=number == worst) for number in range(3)]

    [kept, _] = thinned([*of_day, a_night()], NOW)

    assert kept.found.broken == 1


def test_of_a_day_of_which_no_run_was_worse_the_newest_whole_one_stays():
    day = DAY * 30
    of_day = [a_night(day + HOUR * number) for number in range(3)]
    in_part = nights.Night(of_day[0].started, "0.1.0", False, of_day[0].found)  # noqa: FBT003

    [kept, _] = thinned([in_part, *of_day[1:], a_night()], NOW)

    assert kept.started == of_day[1].started


def test_night_of_a_clock_that_was_ahead_is_kept():
    ahead = a_night(-DAY * 3)

    assert thinned([a_night(), ahead], NOW)[-1] == ahead


def test_oldest_go_first_and_the_newest_of_each_stays():
    kept = {"a": [a_night(DAY * n) for n in (3, 2, 1)], "b": [a_night(DAY * 9)]}

    left = nights.without_oldest(kept, 0.5)

    assert left == {"a": kept["a"][1:], "b": kept["b"]}
