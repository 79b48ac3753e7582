"""The command ``meiro-contracts``, called from another directory."""

import os
import subprocess
import sys
import tomllib
from importlib import import_module

import pytest

from harness import command
from tests.harness.making import ACCOUNT, CANARY
from tests.harness.wire import a_wire, http
from tests.matrix import ROOT

FILE = """
[targets.acme]
url = "{url}"
product = "cdp"
[targets.acme.account]
email = "qa@acme.test"
password = "file:secret"
"""


def called(directory, *arguments):
    """Call the command in a directory."""
    return subprocess.run(
        [sys.executable, "-m", "harness.command", "-p", "no:cacheprovider", *arguments],
        cwd=directory,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_entry_point_is_the_command():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    module, _, name = project["project"]["scripts"]["meiro-contracts"].partition(":")

    assert getattr(import_module(module), name) is command.main


def test_without_the_project_the_command_says_how_to_install_it(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(command, "CONFIGURATION", tmp_path / "pyproject.toml")

    assert command.main([]) == 4
    [line] = capsys.readouterr().err.splitlines()
    assert line == (
        f"meiro-contracts: contracts and pages are not in {tmp_path}: install the project from "
        "its own directory, by pip install -e ."
    )


@pytest.mark.starts_process
def test_every_path_begins_where_the_command_is_called(tmp_path):
    (tmp_path / "conftest.py").write_text("raise RuntimeError('of somebody else')")
    (tmp_path / "secret").write_text(f"{CANARY}\n")
    with a_wire() as wire:
        wire.answers = [http(401, {"message": "no"})]
        (tmp_path / "targets.toml").write_text(FILE.format(url=wire.url))
        options = ["--target", "acme", "--reports", "found", "--history", "kept/history.json"]

        done = called(tmp_path, *options, "contracts/test_options.py", "--junit-xml=own.xml")

    assert done.returncode == 10
    assert "refused: log-in of the configured account answered 401" in done.stdout
    assert CANARY in wire.requests[-1].decode()
    assert (tmp_path / "found" / "results.json").exists()
    assert (tmp_path / "kept" / "history.json").exists()
    assert (tmp_path / "own.xml").exists()


@pytest.mark.starts_process
def test_contracts_are_collected_from_anywhere(tmp_path):
    node = "contracts/test_options.py::test_options_are_given_without_a_token"

    done = called(tmp_path, "--collect-only", "-q", node, "-k", "contracts")

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{node}[cdp]" in done.stdout
    assert f"{node}[me]" in done.stdout


@pytest.mark.starts_process
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--target", "nowhere"], f"--target: {ROOT}/targets.toml holds no targets: 'nowhere' nee"),
        (["--depth", "standart"], "--depth: invalid choice: 'standart' is unknown; did you mean"),
        (["--targets-file", ".", "--target", "x"], ".: can't be read: Is a directory"),
        (["--target-url", "acme.test", "--product", "me"], "did you mean https://acme.test?"),
    ],
    ids=["no-targets", "misspelt", "directory", "no-scheme"],
)
def test_bad_option_is_one_line_and_exit_4(tmp_path, arguments, words):
    done = called(tmp_path, *arguments)

    assert done.returncode == 4
    [line] = done.stderr.split("\n")[:-2]
    assert words in line
    assert ACCOUNT.email not in line


@pytest.mark.starts_process
def test_help_names_our_options_and_the_command(tmp_path):
    done = called(tmp_path, "--help")

    assert done.returncode == 0
    assert done.stdout.startswith("usage: meiro-contracts [options]")
    assert "--min-proven" in done.stdout.partition("Meiro contracts:")[2]
