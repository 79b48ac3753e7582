"""Which outcome wins, and what a precondition makes of a failure."""

import re
from itertools import pairwise

import pytest

from harness.core.outcomes import (
    Broken,
    BudgetSpent,
    Excluded,
    LimitReached,
    Outcome,
    Unproven,
    precondition,
    unproven_by,
)
from tests.harness.making import an_exchange


@pytest.mark.parametrize(
    ("worse", "better"), list(pairwise(["broken", "error", "fixed", "known", "unproven", "kept"]))
)
def test_worst_outcome_wins(worse, better):
    assert Outcome.worst([Outcome(better), Outcome(worse)]) == worse


@pytest.mark.parametrize(
    ("outcomes", "worst"),
    [
        (["excluded"], "excluded"),
        (["kept"], "kept"),
        (["kept", "excluded"], "kept"),
        (["unproven", "excluded"], "unproven"),
        (["kept", "excluded", "unproven"], "unproven"),
    ],
    ids=" ".join,
)
def test_rule_is_kept_in_spite_of_what_is_excluded(outcomes, worst):
    assert Outcome.worst(map(Outcome, outcomes)) == worst


def test_broken_precondition_leaves_unproven():
    said = r"rests on login\.answers: expected a token; came 500"

    with pytest.raises(Unproven, match=said), precondition("login.answers"):
        raise Broken("a token", "500")


@pytest.mark.parametrize("failure", [Excluded("probe", "none"), KeyError("x")], ids=repr)
def test_precondition_lets_everything_else_through(failure):
    with pytest.raises(type(failure)), precondition("login.answers"):
        raise failure


def test_exclusion_names_the_key():
    assert re.fullmatch(r"no gate\b.*\bprobe", str(Excluded("probe", "no gate")))
    assert str(Excluded("", "no gate")) == "no gate"


def test_people_read_another_word_where_there_is_a_plainer_one():
    assert {each.value: each.shown for each in Outcome} == {
        "broken": "broken",
        "error": "error",
        "fixed": "fixed",
        "known": "known",
        "unproven": "not proven",
        "excluded": "not checked",
        "kept": "proven",
    }


def test_failure_says_what_came_of_which_exchange():
    exchange = an_exchange()

    failure = Broken("a token", "500", exchange)

    assert str(failure) == "expected a token; came 500"
    assert failure.exchange is exchange


def test_key_that_would_bring_a_rule_in_is_kept():
    assert Unproven("later", "token_ager").key == "token_ager"
    assert Unproven("later").key == ""
    assert Excluded("probe", "no gate").key == "probe"


@pytest.mark.parametrize(
    ("reasons", "kind"),
    [
        ([Unproven("no id")], Unproven),
        ([Unproven("no id"), Excluded("", "no id")], Unproven),
        ([Unproven("no id"), LimitReached("no id")], LimitReached),
        ([BudgetSpent("no id")], LimitReached),
    ],
    ids=["plain", "excluded", "limit", "budget"],
)
def test_several_reasons_are_a_limit_where_one_of_them_is(reasons, kind):
    found = unproven_by(reasons)

    assert (type(found), str(found)) == (kind, "no id")
    assert str(unproven_by([*reasons, Unproven("no name")])) == "no id; no name"
