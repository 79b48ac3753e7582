"""What the console and the reports tell of a target beside its verdict."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from harness.causes.grouping import causes_of
from harness.core import clock
from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.reports.overview import overview
from harness.reports.summary import write_summary
from harness.reports.words import (
    LONGEST,
    budget_line,
    notable,
    shortened,
    some_of,
)
from harness.results.deviations import WARNING_DAYS
from harness.targets.limits import KINDS
from tests.harness.deviations import TEAPOT, TODAY, an_entry, met
from tests.harness.making import ADVISED, DOCUMENTED, a_record, a_result, a_run, a_target


def broken(operation, detail="expected x; came y", rule=DOCUMENTED):
    return a_result(Outcome.BROKEN, rule, operation=operation, detail=detail)


def told(record, since=None):
    causes = causes_of(a_run(record), History({}))
    if since:
        causes = [
            replace(
                each, occurrences=tuple(replace(seen, since=since) for seen in each.occurrences)
            )
            for each in causes
        ]
    return notable(record, causes)


def met_by(*results):
    """Give each result a test of its own, as a run does."""
    named = [each | {"test": f"contracts/test_x.py::test_{at}"} for at, each in enumerate(results)]
    return a_record(*named)


def test_what_is_broken_is_told_in_a_line_with_all_its_places():
    record = met_by(broken("login"), broken("refreshToken"), broken("login"), broken("login", "z"))

    assert told(record) == [
        f"broken: {DOCUMENTED} [login, refreshToken]: expected x; came y (and 1 other answer)"
    ]


def test_many_places_are_counted_and_it_is_said_since_when():
    record = met_by(*(broken(f"operation{each}") for each in range(9)))

    assert told(record, since="2027-01-31T02:10:05Z") == [
        f"broken: {DOCUMENTED} [operation0, operation1, operation2 and 6 more]: "
        "expected x; came y; since 2027-01-31 02:10"
    ]


def test_cause_tells_how_often_and_what_else_is_broken_by_it():
    record = met_by(broken("login"))
    [found] = causes_of(a_run(record), History({}))
    cause = replace(found, rate="1 of 5", follows=("logout.answers", "token.required"))

    assert notable(record, [cause]) == [
        f"broken: {DOCUMENTED} (in 1 of 5 tries) [login]: expected x; came y; "
        "so broken as well: logout.answers, token.required"
    ]
    assert notable(a_record(name="another"), [cause]) == []


def test_advice_and_errors_are_told_as_such():
    record = met_by(
        broken(None, rule=ADVISED), a_result(Outcome.ERROR, detail="the network failed")
    )

    assert told(record) == [
        f"error: {DOCUMENTED}: the network failed",
        f"advice: {ADVISED}: expected x; came y",
    ]


def test_too_few_proven_rules_are_told_first():
    record = a_record(broken(None), a_result(Outcome.KEPT, "options.public"))
    record.min_proven = 2

    assert notable(record)[0] == "too few rules proven: 1, where --min-proven asks for 2"


@pytest.mark.parametrize("least", [0, 1])
def test_enough_proven_rules_are_not_told(least):
    record = a_record(a_result(Outcome.KEPT))
    record.min_proven = least

    assert notable(record) == []


def test_what_is_kept_is_not_told():
    assert notable(a_record(a_result(Outcome.KEPT), a_result(Outcome.UNPROVEN, detail="x"))) == []


def test_what_has_a_card_is_not_told_beside_the_verdict_again():
    record = a_record(
        broken("login"), a_result(Outcome.ERROR, "options.public", detail="no answer")
    )
    record.remarks.add("slow")

    assert notable(record) == ["error: options.public: no answer", "remark: slow"]
    assert len(told(record)) == 3


def test_some_lines_are_shown_and_the_rest_counted():
    assert some_of(["a", "b", "c"], 2) == ["a", "b", "and 1 more"]
    assert some_of(["a", "b"], 2) == ["a", "b"]


def test_budget_in_words_names_each_kind():
    words = budget_line(a_target(), {"requests": 17})

    assert words.startswith("17 of 1000 requests, 0 of 400 logins, 0 of 2 failed logins")
    assert len(words.split(", ")) == len(KINDS)


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
            "fixed: answers.documented [login 418]: not broken any more, but still listed as known "
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


@pytest.mark.parametrize("more", [0, 1])
def test_long_text_is_told_by_its_beginning(more):
    text = "x" * LONGEST

    assert shortened(text + "y" * more) == text + "\N{HORIZONTAL ELLIPSIS}" * more
