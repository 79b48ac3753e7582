"""What is new since the runs before, and what is not worth a word."""

import json
from typing import Any

import pytest

from harness.core.outcomes import Outcome
from harness.history import store
from harness.history.store import Entry, PastTarget
from harness.run.preflight import NoVerdict
from harness.targets.known_deviation import KnownDeviation
from tests.harness.making import ADVISED, DOCUMENTED, a_result

KEPT, BROKEN, UNPROVEN = Outcome.KEPT, Outcome.BROKEN, Outcome.UNPROVEN
KNOWN, ERROR, EXCLUDED = Outcome.KNOWN, Outcome.ERROR, Outcome.EXCLUDED
WAITING = {"last_proven_at": "2027-01-01T12:00:00Z"}
LISTED = (KnownDeviation(DOCUMENTED, "until 4.2"),)


def test_fault_is_told_once_as_new_then_since_when_and_once_as_fixed(nights):
    assert nights.found(KEPT) == []
    assert nights.found(BROKEN) == ["newly broken"]
    assert nights.found(BROKEN) == ["still broken since 2027-01-01T14:00:00Z"]
    assert nights.found(KEPT) == ["newly fixed"]
    assert nights.found(KEPT) == []


def test_rule_that_waits_for_its_tokens_is_no_news(nights):
    nights.found(KEPT)

    assert nights.found(UNPROVEN, hours=4, **WAITING) == []
    assert nights.found(KEPT, hours=20) == []


def test_rule_that_was_not_proven_for_a_night_is_told_once(nights):
    nights.found(KEPT)

    assert nights.found(UNPROVEN, hours=27, **WAITING) == ["no longer proven: last proven 27 h ago"]
    assert nights.found(UNPROVEN, **WAITING) == []


def test_rule_that_nothing_keeps_from_being_proven_is_told_at_once(nights):
    nights.found(KEPT)

    assert nights.found(UNPROVEN) == ["no longer proven: last proven 1 h ago"]


def test_rule_that_the_budget_stops_is_no_news_for_a_night(nights):
    nights.found(KEPT)

    assert nights.found(UNPROVEN, budget_spent=True) == []


@pytest.mark.parametrize("outcome", [UNPROVEN, EXCLUDED])
def test_fault_that_a_run_could_not_see_is_not_fixed(nights, outcome):
    nights.found(BROKEN)

    assert nights.found(outcome) == [
        "still broken since 2027-01-01T13:00:00Z, not checked this time"
    ]
    assert nights.found(BROKEN) == ["still broken since 2027-01-01T13:00:00Z"]


def test_advice_is_no_news(nights):
    assert nights.found(BROKEN, ADVISED) == []
    assert nights.found(KEPT, ADVISED) == []


def test_fault_of_another_operation_is_news_of_a_rule_that_is_broken_already(nights):
    first = a_result(BROKEN, test="a", operation="login")
    second = a_result(BROKEN, test="b", operation="logout")
    nights.run(first)

    assert nights.run(first, second) == [
        "newly broken at logout as well",
        "still broken since 2027-01-01T13:00:00Z",
    ]
    assert nights.run(first, second) == ["still broken since 2027-01-01T13:00:00Z"]


AT = {name: a_result(BROKEN, test=name, operation=name) for name in ("login", "logout", "refresh")}
MENDED = {name: each | {"outcome": KEPT} for name, each in AT.items()}


def test_rule_that_is_mended_here_and_breaks_there_is_told_as_both(nights):
    assert nights.run(AT["login"], MENDED["logout"]) == ["newly broken"]
    assert nights.run(AT["login"], MENDED["logout"]) == ["still broken since 2027-01-01T13:00:00Z"]
    assert nights.run(MENDED["login"], AT["logout"]) == [
        "fixed at login, newly broken at logout",
    ]
    assert nights.run(MENDED["login"], AT["logout"]) == ["still broken since 2027-01-01T15:00:00Z"]
    assert nights.run(MENDED["login"], MENDED["logout"]) == ["newly fixed"]


