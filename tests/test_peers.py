"""What is measured of the peers is read, compared and told as it is. No tool is run here."""

import base64
import gzip
import json

import pytest

from tests.peers.figures import Comparison, Figures, between, goals
from tests.peers.making import ONE, OTHER, measured
from tests.peers.measured import DIFFERENCE, FAULT, HONEST, add, read, secrets_left, stale
from tests.peers.tools import (
    Suite,
    failures_of_dredd,
    failures_of_schemathesis,
    known_to,
    reported,
)

TOKEN = "aT0ken-of-4n-instance_9xQ"


def compared(*results):
    return Comparison(results, (ONE, OTHER))


def both(case, kind, of_one=(), of_other=()):
    return measured(ONE, case, kind, *of_one), measured(OTHER, case, kind, *of_other)


def test_fault_is_caught_by_what_the_honest_instance_does_not_show():
    comparison = compared(*both("a.me", FAULT, ["boom"]), *both("b.me", FAULT, ["boom"], ["bad"]))

    assert comparison.figures(ONE).caught == 2
    assert comparison.figures(OTHER).caught == 1


def test_fault_is_not_caught_by_what_the_honest_instance_shows_too():
    honest = measured(ONE, "honest.me", HONEST, "boom")
    comparison = compared(honest, *both("a.me", FAULT, ["boom"], ["boom"]))

    assert comparison.figures(ONE).caught == 0
    assert comparison.figures(OTHER).caught == 1


def test_honest_instance_of_another_product_excuses_nothing():
    honest = measured(ONE, "honest.mi", HONEST, "boom", product="mi")

    assert compared(honest, *both("a.me", FAULT, ["boom"])).figures(ONE).caught == 1


def test_failure_on_what_is_allowed_is_a_false_alarm_and_catches_nothing():
    figures = compared(*both("v.me", DIFFERENCE, ["boom"])).figures(ONE)

    assert (figures.alarms, figures.differences) == (1, 1)
    assert (figures.caught, figures.faults) == (0, 0)


def test_silence_on_what_is_allowed_is_no_false_alarm():
    assert compared(*both("v.me", DIFFERENCE)).figures(ONE).alarms == 0


def test_known_failure_with_another_status_catches_a_fault_and_is_no_false_alarm():
    honest = measured(ONE, "honest.me", HONEST, "GET /a: Rejected (400)")
    comparison = compared(
        honest,
        *both("a.me", FAULT, ["GET /a: Rejected"]),
        *both("v.me", DIFFERENCE, ["GET /a: Rejected"]),
        *both("w.me", DIFFERENCE, ["GET /b: Rejected"]),
    )

    assert (comparison.figures(ONE).caught, comparison.figures(ONE).alarms) == (1, 1)
    assert comparison.told(ONE, "w.me") == {"GET /b: Rejected"}


def test_instance_that_not_every_tool_checked_counts_for_none():
    comparison = compared(*both("a.me", FAULT), measured(ONE, "b.me", FAULT, "boom"))

    assert comparison.of_kind(FAULT) == ["a.me"]
    assert comparison.figures(ONE).caught == 0


def test_cost_is_the_mean_and_requests_are_by_caught_fault():
    comparison = compared(
        *both("a.me", FAULT, ["boom"]),
        measured(ONE, "b.me", FAULT, requests=300, seconds=4.0, secrets=2),
        measured(OTHER, "b.me", FAULT),
    )
    figures = comparison.figures(ONE)

    assert (figures.requests, figures.seconds, figures.log_ins) == (200, 3.0, 10)
    assert (figures.secrets, figures.leaking) == (2, 1)
    assert figures.requests_per_caught == 400
    assert comparison.figures(OTHER).requests_per_caught is None


def figures_of(tool, caught, requests, seconds):
    return Figures(tool, 10, caught, 5, 0, requests, requests / 10, 1, seconds, 0, 0)


def test_goal_is_met_where_a_run_costs_little():
    own, peer = figures_of("own", 10, 1000, 2.0), figures_of("peer", 2, 2000, 10.0)

    assert goals(own, peer) == [
        (
            "peer sends 10.0 times as many requests for each caught fault as own (goal: 10 times)",
            True,
        ),
        ("peer takes 5.0 times as long as own (goal: 5 times)", True),
    ]


def test_goal_is_not_met_where_a_run_costs_as_much():
    own, peer = figures_of("own", 2, 2000, 9.0), figures_of("peer", 2, 2000, 10.0)

    assert [met for _, met in goals(own, peer)] == [False, False]


def test_goal_of_requests_is_not_told_where_nothing_is_caught():
    own, peer = figures_of("own", 2, 2000, 1.0), figures_of("peer", 0, 2000, 10.0)

    assert goals(own, peer) == [("peer takes 10.0 times as long as own (goal: 5 times)", True)]


def test_bounds_hold_a_share_and_narrow_with_what_was_measured():
    low, high = between(5, 10)
    closer_low, closer_high = between(500, 1000)

    assert low < closer_low < 0.5 < closer_high < high
    assert between(0, 10)[0] == 0.0
    assert between(10, 10)[1] == 1.0


