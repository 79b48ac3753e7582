"""Which of pytest's plugins a run loads: those that it stands on, and no other unasked."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from harness.plugin.hooks import COMPANIONS
from tests.matrix import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.starts_process

OPTIONS = {"html": "--html=path", "xdist": "--numprocesses"}
"""What each brings."""
SAYS = "the plugin of somebody else is here"


def output_of(*arguments: str, path: Path | None = None) -> str:
    """Run pytest on the contracts; what stands in ``path`` is installed as well."""
    environment = os.environ | ({"PYTHONPATH": str(path)} if path is not None else {})
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def helped():
    return output_of("--help")


@pytest.mark.parametrize("name", OPTIONS)
def test_companion_is_there_unasked(helped, name):
    assert OPTIONS[name] in helped


@pytest.mark.parametrize("name", OPTIONS)
def test_companion_can_be_switched_off_without_the_others(name):
    [other] = set(OPTIONS) - {name}

    text = output_of("-p", f"no:{name}", "--help")

    assert OPTIONS[name] not in text
    assert OPTIONS[other] in text


@pytest.mark.parametrize("name", COMPANIONS)
def test_companion_that_is_named_as_well_is_loaded_once(name):
    text = output_of("-p", name, "--collect-only", "-q", "-k", "options_are_given")

    assert "test_options_are_given_without_a_token[me]" in text
    assert "Error" not in text


@pytest.mark.parametrize("name", OPTIONS)
def test_run_without_a_companion_checks_all_the_same(tmp_path, name):
    reports = ("--reports", str(tmp_path))

    text = output_of("-p", f"no:{name}", "-k", "options_are_given", *reports)

    assert "me (http://127.0.0.1:" in text
    assert "conformant: 2 of 2 rules proven" in text
    assert (tmp_path / "report.html").exists() is (name != "html")


def test_processes_need_xdist():
    assert "unrecognized arguments: -n" in output_of("-p", "no:xdist", "-n", "1")


@pytest.fixture
def installed(tmp_path):
    """A plugin that somebody else has installed beside the suite."""
    hook = f"def pytest_report_header():\n    return {SAYS!r}\n"
    (tmp_path / "somebody_elses.py").write_text(hook)
    metadata = tmp_path / "somebody_elses-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: somebody-elses\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[pytest11]\nsomebody = somebody_elses\n")
    return tmp_path


def test_plugin_that_happens_to_be_installed_is_not_loaded(installed):
    text = output_of("--collect-only", "-k", "options_are_given", path=installed)

    assert "test_options_are_given_without_a_token[me]" in text
    assert SAYS not in text


def test_plugin_that_is_asked_for_by_name_is_loaded(installed):
    text = output_of("-p", "somebody", "--collect-only", "-k", "options_are_given", path=installed)

    assert SAYS in text
