"""What the caller's directory does not have is looked for in the project."""

from argparse import Namespace
from types import SimpleNamespace
from typing import cast

import pytest

from harness.plugin.anywhere import (
    in_project,
    pytest_configure,
    pytest_load_initial_conftests,
)
from tests.matrix import ROOT


@pytest.mark.parametrize(
    ("argument", "found"),
    [
        ("contracts", f"{ROOT}/contracts"),
        ("contracts/test_login.py", f"{ROOT}/contracts/test_login.py"),
        ("contracts/test_login.py::test_x[me]", f"{ROOT}/contracts/test_login.py::test_x[me]"),
        (f"{ROOT}/contracts", f"{ROOT}/contracts"),
        ("nowhere.py", "nowhere.py"),
        ("", ""),
    ],
)
def test_path_that_is_not_here_is_looked_for_in_the_project(tmp_path, argument, found):
    assert in_project(argument, tmp_path) == found


def test_path_that_is_here_is_this_one(tmp_path):
    (tmp_path / "contracts").mkdir()

    assert in_project("contracts", tmp_path) == "contracts"


def loaded(directory, arguments, paths, targets_file="targets.toml"):
    """What the arguments become, given what pytest made of them."""
    args = [*arguments]
    config = SimpleNamespace(
        known_args_namespace=Namespace(file_or_dir=paths, targets_file=targets_file),
        invocation_params=SimpleNamespace(dir=directory),
    )
    pytest_load_initial_conftests(cast("pytest.Config", config), args)
    return args, config.known_args_namespace.file_or_dir


def test_without_a_path_contracts_are_run_and_the_projects_targets_read(tmp_path):
    contracts = f"{ROOT}/contracts"

    assert loaded(tmp_path, ["-x"], []) == (
        [f"--targets-file={ROOT}/targets.toml", "-x", contracts],
        [contracts],
    )


def test_paths_are_looked_for_and_no_value_of_an_option_is(tmp_path):
    given = ["-k", "contracts", "contracts", "-x"]

    args, paths = loaded(tmp_path, given, ["contracts"], "other.toml")

    assert args == given
    assert paths == [f"{ROOT}/contracts"]


def test_paths_of_the_run_are_those_that_were_found(tmp_path):
    config = SimpleNamespace(args=["contracts"], invocation_params=SimpleNamespace(dir=tmp_path))

    pytest_configure(cast("pytest.Config", config))

    assert config.args == [f"{ROOT}/contracts"]


def test_targets_file_of_the_callers_directory_comes_first(tmp_path):
    (tmp_path / "targets.toml").write_text("")

    args, _ = loaded(tmp_path, [], [])

    assert args == [f"{ROOT}/contracts"]
