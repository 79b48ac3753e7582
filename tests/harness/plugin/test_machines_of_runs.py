"""Runs on machines that lack something: they end by their own code, or are refused in one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.harness.wire import a_wire
from tests.matrix import ROOT, reference_instances, run_suite, write_targets

pytestmark = pytest.mark.starts_process

FEW = ("contracts/test_options.py", "-k", "options_are_given", "--target", "acme")
REPORTS = {"results.json", "report.html", "junit.xml", "summary.md", "exchanges.har", "record.json"}


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """The options that name an instance, and the environment with its passwords."""
    directory = tmp_path_factory.mktemp("machines")
    with reference_instances({"acme": "cdp"}) as instances:
        file, environment = write_targets(directory, instances, "session")
        yield ["--targets-file", str(file), *FEW], environment


def written(directory):
    return {each.name for each in directory.iterdir()}


WITHOUT = (
    *("junitxml", "logging", "cacheprovider", "metadata", "xdist", "capture", "tmpdir"),
    *("warnings", "unraisableexception", "threadexception"),
)


def test_run_does_without_most_plugins_of_pytest(given, tmp_path):
    options, environment = given
    off = [part for name in WITHOUT for part in ("-p", f"no:{name}")]

    run = run_suite([*options, *off], tmp_path, environment)

    assert run.exit_code == 0, run.console
    assert ") conformant: " in run.console
    assert written(tmp_path) == REPORTS - {"junit.xml", "report.html"}


def test_verdict_is_told_without_pytest_s_terminal(given, tmp_path):
    options, environment = given
    command = [sys.executable, "-m", "pytest", "-p", "no:terminal", *options]
    done = subprocess.run(
        [*command, "--reports", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert ") conformant: " in done.stdout


CLOSED = {
    "nobody-reads": "{command} 2>/dev/null | true; exit ${{PIPESTATUS[0]}}",
    "closed": "exec {command} <&- >&- 2>&-",
    "full": "exec {command} >/dev/full",
}


@pytest.mark.parametrize("name", CLOSED)
def test_run_ends_by_its_own_code_where_nothing_can_be_said(given, tmp_path, name):
    options, environment = given
    command = f'"{sys.executable}" -m pytest -v "$@" --reports "{tmp_path}"'
    script = CLOSED[name].format(command=command)

    done = subprocess.run(
        ["bash", "-c", script, "bash", *options],
        cwd=ROOT,
        env=os.environ | environment,
        check=False,
    )

    assert done.returncode == 0
    assert written(tmp_path) == REPORTS


WARNS = """
import warnings

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call():
    warnings.warn("it is old", DeprecationWarning)
    open("/dev/null")
    return (yield)
"""


@pytest.mark.parametrize(("options", "code"), [((), 0), (("-W", "error"), 11)])
def test_warning_of_a_dependency_is_no_broken_rule(given, tmp_path, options, code):
    (tmp_path / "warns.py").write_text(WARNS)
    environment = given[1] | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}

    run = run_suite([*given[0], "-p", "warns", *options], tmp_path / "reports", environment)

    assert run.exit_code == code, run.console
    assert "broken" not in run.outcomes("acme").values()


REFUSED = {
    "assertions": ({"PYTHONOPTIMIZE": "1"}, "ERROR: PYTHONOPTIMIZE, or python -O, leaves"),
    "all-of-them": ({"PYTHONOPTIMIZE": "2"}, "ERROR: PYTHONOPTIMIZE, or python -O, leaves"),
    "clock": ({"MEIRO_CLOCK": "1e400"}, "ERROR: MEIRO_CLOCK: '1e400' is no number of seconds"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_machine_that_makes_a_run_worthless_is_refused_before_anything_is_sent(tmp_path, name):
    environment, words = REFUSED[name]
    with a_wire() as wire:
        options = ["--target-url", wire.url, "--product", "cdp"]

        run = run_suite(options, tmp_path / "reports", environment)

    lines = [line for line in run.console.splitlines() if line.strip()]
    assert run.exit_code == 4
    assert len(lines) == 1
    assert lines[0].startswith(words)
    assert wire.requests == []


FILLS = """
from pathlib import Path

import harness.reports.files

OPEN = Path.open


def full(*_, **__):
    raise OSError(28, "No space left on device")


def open_or_fail(path, *given, **named):
    return full() if path.name == "report.html.part" else OPEN(path, *given, **named)


def pytest_collection_finish():
    harness.reports.files.write_json = full
    Path.open = open_or_fail
"""


def test_report_that_can_t_be_written_is_told_and_exit_11(given, tmp_path):
    (tmp_path / "fills.py").write_text(FILLS)
    environment = given[1] | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}

    run = run_suite([*given[0], "-p", "fills"], tmp_path / "reports", environment)

    assert run.exit_code == 11, run.console
    told = [line for line in run.console.splitlines() if line.startswith("error: ")]
    assert told == [
        f"error: {tmp_path}/reports/{name} could not be written: No space left on device"
        for name in ("results.json", "report.html")
    ]
    # What was found stays, so that --resume can write the reports once there is room.
    left = REPORTS - {"results.json", "report.html"} | {"unfinished"}
    assert written(tmp_path / "reports") == left


@pytest.mark.parametrize("option", ["--help", "--fixtures", "--fixtures-per-test", "--markers"])
def test_pytest_that_only_tells_something_leaves_the_reports_alone(tmp_path, option):
    (tmp_path / "results.json").write_text("{}")
    options = ["--target-url", "http://127.0.0.1:1", "--product", "me"]

    run = run_suite([*options, option], tmp_path)

    assert run.exit_code == 0
    assert written(tmp_path) == {"results.json"}
    assert json.loads((tmp_path / "results.json").read_text()) == {}


def test_plugin_that_is_loaded_twice_ends_no_run_by_a_traceback(given, tmp_path):
    options, environment = given

    run = run_suite([*options, "-p", "cacheprovider"], tmp_path, environment)

    assert run.exit_code == 0, run.console
