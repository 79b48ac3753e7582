"""What `make` does before anything else: it looks for the right Python, and mends `.venv`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.matrix import ROOT

pytestmark = [
    pytest.mark.starts_process,
    pytest.mark.skipif(shutil.which("make") is None, reason="there is no make"),
]

OLD = """#!/bin/sh
if [ "$1" = --version ]; then echo Python 3.9.2; exit 0; fi
exit 1
"""
NEW = """#!/bin/sh
echo "$0 $@" >> {log}
if [ "$1 $2" = "-m venv" ]; then
  mkdir -p .venv/bin
  cp "$0" .venv/bin/python
  cp "$0" .venv/bin/pip
fi
"""


def script(file: Path, text: str) -> Path:
    """Write a program."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(0o755)
    return file


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy2(ROOT / name, tmp_path)
    return tmp_path


def make(
    project: Path, python: Path | str, goal: str = ".venv/ready"
) -> subprocess.CompletedProcess[str]:
    """Make `.venv/ready`, or another goal, by a Python."""
    return subprocess.run(
        ["make", goal, f"PYTHON={python}"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )


def calls(project: Path) -> list[str]:
    """What the new Python, and the `.venv` that it made, were called for."""
    log = project / "log"
    names = [line.partition(" ") for line in log.read_text().splitlines()] if log.exists() else []
    return [f"{Path(name).name} {rest[:7]}" for name, _, rest in names if not rest.startswith("-c")]


MADE = ["python3.12 -m venv", "pip install"]


def new(project: Path) -> Path:
    return script(project / "python3.12", NEW.format(log=project / "log"))


def test_old_python_is_refused_before_anything_is_made(project):
    old = script(project / "python3.9", OLD)

    done = make(project, old)

    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == (
        f"meiro-contracts needs Python 3.11 or newer, and {old} is Python 3.9.2: "
        "name another, as in: make PYTHON=python3.12"
    )
    assert not (project / ".venv").exists()


def test_python_that_is_not_there_is_refused(project):
    done = make(project, "python-nowhere")

    assert done.returncode != 0
    assert "and python-nowhere is not there: name another" in done.stderr


def test_new_python_makes_the_environment_once(project):
    python = new(project)

    assert make(project, python).returncode == 0
    assert calls(project) == MADE
    assert make(project, python).returncode == 0
    assert calls(project) == MADE


@pytest.mark.parametrize(("goal", "what"), [("ready", ".[dev]"), ("live", ".")])
def test_goal_says_what_is_installed(project, goal, what):
    assert make(project, new(project), f".venv/{goal}").returncode == 0

    *_, installs = (project / "log").read_text().splitlines()
    assert installs.endswith(f" -c constraints.txt -e {what}")
    assert (project / ".venv" / goal).exists()


@pytest.mark.parametrize("ready", [True, False], ids=["ready", "half-made"])
def test_environment_of_an_old_python_is_made_again(project, ready):
    python = new(project)
    script(project / ".venv" / "bin" / "python", OLD)
    (project / ".venv" / "ready").touch()
    if not ready:
        (project / ".venv" / "ready").unlink()

    assert make(project, python).returncode == 0

    assert calls(project) == MADE


def test_environment_whose_python_is_gone_is_made_again(project):
    python = new(project)
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to(project / "gone")
    (project / ".venv" / "ready").touch()

    assert make(project, python).returncode == 0

    assert calls(project) == MADE


def test_environment_that_is_right_is_kept_whatever_python_is_named(project):
    assert make(project, new(project)).returncode == 0
    (project / ".venv" / "ready").unlink()

    done = make(project, script(project / "python3.9", OLD))

    assert done.returncode == 0
    assert calls(project) == [*MADE, "pip install"]
