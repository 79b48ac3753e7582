"""What was not checked is counted by what would bring it in."""

import pytest

from harness.core.outcomes import Outcome
from harness.reports.missing import MOST_LINES, missing_of, more_lines, rests_on
from spec.rules import Need
from tests.harness.making import ADVISED, DOCUMENTED, a_record, a_result


def test_checks_are_counted_by_the_key_that_brings_them_in():
    ager = a_result(Outcome.EXCLUDED, key="token_ager")
    one = a_record(ager, ager | {"rule": ADVISED}, a_result(Outcome.EXCLUDED, key="mailbox"))
    other = a_record(ager, a_result(Outcome.KEPT), name="other")

    found = missing_of([one, other])

    assert [(each.words, each.needs, each.more) for each in found] == [
        ("3 checks need", "token_ager", "(a way to make tokens older)"),
        ("1 check needs", "mailbox", f"({Need.MAILBOX.words})"),
    ]
    assert found[0].targets == ("acme", "other")
    assert found[0].rules == (DOCUMENTED, ADVISED)


NEEDS = a_result(Outcome.EXCLUDED, key='effects = "account"', detail="needs more")
EVERY_KIND = a_record(
    *[NEEDS] * 3,
    a_result(Outcome.KEPT, "options.public"),
    a_result(Outcome.EXCLUDED, key="token_ager", detail="needs one"),
    a_result(Outcome.UNPROVEN, key="--depth standard", detail="a quick run"),
    a_result(Outcome.UNPROVEN, detail="rests on login.issues-token: answered 500"),
    a_result(Outcome.UNPROVEN, detail="rests on login.issues-token: answered 502"),
    a_result(Outcome.UNPROVEN, detail="the budget is spent"),
    a_result(Outcome.EXCLUDED, detail="tokens of this instance are opaque, not JWT"),
    a_result(Outcome.EXCLUDED, key="url", detail="needs a host that is not this machine"),
)


def test_what_can_be_given_stands_first_and_what_does_not_apply_last():
    assert [each.line for each in missing_of([EVERY_KIND])] == [
        '3 checks need effects = "account"',
        "1 check needs --depth standard",
        "1 check needs token_ager (a way to make tokens older)",
        "2 checks need login.issues-token proven first",
        "1 check: the budget is spent",
        "1 check: tokens of this instance are opaque, not JWT",
        "1 check needs url (a host that is not this machine)",
    ]


def test_line_names_what_brings_in_most_and_counts_the_rest():
    assert more_lines(EVERY_KIND) == [
        'what would bring in more: 3 checks need effects = "account"; 1 check needs --depth '
        "standard; 1 check needs token_ager (a way to make tokens older); and 2 more"
    ]


def test_line_is_left_out_where_nothing_would_bring_in_more():
    assert more_lines(a_record(a_result(Outcome.KEPT), NEEDS)) == []
    assert more_lines(a_record(a_result(Outcome.EXCLUDED, detail="does not apply"))) == []


def test_what_was_checked_is_not_missing():
    outcomes = [Outcome.KEPT, Outcome.BROKEN, Outcome.KNOWN, Outcome.FIXED, Outcome.ERROR]

    assert missing_of([a_record(*map(a_result, outcomes))]) == ()


def test_lines_are_bounded():
    results = [a_result(Outcome.UNPROVEN, detail=f"reason {n}") for n in range(MOST_LINES + 5)]

    assert len(missing_of([a_record(*results)])) == MOST_LINES


@pytest.mark.parametrize(
    ("detail", "rule"),
    [
        ("rests on login.issues-token: a log-in was answered 500", "login.issues-token"),
        ("after a while rests on logout.answers", "logout.answers"),
        ("what comes rests on its expiry", ""),
        ("", ""),
    ],
    ids=["why", "alone", "no-rule", "nothing"],
)
def test_rule_that_a_result_rests_on_is_read_of_its_words(detail, rule):
    assert rests_on(detail) == rule
