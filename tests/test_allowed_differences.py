"""An instance that the pages allow is never called broken, however it differs elsewhere."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from reference.variants import VARIANTS
from tests.parts import ALONE, HONEST_AT, TOGETHER, params
from tests.products import PRODUCTS
from tests.proof import every_pair, rules_of, that_meet

if TYPE_CHECKING:
    from tests.parts import Part, Parts
    from tests.proof import Case


@pytest.mark.starts_process
@pytest.mark.parametrize(("part", "case"), params(ALONE))
def test_allowed_difference_breaks_nothing(parts: Parts, part: Part, case: Case) -> None:
    judgment = parts.proof(part).judgments[case.name]

    assert "kept" in judgment.outcomes.values()
    assert not judgment.alarms


@pytest.mark.starts_process
@pytest.mark.parametrize(("part", "case"), params(TOGETHER))
def test_allowed_differences_together_break_nothing(parts: Parts, part: Part, case: Case) -> None:
    judgment = parts.proof(part).judgments[case.name]

    assert "kept" in judgment.outcomes.values()
    assert not judgment.alarms, "+".join(case.changes)


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_two_differences_that_fit_meet(product: str) -> None:
    names = that_meet(product)
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
def test_honest_instance_keeps_every_rule_that_loopback_allows(parts: Parts, product: str) -> None:
    honest = parts.proof(HONEST_AT["standard"])

    outcomes = honest.judgments[f"honest.{product}"].outcomes

    assert outcomes.keys() == rules_of(product)
    assert {rule for rule, each in outcomes.items() if each != "kept"} == {"transport.encrypted"}
