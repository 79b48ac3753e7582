"""The pipelines of examples/ci, and the repository's own, pass their linters and are guarded."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from os import environ
from pathlib import Path
from typing import Any

import pytest

from harness import schedule
from tests.matrix import ROOT
from tests.pipelines import EXAMPLES, GITLAB, gitlab_job, load

GITHUB = EXAMPLES / "github"
OWN = ROOT / ".github" / "workflows"
WORKFLOWS = [*sorted(GITHUB.glob("*.yml")), *sorted(OWN.glob("*.yml"))]
STAGING, NIGHTLY = load(GITHUB / "staging.yml"), load(GITHUB / "nightly.yml")
DEPLOYING = GITLAB.with_name("deploying-project.gitlab-ci.yml")
BEYOND_READING = {
    "staging.yml": {"deployments": "write"},
    "deploying-repository.yml": {},
}
"""The permissions of jobs that have their own."""


def jobs_of(path: Path) -> dict[str, dict[str, Any]]:
    jobs: dict[str, dict[str, Any]] = load(path)["jobs"]
    return jobs


def steps_of(path: Path) -> list[dict[str, Any]]:
    return [step for job in jobs_of(path).values() for step in job["steps"]]


def crons(path: Path) -> list[str]:
    return [each["cron"] for each in load(path)["on"]["schedule"]]


def planned() -> list[str]:
    command = [sys.executable, "-m", "harness.schedule"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    return [line.partition("#")[0].strip() for line in lines]


def actionlint(path: Path) -> subprocess.CompletedProcess[str]:
    here = f"{Path(sys.executable).parent}:{environ['PATH']}"
    program = shutil.which("actionlint", path=here)
    if program is None:
        assert "GITHUB_ACTIONS" not in environ, "the repository's own workflow installs actionlint"
        pytest.skip("NOT LINTED: pip install -c constraints.txt -e '.[workflows]' for actionlint")
    return subprocess.run(
        [program, "-no-color", str(path)], capture_output=True, text=True, check=False
    )


def checked(schema: str, path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    command += ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    return subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)


@pytest.mark.starts_process
@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda each: each.name)
def test_workflow_passes_actionlint(path: Path) -> None:
    done = actionlint(path)

    assert done.returncode == 0, done.stdout


@pytest.mark.starts_process
def test_actionlint_refuses_a_step_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "wrong.yml").write_text(
        "on: push\njobs: {a: {runs-on: ubuntu-24.04, steps: [{rum: ls}]}}\n"
    )

    assert actionlint(tmp_path / "wrong.yml").returncode == 1


@pytest.mark.starts_process
@pytest.mark.parametrize(
    "schema", ["vendor.github-workflows", "custom.github-workflows-require-timeout"]
)
@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda each: each.name)
def test_workflow_keeps_the_published_schema(schema: str, path: Path) -> None:
    done = checked(schema, path)

    assert done.returncode == 0, done.stdout


@pytest.mark.starts_process
@pytest.mark.parametrize("path", [GITLAB, DEPLOYING], ids=lambda each: each.name)
def test_gitlab_pipeline_keeps_the_published_schema(path: Path) -> None:
    done = checked("vendor.gitlab-ci", path)

    assert done.returncode == 0, done.stdout


@pytest.mark.starts_process
@pytest.mark.parametrize(
    ("schema", "wrong"),
    [
        ("vendor.gitlab-ci", "a: {script: [ls], artefacts: {paths: [reports/]}}"),
        ("vendor.github-workflows", "on: push\njobs: {a: {runs-on: x, steps: [{rum: ls}]}}"),
        ("custom.github-workflows-require-timeout", "on: push\njobs: {a: {runs-on: x}}"),
    ],
)
def test_schema_refuses_what_is_wrong(schema: str, wrong: str, tmp_path: Path) -> None:
    (tmp_path / "wrong.yml").write_text(wrong)

    assert checked(schema, tmp_path / "wrong.yml").returncode == 1


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda each: each.name)
def test_actions_are_pinned_by_commit_and_say_their_version(path: Path) -> None:
    lines = [line.strip() for line in path.read_text().splitlines() if "uses:" in line]
    pinned = re.compile(r"(- )?uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")

    assert len(lines) == len([each for each in steps_of(path) if "uses" in each])
    assert [line for line in lines if not pinned.fullmatch(line)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda each: each.name)
def test_workflow_may_read_the_repository_and_no_more(path: Path) -> None:
    beyond = [each["permissions"] for each in jobs_of(path).values() if "permissions" in each]

    assert load(path)["permissions"] == {"contents": "read"}
    assert beyond == ([BEYOND_READING[path.name]] if path.name in BEYOND_READING else [])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda each: each.name)
def test_secrets_belong_to_an_environment_and_go_to_single_steps(path: Path) -> None:
    for job in jobs_of(path).values():
        outside = {name: each for name, each in job.items() if name != "steps"}
        without = [
            {name: each for name, each in step.items() if name != "env"} for step in job["steps"]
        ]

        assert "secrets." not in f"{outside}{without}"
        assert "environment" in job or "secrets." not in str(job["steps"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda each: each.name)
def test_no_command_holds_a_secret_or_an_expression(path: Path) -> None:
    for step in steps_of(path):
        given = {name for name, each in step.get("env", {}).items() if "secrets." in each}
        command = step.get("run", "")

        assert "${{" not in command
        assert not [name for name in given if name in command]


@pytest.mark.starts_process
@pytest.mark.parametrize("name", ["staging", "production"])
def test_gitlab_links_to_the_report_on_the_job_s_page(name: str, tmp_path: Path) -> None:
    job = gitlab_job(name)
    [command] = [each for each in job["after_script"] if "links.json" in each]
    (tmp_path / "reports").mkdir()

    job_url = {"CI_JOB_URL": "https://gitlab.test/jobs/1"}
    subprocess.run(["bash", "-ec", command], cwd=tmp_path, env=environ | job_url, check=True)

    links = json.loads((tmp_path / job["artifacts"]["reports"]["annotations"]).read_text())
    assert links == {
        "Meiro contracts": [
            {
                "external_link": {
                    "label": "report.html",
                    "url": "https://gitlab.test/jobs/1/artifacts/file/reports/report.html",
                }
            }
        ]
    }
    assert job["artifacts"]["expose_as"] == "Meiro contracts"


def test_no_two_runs_overlap_on_one_account_or_ledger() -> None:
    groups = [STAGING["jobs"]["contracts"]["concurrency"], NIGHTLY["concurrency"]]

    assert [each["cancel-in-progress"] for each in groups] == [False, False]
    assert groups[0]["group"] != groups[1]["group"]
    assert gitlab_job("staging")["resource_group"] != gitlab_job("production")["resource_group"]


@pytest.mark.starts_process
def test_nightly_runs_are_at_the_hours_that_the_planner_gives() -> None:
    assert len(planned()) == len(schedule.DAY)
    assert crons(GITHUB / "nightly.yml") == planned()


@pytest.mark.starts_process
def test_hours_for_gitlab_are_those_that_the_planner_gives() -> None:
    told = re.findall(r"^ *((?:\d+ ){2}\* \* \*)$", (EXAMPLES / "README.md").read_text(), re.M)

    assert told == planned()


def test_both_forges_run_the_same_checks() -> None:
    for github, gitlab in (STAGING, "staging"), (NIGHTLY, "production"):
        checks = [
            each["run"]
            for each in github["jobs"]["contracts"]["steps"]
            if each.get("id") == "check"
        ]

        assert gitlab_job(gitlab)["script"] == checks


def test_own_workflow_runs_the_two_commands_on_each_python() -> None:
    job = jobs_of(OWN / "ci.yml")["test"]
    commands = [each["run"] for each in job["steps"] if "run" in each]

    assert [each for each in commands if "pip" not in each] == [
        "make .venv/ready",
        "make test",
        "make contracts",
    ]
    assert job["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.x"]


def test_own_workflow_tries_the_oldest_and_the_newest_versions() -> None:
    job = jobs_of(OWN / "ci.yml")["versions"]
    tried = {(each["python"], each["resolution"]) for each in job["strategy"]["matrix"]["include"]}

    assert tried == {
        (python, resolution)
        for python in ("3.11", "3.x")
        for resolution in ("lowest-direct", "highest")
    }