def test_results_come_back_as_they_were_kept(tmp_path):
    file = tmp_path / "new" / "peers.jsonl"
    kept = [measured(ONE, "a.me", FAULT, "boom"), measured(OTHER, "é.me", DIFFERENCE)]
    for each in kept:
        add(file, each)

    assert read(file) == kept


def test_result_that_was_cut_short_is_measured_again(tmp_path):
    file = tmp_path / "peers.jsonl"
    add(file, measured())
    file.write_text(f'{file.read_text()}{{"tool": "on')

    assert read(file) == [measured()]
    add(file, measured(OTHER))
    assert read(file) == [measured(), measured(OTHER)]


def test_nothing_was_measured_where_there_is_no_file(tmp_path):
    assert read(tmp_path / "peers.jsonl") == []


def test_results_of_another_version_are_named_and_those_of_this_one_are_not():
    assert stale([measured()], {ONE: "1"}) == ""
    assert stale([measured(), measured(version="0")], {ONE: "1"}) == "one 0"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("console.txt", f"X-Access-Token: {TOKEN}".encode()),
        ("deep.json", base64.b64encode(f"token={TOKEN}".encode())),
        ("all.har.gz", gzip.compress(TOKEN.encode())),
    ],
    ids=["plain", "packed in base64", "compressed"],
)
def test_secret_is_found_in_whatever_a_tool_leaves(tmp_path, name, content):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / name).write_bytes(content)

    assert secrets_left(tmp_path, [TOKEN, "another-0f-them-all"]) == 1


def test_jwt_is_told_by_its_signature(tmp_path):
    head, signature = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJxYSJ9", "s1gnature-of-the-0ne"
    (tmp_path / "console.txt").write_text(f"forged: {head}.another-signature-0f-it")

    assert secrets_left(tmp_path, [f"{head}.{signature}"]) == 0
    (tmp_path / "report.xml").write_text(f"given: {signature}")
    assert secrets_left(tmp_path, [f"{head}.{signature}"]) == 1


def test_masked_secret_is_not_found(tmp_path):
    (tmp_path / "console.txt").write_text("X-Access-Token: [Filtered] [Filtered]")

    assert secrets_left(tmp_path, [TOKEN]) == 0


DREDD_REPORT = """<testsuite name="Dredd Tests" tests="3">
<testcase name="GET (200) /a" time="0.1"/>
<testcase name="GET (200) /b?x=1&amp;y" time="0.1"><failure><![CDATA[Message:
body: At '/id' Missing required property: id
statusCode: Expected status code '200', but got '500'.

Request:
headers: none]]></failure></testcase>
<testcase name="POST (200) /c" time="0.1"><error><![CDATA[
Message:
socket hang up
Error: socket hang up]]></error></testcase>
</testsuite>"""


def test_failures_of_dredd_are_named_by_request_and_by_what_is_wrong():
    assert failures_of_dredd(DREDD_REPORT) == [
        "GET (200) /b?x=1&y: body",
        "GET (200) /b?x=1&y: statusCode",
        "POST (200) /c",
    ]


def test_report_of_dredd_without_failures_has_none():
    passing = '<testsuite failures="0">\n<testcase name="GET (200) /a" time="0.1"/>\n</testsuite>'

    assert failures_of_dredd(passing) == []
    assert failures_of_dredd("") == []


def test_failures_of_schemathesis_are_named_by_operation():
    failed = {"type": "ServerError", "operations": ["GET /a", "PUT /b"]}
    report = {"failures": [failed], "errors": [{"title": "Network Error"}]}

    assert failures_of_schemathesis(report) == [
        "GET /a: ServerError",
        "PUT /b: ServerError",
        "error: Network Error",
    ]
    assert failures_of_schemathesis({"failures": [], "errors": []}) == []
    assert failures_of_schemathesis({}) == []


def test_baseline_of_schemathesis_is_read(tmp_path):
    file = tmp_path / "baseline.json"
    entry = {"operation": "GET /a", "failure": "ServerError", "signature": "500"}
    file.write_text(json.dumps({"entries": [entry]}))

    assert known_to(file) == ["GET /a: ServerError (500)"]
    assert known_to(tmp_path / "none.json") == []


def test_tool_that_ends_well_reports_nothing_and_one_that_does_not_something():
    assert reported(0, ["boom"]) == frozenset()
    assert reported(1, ["boom"]) == {"boom"}
    assert reported(3, []) == {"exit code 3"}


def test_broken_rules_of_the_suite_are_read_and_advice_is_left_out(tmp_path):
    file = tmp_path / "results.json"
    outcomes = {"login.gives-token": "kept", "login.refuses-wrong-password": "broken"}
    outcomes["answers.not-cached"] = "broken"
    rules = [{"rule": rule, "outcome": outcome} for rule, outcome in outcomes.items()]
    file.write_text(json.dumps({"rules": rules}))

    assert Suite.broken(file, "me") == ["login.refuses-wrong-password"]
    assert Suite.broken(tmp_path / "none.json", "me") == []
