"""From results to the outcome of a rule, the verdict of a target and the exit code of a run."""

import json
from dataclasses import replace

import pytest

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.reports.results_json import results_json
from harness.reports.words import notable
from harness.run.preflight import NoVerdict
from harness.targets.known_deviation import KnownDeviation
from tests.harness.deviations import GATED, TODAY, YESTERDAY, an_entry, at_gates
from tests.harness.making import ADVISED, DOCUMENTED, a_record, a_result, a_run

KNOWN = KnownDeviation(DOCUMENTED, "stateless tokens")
KEPT = a_result(Outcome.KEPT, "options.public")
UNREACHABLE = a_record(no_verdict=NoVerdict.UNREACHABLE)


@pytest.mark.parametrize(
    ("results", "known", "outcome"),
    [
        ([Outcome.KEPT, Outcome.BROKEN], (), Outcome.BROKEN),
        ([Outcome.KEPT, Outcome.KEPT], (), Outcome.KEPT),
        ([Outcome.KEPT, Outcome.EXCLUDED], (KNOWN,), Outcome.FIXED),
        ([Outcome.KNOWN, Outcome.KEPT], (KNOWN,), Outcome.KNOWN),
        ([Outcome.UNPROVEN, Outcome.KEPT], (KNOWN,), Outcome.UNPROVEN),
        ([Outcome.EXCLUDED], (KNOWN,), Outcome.EXCLUDED),
    ],
    ids=["broken", "kept", "fixed", "known", "unproven", "excluded"],
)
def test_outcome_of_a_rule_is_the_worst_of_its_results(results, known, outcome):
    record = a_record(*map(a_result, results), known=known)

    assert record.outcomes() == {DOCUMENTED: outcome}


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ([a_result(Outcome.BROKEN), KEPT], "broken"),
        ([a_result(Outcome.BROKEN, ADVISED), KEPT], "conformant"),
        ([a_result(Outcome.ERROR, ADVISED), KEPT], "conformant"),
        ([a_result(Outcome.UNPROVEN), KEPT], "partial"),
        ([a_result(Outcome.ERROR), KEPT], "partial"),
        ([a_result(Outcome.KNOWN), KEPT], "partial"),
        ([a_result(Outcome.EXCLUDED), KEPT], "conformant"),
        ([a_result(Outcome.EXCLUDED)], "partial"),
        ([], "partial"),
    ],
    ids=[
        "broken",
        "advice",
        "advice-in-error",
        "unproven",
        "error",
        "known",
        "excluded",
        "nothing-proven",
        "nothing",
    ],
)
def test_verdict(results, verdict):
    assert a_record(*results).verdict() == verdict


@pytest.mark.parametrize("no_verdict", NoVerdict)
def test_target_without_a_verdict_says_why(no_verdict):
    assert a_record(no_verdict=no_verdict).verdict_line() == f"{no_verdict}: gone"


def test_verdict_in_words_counts_rules():
    record = a_record(
        KEPT,
        a_result(Outcome.EXCLUDED),
        a_result(Outcome.UNPROVEN, "login.issues-token"),
        a_result(Outcome.KNOWN, "logout.answers"),
        a_result(Outcome.ERROR, "options.flags"),
        a_result(Outcome.BROKEN, ADVISED),
    )

    assert record.verdict_line() == (
        "partial: 1 of 5 rules proven, 1 in error, 1 known to be broken, 1 unproven, "
        "1 outside this target's scope"
    )


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ([a_record(KEPT)], 0),
        ([a_record(KEPT, a_result(Outcome.BROKEN, ADVISED))], 0),
        ([a_record(a_result(Outcome.KNOWN))], 0),
        ([a_record(KEPT, a_result(Outcome.UNPROVEN))], 0),
        ([a_record(a_result(Outcome.BROKEN))], 1),
        ([a_record(a_result(Outcome.KEPT), known=(KNOWN,))], 1),
        ([a_record(KEPT, a_result(Outcome.ERROR))], 11),
        ([a_record(KEPT, a_result(Outcome.ERROR, ADVISED))], 11),
        ([UNREACHABLE], 10),
        ([a_record(KEPT, no_verdict=NoVerdict.REFUSED)], 10),
        ([a_record(a_result(Outcome.BROKEN), no_verdict=NoVerdict.UNREACHABLE)], 10),
        ([a_record(a_result(Outcome.ERROR), no_verdict=NoVerdict.UNREACHABLE)], 10),
        ([a_record(a_result(Outcome.UNPROVEN), a_result(Outcome.EXCLUDED, ADVISED))], 10),
        ([a_record(KEPT), UNREACHABLE], 10),
        ([a_record(a_result(Outcome.BROKEN)), a_record(a_result(Outcome.ERROR))], 1),
        ([a_record(a_result(Outcome.BROKEN)), UNREACHABLE], 1),
        ([a_record(a_result(Outcome.ERROR)), UNREACHABLE], 11),
    ],
    ids=[
        "kept",
        "advice",
        "known",
        "unproven",
        "broken",
        "stale",
        "error",
        "advice-in-error",
        "unreachable",
        "refused-after-a-look-up",
        "broken-without-a-verdict",
        "error-without-a-verdict",
        "nothing-proven",
        "one-unreachable",
        "broken-before-error",
        "broken-before-unreachable",
        "error-before-unreachable",
    ],
)
def test_exit_code(records, code):
    assert a_run(*records).exit_code() == code


