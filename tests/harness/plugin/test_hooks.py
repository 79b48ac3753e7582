"""The hooks together: whole runs of the suite, against instances with and without faults."""

import html
import json
import re
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from harness.targets.known_deviation import operations_of
from spec import rules
from tests.harness.bench import Bench, crash_at_log_in
from tests.harness.making import ACCOUNT, CANARY, MARKUP
from tests.harness.wire import a_wire
from tests.matrix import ROOT, check_instances, reference_instances, write_targets

pytestmark = pytest.mark.starts_process

INSTANCES = {
    "honest": "me",
    "faulty": "cdp+login-answers-201+logout-keeps-access",
    "faulty-me": "me+reset-message+forgot-message+link-mistyped",
    "advice": "cdp+answers-cacheable",
    "known": "cdp+logout-message",
    "stale": "mi",
    "ended": "mi",
}
KNOWN = """
[[targets."{name}".known]]
rule = "logout.answers"
reason = "says good-bye"
issue = "MEI-123"
until = {until}
"""
CRASHING = """
[targets."no-log-in"]
url = "{url}"
product = "cdp"
[targets."no-log-in".account]
email = "{email}"
password = "env:NO_LOG_IN"
features = ["reports/edit"]
"""
QUICK = ("--depth", "quick")
LOUD = ("-vvv", "--showlocals", "--log-level=DEBUG")
REPORTS = {"results.json", "report.html", "junit.xml", "summary.md", "exchanges.har", "record.json"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    directory = tmp_path_factory.mktemp("bench")
    with reference_instances(INSTANCES) as instances, a_wire() as wire:
        crash_at_log_in(wire)
        file, environment = write_targets(directory, instances, "account")
        ends = {"known": "2999-01-01", "stale": "2999-01-01", "ended": "2000-01-01"}
        parts = [KNOWN.format(name=name, until=until) for name, until in ends.items()]
        parts += [CRASHING.format(url=wire.url, email=ACCOUNT.email)]
        file.write_text(file.read_text() + "".join(parts))
        yield Bench(instances, file, environment | {"NO_LOG_IN": CANARY}, directory)


@pytest.fixture(scope="module")
def loud(bench):
    """A run in two processes that shows all it can."""
    return bench.run("loud", ["all"], "-n", "2", *LOUD, *QUICK)


@pytest.fixture(scope="module")
def single(bench, loud):
    """The same in one process, after the other so that neither disturbs the other."""
    del loud
    return bench.run("single", ["all"], *QUICK)


def without_times(results):
    timeless = {"seconds": None, "proven_at": None}
    return [each | timeless for each in results]


def test_two_processes_find_what_one_finds(loud, single):
    rules = [[each | {"since": None} for each in run.results["rules"]] for run in (loud, single)]
    assert rules[0] == rules[1]
    assert without_times(loud.results["results"]) == without_times(single.results["results"])
    assert [each | {"requests": 0, "since": None} for each in loud.results["targets"]] == [
        each | {"requests": 0, "since": None} for each in single.results["targets"]
    ]


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        ("honest", "conformant"),
        ("advice", "conformant"),
        ("faulty", "broken"),
        ("faulty-me", "broken"),
        ("no-log-in", "broken"),
        ("known", "partial"),
    ],
)
def test_verdict_of_a_target(single, target, verdict):
    assert single.verdict(target) == verdict


def test_broken_rule_is_exit_1(single):
    assert single.exit_code == 1


def test_broken_advice_alone_is_exit_0(bench):
    run = bench.run("advice", ["advice"], "-k", "right_credentials")

    assert run.outcomes("advice")["answers.not-cached"] == "broken"
    assert run.exit_code == 0
    assert "advice: answers.not-cached [login]" in run.console


