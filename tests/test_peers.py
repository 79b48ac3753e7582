"""What is measured of the peers is read, compared and told as it is. No tool is run here."""

import base64
import gzip
import json
from dataclasses import replace

import pytest

from tests.peers import __main__ as command
from tests.peers.__main__ import Catalogue, main, parsed
from tests.peers.figures import Comparison, Figures, between, goals
from tests.peers.measured import (
    DIFFERENCE,
    FAULT,
    HONEST,
    Measured,
    add,
    read,
    secrets_left,
    stale,
)
from tests.peers.tools import (
    Suite,
    failures_of_dredd,
    failures_of_schemathesis,
    known_to,
    reported,
)
from tests.proof import Case

TOKEN = "aT0ken-of-4n-instance_9xQ"
ONE, OTHER = "one", "other"


def measured(tool=ONE, case="f.me", kind=FAULT, *failures, **changed):
    own = Measured(tool, "1", case, "me", kind, 1, tuple(failures), 100, 10, 2.0, 0, "2026-11-01")
    return replace(own, **changed)


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
)
def test_secret_is_found_in_whatever_a_tool_leaves(tmp_path, name, content):
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / name).write_bytes(content)

    assert secrets_left(tmp_path, [TOKEN, "another-0f-them-all"]) == 1


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


CATALOGUE = Catalogue(
    tuple(Case(f"f{at}.me", "me") for at in range(40)),
    tuple(Case(f"d{at}.me", "me") for at in range(20)),
)


def test_part_is_of_faults_and_of_differences_as_evenly_as_can_be():
    names = [case.name for _, case in CATALOGUE.part(10, (1, 1))]

    assert names == ["d0.me", "f0.me", "f10.me", "d10.me", "f20.me", "f30.me"]


def test_shards_are_the_whole_and_nothing_twice():
    parts = [case for at in (1, 2, 3) for _, case in CATALOGUE.part(1, (at, 3))]

    assert sorted(each.name for each in parts) == sorted(
        each.name for each in (*CATALOGUE.faults, *CATALOGUE.differences)
    )


def test_whole_catalogue_is_that_of_the_proof():
    whole = Catalogue.whole()

    assert len(whole.faults) > 1000
    assert {each.name for each in whole.differences} >= {"pairs-1.me"}


class Runs:
    """Takes the place of running tools: their baselines hold after so many honest runs."""

    def __init__(self, settle_at=3, break_at=None):
        self.settle_at, self.break_at = settle_at, break_at
        self.seen = []

    def __call__(self, tool, case, kind, _, seed=0):
        self.seen.append((tool.name, case.name, seed))
        if len(self.seen) == self.break_at:
            raise KeyboardInterrupt
        return measured(tool.name, case.name, kind, product=case.product), seed >= self.settle_at


@pytest.fixture
def runs(monkeypatch, tmp_path):
    def play(*, settle_at=3, break_at=None):
        played = Runs(settle_at, break_at)
        monkeypatch.setattr(command, "measure", played)
        monkeypatch.setattr(command, "REPORTS", tmp_path)
        return played

    return play


def test_honest_instance_is_run_until_the_baseline_holds_and_only_once(runs, tmp_path):
    results, baseline = tmp_path / "peers.jsonl", tmp_path / "peers" / "b.json"
    played = runs()

    for _ in range(2):
        command.measure_honest(Suite("quick"), "me", baseline, results)

    assert [seed for _, _, seed in played.seen] == [1, 2, 3]
    assert baseline.exists()


def test_honest_instance_is_not_run_for_ever(runs, tmp_path):
    played = runs(settle_at=99)

    command.measure_honest(Suite("quick"), "me", tmp_path / "b.json", tmp_path / "peers.jsonl")

    assert len(played.seen) == command.HONEST_RUNS


def test_baseline_that_was_cut_short_is_begun_again(runs, tmp_path):
    results, baseline = tmp_path / "peers.jsonl", tmp_path / "b.json"
    runs(break_at=2)
    with pytest.raises(KeyboardInterrupt):
        command.measure_honest(Suite("quick"), "me", baseline, results)
    played = runs()

    command.measure_honest(Suite("quick"), "me", baseline, results)

    assert [seed for _, _, seed in played.seen] == [1, 2, 3]


def test_run_goes_on_where_it_was_stopped(runs, tmp_path):
    tools, part = [Suite("quick"), Suite("standard")], CATALOGUE.part(20, (1, 1))
    runs(settle_at=1, break_at=4)
    with pytest.raises(KeyboardInterrupt):
        command.measure_all(part, tools, tmp_path / "peers.jsonl")
    played = runs(settle_at=1)

    command.measure_all(part, tools, tmp_path / "peers.jsonl")

    assert [(tool, name) for tool, name, _ in played.seen][:2] == [
        ("meiro-contracts, standard", "d0.me"),
        ("meiro-contracts, quick", "f0.me"),
    ]
    kept = [(each.tool, each.case) for each in read(tmp_path / "peers.jsonl")]
    assert len(kept) == len({*kept}) == 2 * (1 + len(part))


@pytest.mark.parametrize("wrong", [["--shard", "0/2"], ["--shard", "3/2"], ["--every", "0"]])
def test_part_that_does_not_exist_is_refused(wrong, capsys):
    with pytest.raises(SystemExit):
        parsed(wrong)

    assert "--shard is I/N" in capsys.readouterr().err


def test_part_that_exists_is_taken():
    assert parsed(["--shard", "2/2", "--every", "20"]).shard == (2, 2)


def test_tool_that_is_not_installed_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("tests.peers.__main__.DREDD", tmp_path / "dredd")

    assert main([]) == 2
    assert capsys.readouterr().err == "peers: dredd is not installed: make .venv/peers/ready\n"


def test_results_of_another_version_stop_the_run(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("tests.peers.__main__.DREDD", tmp_path)
    add(tmp_path / "peers.jsonl", measured("Dredd", version="1.0"))

    assert main(["--page", "--results", str(tmp_path / "peers.jsonl")]) == 2
    assert capsys.readouterr().err == "peers: peers.jsonl has results of Dredd 1.0: remove it\n"
