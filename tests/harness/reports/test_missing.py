"""What was not checked is counted by what would bring it in."""

from harness.core.outcomes import Outcome
from harness.reports.missing import MOST_LINES, missing_of
from tests.harness.making import ADVISED, DOCUMENTED, a_record, a_result


def test_checks_are_counted_by_the_key_that_brings_them_in():
    ager = a_result(Outcome.EXCLUDED, key="token_ager")
    one = a_record(ager, ager | {"rule": ADVISED}, a_result(Outcome.EXCLUDED, key="mailbox"))
    other = a_record(ager, a_result(Outcome.KEPT), name="other")

    found = missing_of([one, other])

    assert [(each.words, each.needs) for each in found] == [
        ("3 checks need", "token_ager"),
        ("1 check needs", "mailbox"),
    ]
    assert found[0].targets == ("acme", "other")
    assert found[0].rules == (DOCUMENTED, ADVISED)


def test_reasons_without_a_key_stand_behind():
    record = a_record(
        *[a_result(Outcome.UNPROVEN, detail="the budget is spent")] * 3,
        a_result(Outcome.EXCLUDED, key="mailbox"),
    )

    assert [(each.words, each.needs, each.reason) for each in missing_of([record])] == [
        ("1 check needs", "mailbox", ""),
        ("3 checks:", "", "the budget is spent"),
    ]


def test_what_was_checked_is_not_missing():
    outcomes = [Outcome.KEPT, Outcome.BROKEN, Outcome.KNOWN, Outcome.FIXED, Outcome.ERROR]

    assert missing_of([a_record(*map(a_result, outcomes))]) == ()


def test_lines_are_bounded():
    results = [a_result(Outcome.UNPROVEN, detail=f"reason {n}") for n in range(MOST_LINES + 5)]

    assert len(missing_of([a_record(*results)])) == MOST_LINES