def test_known_deviation_is_exit_0(bench):
    run = bench.run("known", ["known"], "-k", "log_out_is_answered")

    assert run.outcomes("known")["logout.answers"] == "known"
    assert run.exit_code == 0
    assert "  known: logout.answers: says good-bye, MEI-123\n" in run.console


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "stale",
            "fixed: logout.answers: not broken any more, but still listed as known "
            "(says good-bye, MEI-123)",
        ),
        ("ended", "expired: logout.answers: known until 2000-01-01 (says good-bye, MEI-123)"),
    ],
)
def test_stale_entry_is_exit_1(bench, name, words):
    run = bench.run(name, [name], "-k", "log_out_is_answered")

    assert run.outcomes(name)["logout.answers"] == "fixed"
    assert run.exit_code == 1
    assert f"  {words}: " in run.console


def test_every_result_can_be_listed_as_known(single):
    products = {each["name"]: each["product"] for each in single.results["targets"]}
    nameless = [
        (each["rule"], each["operation"])
        for each in single.results["results"]
        if each["operation"]
        not in (None, *operations_of(rules.load()[each["rule"]], products[each["target"]]))
    ]

    assert nameless == []


def test_results_are_as_their_schema_says(single):
    schema = json.loads((ROOT / "reports" / "schema.json").read_text())
    Draft202012Validator.check_schema(schema)

    errors = Draft202012Validator(schema).iter_errors(single.results)

    assert [error.message for error in errors] == []


def test_results_of_a_whole_run_are_finished(single):
    assert "finished" in single.results


def test_results_of_a_run_that_was_cut_short_are_not_finished(tmp_path):
    arguments = ["-k", "test_options_are_given", "-x", "-p", "no:html"]
    run = check_instances({"faulty": "cdp+options-need-token"}, tmp_path, *arguments)

    assert "finished" not in run.results


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("targets", ["name"]),
        ("rules", ["target", "rule"]),
        ("results", ["target", "rule", "test", "operation", "case"]),
    ],
)
def test_lists_are_sorted(single, part, names):
    keys = [tuple(each[name] or "" for name in names) for each in single.results[part]]

    assert keys
    assert keys == sorted(keys)


def test_every_result_is_of_a_rule_of_the_same_run(single):
    rules = {(each["target"], each["rule"]) for each in single.results["rules"]}

    assert {(each["target"], each["rule"]) for each in single.results["results"]} == rules


def test_crash_of_log_in_breaks_its_own_rules_alone(single):
    found = single.outcomes("no-log-in")

    broken = {rule for rule, outcome in found.items() if outcome == "broken"}
    assert broken == {"login.issues-token", "answers.documented"}
    assert {found[rule] for rule in ("logout.answers", "refresh.renews-active")} == {"unproven"}
    assert {found[rule] for rule in ("token.required", "metabase.sets-cookie")} == {"unproven"}
    assert found["login.refuses-unknown-email"] == "kept"
    assert "error" not in found.values()


def test_unproven_rule_names_what_it_rests_on(single):
    details = {
        each["detail"]
        for each in single.results["results"]
        if (each["target"], each["rule"]) == ("no-log-in", "logout.answers")
        and each["outcome"] == "unproven"
    }

    assert details
    assert all("rests on login.issues-token: expected" in detail for detail in details)


def failure_of(run, test):
    """The text of a failure on the console, from its heading to the next."""
    _, _, text = run.console.partition(f" {test} _")
    return re.split(r"\n_{3,} |\n-{3,} |\n={3,} ", text)[0]


def in_order(text, *parts):
    at = -1
    for part in parts:
        found = text.find(part, at + 1)
        assert found > at, f"{part!r} is not where it should be in:\n{text}"
        at = found


def test_failure_says_what_a_person_needs_in_the_order_of_reading(single):
    text = failure_of(single, "test_right_credentials_are_answered_with_a_token[faulty]")

    in_order(
        text,
        "login.issues-token (documented): Right credentials are answered 200",
        "stated at spec/blueprints/cdp/authentication.apib:",
        "expected  the documented 200",
        "came      201 (application/json)",
        "# Set first: EMAIL, PASSWORD.",
        "call -X POST \"$URL\"'/users/login'",
        "POST http://127.0.0.1:",
        "Content-Type: application/json",
        '"password": "$PASSWORD"',
        "201 Created",
        '"token": "$TOKEN"',
    )


