"""The rules of every operation, on products that nobody documents: each fault is caught by its own.

Their instances are served in the process of the run; each part of the cases is one run.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest

from spec import specification
from spec.compiler import project
from tests.invented import serving
from tests.invented.documents import FOLDER, LAYOUT, PRODUCTS
from tests.invented.proof import (
    BROKEN,
    DIFFERENT,
    HONEST,
    check,
    complaints,
    in_parts,
    in_turn,
    left_by,
    pairs,
)
from tests.invented.registry import FAULTS, VARIANTS

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

    from tests.invented.proof import Case, Part
    from tests.matrix import Run


GARDEN = FOLDER / "openapi" / "garden.yaml"
LACKING = {
    "ferry": set[str](),
    "garden": {"list.filters-by-name"},
    "quarry": {"list.filters-by-name", "list.orders"},
}
"""Rules of which a product has no list."""
MOST_FOR_A_PAGE = 150
"""Requests of a quick run to a page of ten operations, at account effects."""


@cache
def run_of(part: Part) -> Run:
    """Check the cases of a part, once in a process."""
    return check(part.cases, Path(mkdtemp()), "--depth", part.depth)


def params(*parts: Part) -> list[ParameterSet]:
    """Give a test every case of the parts, with its part."""
    return [
        pytest.param(part, case, id=f"{part.name}:{case.name}")
        for part in parts
        for case in part.cases
    ]


@pytest.mark.starts_process
@pytest.mark.parametrize(("part", "case"), params(*in_parts("honest", HONEST)))
def test_honest_instance_breaks_nothing(part: Part, case: Case) -> None:
    outcomes = run_of(part).outcomes(case.name)

    assert complaints(case, run_of(part)) == []
    lacking = {rule for rule in serving.RULES if outcomes.get(rule) != "kept"}
    assert lacking == LACKING[case.product]
    left = [
        each for each in left_by(case, run_of(part)) if "has no operation that deletes" not in each
    ]
    assert left == []


@pytest.mark.starts_process
def test_page_of_ten_operations_takes_few_requests(tmp_path: Path) -> None:
    garden = next(case for case in HONEST if case.product == "garden")

    run = check([garden], tmp_path, "--depth", "quick")

    assert len(specification.parse("garden", GARDEN.read_text()).operations) == 10
    assert complaints(garden, run) == []
    assert run.verdict(garden.name) == "conformant"
    (target,) = run.results["targets"]
    assert target["requests"] <= MOST_FOR_A_PAGE


@pytest.mark.starts_process
@pytest.mark.parametrize(("part", "case"), params(*in_parts("faults", in_turn(BROKEN))))
def test_fault_breaks_its_rules_and_no_others(part: Part, case: Case) -> None:
    assert complaints(case, run_of(part)) == []


@pytest.mark.starts_process
@pytest.mark.parametrize(("part", "case"), params(*in_parts("alone", in_turn(DIFFERENT))))
def test_allowed_difference_breaks_nothing(part: Part, case: Case) -> None:
    assert complaints(case, run_of(part)) == []


@pytest.mark.starts_process
@pytest.mark.parametrize(("part", "case"), params(*in_parts("together", in_turn(pairs()))))
def test_allowed_differences_together_break_nothing(part: Part, case: Case) -> None:
    assert complaints(case, run_of(part)) == [], "+".join(case.changes)


def test_documents_are_what_their_pages_give() -> None:
    assert project.check(LAYOUT) == []


def test_there_are_enough_faults_and_differences() -> None:
    assert len(FAULTS) >= 80
    assert len(VARIANTS) >= 25
    assert all(each.description for each in (*FAULTS.values(), *VARIANTS.values()))
    assert {each.product for each in HONEST} == set(PRODUCTS)


@pytest.mark.parametrize("rule", serving.RULES)
def test_every_rule_of_every_operation_has_faults(rule: str) -> None:
    assert sum(rule in each.breaks for each in FAULTS.values()) >= 3


def test_every_two_differences_that_fit_meet() -> None:
    rows = [set(case.changes) for case in pairs()]
    apart = [
        {one, other}
        for one, other in combinations(VARIANTS, 2)
        if VARIANTS[one].products == VARIANTS[other].products
        and VARIANTS[one].axis != VARIANTS[other].axis
        and not any({one, other} <= row for row in rows)
    ]

    assert apart == []
