"""What the console and the reports tell of a target beside its verdict."""

from harness.core.outcomes import Outcome
from harness.reports.words import notable, why_unproven
from tests.harness.making import ADVISED, DOCUMENTED, a_record, a_result


def broken(operation, detail="expected x; came y", rule=DOCUMENTED):
    return a_result(Outcome.BROKEN, rule, operation=operation, detail=detail)


def test_results_of_which_the_same_is_said_are_told_together():
    record = a_record(
        broken("login"), broken("refreshToken"), broken("login"), broken("logout", "z")
    )

    assert notable(record) == [
        f"broken: {DOCUMENTED} [login, refreshToken]: expected x; came y",
        f"broken: {DOCUMENTED} [logout]: z",
    ]


def test_advice_and_errors_are_told_as_such():
    record = a_record(
        broken(None, rule=ADVISED), a_result(Outcome.ERROR, detail="the network failed")
    )

    assert notable(record) == [
        f"error: {DOCUMENTED}: the network failed",
        f"advice: {ADVISED}: expected x; came y",
    ]


def test_what_is_kept_is_not_told():
    assert notable(a_record(a_result(Outcome.KEPT), a_result(Outcome.UNPROVEN, detail="x"))) == []


def test_rules_are_told_by_the_reason_why_they_are_unproven():
    record = a_record(
        a_result(Outcome.UNPROVEN, DOCUMENTED, detail="the budget is spent"),
        a_result(Outcome.UNPROVEN, ADVISED, detail="the budget is spent"),
        a_result(Outcome.EXCLUDED, detail="needs a probe"),
    )

    assert why_unproven(record) == [f"{ADVISED}, {DOCUMENTED}: the budget is spent"]
