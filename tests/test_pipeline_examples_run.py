"""The very commands that the pipelines of examples/ci hold do what their README says.

They run against reference instances, in a workspace like a runner's, at the hours that the
workflow's cron lines give, under simulated time. Only the installation is left out.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from os import environ
from typing import TYPE_CHECKING, Any

import pytest

from harness import schedule
from spec import rules
from spec.rules import Need, Strength
from spec.specification import Effects
from tests.matrix import reference_instances
from tests.nights import Night
from tests.pipelines import EXAMPLES, Runner, gitlab_job, load, webhook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pipelines import Done

GITHUB = EXAMPLES / "github"
STAGING, NIGHTLY = load(GITHUB / "staging.yml"), load(GITHUB / "nightly.yml")
PRODUCT = "me"
FAULT, BREAKS = "logout-refused", "logout.answers"


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


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Done], list[str], Runner]:
    """The five runs of a night, the messages that they posted, and where they ran."""
    directory, runs = tmp_path_factory.mktemp("night"), []
    with reference_instances({"honest": PRODUCT}) as instances, webhook() as (url, messages):
        passing = Night(directory, instances, "session")
        runner = Runner(directory, {"MEIRO_LEDGER_KEY": passing.key, "MEIRO_WEBHOOK": url})
        serve(runner, "production", instances[0])
        for moment in moments():
            passing.pass_until(moment)
            runner.clock = passing.environment["MEIRO_CLOCK"]
            runs.append(runner.run_github(NIGHTLY["jobs"]["contracts"]))
    return runs, messages, runner


def test_five_runs_of_a_night_prove_every_documented_rule_within_reach(
    night: tuple[list[Done], list[str], Runner],
) -> None:
    within_reach = {
        each.id
        for each in rules.load().values()
        if each.effects <= Effects.SESSION
        and PRODUCT in each.statements
        and each.strength(PRODUCT) == Strength.DOCUMENTED
        and each.statements[PRODUCT].needs <= {Need.TOKEN_AGER}
    }

    assert [each.exit_code for each in night[0]] == [0] * len(schedule.DAY), night[0][-1].console
    assert "token.dies-after-8h" in within_reach
    assert within_reach - set().union(*(each.kept for each in night[0])) == set()


def test_night_without_news_posts_no_message(night: tuple[list[Done], list[str], Runner]) -> None:
    assert night[1] == []


def test_summary_is_on_the_page_and_the_reports_are_attached(
    night: tuple[list[Done], list[str], Runner],
) -> None:
    runs, _, runner = night

    assert runner.page.read_text() == runs[-1].reports["summary.md"]
    assert runner.artifacts == ["reports/"] * len(runs)
    assert {"report.html", "junit.xml"} <= set(runs[-1].reports)


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


def stand_in(runner: Runner, conclusion: str) -> Path:
    """Put a `gh` before GitHub's, which notes what it is asked and tells of one run."""
    asked, program = runner.workspace / "asked.txt", runner.workspace / "gh"
    program.write_text(
        f'#!/usr/bin/env bash\necho "$@" >> {asked}\ncase "${{@: -1}}" in\n'
        "  .workflow_run_id) echo 4711 ;;\n  .status) echo completed ;;\n"
        f"  .conclusion) echo {conclusion} ;;\nesac\n"
    )
    program.chmod(0o755)
    return asked


@pytest.mark.parametrize(("conclusion", "exit_code"), [("success", 0), ("failure", 1)])
def test_deploying_repository_waits_for_staging_and_fails_with_it(
    conclusion: str, exit_code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = Runner(tmp_path, {"MEIRO_CONTRACTS_TOKEN": "very-secret"})
    asked = stand_in(runner, conclusion)
    monkeypatch.setenv("PATH", str(runner.workspace), prepend=":")

    done = runner.run_github(load(GITHUB / "deploying-repository.yml")["jobs"]["contracts"])

    assert done.exit_code == exit_code
    assert "actions/workflows/staging.yml/dispatches" in asked.read_text()
    assert "actions/runs/4711" in asked.read_text()
    assert "very-secret" not in asked.read_text()


def test_deployment_that_github_knows_of_is_marked_as_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = Runner(tmp_path, {})
    asked = stand_in(runner, "")
    monkeypatch.setenv("PATH", str(runner.workspace), prepend=":")

    done = runner.run_github(STAGING["jobs"]["fail-the-deployment"])

    assert done.exit_code == 0
    assert "repos/acme/meiro-contracts/deployments/77/statuses -f state=failure" in (
        asked.read_text()
    )


def told(summary: str, directory: Path, webhook_url: str | None) -> tuple[int, str]:
    (directory / "summary.md").write_text(summary)
    environment = {name: each for name, each in environ.items() if name != "MEIRO_WEBHOOK"}
    environment |= {} if webhook_url is None else {"MEIRO_WEBHOOK": webhook_url}
    done = subprocess.run(
        [sys.executable, EXAMPLES / "tell.py", directory / "summary.md", "https://run.test"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


NEWS = "## New since last time\n\n- production: a.rule: newly broken\n\n# Meiro contracts\n"
OLD = "## New since last time\n\nNothing new since last time.\n- production: a.rule: still broken\n"


def test_news_are_posted_with_a_link_to_the_run(tmp_path: Path) -> None:
    with webhook() as (url, messages):
        assert told(NEWS, tmp_path, url)[0] == 0

    assert messages == [
        "Meiro contracts, new since last time:\n"
        "- production: a.rule: newly broken\nhttps://run.test"
    ]


@pytest.mark.parametrize("summary", [OLD, "", "# Meiro contracts\n"])
def test_nothing_is_posted_where_nothing_is_new(summary: str, tmp_path: Path) -> None:
    with webhook() as (url, messages):
        assert told(summary, tmp_path, url)[0] == 0

    assert messages == []


@pytest.mark.parametrize("url", [None, ""])
def test_nothing_is_done_without_a_webhook(url: str | None, tmp_path: Path) -> None:
    assert told(NEWS, tmp_path, url) == (0, "tell: MEIRO_WEBHOOK is not set\n")


def test_webhook_that_takes_nothing_fails_and_stays_secret(tmp_path: Path) -> None:
    with webhook(status=404) as (url, _):
        refused = told(NEWS, tmp_path, url)
    unreachable = told(NEWS, tmp_path, url)

    assert [refused[0], unreachable[0]] == [1, 1]
    assert "very-secret" not in refused[1] + unreachable[1]
