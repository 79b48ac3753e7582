"""What the console says: what its signs and words mean, what is broken, and what would help."""

import pytest

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.reports import console
from harness.run.settings import RunSettings
from tests.harness.making import ADVISED, MARKUP, a_record, a_result, a_run, a_target
from tests.harness.plugin.test_pytest_reports import a_report


def verdicts(record):
    return list(console.verdict_lines(a_run(record), History({}), RunSettings()))


def test_header_says_what_may_be_done_and_what_the_signs_mean():
    _, target, signs, skipped = console.header([a_target()])

    assert target == (
        "  acme: cdp at http://acme.test/api, effects = session "
        "(log-ins of the test account as well)"
    )
    assert signs == (
        "a sign for each check: . proven, u not proven, - not checked, B broken, "
        "a advice not taken, k known, f fixed, E error"
    )
    assert skipped == "(pytest's own last line counts those of u, -, a and k as skipped)"


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("rule", ["logout.ends-session", ADVISED])
def test_every_sign_of_a_check_is_explained(outcome, rule):
    result = a_result(outcome, rule)

    _, letter, word = console.status(a_report(), result)

    signs = console.header([])[-2]
    assert f"{letter} {word.lower()}" in signs


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_shown_in_a_plain_word(outcome):
    assert outcome.shown not in {"kept", "excluded", "unproven"}


def test_verdicts_say_what_would_bring_in_more_the_most_first():
    needs = [a_result(Outcome.EXCLUDED, key=f"key{each}") for each in range(5)]
    record = a_record(a_result(Outcome.KEPT, "options.public"), *needs)

    assert verdicts(record)[-1] == (
        "  what would bring in more: 1 check needs key0; 1 check needs key1; 1 check needs key2; "
        "and 2 more"
    )


def test_verdicts_say_nothing_of_it_where_every_rule_was_proven():
    kept = a_result(Outcome.KEPT, "options.public")
    case = a_result(Outcome.EXCLUDED, "options.public", key="--depth standard")

    assert verdicts(a_record(kept, case)) == [
        "acme (http://acme.test/api) conformant: 1 of 1 rules proven"
    ]


def test_what_an_instance_says_stays_in_its_line():
    detail = f"came {MARKUP}\n::error::x\x1b[31m"

    lines = verdicts(a_record(a_result(Outcome.BROKEN, detail=detail)))

    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)