def test_lists_of_results_are_sorted():
    record = a_record(
        a_result(Outcome.KEPT, "options.public", test="b"),
        a_result(Outcome.KEPT, "options.public", test="a", case="2"),
        a_result(Outcome.KEPT, "options.public", test="a", case="1"),
        a_result(Outcome.KEPT, "login.issues-token", test="c"),
    )

    written = results_json(a_run(record), History({}))

    keys = [(each["rule"], each["test"], each["case"]) for each in written["results"]]
    assert keys == [
        ("login.issues-token", "c", None),
        ("options.public", "a", "1"),
        ("options.public", "a", "2"),
        ("options.public", "b", None),
    ]
    assert [each["rule"] for each in written["rules"]] == ["login.issues-token", "options.public"]
    assert json.dumps(written)


def two_entries(**outcomes):
    known = (an_entry(GATED, operation="getUser"), an_entry(GATED, operation="deleteUser"))
    return a_record(*at_gates(**outcomes), known=known, product="me")


def test_mended_one_of_two_entries_of_a_rule_is_stale():
    record = two_entries(getUser="kept", deleteUser="known")

    assert record.outcomes() == {GATED: Outcome.FIXED}
    assert record.verdict() == "partial", "the other is still broken"
    assert a_run(record).exit_code() == 1
    assert [line for line in notable(record) if line.startswith("fixed: token.required [getUser]")]
    assert not [line for line in notable(record) if line.startswith("fixed: token.required [del")]


def test_two_entries_that_both_hold_are_not_stale():
    record = two_entries(getUser="known", deleteUser="known")

    assert record.outcomes() == {GATED: Outcome.KNOWN}
    assert a_run(record).exit_code() == 0


def test_rule_whose_every_entry_is_mended_is_proven():
    record = two_entries(getUser="kept", deleteUser="kept")

    assert record.verdict() == "conformant"
    assert "1 fixed, but still listed as known" in record.verdict_line()


@pytest.mark.parametrize("worse", ["broken", "error"])
def test_stale_entry_is_exit_1_even_behind_a_worse_outcome(worse):
    results = [
        a_result(Outcome.KEPT, ADVISED, operation="login"),
        a_result(Outcome(worse), ADVISED, operation="logout"),
    ]
    record = a_record(*results, known=(an_entry(ADVISED, operation="login"),))

    assert record.outcomes() == {ADVISED: worse}
    assert a_run(record).exit_code() == 1


OUTCOMES = [*Outcome, None]


@pytest.mark.parametrize("rule", [DOCUMENTED, ADVISED])
@pytest.mark.parametrize("outcome", [each for each in OUTCOMES if each is not Outcome.FIXED])
@pytest.mark.parametrize("until", [YESTERDAY, TODAY], ids=["yesterday", "today"])
def test_entry_that_has_ended_fails_the_run_whatever_became_of_its_rule(rule, outcome, until):
    results = [] if outcome is None else [a_result(outcome, rule)]
    proven = a_result(Outcome.KEPT, "options.public")
    record = a_record(proven, *results, known=(an_entry(rule, until=until),))

    told = [line for line in notable(record) if line.startswith("expired: ")]

    if until == TODAY:
        assert told == []
        return
    assert a_run(record).exit_code() == 1
    [line] = told
    assert line.startswith(f"expired: {rule}: known until {YESTERDAY} (stateless tokens): ")
    change = "it is kept: take" if outcome is Outcome.KEPT else "set a later day, or take"
    assert line.endswith(f"{change} the entry off the list")


def test_entry_on_its_last_day_does_not_fail_the_run():
    record = a_record(
        a_result(Outcome.KEPT, "options.public"),
        a_result(Outcome.KNOWN),
        known=(an_entry(until=TODAY),),
    )

    assert a_run(record).exit_code() == 0


def test_what_has_no_verdict_fixes_nothing():
    record = a_record(known=(an_entry(),), no_verdict=NoVerdict.UNREACHABLE)

    assert a_run(record).exit_code() == 10
    assert notable(record) == []


STOOD_IN = "a challenge page answered instead of the instance at POST /users/login"


@pytest.mark.parametrize(
    ("log_in", "code"), [(None, 10), (Outcome.UNPROVEN, 10), (Outcome.KEPT, 0), (Outcome.BROKEN, 1)]
)
def test_target_whose_log_in_somebody_else_answered_has_no_verdict_until_one_is(log_in, code):
    results = [a_result(log_in, "login.issues-token")] if log_in else []
    record = a_record(KEPT, *results)
    record.preflight = replace(record.preflight, stood_in=STOOD_IN)

    assert a_run(record).exit_code() == code