def test_each_place_is_told_since_it_broke(nights):
    nights.run(AT["login"])
    assert nights.run(AT["login"], AT["logout"]) == [
        "newly broken at logout as well",
        "still broken since 2027-01-01T13:00:00Z",
    ]
    assert nights.since() == {"login": "13", "logout": "14"}
    assert nights.run(MENDED["login"], AT["logout"], AT["refresh"]) == [
        "newly broken at refresh as well",
        "fixed at login",
        "still broken since 2027-01-01T14:00:00Z",
    ]
    assert nights.since() == {"logout": "14", "refresh": "15"}
    assert nights.run(MENDED["logout"], AT["refresh"]) == [
        "fixed at logout",
        "still broken since 2027-01-01T15:00:00Z",
    ]
    assert nights.run(AT["login"], AT["refresh"]) == [
        "newly broken at login as well",
        "still broken since 2027-01-01T15:00:00Z",
    ]
    assert nights.since() == {"login": "17", "refresh": "15"}


def test_place_that_a_run_did_not_check_is_not_told_as_fixed(nights):
    nights.run(AT["login"])

    assert nights.run(AT["logout"] | {"outcome": KEPT}, is_whole=False) == [
        "still broken since 2027-01-01T13:00:00Z, not checked this time"
    ]
    assert nights.since() == {"login": "13"}


def test_another_contract_of_the_same_operation_is_no_news(nights):
    nights.run(AT["login"])

    other = AT["login"] | {"test": "another"}
    assert nights.run(MENDED["login"], other) == ["still broken since 2027-01-01T13:00:00Z"]


def test_what_comes_and_goes_in_other_places_is_neither_new_nor_fixed(nights):
    nights.run(AT["login"], crashes={"login"})

    assert nights.run(MENDED["login"], AT["logout"], crashes={"logout"}) == [
        "still broken since 2027-01-01T13:00:00Z"
    ]


def test_contract_that_is_no_more_keeps_no_rule_broken(nights):
    nights.run(a_result(BROKEN, test="contracts/test_old.py::test_x[acme]"))

    assert nights.run(a_result(UNPROVEN, test="new"))[0].endswith(", not checked this time")
    assert nights.run(a_result(KEPT, test="new")) == ["newly fixed"]


def test_known_deviation_is_told_when_it_is_fixed_and_not_before(nights):
    assert nights.run(a_result(KNOWN), known=LISTED) == []
    assert nights.run(a_result(UNPROVEN), known=LISTED) == []
    assert nights.run(a_result(KEPT), known=LISTED) == [
        "newly fixed: take it off the list of known deviations"
    ]
    assert nights.run(a_result(KEPT), known=LISTED) == []
    assert nights.run(a_result(KEPT)) == []


def test_known_deviation_past_its_day_is_newly_broken(nights):
    nights.run(a_result(KNOWN), known=LISTED)

    assert nights.run(a_result(BROKEN), known=LISTED) == ["newly broken"]


def test_fault_that_is_put_on_the_list_is_neither_new_nor_fixed(nights):
    nights.found(BROKEN)

    assert nights.run(a_result(KNOWN), known=LISTED) == []
    assert nights.found(KEPT) == ["newly fixed"]


def test_listed_operation_that_a_run_does_not_meet_is_fixed_once(nights):
    listed = (KnownDeviation(DOCUMENTED, "x", operation="login"),)
    nights.run(a_result(KEPT, operation="login"), known=listed)

    assert nights.run(a_result(KEPT, operation="logout"), known=listed) == []
    assert nights.run(a_result(KEPT, operation="login"), known=listed) == []


@pytest.mark.parametrize("rule", [DOCUMENTED, ADVISED])
def test_error_is_told_once_and_once_that_it_is_gone(nights, rule):
    nights.found(KEPT, rule)

    assert nights.found(ERROR, rule, detail="no route\nto host") == ["newly in error: no route"]
    assert nights.found(ERROR, rule) == []
    assert nights.found(UNPROVEN, rule, **WAITING) == []
    assert nights.found(KEPT, rule) == ["no longer in error"]
    assert nights.found(KEPT, rule) == []


def test_error_hides_no_fault(nights):
    nights.found(BROKEN)

    assert nights.found(ERROR, detail="x") == [
        "still broken since 2027-01-01T13:00:00Z, not checked this time",
        "newly in error: x",
    ]
    assert nights.found(KEPT) == ["newly fixed", "no longer in error"]


