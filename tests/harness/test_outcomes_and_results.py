from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest

from harness.core.outcomes import Broken, Excluded, Outcome, Unproven, precondition
from harness.history.history import History
from harness.reports.html import overview
from harness.reports.summary import write_summary
from harness.results.judge import pytest_outcome
from harness.run.preflight import NoVerdict
from harness.targets.known import KnownDeviation
from tests.harness.making import (
    ADVISED,
    DOCUMENTED,
    a_record,
    a_result,
    a_run,
)

KNOWN = KnownDeviation(DOCUMENTED, "stateless tokens")


KEPT = a_result(Outcome.KEPT, "options.public")
UNREACHABLE = a_record(no_verdict=NoVerdict.UNREACHABLE)


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
    assert a_record(no_verdict=no_verdict).in_words() == f"{no_verdict}: gone"


def test_verdict_in_words_counts_rules():
    record = a_record(
        KEPT,
        a_result(Outcome.EXCLUDED),
        a_result(Outcome.UNPROVEN, "login.issues-token"),
        a_result(Outcome.KNOWN, "logout.answers"),
        a_result(Outcome.ERROR, "options.flags"),
        a_result(Outcome.BROKEN, ADVISED),
    )

    assert record.in_words() == (
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


@pytest.mark.parametrize(
    ("outcome", "rule", "word"),
    [
        (Outcome.KEPT, DOCUMENTED, "passed"),
        (Outcome.FIXED, DOCUMENTED, "passed"),
        (Outcome.BROKEN, DOCUMENTED, "failed"),
        (Outcome.BROKEN, ADVISED, "skipped"),
        (Outcome.ERROR, ADVISED, "failed"),
        (Outcome.KNOWN, DOCUMENTED, "skipped"),
        (Outcome.UNPROVEN, DOCUMENTED, "skipped"),
        (Outcome.EXCLUDED, DOCUMENTED, "skipped"),
    ],
)
def test_word_of_pytest_for_an_outcome(outcome, rule, word):
    assert pytest_outcome(a_result(outcome, rule)) == word


def test_lists_of_results_are_sorted():
    record = a_record(
        a_result(Outcome.KEPT, "options.public", test="b"),
        a_result(Outcome.KEPT, "options.public", test="a", case="2"),
        a_result(Outcome.KEPT, "options.public", test="a", case="1"),
        a_result(Outcome.KEPT, "login.issues-token", test="c"),
    )

    written = a_run(record).as_json()

    keys = [(each["rule"], each["test"], each["case"]) for each in written["results"]]
    assert keys == [
        ("login.issues-token", "c", None),
        ("options.public", "a", "1"),
        ("options.public", "a", "2"),
        ("options.public", "b", None),
    ]
    assert [each["rule"] for each in written["rules"]] == ["login.issues-token", "options.public"]
    assert json.dumps(written)


MARKUP = "<img src=x onerror=alert(1)>"


def test_report_escapes_what_an_instance_says():
    record = a_record(
        a_result(Outcome.BROKEN, detail=f'came "{MARKUP}'),
        a_result(Outcome.BROKEN, "answers.documented", operation="login", case=MARKUP),
        url=f"http://acme.test/{MARKUP}",
    )
    record.remarks.add(MARKUP)

    shown = overview(a_run(record), History({}))

    assert "<img" not in shown
    assert "&lt;img" in shown
    assert 'came "' not in shown


def test_summary_names_targets_verdicts_and_what_is_broken(tmp_path):
    record = a_record(KEPT, a_result(Outcome.BROKEN, detail=f"came {MARKUP}"))
    file = tmp_path / "summary.md"

    write_summary(file, a_run(record), History({}))

    text = file.read_text()
    assert "- **acme** (cdp, http://acme.test/api): broken: 1 of 2 rules proven, 1 broken" in text
    assert "  - broken: logout.ends-session: came \\<img src=x onerror=alert(1)\\>" in text
