"""The very commands that the pipelines of examples/ci hold do what their README says.

They run against reference instances, in a workspace like a runner's, at the hours that the
workflow's cron lines give, under simulated time. Only the installation is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from harness import schedule
from spec import rules
from spec.rules import Need, Strength
from spec.specification import Effects
from tests.living import living_instance, planted
from tests.matrix import reference_instances
from tests.nights import Night
from tests.pipelines import EXAMPLES, Runner, gitlab_job, load, webhook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pipelines import Done

pytestmark = pytest.mark.starts_process

GITHUB = EXAMPLES / "github"
STAGING, NIGHTLY = load(GITHUB / "staging.yml"), load(GITHUB / "nightly.yml")
PRODUCT = "me"
FAULT, BREAKS = "logout-refused", "logout.answers"
PLANTED, PLANTED_BREAKS = "logout-answers-204", ("answers.documented", "logout.answers")


def serve(runner: Runner, name: str, instance: dict[str, Any]) -> None:
    """Write the targets file that the examples' README has a QA lead write, and set its secret."""
    (runner.workspace / f"{name}.toml").write_text(
        f'[targets.{name}]\nurl = "{instance["url"]}"\nproduct = "{instance["product"]}"\n'
        f'[targets.{name}.account]\nemail = "{instance["account"]["email"]}"\n'
        f'password = "env:{name.upper()}_PASSWORD"\n'
    )
    runner.secrets[f"{name.upper()}_PASSWORD"] = instance["account"]["password"]


@pytest.fixture
def instances() -> Iterator[dict[str, dict[str, Any]]]:
    with reference_instances({"honest": PRODUCT, "faulty": f"{PRODUCT}+{FAULT}"}) as started:
        yield {each["name"]: each for each in started}


def moments() -> list[timedelta]:
    """When the workflow runs, counted from its first run of the night."""
    crons = [each["cron"] for each in NIGHTLY["on"]["schedule"]]
    times = [each.split() for each in crons]
    hours = [timedelta(hours=int(hour), minutes=int(minute)) for minute, hour, *_ in times]
    return [each - hours[0] for each in hours]


@dataclass
class Days:
    """Runs of the nightly workflow over three days, and the messages that they posted."""

    runner: Runner
    first: list[Done] = field(default_factory=list)
    second: list[Done] = field(default_factory=list)
    faulty: list[Done] = field(default_factory=list)
    """While a fault is planted; the webhook is down at the first of them."""
    mended: list[Done] = field(default_factory=list)
    messages: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Days:
    """Two nights, then a fault that is planted before two runs, and is gone at the third."""
    directory = tmp_path_factory.mktemp("days")
    with living_instance(PRODUCT) as (instance, described):
        passing = Night(directory, [described], "session")
        runner = Runner(directory, {"MEIRO_LEDGER_KEY": passing.key})
        serve(runner, "production", described)
        days = Days(runner)

        def run(runs: list[Done], moments: list[timedelta], *, status: int = 200) -> list[str]:
            with webhook(status) as (runner.secrets["MEIRO_WEBHOOK"], messages):
                for moment in moments:
                    passing.pass_until(moment)
                    runner.clock = passing.environment["MEIRO_CLOCK"]
                    runs.append(runner.run_github(NIGHTLY["jobs"]["contracts"]))
            return messages

        night, day = moments(), timedelta(days=1)
        days.messages["first"] = run(days.first, night)
        days.messages["second"] = run(days.second, [day + each for each in night])
        third = [2 * day + each for each in night]
        with planted(instance, PLANTED):
            run(days.faulty, third[:1], status=503)
            days.messages["faulty"] = run(days.faulty, third[1:2])
        days.messages["mended"] = run(days.mended, third[2:4])
    return days


