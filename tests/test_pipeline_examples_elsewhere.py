"""The examples for Jenkins, Azure Pipelines, systemd and cron: read, linted, and guarded."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from configparser import ConfigParser
from datetime import time
from os import environ
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from harness import schedule
from tests import jenkinsfile
from tests.pipelines import EXAMPLES, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

JENKINS = sorted((EXAMPLES / "jenkins").glob("*.Jenkinsfile"))
AZURE = sorted((EXAMPLES / "azure").glob("*.yml"))
MACHINE = EXAMPLES / "machine"
SERVICE, TIMER = MACHINE / "meiro-contracts.service", MACHINE / "meiro-contracts.timer"
CRONTAB = MACHINE / "meiro-contracts.crontab"
LATEST = 4
"""Minutes after the planner's: eight do no harm."""


def check_of(workflow: str) -> str:
    """Return what GitHub's example runs to check, which all the others run as well."""
    [job, *_] = load(EXAMPLES / "github" / workflow)["jobs"].values()
    [command] = [each["run"] for each in job["steps"] if each.get("id") == "check"]
    return str(command)


CHECKS = {"nightly": check_of("nightly.yml"), "staging": check_of("staging.yml")}


def check_for(path: Path) -> str:
    return CHECKS[path.name.partition(".")[0]]


def hours() -> list[tuple[int, int]]:
    begins = time.fromisoformat("02:10")
    return [(each.hour, each.minute) for each, _ in schedule.day(begins)]


# Jenkins


@pytest.mark.parametrize("path", JENKINS, ids=lambda each: each.name)
def test_jenkinsfile_is_declarative_and_runs_the_same_check(path: Path) -> None:
    pipeline = jenkinsfile.read(path.read_text())

    assert check_for(path) in [each.string() for each in pipeline.all("sh")]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("pipeline { agent any\n stages { stage('a') { steps { sh 'ls' } } }", "{ is not closed"),
        ("pipeline { agent any\n stages { stage('a') { steps { sh 'ls } } } }", "can't be read"),
        ("pipeline { agent any\n stages { stage('a') { steps { sh('ls' } } } }", "closes nothing"),
        ("pipeline { agent any }", "pipeline lacks stages"),
        ("pipeline { agent any\n stages { stage('a') { sh 'ls' } } }", "stage has no sh"),
        ("pipeline { agent any\n stages { stage('a') { steps { shh 'a' } } } }", "no step shh"),
        ("pipeline { agents any\n stages { stage('a') { steps { sh 'a' } } } }", "no agents"),
        ("pipeline { agent any\n stages { stage('a') { steps { sh 'a' } } } } }", "closes nothing"),
        ("node { sh 'ls' }", "other than one pipeline"),
    ],
)
def test_what_is_no_declarative_pipeline_is_refused(source: str, words: str) -> None:
    with pytest.raises(jenkinsfile.NotDeclarativeError, match=re.escape(words)):
        jenkinsfile.read(source)


