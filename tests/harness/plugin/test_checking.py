"""What arises from all exchanges is told like a contract, and pytest counts what it collected."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from harness.core.rule_ids import OBSERVED_RULES
from tests.harness.bench import Bench
from tests.matrix import reference_instances, write_targets

pytestmark = pytest.mark.starts_process

OBSERVED = "contracts::answers.documented[acme-logout-204]"
FEW = ("-k", "log_out_is_answered or options_are_given")


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    directory = tmp_path_factory.mktemp("observed")
    with reference_instances({"acme": "cdp+logout-answers-204"}) as instances:
        yield Bench(instances, *write_targets(directory, instances, "session"), directory)


@pytest.fixture(scope="module")
def plain(bench):
    return bench.run("plain", ["acme"], *FEW)


def observed(run):
    """Results that no contract has."""
    return [each for each in run.results["results"] if each["test"].startswith("contracts::")]


def counts(run):
    """What pytest says last, by its own words."""
    last = run.console.strip().splitlines()[-1]
    return {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", last)}


def test_observed_rules_have_results_both_kept_and_broken(plain):
    assert {each["rule"] for each in observed(plain)} == {*OBSERVED_RULES}
    assert {each["outcome"] for each in observed(plain)} >= {"kept", "broken"}


def test_observed_results_are_cases_of_junit(plain):
    suite = ElementTree.parse(plain.reports / "junit.xml")

    cases = {each.get("name"): list(each.iter("failure")) for each in suite.iter("testcase")}

    assert cases[OBSERVED.removeprefix("contracts::")]
    assert {each["test"].removeprefix("contracts::") for each in observed(plain)} <= set(cases)


def test_observed_results_are_rows_of_the_page(plain):
    page = (plain.reports / "report.html").read_text()

    assert [each["test"] for each in observed(plain) if each["test"] not in page] == []


def test_observed_result_that_is_broken_is_in_the_summary_of_the_console(plain):
    _, _, summary = plain.console.partition("short test summary info")

    assert f"BROKEN {OBSERVED}" in summary


def test_observed_result_that_is_broken_is_shown_with_its_exchange(plain):
    _, _, failure = plain.console.partition("answers.documented[acme-logout-204] _")

    assert "status 204 is not documented" in failure
    assert "DELETE http://" in failure


def test_counts_of_the_console_are_those_of_the_results(plain):
    outcomes = [each["outcome"] for each in plain.results["results"]]

    found = counts(plain)

    assert found["failed"] == outcomes.count("broken") == 2
    assert found["passed"] == outcomes.count("kept") > 2


STYLES = {
    "classic": (),
    "verbose": ("-v",),
    "count": ("-o", "console_output_style=count"),
    "process": ("-n", "1"),
    "process-verbose": ("-n", "1", "-v"),
}


@pytest.mark.parametrize("style", STYLES)
def test_progress_ends_at_what_was_collected(bench, style):
    run = bench.run(style, ["acme"], *FEW, *STYLES[style])

    percents = [int(each) for each in re.findall(r"\[ *(\d+)%\]", run.console)]
    parts = [(int(a), int(b)) for a, b in re.findall(r"\[ *(\d+)/(\d+)\]", run.console)]

    shares = [*(each / 100 for each in percents), *(done / of for done, of in parts)]
    assert shares
    assert max(shares) == 1
    assert f"BROKEN {OBSERVED}" in run.console


def test_only_contracts_are_named_while_they_run(bench):
    run = bench.run("named", ["acme"], *FEW, "-v")

    progress, _, _ = run.console.partition("= FAILURES =")

    assert "test_log_out_is_answered[acme] BROKEN" in progress
    assert "contracts::" not in progress