def test_five_runs_of_a_night_prove_every_documented_rule_within_reach(days: Days) -> None:
    within_reach = {
        each.id
        for each in rules.load().values()
        if each.effects <= Effects.SESSION
        and PRODUCT in each.statements
        and each.strength(PRODUCT) == Strength.DOCUMENTED
        and each.statements[PRODUCT].needs <= {Need.TOKEN_AGER}
        and not each.id.startswith("list.")  # which takes more users than the instance begins with
    }

    assert [each.exit_code for each in days.first] == [0] * len(schedule.DAY), days.first[-1]
    assert "token.dies-after-8h" in within_reach
    assert within_reach - set().union(*(each.kept for each in days.first)) == set()


def test_nights_in_which_nothing_changes_post_no_message(days: Days) -> None:
    assert [each.exit_code for each in days.second] == [0] * len(schedule.DAY), days.second[-1]
    assert days.messages["first"] == []
    assert days.messages["second"] == []


def test_fault_of_the_day_is_told_once_though_the_webhook_was_down(days: Days) -> None:
    [message] = days.messages["faulty"]

    assert [each.exit_code for each in days.faulty] == [1, 1]
    assert "tell: the webhook did not take the news: HTTPError 503; 1 kept" in (
        days.faulty[0].console
    )
    assert message.splitlines()[1:] == [
        *(f"- production: {each}: newly broken" for each in PLANTED_BREAKS),
        "https://github.test/acme/meiro-contracts/actions/runs/11",
    ]
    assert (
        days.faulty[1]
        .reports["summary.md"]
        .startswith(
            "## New since last time\n\nNothing new since last time.\n"
            f"- production: {PLANTED_BREAKS[0]}: still broken since "
        )
    )


def test_fault_that_is_gone_is_told_once_as_fixed(days: Days) -> None:
    [message] = days.messages["mended"]

    assert [each.exit_code for each in days.mended] == [0, 0]
    assert message.splitlines()[1:-1] == [
        f"- production: {each}: newly fixed" for each in PLANTED_BREAKS
    ]


def test_summary_is_on_the_page_and_the_reports_are_attached(days: Days) -> None:
    last = days.mended[-1].reports

    assert days.runner.page.read_text() == last["summary.md"]
    assert set(days.runner.artifacts) == {"reports/"}
    assert len(days.runner.artifacts) == 2 * len(schedule.DAY) + 4
    assert {"report.html", "junit.xml"} <= set(last)


