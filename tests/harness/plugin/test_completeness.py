"""A run has come to its end where every contract that was collected has its result."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from harness.core.outcomes import Outcome
from harness.plugin.completeness import NOT_ALL, NOTHING, Completeness
from harness.plugin.keys import CONTRACT
from harness.run.preflight import NoVerdict
from tests.harness.making import a_record, a_result, a_target

OPTIONS = "contracts/test_options.py::test_options_are_given_without_a_token[acme]"
ANSWERED = "contracts/test_logout.py::test_log_out_is_answered[acme]"
ENDED = [
    f"contracts/test_logout.py::test_ended_session_does_not_authenticate[acme~{gate}]"
    for gate in ("probe", "metabase")
]
COLLECTED = [OPTIONS, ANSWERED, *ENDED]
RULES = {OPTIONS: "options.public", ANSWERED: "logout.answers"} | dict.fromkeys(
    ENDED, "logout.ends-session"
)


def an_item(test, target) -> Any:
    contract = SimpleNamespace(target=target, rule=SimpleNamespace(id=RULES[test]))
    return SimpleNamespace(nodeid=test, stash={CONTRACT: contract})


def by_items():
    completeness, target = Completeness(), a_target()
    other: Any = SimpleNamespace(nodeid="tests/test_x.py::test_y", stash={})
    completeness.take_items([*(an_item(each, target) for each in COLLECTED), other])
    return completeness


def by_names():
    completeness = Completeness()
    completeness.take_ids([*COLLECTED, "tests/test_x.py::test_y[acme]"], ["acme", "other"])
    return completeness


@pytest.fixture(params=[by_items, by_names], ids=["one-process", "workers"])
def completeness(request):
    return request.param()


def concluded(completeness, *tests, ended=None, is_in_order=True, **of):
    results = [a_result(Outcome.KEPT, RULES[test], test=test) for test in tests]
    record = a_record(*results, **of)
    for test in tests if ended is None else ended:
        completeness.end(record.target.name, test)
    completeness.conclude(record, is_in_order=is_in_order)
    return record


def test_target_whose_contracts_all_ended_is_not_cut_short(completeness):
    record = concluded(completeness, *COLLECTED)

    assert (record.cut_short, record.unfinished) == ("", frozenset())


@pytest.mark.parametrize(
    ("tests", "words"),
    [
        ([], "0 of 3 rules reached"),
        ([OPTIONS], "1 of 3 rules reached"),
        ([OPTIONS, ANSWERED, ENDED[0]], "2 of 3 rules reached"),
    ],
    ids=["none", "one", "part-of-a-rule"],
)
def test_target_without_all_results_is_cut_short(completeness, tests, words):
    record = concluded(completeness, *tests)

    assert record.cut_short == words
    assert record.unfinished >= {"logout.ends-session"}


def test_contract_that_was_not_taken_down_has_not_ended(completeness):
    assert concluded(completeness, *COLLECTED, ended=COLLECTED[1:]).cut_short


def test_contract_without_a_result_has_not_ended(completeness):
    assert concluded(completeness, *COLLECTED[1:], ended=COLLECTED).cut_short


def test_target_that_no_contract_was_chosen_for_is_not_cut_short(completeness):
    assert concluded(completeness, name="other").cut_short == ""


def test_target_that_was_not_to_be_checked_is_not_cut_short(completeness):
    assert concluded(completeness, no_verdict=NoVerdict.UNREACHABLE).cut_short == ""


def test_run_that_ends_before_anything_was_collected_is_cut_short():
    assert concluded(Completeness()).cut_short == NOTHING


def test_what_was_collected_when_the_run_was_interrupted_may_not_be_all():
    completeness = Completeness()
    completeness.take_ids([], ["acme"])

    assert concluded(completeness, is_in_order=False).cut_short == NOTHING
    assert concluded(completeness).cut_short == ""


def test_target_of_which_not_all_could_be_collected_is_cut_short(completeness):
    completeness.has_failed = True

    assert concluded(completeness, *COLLECTED).cut_short == NOT_ALL


def test_contract_whose_module_can_t_be_imported_counts_by_its_name():
    completeness = Completeness()
    completeness.take_ids(["contracts/test_gone.py::test_a[acme]"], ["acme"])

    assert concluded(completeness).unfinished == {"test_a"}