@pytest.mark.parametrize(
    ("reason", "again"),
    [
        (NoVerdict.UNREACHABLE, "reachable again, unreachable since 2027-01-01T14:00:00Z"),
        (NoVerdict.REFUSED, "accepted again, refused since 2027-01-01T14:00:00Z"),
    ],
)
def test_target_without_a_verdict_is_told_once_and_once_that_it_has_one(nights, reason, again):
    nights.found(BROKEN)

    assert nights.run(no_verdict=reason) == [f"newly {reason}: gone"]
    assert nights.run(no_verdict=reason) == [f"still {reason} since 2027-01-01T14:00:00Z"]
    assert nights.found(BROKEN) == [again, "still broken since 2027-01-01T13:00:00Z"]
    assert nights.found(BROKEN) == ["still broken since 2027-01-01T13:00:00Z"]


def test_target_that_is_refused_after_it_was_unreachable_is_news(nights):
    nights.run(no_verdict=NoVerdict.UNREACHABLE)

    assert nights.run(no_verdict=NoVerdict.REFUSED) == ["newly refused: gone"]


def test_part_of_a_run_tells_what_it_saw_and_nothing_of_the_rest(nights):
    both = a_result(BROKEN, test="a"), a_result(KEPT, test="b")
    nights.run(*both, a_result(KEPT, "options.public"))

    assert nights.run(a_result(KEPT, test="b"), is_whole=False) == [
        "still broken since 2027-01-01T13:00:00Z, not checked this time"
    ]
    assert nights.run(a_result(UNPROVEN, "options.public"), is_whole=False) == []
    assert nights.run(a_result(BROKEN, "options.public"), is_whole=False) == ["newly broken"]
    assert nights.run(a_result(KEPT, test="a"), is_whole=False) == ["newly fixed"]


def test_part_of_a_run_forgets_nothing(nights):
    nights.run(a_result(KEPT), a_result(KEPT, "options.public"))
    before = store.read(nights.file)

    nights.run(a_result(KEPT), is_whole=False)

    assert store.read(nights.file) == before


def test_part_of_a_run_does_not_say_that_an_error_is_gone(nights):
    nights.found(ERROR)

    assert nights.run(a_result(KEPT), is_whole=False) == []
    assert nights.found(KEPT) == ["no longer in error"]


def test_part_of_a_run_gives_a_target_no_verdict_but_that_it_is_there(nights):
    nights.found(BROKEN)
    nights.run(a_result(KEPT, "options.public"), is_whole=False)

    assert store.read(nights.file)["target-0"].verdict == "broken"
    assert nights.run(no_verdict=NoVerdict.UNREACHABLE, is_whole=False) == [
        "newly unreachable: gone"
    ]
    assert nights.run(is_whole=False) == ["reachable again, unreachable since 2027-01-01T15:00:00Z"]


@pytest.mark.parametrize(
    ("is_whole", "words"),
    [
        (True, ["newly fixed"]),
        (False, ["still broken since 2027-01-01T12:00:00Z, not checked this time"]),
    ],
)
def test_history_of_the_first_format_is_gone_on_with(nights, is_whole, words):
    known = {"target-0": PastTarget({DOCUMENTED: Entry("broken", "2027-01-01T12:00:00Z")})}
    nights.file.write_text(json.dumps(store.as_json(known)))

    assert nights.run(a_result(KEPT), is_whole=is_whole) == words


CUT: dict[str, Any] = {"is_whole": False, "cut_short": "1 of 3 rules reached"}


def test_run_that_was_cut_short_does_not_call_a_rule_newly_unproven(nights):
    nights.found(KEPT)

    assert nights.run(a_result(KEPT), hours=30, unfinished=[DOCUMENTED], **CUT) == []
    assert nights.found(KEPT) == []


def test_run_that_was_cut_short_mends_nothing_that_it_did_not_reach(nights):
    nights.run(a_result(BROKEN, test="one"), a_result(KEPT, test="other"))

    assert nights.run(a_result(KEPT, test="other"), unfinished=[DOCUMENTED], **CUT) == []
    assert nights.run(a_result(BROKEN, test="one"), a_result(KEPT, test="other")) == [
        "still broken since 2027-01-01T13:00:00Z"
    ]


def test_rule_that_is_broken_before_the_cut_is_news(nights):
    nights.found(KEPT)

    assert nights.run(a_result(BROKEN), unfinished=[DOCUMENTED], **CUT) == ["newly broken"]


def test_run_that_was_cut_short_says_nothing_new_of_a_target(nights):
    nights.run(no_verdict=NoVerdict.UNREACHABLE)

    assert nights.run(**CUT) == []
    assert nights.run(no_verdict=NoVerdict.UNREACHABLE) == [
        "still unreachable since 2027-01-01T13:00:00Z"
    ]