def test_rule_that_production_begins_to_break_is_told_once(
    instances: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    passing, runs = Night(tmp_path, [instances["faulty"]], "session"), []
    with webhook() as (url, messages):
        runner = Runner(tmp_path, {"MEIRO_LEDGER_KEY": passing.key, "MEIRO_WEBHOOK": url})
        serve(runner, "production", instances["faulty"])
        for moment in (timedelta(), schedule.MIDDLE):
            passing.pass_until(moment)
            runner.clock = passing.environment["MEIRO_CLOCK"]
            runs.append(runner.run_gitlab(gitlab_job("production")))

    assert [each.exit_code for each in runs] == [1, 1], runs[0].console
    assert f"production: {BREAKS}: still broken since" in runs[1].reports["summary.md"]
    assert len(messages) == 1
    assert f"production: {BREAKS}: newly broken" in messages[0]
    assert messages[0].endswith("https://gitlab.test/jobs/1")
    assert url not in runs[0].console
    assert runner.artifacts == ["reports/"] * len(runs)


@pytest.mark.parametrize(("instance", "exit_code"), [("honest", 0), ("faulty", 1)])
def test_staging_fails_its_deployment_where_it_breaks_a_rule(
    instance: str, exit_code: int, instances: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    runner = Runner(tmp_path, {})
    serve(runner, "staging", instances[instance])

    done = runner.run_github(STAGING["jobs"]["contracts"])

    assert done.exit_code == exit_code, done.console
    assert (f"broken: {BREAKS}" in runner.page.read_text()) == bool(exit_code)
    assert runner.artifacts == ["reports/"]


def stand_in(runner: Runner, monkeypatch: pytest.MonkeyPatch, **answers: str) -> Path:
    """Put a `gh` before GitHub's, which notes what it is asked and tells of one run.

    Each of the answers is a command; in its place, too, is a `sleep` that takes no time.
    """
    known = {"workflow_run_id": "echo 4711", "status": "echo completed"} | answers
    asked, programs = runner.workspace / "asked.txt", runner.workspace / "programs"
    cases = "".join(f"  .{name}) {command} ;;\n" for name, command in known.items())
    programs.mkdir()
    (programs / "gh").write_text(
        f'#!/usr/bin/env bash\necho "$@" >> {asked}\ncase "${{@: -1}}" in\n{cases}esac\n'
    )
    (programs / "sleep").write_text("#!/bin/sh\n")
    for each in programs.iterdir():
        each.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    return asked


def deploy(
    directory: Path, monkeypatch: pytest.MonkeyPatch, **answers: str
) -> tuple[Done, list[str]]:
    """Run the job of a repository that deploys; give what GitHub was asked, too."""
    runner = Runner(directory, {"MEIRO_CONTRACTS_TOKEN": "very-secret"})
    asked = stand_in(runner, monkeypatch, **answers)
    done = runner.run_github(load(GITHUB / "deploying-repository.yml")["jobs"]["contracts"])
    assert "very-secret" not in done.console + asked.read_text()
    return done, asked.read_text().splitlines()


@pytest.mark.parametrize(("conclusion", "exit_code"), [("success", 0), ("failure", 1)])
def test_deploying_repository_waits_for_staging_and_fails_with_it(
    conclusion: str, exit_code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, asked = deploy(tmp_path, monkeypatch, conclusion=f"echo {conclusion}")

    assert done.exit_code == exit_code
    assert "actions/workflows/staging.yml/dispatches" in asked[0]
    assert {"actions/runs/4711" in each for each in asked[1:]} == {True}
    assert ("::error::Meiro contracts on staging: ended with failure" in done.console) == exit_code


def test_deploying_repository_asks_again_where_github_does_not_answer_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = (
        f"[ -e {tmp_path}/answered ] && echo completed || {{ touch {tmp_path}/answered; exit 1; }}"
    )

    done, asked = deploy(tmp_path, monkeypatch, conclusion="echo success", status=once)

    assert done.exit_code == 0, done.console
    assert len([each for each in asked if each.endswith(".status")]) == 2


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"workflow_run_id": "exit 1"}, "not started: is MEIRO_CONTRACTS_TOKEN still valid?"),
        ({"workflow_run_id": "true"}, "not started: is MEIRO_CONTRACTS_TOKEN still valid?"),
        ({"status": "exit 1"}, "GitHub does not tell what became of it, see repos/acme/"),
        ({"conclusion": "exit 1"}, "GitHub does not tell what became of it, see repos/acme/"),
        ({"status": "echo queued"}, "did not end within half an hour"),
    ],
    ids=["not-started", "no-run", "no-status", "no-conclusion", "endless"],
)
def test_deploying_repository_gives_up_in_one_line(
    answers: dict[str, str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, asked = deploy(tmp_path, monkeypatch, **answers)

    assert done.exit_code == 1
    [line] = [each for each in done.console.splitlines() if each.startswith("::error::")]
    assert line.startswith(f"::error::Meiro contracts on staging: {words}")
    assert len([each for each in asked if "dispatches" in each]) == 1, "it must not start it twice"


def test_deployment_that_github_knows_of_is_marked_as_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = Runner(tmp_path, {})
    asked = stand_in(runner, monkeypatch)

    done = runner.run_github(STAGING["jobs"]["fail-the-deployment"])

    assert done.exit_code == 0
    assert "repos/acme/meiro-contracts/deployments/77/statuses -f state=failure" in (
        asked.read_text()
    )
