"""Imports run one way, and no file has outgrown its room."""

import ast
import sys

import pytest

from tests.matrix import ROOT
from tests.rooms import files_of

ROOMS = {"contracts", "harness", "reference", "spec", "tests"}
LARGEST_FILE = 400
"""Lines; a longer file has more than one reason to change."""

ALLOWED = {
    "contracts": {"harness"},
    "harness": {"spec"},
    "spec": set(),
    "reference": set(),
}


def imported(file):
    """The top-level packages that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            assert node.level < len(file.relative_to(ROOT).parts), "it would leave its room"
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("room", ALLOWED)
def test_imports_run_one_way(room):
    others = ROOMS - {room} - ALLOWED[room]

    wrong = {str(file.relative_to(ROOT)): imported(file) & others for file in files_of(room)}

    assert {file: rooms for file, rooms in wrong.items() if rooms} == {}


def test_contracts_import_the_harness_and_what_tests_are_written_with():
    known = {"harness", "pytest", "hypothesis"} | sys.stdlib_module_names

    assert [
        imported(file) - known for file in files_of("contracts") if imported(file) - known
    ] == []


def test_import_of_another_room_would_be_seen(tmp_path):
    file = tmp_path / "wrong.py"
    file.write_text("def f():\n    from reference.faults import FAULTS\n    import spec.rules\n")

    assert imported(file) == {"reference", "spec"}


@pytest.mark.parametrize("room", ALLOWED)
def test_no_file_has_outgrown_its_room(room):
    lengths = {file.name: len(file.read_text().splitlines()) for file in files_of(room)}

    assert {name: length for name, length in lengths.items() if length > LARGEST_FILE} == {}
