"""From results to the outcome of a rule, the verdict of a target and the exit code of a run."""

import json
from dataclasses import replace

import pytest

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.reports.results_json import results_json
from harness.reports.words import notable
from harness.results.evidence import Gathered
from harness.results.record import RunRecord, TargetRecord
from harness.run.preflight import NoVerdict, Preflight
from harness.targets.known_deviation import KnownDeviation
from tests.harness.deviations import GATED, TODAY, YESTERDAY, an_entry, at_gates
from tests.harness.making import ADVISED, DOCUMENTED, a_record, a_result, a_run, a_target

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
        "partial: 1 of 5 rules proven, 1 in error, 1 known to be broken, 1 not proven, "
        "1 not checked"
    )


@pytest.mark.parametrize(
    ("results", "badge"),
    [
        ([KEPT], "conformant · 1 of 1 checked"),
        ([KEPT, a_result(Outcome.EXCLUDED)], "conformant · 1 of 2 checked"),
        ([KEPT, a_result(Outcome.BROKEN)], "broken · 2 of 2 checked"),
        ([KEPT, a_result(Outcome.UNPROVEN)], "partial · 1 of 2 checked"),
        ([KEPT, a_result(Outcome.BROKEN, ADVISED)], "conformant · 1 of 1 checked"),
    ],
    ids=["kept", "excluded", "broken", "unproven", "advice"],
)
def test_badge_says_how_much_was_checked(results, badge):
    assert a_record(*results).badge() == badge


def test_badge_of_a_target_without_a_verdict_counts_nothing():
    assert UNREACHABLE.badge() == "unreachable"


@pytest.mark.parametrize(
    ("most", "code"), [(0, 0), (1, 0), (2, 10)], ids=["none", "enough", "too-few"]
)
def test_less_than_min_proven_is_no_verdict(most, code):
    record = a_record(KEPT, a_result(Outcome.EXCLUDED), a_result(Outcome.KEPT, ADVISED))
    record.min_proven = most

    assert a_run(record).exit_code() == code


@pytest.mark.parametrize(
    ("result", "code"), [(a_result(Outcome.BROKEN), 1), (a_result(Outcome.ERROR), 11)]
)
def test_what_is_worse_than_too_little_decides(result, code):
    record = a_record(KEPT, result)
    record.min_proven = 9

    assert a_run(record).exit_code() == code


def test_every_target_must_prove_as_much():
    records = a_record(KEPT), a_record(KEPT)
    for each, least in zip(records, (1, 2), strict=True):
        each.min_proven = least

    assert a_run(*records).exit_code() == 10
    assert [each.too_few() for each in records] == [
        "",
        "too few rules proven: 1, where --min-proven asks for 2",
    ]


def test_run_hands_its_limit_and_a_targets_remarks_to_each_record():
    run = RunRecord(min_proven=3)

    run.begin([Preflight(a_target(remarks=("the password ends with a blank, which is kept",)))])

    [record] = run.targets.values()
    assert record.min_proven == 3
    assert record.remarks == {"the password ends with a blank, which is kept"}


def test_words_of_a_first_look_are_one_line_and_shown():
    words = "came \x1b[2J\nme: kept"
    preflight = Preflight(a_target(), no_verdict=NoVerdict.UNREACHABLE, words=words)

    assert TargetRecord(preflight).verdict_line() == r"unreachable: came \x1b[2J\nme: kept"


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
    change = (
        "it is not broken any more: take" if outcome is Outcome.KEPT else "set a later day, or take"
    )
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


def cut_short(*results, unfinished=(), **of):
    record = a_record(*results, **of)
    record.cut_short, record.unfinished = "1 of 3 rules reached", frozenset(unfinished)
    record.is_whole = False
    return record


def test_target_that_was_cut_short_is_never_conformant():
    record = cut_short(KEPT)

    assert record.verdict() == "partial"
    assert record.verdict_line() == "partial (cut short: 1 of 3 rules reached): 1 rules proven"


def test_rule_that_is_broken_before_the_cut_stays_broken():
    record = cut_short(KEPT, a_result(Outcome.BROKEN, "login.issues-token"))

    assert record.verdict() == "broken"
    assert record.verdict_line() == (
        "broken (cut short: 1 of 3 rules reached): 1 rules proven, 1 broken"
    )
    assert a_run(record).exit_code() == 1


def test_rule_of_which_a_contract_did_not_run_is_unproven():
    record = cut_short(a_result(Outcome.KEPT), unfinished=[DOCUMENTED, "options.public"])

    assert record.outcomes() == {DOCUMENTED: Outcome.UNPROVEN}
    assert a_run(record).exit_code() == 10


def test_target_beside_one_that_was_cut_short_keeps_its_verdict():
    written = results_json(a_run(a_record(KEPT), cut_short(KEPT)), History({}), is_complete=False)

    told = [(each["verdict"], each["cut_short"]) for each in written["targets"]]
    assert sorted(told, key=str) == [("conformant", None), ("partial", "1 of 3 rules reached")]
    assert "finished" not in written


@pytest.mark.parametrize(
    ("rule", "unfinished"),
    [(DOCUMENTED, [DOCUMENTED]), ("answers.documented", [])],
    ids=["part-of-its-contracts", "held-against-every-exchange"],
)
def test_known_deviation_is_not_fixed_by_what_was_not_sent(rule, unfinished):
    known = (KnownDeviation(rule, "until 4.2"),)
    result = a_result(Outcome.KEPT, rule)

    short = cut_short(result, unfinished=unfinished, known=known)

    assert a_run(short).exit_code() != 1
    assert not [line for line in notable(short) if line.startswith("fixed: ")]
    assert a_run(a_record(result, known=known)).exit_code() == 1


STOOD_IN = "a challenge page answered instead of the instance at POST /users/login"


@pytest.mark.parametrize(
    ("log_in", "code"), [(None, 10), (Outcome.UNPROVEN, 10), (Outcome.KEPT, 0), (Outcome.BROKEN, 1)]
)
def test_target_whose_log_in_somebody_else_answered_has_no_verdict_until_one_is(log_in, code):
    results = [a_result(log_in, "login.issues-token")] if log_in else []
    record = a_record(KEPT, *results)
    record.preflight = replace(record.preflight, stood_in=STOOD_IN)

    assert a_run(record).exit_code() == code


def test_what_a_first_look_keeps_makes_no_target_conformant():
    of_the_look = a_result(Outcome.KEPT, "answers.documented")

    assert a_record(of_the_look).verdict() == "partial"
    assert a_record(of_the_look, KEPT).verdict() == "conformant"


def test_answers_that_come_one_after_the_other_are_added_up():
    record = a_record()

    for met in ({"login": {"200": 2}}, {"login": {"200": 1, "401": 1}, "logout": {"200": 1}}):
        record.gather(Gathered("acme", [], met, {}, [], [], [], 1, {}, [], {}, []), "")

    assert record.answers == {"login": {"200": 3, "401": 1}, "logout": {"200": 1}}
