"""An instance that the pages allow is never called broken, however it differs elsewhere."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from reference.variants import VARIANTS
from spec.specification import PRODUCTS
from tests.proof import (
    HONEST,
    Proof,
    every_pair,
    every_variant,
    in_turn,
    own_products,
    rules_of,
)

if TYPE_CHECKING:
    from tests.proof import Case

ALONE = in_turn(every_variant())
TOGETHER = own_products(every_pair())


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Proof:
    return Proof.of(ALONE, tmp_path_factory.mktemp("alone"))


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Proof:
    return Proof.of(TOGETHER, tmp_path_factory.mktemp("pairs"), "--depth", "quick")


@pytest.mark.starts_process
@pytest.mark.parametrize("case", [*HONEST, *ALONE], ids=lambda case: case.name)
def test_allowed_difference_breaks_nothing(alone: Proof, case: Case) -> None:
    judgment = alone.judgments[case.name]

    assert "kept" in judgment.outcomes.values()
    assert not judgment.alarms


@pytest.mark.starts_process
@pytest.mark.parametrize("case", TOGETHER, ids=lambda case: case.name)
def test_allowed_differences_together_break_nothing(together: Proof, case: Case) -> None:
    judgment = together.judgments[case.name]

    assert "kept" in judgment.outcomes.values()
    assert not judgment.alarms, "+".join(case.changes)


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_two_differences_that_fit_meet(product: str) -> None:
    names = [name for name, variant in VARIANTS.items() if product in variant.products]
    rows = [case.changes for case in every_pair() if case.product == product]

    apart = [
        (one, other)
        for one, other in combinations(names, 2)
        if VARIANTS[one].axis != VARIANTS[other].axis
        and not any(one in row and other in row for row in rows)
    ]

    assert apart == []
    assert all(len({VARIANTS[name].axis for name in row}) == len(row) for row in rows)


def test_there_are_enough_differences() -> None:
    assert len(VARIANTS) >= 30


@pytest.mark.starts_process
@pytest.mark.parametrize("product", PRODUCTS)
def test_honest_instance_keeps_every_rule_that_loopback_allows(alone: Proof, product: str) -> None:
    outcomes = alone.judgments[f"honest.{product}"].outcomes

    assert outcomes.keys() == rules_of(product)
    assert {rule for rule, each in outcomes.items() if each != "kept"} == {"transport.encrypted"}
