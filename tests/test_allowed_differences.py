"""An instance that the pages allow is never called broken, however it differs elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reference.variants import VARIANTS
from spec.specification import PRODUCTS
from tests.matrix import check_instances

if TYPE_CHECKING:
    from tests.matrix import Run

PAIRS = [(name, product) for name, variant in VARIANTS.items() for product in variant.products]
HONEST = [("honest", product) for product in PRODUCTS]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    names = {f"{name}.{product}": f"{product}+{name}" for name, product in PAIRS}
    names |= {f"honest.{product}": product for _, product in HONEST}
    return check_instances(names, tmp_path_factory.mktemp("variants"), "-p", "no:html", "--tb=no")


def binding(run: Run, target: str) -> dict[str, str]:
    """The outcomes of the documented and implied rules."""
    return {
        each["rule"]: each["outcome"]
        for each in run.results["rules"]
        if each["target"] == target and each["strength"] != "advised"
    }


@pytest.mark.parametrize(("variant", "product"), [*PAIRS, *HONEST])
def test_allowed_difference_breaks_nothing(run: Run, variant: str, product: str) -> None:
    outcomes = binding(run, f"{variant}.{product}")

    assert "kept" in outcomes.values()
    assert not {"broken", "error"} & set(outcomes.values())


def test_run_over_allowed_differences_succeeds(run: Run) -> None:
    assert run.exit_code == 0, run.console


@pytest.mark.parametrize("product", PRODUCTS)
def test_honest_instance_keeps_every_rule_that_loopback_allows(run: Run, product: str) -> None:
    outcomes = run.outcomes(f"honest.{product}")

    unkept = {rule for rule, outcome in outcomes.items() if outcome != "kept"}

    assert unkept == {"transport.encrypted"}
