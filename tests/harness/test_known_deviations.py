"""The list of known deviations: what it covers, what of it is stale, and what a person is told."""

from datetime import UTC, date, datetime, timedelta

import pytest

from harness.core import clock
from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.reports.html import overview
from harness.reports.summary import write_summary
from harness.reports.words import notable
from harness.results.known import known_deviation
from harness.run.preflight import NoVerdict
from harness.targets.known import WARNING_DAYS, KnownDeviation
from tests.harness.making import ADVISED, DOCUMENTED, a_record, a_result, a_run, a_target

ANSWERS = "answers.documented"
GATED = "token.required"
TEAPOT = {"rule": ANSWERS, "operation": "login", "status": 418}
TODAY = datetime.now(UTC).date()
YESTERDAY = TODAY - timedelta(days=1)


def an_entry(rule=DOCUMENTED, **of):
    return KnownDeviation(**({"rule": rule, "reason": "stateless tokens"} | of))


def met(outcome, case, operation="login"):
    return a_result(outcome, ANSWERS, operation=operation, case=case)


def at_gates(**outcomes):
    return [
        a_result(Outcome(outcome), GATED, operation=operation)
        for operation, outcome in outcomes.items()
    ]


# Which results an entry names


@pytest.mark.parametrize(
    ("entry", "rule", "operation", "case", "covers"),
    [
        ({}, DOCUMENTED, None, None, True),
        ({}, "logout.answers", None, None, False),
        ({"operation": "login"}, DOCUMENTED, "login", "418", True),
        ({"operation": "login"}, DOCUMENTED, None, None, False),
        ({"status": 418}, DOCUMENTED, "login", "418", True),
        ({"status": 418}, DOCUMENTED, "login", "cut-short", False),
    ],
)
def test_entry_covers_what_it_names(entry, rule, operation, case, covers):
    assert an_entry(**entry).covers(rule, operation, case) is covers


@pytest.mark.parametrize(
    ("known", "operation", "case", "covers"),
    [
        ({}, None, None, True),
        ({}, "login", "418", True),
        ({"operation": "login", "status": 418}, "login", "418", True),
        ({"operation": "login"}, "logout", "418", False),
        ({"status": 418}, "login", "500", False),
        ({"rule": "logout.answers"}, None, None, False),
        ({"until": TODAY + timedelta(days=1)}, None, None, True),
        ({"until": YESTERDAY - timedelta(days=1)}, None, None, False),
    ],
    ids=[
        "rule",
        "whole-rule",
        "operation-and-status",
        "another-operation",
        "another-status",
        "another-rule",
        "not-yet",
        "expired",
    ],
)
def test_known_deviation_covers(known, operation, case, covers):
    entry = an_entry(**known)

    found = known_deviation(a_target(known=(entry,)), DOCUMENTED, operation, case)

    assert found == (entry if covers else None)


@pytest.mark.parametrize(("days", "has_ended"), [(-1, True), (0, False), (1, False)])
def test_entry_ends_with_its_last_day(days, has_ended):
    assert an_entry(until=TODAY + timedelta(days=days)).has_ended(TODAY) is has_ended
    assert not an_entry().has_ended(TODAY)


# What of the list is stale


@pytest.mark.parametrize(
    ("results", "is_fixed"),
    [
        ([met("kept", "200")], True),
        ([met("broken", "500")], True),
        ([met("kept", "418")], True),
        ([met("known", "418"), met("kept", "200")], False),
        ([met("broken", "418")], False),
        ([met("kept", "200", "logout")], False),
        ([a_result(Outcome.EXCLUDED, ANSWERS)], False),
        ([a_result(Outcome.KEPT, DOCUMENTED, operation="login")], False),
        ([], False),
    ],
    ids=[
        "another-status-came",
        "another-one-is-broken",
        "documented-meanwhile",
        "still-comes",
        "still-comes-and-has-ended",
        "operation-not-met",
        "excluded",
        "another-rule",
        "nothing-met",
    ],
)
def test_status_is_fixed_once_its_operation_answers_without_it(results, is_fixed):
    assert an_entry(**TEAPOT).is_fixed(results) is is_fixed


def test_status_that_a_part_of_a_run_did_not_meet_may_come_again():
    assert not an_entry(**TEAPOT).is_fixed([met("kept", "200")], is_whole=False)


@pytest.mark.parametrize(
    ("results", "is_fixed"),
    [
        (at_gates(getUser="kept"), True),
        (at_gates(getUser="kept", deleteUser="known"), True),
        (at_gates(getUser="known"), False),
        (at_gates(getUser="unproven"), False),
        (at_gates(getUser="error"), False),
        (at_gates(getUser="excluded"), False),
        (at_gates(deleteUser="kept"), False),
        ([*at_gates(getUser="kept"), *at_gates(getUser="unproven")], False),
        ([*at_gates(getUser="kept"), *at_gates(getUser="excluded")], True),
    ],
    ids=[
        "kept",
        "another-known",
        "known",
        "unproven",
        "error",
        "excluded",
        "another-operation",
        "kept-in-part",
        "kept-as-far-as-allowed",
    ],
)
def test_entry_is_fixed_where_all_that_it_names_is_kept(results, is_fixed):
    assert an_entry(GATED, operation="getUser").is_fixed(results) is is_fixed


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
    assert "1 fixed, but still listed as known" in record.in_words()


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


# What a person is told


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "ends today: "),
        (1, "ends in 1 day: "),
        (WARNING_DAYS, "ends in 14 days: "),
        (WARNING_DAYS + 1, None),
        (None, None),
    ],
    ids=str,
)
def test_end_is_told_from_14_days_before(monkeypatch, days, words):
    now = datetime(2027, 1, 17, 23, 59, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    until = None if days is None else date(2027, 1, 17) + timedelta(days=days)
    record = a_record(a_result(Outcome.KNOWN), known=(an_entry(until=until),))

    told = [line for line in notable(record) if line.startswith("ends ")]

    assert told == (
        [f"{words}{DOCUMENTED}: known until {until}, and a failure after it"] * bool(words)
    )


def test_end_of_what_is_fixed_is_not_told():
    record = a_record(a_result(Outcome.KEPT), known=(an_entry(until=TODAY),))

    assert not [line for line in notable(record) if line.startswith("ends ")]


@pytest.mark.parametrize(
    ("results", "words"),
    [
        ([met("known", "418")], "known: answers.documented [login 418]: stateless tokens, MEI-1"),
        (
            [met("kept", "200")],
            "fixed: answers.documented [login 418]: not answered 418 any more, but still listed as "
            "known (stateless tokens, MEI-1): take the entry off the list",
        ),
        (
            [met("kept", "418")],
            "fixed: answers.documented [login 418]: kept, but still listed as known "
            "(stateless tokens, MEI-1): take the entry off the list",
        ),
        ([], None),
    ],
    ids=["known", "never-came", "kept", "not-met"],
)
def test_entry_is_told_with_its_issue_in_every_report(tmp_path, results, words):
    record = a_record(*results, known=(an_entry(**TEAPOT, issue="MEI-1"),))
    write_summary(tmp_path / "summary.md", a_run(record), History({}))
    summary = (tmp_path / "summary.md").read_text().replace("\\", "")

    assert notable(record) == ([words] if words else [])
    for shown in (summary, overview(a_run(record), History({}))):
        assert ("MEI-1" in shown) == (words is not None)
        assert words is None or words in shown


def test_reason_goes_without_an_issue():
    assert an_entry().because == "stateless tokens"
