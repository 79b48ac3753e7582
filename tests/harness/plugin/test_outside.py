"""In another project the plugin is silent, unless an option of ours is given that nobody knows."""

import subprocess
import sys

import pytest

from harness.plugin.outside import is_at_home, told_elsewhere
from tests.matrix import ROOT

OTHER = "def test_passes():\n    assert True\n"
DECLARED = "def pytest_addoption(parser):\n    parser.addoption('--target')\n"


def pytest_in(directory, *arguments):
    """Run pytest elsewhere, with the plugin of this checkout."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(
        command,
        cwd=directory,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def other(tmp_path):
    (tmp_path / "test_other.py").write_text(OTHER)
    return tmp_path


@pytest.mark.starts_process
@pytest.mark.parametrize(
    "arguments",
    [["--target", "staging"], ["--target-url=https://acme.test", "--product=me"], ["--dry-run"]],
    ids=str,
)
def test_our_options_are_told_of_in_one_line_and_exit_4(other, arguments):
    done = pytest_in(other, *arguments)

    names = sorted(each.partition("=")[0] for each in arguments if each.startswith("--"))
    assert done.returncode == 4
    assert done.stderr.split("\n") == [f"ERROR: {told_elsewhere(names)}", "", ""]


@pytest.mark.starts_process
@pytest.mark.parametrize("arguments", [[], ["--target=x86"]], ids=["no-option", "of-another"])
def test_other_projects_are_left_alone(other, arguments):
    (other / "conftest.py").write_text(DECLARED)

    done = pytest_in(other, *arguments)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    assert [each.name for each in other.iterdir() if each.name == "reports"] == []


class Config:
    def __init__(self, rootpath, inipath=None):
        self.rootpath, self.inipath = rootpath, inipath


def test_home_is_where_the_project_is(tmp_path):
    assert is_at_home(Config(ROOT))  # type: ignore[arg-type]
    assert is_at_home(Config(tmp_path, ROOT / "pyproject.toml"))  # type: ignore[arg-type]
    assert not is_at_home(Config(tmp_path, tmp_path / "pytest.ini"))  # type: ignore[arg-type]
    assert not is_at_home(Config(ROOT / "contracts"))  # type: ignore[arg-type]


def test_words_name_the_command_and_the_directory(monkeypatch, tmp_path):
    words = "--target: an option of meiro-contracts: run that command"

    assert told_elsewhere(["--target"]) == f"{words}, or run pytest in {ROOT}"
    monkeypatch.setattr("harness.plugin.outside._PROJECT", tmp_path)
    assert told_elsewhere(["--target"]) == words, "it was installed without its directory"