def test_failure_of_a_token_is_repeated_by_a_variable(single):
    text = failure_of(single, "test_ended_session_does_not_authenticate[faulty~probe]")

    variable = "'X-Access-Token: '\"$TOKEN\""
    in_order(text, "logout.ends-session (implied)", "call -X GET", variable)


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_every_report_is_written(loud, name):
    assert (loud.reports / name).stat().st_size > 0


def test_no_other_file_is_left(loud):
    assert {each.name for each in loud.reports.iterdir()} == REPORTS | {"corpus.json"}


def test_junit_has_a_case_for_each_result_that_says_what_it_is_of(single):
    [suite] = ElementTree.parse(single.reports / "junit.xml").getroot()

    cases = [
        {each.get("name"): each.get("value") for each in case.iter("property")}
        for case in suite.iter("testcase")
    ]

    wanted = [
        {name: each[name] for name in ("target", "rule", "strength", "outcome")}
        for each in single.results["results"]
    ]
    assert sorted(map(str, cases)) == sorted(map(str, wanted))


def test_junit_counts_what_is_broken_as_failed(single):
    [suite] = ElementTree.parse(single.reports / "junit.xml").getroot()

    failed = [
        each
        for each in single.results["results"]
        if each["outcome"] == "broken" and each["strength"] != "advised"
    ]
    assert int(suite.get("failures", 0)) == len(failed) > 0
    assert int(suite.get("errors", 0)) == 0


def cases_of(run, target):
    return {
        (each["rule"], each["operation"], each["case"])
        for each in run.results["results"]
        if each["target"] == target and each["test"].startswith("contracts/")
    }


def test_case_is_what_a_contract_was_parametrized_by_but_for_its_target(single):
    honest = cases_of(single, "honest")

    assert ("login.refuses-wrong-password", "login", "trailing-space") in honest
    assert cases_of(single, "faulty-me") == honest


def test_archive_holds_every_exchange(single):
    archive = json.loads((single.reports / "exchanges.har").read_text())

    counted = sum(each["requests"] for each in single.results["targets"])
    assert len(archive["log"]["entries"]) == counted


def test_summary_gives_each_verdict(single):
    text = (single.reports / "summary.md").read_text()

    for each in single.results["targets"]:
        assert f"- **{each['name']}** ({each['product']}, {each['url']}): {each['words']}" in text


@pytest.fixture(scope="module")
def secrets(bench, loud):
    """What the run handled, once it is over."""
    del loud
    return bench.secrets()


def test_secrets_are_looked_for(secrets):
    assert len(secrets) > 200
    assert CANARY in secrets


def leaked(secrets, text):
    """The secrets of which a text holds the first or the last twelve characters.

    They are looked for in what is spelt as they are, each of it once: an archive is long, and most
    of it is told again and again.
    """
    assert all(re.fullmatch(SPELT, each) for each in secrets)
    spelt = "\n".join(set(re.findall(SPELT, text)))
    return {each for each in secrets if each[:12] in spelt or each[-12:] in spelt}


SPELT = r"[\w.~+/=-]{12,}"


def test_leak_is_found_by_either_end(secrets):
    for part in (CANARY[:12], CANARY[-12:]):
        assert leaked(secrets, f'{{"password": "{part}"}}') >= {CANARY}
    assert leaked(secrets, CANARY[:11]) == set()


@pytest.mark.parametrize("name", [*sorted(REPORTS), "console"])
def test_no_output_holds_a_secret(secrets, loud, name):
    text = loud.console if name == "console" else (loud.reports / name).read_text()

    assert leaked(secrets, text) == set()


def test_markup_of_an_instance_does_not_reach_the_page(loud):
    page = (loud.reports / "report.html").read_text()
    [rows] = re.findall(r'data-jsonblob="([^"]*)"', page)

    assert MARKUP not in page
    assert MARKUP not in html.unescape(rows), "the page's script puts cells in as HTML"
    assert html.escape(html.escape(MARKUP)) in page, "it must be there to be read"
