"""Imports run one way, and no file has outgrown its room."""

import ast
import sys

import pytest

from tests.matrix import ROOT
from tests.rooms import FACES, FLOORS, ORDER, circle, files_of, graph_of, imports_of, upward_imports

ROOMS = {"contracts", "harness", "reference", "spec", "tests"}
LARGEST_FILE = 400
"""Lines; a longer file has more than one reason to change."""
LONGEST_FUNCTION = 40
"""Lines."""

ALLOWED = {
    "contracts": {"harness"},
    "harness": {"spec"},
    "spec": set(),
    "reference": set(),
}


def imported(file):
    """The top-level packages that a file imports."""
    return {module.partition(".")[0] for _, module in imports_of(file)}


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


def test_rooms_of_the_harness_import_only_what_stands_below_them():
    assert upward_imports(files_of("harness")) == []


@pytest.mark.parametrize(
    ("line", "module"),
    [
        ("from harness.plugin.worker import Worker", "harness.plugin.worker.Worker"),
        ("if X:\n    from harness.operations.api import Api", "harness.operations.api.Api"),
        ("from harness.sources import mail", "harness.sources.mail"),
        ("import harness.contract", "harness.contract"),
    ],
    ids=["upwards", "for-annotations", "beside-it", "a-face"],
)
def test_import_upwards_is_named_with_its_place(tmp_path, line, module):
    file = tmp_path / "harness" / "http" / "client.py"
    file.parent.mkdir(parents=True)
    file.write_text(f"from harness.core import clock\n{line}\n")
    at = 2 + line.count("\n")

    assert upward_imports([file], tmp_path) == [
        f"harness/http/client.py:{at}: http imports {module}, which does not stand below it"
    ]


def test_no_files_of_the_harness_import_each_other_in_a_circle():
    assert circle(graph_of(files_of("harness"))) == []


def test_circle_would_be_seen():
    assert circle({"a": ["b"], "b": ["c", "d"], "c": [], "d": ["b"]}) == ["b", "d"]


def test_every_room_has_its_floor():
    rooms = {each.name for each in (ROOT / "harness").iterdir() if (each / "__init__.py").exists()}
    files = {file.stem for file in (ROOT / "harness").glob("*.py")} - {"__init__"}

    assert rooms == FLOORS.keys()
    assert len(FLOORS) == sum(map(len, ORDER))
    assert files == FACES


PROVEN_ELSEWHERE = {
    "operations/api.py": "tests/harness/http/test_client.py",
    "fixtures/departures.py": "tests/test_every_rule_can_break.py",
    "fixtures/other_users.py": "tests/test_every_rule_can_break.py",
    "fixtures/refused_requests.py": "tests/harness/fixtures/test_refusals.py",
    "generation/drawing.py": "tests/harness/generation/test_searches.py",
    "generation/forged_codes.py": "tests/test_every_rule_can_break.py",
    "generation/forgery_searches.py": "tests/test_every_rule_can_break.py",
    "plugin/controller.py": "tests/harness/plugin/test_hooks.py",
    "plugin/gathering.py": "tests/harness/plugin/test_checking.py",
    "plugin/keys.py": "tests/harness/plugin/test_collection.py",
    "plugin/subjects.py": "tests/harness/plugin/test_collection.py",
    "reports/__main__.py": "tests/harness/reports/test_merge.py",
    "reports/card.py": "tests/harness/reports/test_cards.py",
    "reports/dry_run.py": "tests/test_safe_to_point_at_production.py",
    "results/result.py": "tests/harness/results/test_record.py",
    "run/product.py": "tests/test_other_products.py",
    "run/stopwatch.py": "tests/test_generated_input.py",
    "sequences/known.py": "tests/harness/sequences/test_exploration.py",
    "sequences/sessions.py": "tests/harness/sequences/test_exploration.py",
    "sequences/shared.py": "tests/harness/sequences/test_exploration.py",
    "sources/mail.py": "tests/harness/sources/test_mailbox.py",
}
"""Files of the harness that are proven by a test of another name: by larger ones, mostly."""


def test_files_of_the_harness_are_proven_by_a_test_of_their_name():
    files = [each.relative_to(ROOT / "harness") for each in files_of("harness")]
    missing = {
        file.as_posix()
        for file in files
        if file.name != "__init__.py"
        and not (ROOT / "tests" / "harness" / file.parent / f"test_{file.name}").exists()
    }

    assert missing - {"contract.py"} == PROVEN_ELSEWHERE.keys()
    assert [each for each in PROVEN_ELSEWHERE.values() if not (ROOT / each).exists()] == []


def test_tests_of_the_harness_stand_in_its_rooms():
    folders = {each.parent.name for each in (ROOT / "tests" / "harness").glob("*/test_*.py")}

    assert folders <= FLOORS.keys()


@pytest.mark.parametrize("room", ALLOWED)
def test_no_function_is_too_long_to_read(room):
    lengths = {
        f"{file.name}::{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for file in files_of(room)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}