@pytest.mark.starts_process
def test_jenkinsfiles_pass_the_linter_of_groovy(tmp_path: Path) -> None:
    program = shutil.which("npm-groovy-lint")
    if program is None:
        pytest.skip("NOT LINTED: npm install --global npm-groovy-lint, which needs Java 17")
    for each in JENKINS:
        (tmp_path / each.stem).mkdir()
        shutil.copy(each, tmp_path / each.stem / "Jenkinsfile")
    command = [program, "--noserver", "--path", str(tmp_path), "--failon", "error"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
    assert f"{len(JENKINS)}" in done.stdout.partition("linted files")[0][-12:]


@pytest.mark.parametrize("path", JENKINS, ids=lambda each: each.name)
def test_jenkins_gets_each_secret_for_the_step_that_takes_it(path: Path) -> None:
    pipeline = jenkinsfile.read(path.read_text())
    given = {
        name: [each.string() for each in block.all("sh")]
        for block in pipeline.all("withCredentials")
        for name in re.findall(r"variable: '(\w+)'", block.text)
    }

    assert set(given) >= {f"{'PRODUCTION' if 'nightly' in path.name else 'STAGING'}_PASSWORD"}
    assert {len(commands) for commands in given.values()} == {1}
    assert "credentials(" not in path.read_text()
    assert not [each for each in pipeline.all("sh") if re.search(r"_PASSWORD|_KEY", each.text)]
    assert all("'" in each.text and '"""' not in each.text for each in pipeline.all("sh"))


@pytest.mark.parametrize("path", JENKINS, ids=lambda each: each.name)
def test_jenkins_shows_the_reports_whatever_was_found(path: Path) -> None:
    [always] = jenkinsfile.read(path.read_text()).all("always")
    [page] = always.all("publishHTML")

    assert "reports/junit.xml" in next(always.all("junit")).text
    assert "reports/**" in next(always.all("archiveArtifacts")).text
    assert {"reportDir: 'reports'", "reportFiles: 'report.html'"} <= {
        each.strip(" ,") for each in page.text.splitlines()
    }


def test_jenkins_runs_when_the_planner_says_or_a_little_later() -> None:
    pipeline = jenkinsfile.read((EXAMPLES / "jenkins" / "nightly.Jenkinsfile").read_text())
    zone, *lines = next(pipeline.all("cron")).string().splitlines()

    found = [re.fullmatch(r"H\((\d+)-(\d+)\) (\d+) \* \* \*", line) for line in lines]
    times = [(int(each[3]), int(each[1]), int(each[2])) for each in found if each]
    assert zone == "TZ=UTC"
    assert [(hour, least) for hour, least, _ in times] == hours()
    assert {most - least for _, least, most in times} == {LATEST}


# Azure Pipelines


def as_azure_reads(value: object, *, typed: bool = False) -> object:
    """Take scalars for strings, as Azure does; its schema has truths for what tasks take."""
    if isinstance(value, dict):
        truths = {"inputs", "continueOnError"}
        return {
            name: as_azure_reads(each, typed=typed or name in truths)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [as_azure_reads(each, typed=typed) for each in value]
    return {"true": True, "false": False}.get(str(value), value) if typed else value


def azure_checked(text: str, directory: Path) -> subprocess.CompletedProcess[str]:
    file = directory / "pipeline.json"
    content = yaml.load(text, Loader=yaml.BaseLoader)
    file.write_text(json.dumps(as_azure_reads(content)))
    command = [sys.executable, "-m", "check_jsonschema", "--regex-variant", "nonunicode"]
    command += ["--builtin-schema", "vendor.azure-pipelines", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def azure_steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in load(path)["jobs"] for step in job["steps"]]


@pytest.mark.starts_process
@pytest.mark.parametrize("path", AZURE, ids=lambda each: each.name)
def test_azure_pipeline_keeps_the_published_schema(path: Path, tmp_path: Path) -> None:
    done = azure_checked(path.read_text(), tmp_path)

    assert done.returncode == 0, done.stdout


@pytest.mark.starts_process
def test_azure_schema_refuses_a_step_that_is_none(tmp_path: Path) -> None:
    wrong = "jobs: [{job: a, steps: [{skript: ls}]}]"

    assert azure_checked(wrong, tmp_path).returncode == 1


@pytest.mark.parametrize("path", AZURE, ids=lambda each: each.name)
def test_azure_runs_the_same_check_and_gives_secrets_to_single_steps(path: Path) -> None:
    steps = azure_steps(path)
    [check] = [each for each in steps if each.get("script") == check_for(path)]

    assert {name: f"$({name})" for name in check["env"]} == check["env"]
    assert not [each for each in steps if "$(" in each.get("script", "")]
    for job in load(path)["jobs"]:
        assert [set(each) for each in job["variables"]] == [{"group"}]


@pytest.mark.parametrize("path", AZURE, ids=lambda each: each.name)
def test_azure_shows_the_reports_whatever_was_found(path: Path) -> None:
    steps = azure_steps(path)
    at = [each.get("script") for each in steps].index(check_for(path))
    after = steps[at + 1 :]

    assert {each["condition"] for each in after} == {"succeededOrFailed()"}
    assert {"PublishTestResults@2", "PublishPipelineArtifact@1"} <= {
        each.get("task") for each in after
    }
    assert any("##vso[task.uploadsummary]" in each.get("script", "") for each in after)


def test_azure_runs_when_the_planner_says() -> None:
    schedules = load(EXAMPLES / "azure" / "nightly.yml")["schedules"]

    assert [each["cron"] for each in schedules] == [f"{m} {h} * * *" for h, m in hours()]
    assert all(each["always"] for each in schedules)


# systemd and cron


def unit(path: Path) -> ConfigParser:
    read = ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[method-assign, assignment]
    read.read(path)
    return read


def command_of_service() -> str:
    """Return what the shell of the service is given, as systemd undoes it."""
    shell, option, command = shlex.split(unit(SERVICE)["Service"]["ExecStart"])
    assert (shell, option) == ("/bin/sh", "-c")
    return command.replace("$$", "$").replace("%%", "%")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    where = ("--directory", "/opt/meiro-contracts", "--secrets", "/etc/meiro-contracts.env")
    command = ("--command", command_of_service(), "--user", "meiro-contracts")
    assert schedule.main([*command, *where, *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "arguments"),
    [
        (SERVICE, ("--systemd", "service")),
        (TIMER, ("--systemd", "timer")),
        (CRONTAB, ()),
    ],
    ids=["service", "timer", "crontab"],
)
def test_files_of_a_machine_are_those_that_the_planner_prints(
    capsys: pytest.CaptureFixture[str], path: Path, arguments: tuple[str, ...]
) -> None:
    assert path.read_text() == printed(capsys, *arguments)


def test_machine_runs_the_same_check_and_ends_by_its_code() -> None:
    command = command_of_service()

    assert f"; {check_of('nightly.yml')}; code=$?; " in command
    assert command.endswith("; exit $code")


def test_crontab_runs_it_at_each_hour() -> None:
    jobs = [line.split(None, 5) for line in CRONTAB.read_text().splitlines() if line[0].isdigit()]

    assert [(int(hour), int(minute)) for minute, hour, *_ in jobs] == hours()
    assert {tuple(each[2:5]) for each in jobs} == {("*", "*", "*")}
    assert {command_of_service() in each[5] for each in jobs} == {True}


def cron_commands() -> Iterator[str]:
    for line in CRONTAB.read_text().splitlines():
        if line[0].isdigit():
            yield line.split(None, 5)[5].replace(r"\%", "%")


@pytest.mark.starts_process
@pytest.mark.parametrize(("code", "told"), [(0, "0"), (1, "1"), (11, "11")])
def test_line_of_the_crontab_runs_in_a_shell(tmp_path: Path, code: int, told: str) -> None:
    (tmp_path / "secrets.env").write_text("PRODUCTION_PASSWORD='a $b %c'\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    for name, does in {
        "pytest": f'printf "%s" "$PRODUCTION_PASSWORD" > seen; echo "$@" > asked; exit {code}',
        "python": 'echo "$@" > told',
    }.items():
        (tmp_path / ".venv" / "bin" / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / ".venv" / "bin" / name).chmod(0o755)
    line = next(cron_commands()).replace("/opt/meiro-contracts", str(tmp_path))
    line = line.replace("/etc/meiro-contracts.env", str(tmp_path / "secrets.env"))

    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False)

    assert (str(done.returncode), done.stderr) == (told, "")
    assert (tmp_path / "seen").read_text() == "a $b %c"
    assert "--ledger kept/ledger" in (tmp_path / "asked").read_text()
    assert "examples/ci/tell.py reports/summary.md" in (tmp_path / "told").read_text()


@pytest.mark.starts_process
def test_systemd_takes_the_service_and_the_timer(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        assert "GITHUB_ACTIONS" not in environ, "a runner of GitHub has systemd"
        pytest.skip("NOT VERIFIED: no systemd-analyze on this machine")
    for each in SERVICE, TIMER:
        shutil.copy(each, tmp_path / each.name)
    command = [program, "verify", str(tmp_path / TIMER.name), str(tmp_path / SERVICE.name)]

    done = subprocess.run(command, capture_output=True, text=True, check=False)
    (tmp_path / TIMER.name).write_text("[Timer]\nOnCalendar=*-*-* 25:10:00 UTC\n")
    wrong = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "25:10" in wrong.stderr
