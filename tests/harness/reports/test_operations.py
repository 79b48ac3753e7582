"""The report shows of each operation the rules on it, the answers met, and what is missing."""

from __future__ import annotations

from collections import Counter

import pytest
from bs4 import BeautifulSoup

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.reports import operations
from harness.reports.operations import MetAnswer, missing_lines, operations_part
from harness.reports.overview import overview
from harness.reports.terms import MARKS, shown
from harness.results.operations import of_target
from harness.run.preflight import NoVerdict
from spec import rules
from tests.harness.making import ADVISED, MARKUP, a_record, a_result, a_run

KEY = "a line `segment_id = …` in [targets.acme.values]"
TIMES = "\N{MULTIPLICATION SIGN}"
MANY = 100
MOST_BYTES = 3_000_000


def row(record, operation="login"):
    """What is shown of an operation."""
    groups = operations_part(record, 1).groups
    return next(each for group in groups for each in group.operations if each.id == operation)


def of_login(*results, **of):
    return a_record(*(each | {"operation": "login"} for each in results), **of)


def met(statuses, *results, operation="login", product="me"):
    record = a_record(*results, product=product)
    record.answers[operation] = Counter(statuses)
    return list(row(record, operation).answers)


def section(*records):
    page = BeautifulSoup(overview(a_run(*records), History({})), "html.parser")
    return page.find_all("details", class_="ops")


def test_marks_are_in_the_order_of_what_became_of_the_rules():
    record = of_login(
        a_result(Outcome.KEPT, "login.issues-token"),
        a_result(Outcome.UNPROVEN, "token.required"),
        a_result(Outcome.BROKEN, "login.refuses-wrong-password"),
    )

    assert [(each.word, each.sign, each.shown) for each in row(record).marks] == [
        ("broken", "\N{BALLOT X}", "login.refuses-wrong-password"),
        ("unproven", "?", ""),
        ("kept", "\N{CHECK MARK}", ""),
    ]


def test_broken_advice_is_called_advice():
    record = of_login(a_result(Outcome.BROKEN, ADVISED))

    [mark] = row(record).marks
    assert mark.word == "advice"


@pytest.mark.parametrize("outcome", Outcome, ids=str)
def test_every_outcome_has_a_sign_and_a_rule_that_can_be_heard(outcome):
    [details] = section(of_login(a_result(outcome)))

    mark, spoken = details.find("i"), details.find_all(class_="spoken")
    assert mark["title"] == f"logout.ends-session: {shown(outcome)}"
    assert mark.get_text(" ").split()[0] == MARKS[outcome]
    assert f"{shown(outcome)}: logout.ends-session" in {each.get_text() for each in spoken}


def test_signs_are_told_apart_without_their_colours():
    assert len(set(MARKS.values())) == len(MARKS) == len(Outcome) + 1


def test_operation_that_no_rule_was_checked_on_says_so():
    [details] = section(a_record())

    spoken = {each.get_text() for each in details.find_all(class_="spoken")}
    assert spoken == {operations.NONE_CHECKED}


def test_answers_that_came_are_counted_and_those_that_never_did_are_named():
    assert met({"200": 5, "400": 1}) == [
        MetAnswer("kept", "", f"200 {TIMES} 5"),
        MetAnswer("silent", "", f"400 {TIMES} 1 not documented"),
        MetAnswer("none", "", "401 never met"),
    ]


@pytest.mark.parametrize("outcome", [Outcome.BROKEN, Outcome.KNOWN])
def test_answer_that_breaks_its_page_says_so(outcome):
    result = a_result(
        outcome, "answers.documented", operation="login", case="401", detail="no message"
    )

    came = met({"401": 3}, result)[-1]

    assert came == MetAnswer(str(outcome), "no message", f"401 {TIMES} 3 {outcome}")


def test_what_would_bring_rules_in_is_named_with_them():
    record = of_login(
        a_result(Outcome.UNPROVEN, "token.required", key=KEY),
        a_result(Outcome.UNPROVEN, "token.refuses-forged", key=KEY),
        a_result(Outcome.EXCLUDED, "login.issues-token", key='effects = "account"'),
        a_result(Outcome.UNPROVEN, "login.refuses-wrong-password", detail="x" * 900),
    )

    key, effects, other = row(record).missing
    assert key == f"token.required, token.refuses-forged: needs {KEY}"
    assert effects == 'login.issues-token: needs effects = "account"'
    assert other.startswith("login.refuses-wrong-password: xxx")
    assert len(other) < 300


def test_nothing_is_missing_where_all_is_said():
    record = of_login(a_result(Outcome.KEPT, "login.issues-token"))

    assert row(record).missing == ()
    assert missing_lines(record) == []


def test_groups_with_something_missing_are_named_in_a_line():
    record = of_login(
        a_result(Outcome.EXCLUDED, key='effects = "account"'),
        a_result(Outcome.UNPROVEN, "token.required", detail=MARKUP),
        product="me",
    )
    record.results.append(a_result(Outcome.UNPROVEN, operation="getUser", detail="not due"))

    assert missing_lines(record) == [
        'Authentication: not all is proven on 1 of 10 operations; they need effects = "account"',
        "Users: not all is proven on 1 of 6 operations",
    ]


def test_words_of_a_target_say_how_its_operations_fare():
    record = of_login(a_result(Outcome.BROKEN), a_result(Outcome.UNPROVEN, "token.required"))
    record.answers = {each.operation.id: Counter({"200": 1}) for each in of_target(record)}
    del record.answers["logout"]

    words = operations_part(record, 1).words

    assert words == (
        "6 operations in 1 group, 1 with a broken rule, 1 with rules not proven, 1 never answered"
    )


@pytest.mark.parametrize(
    ("product", "targets", "no_verdict", "is_open"),
    [
        ("cdp", operations.FEW_TARGETS, None, True),
        ("cdp", operations.FEW_TARGETS + 1, None, False),
        ("me", 1, None, False),
        ("cdp", 1, NoVerdict.UNREACHABLE, False),
    ],
    ids=["few", "many-targets", "many-operations", "unreachable"],
)
def test_many_operations_are_folded(product, targets, no_verdict, is_open):
    shown = section(*(a_record(product=product, no_verdict=no_verdict) for _ in range(targets)))

    assert [each.has_attr("open") for each in shown] == [is_open] * targets


def test_operation_of_no_heading_is_shown(monkeypatch):
    monkeypatch.setattr(operations, "by_group", lambda found: {"": found})

    [group] = operations_part(a_record(), 1).groups

    assert group.name == operations.WITHOUT_GROUP


def test_hundred_targets_with_much_missing_stay_small():
    record = a_record(product="me")
    for each in of_target(record):
        record.answers[each.operation.id] = Counter({"200": 10, "400": 3, "401": 5, "404": 1})
        about = [each for each in rules.load() if "me" in rules.load()[each].statements][:12]
        record.results += [
            a_result(
                Outcome.KEPT if number < 8 else Outcome.UNPROVEN,
                rule_id,
                operation=each.operation.id,
                detail=f"{number // 2} {'x' * 200}",
            )
            for number, rule_id in enumerate(about)
        ]

    shown = sum(len(str(each).encode()) for each in section(*[record] * MANY))

    assert MANY * 16 * 12 < shown < MOST_BYTES
