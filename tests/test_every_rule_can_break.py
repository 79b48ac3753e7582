"""Every contract is seen to fail: each fault of the reference breaks its rules, and no others.

One run of the suite checks an instance for each fault; `make proof` one for each fault on each
product that it applies to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reference.faults import FAULTS
from spec import rules
from tests.matrix import check_instances, proof_is_whole

if TYPE_CHECKING:
    from tests.matrix import Run

# Loopback has no TLS for a fault to leave out: tests/harness/test_transport.py proves this one.
WITHOUT_A_FAULT = {"transport.encrypted"}


def breaks(fault: str, product: str) -> set[str]:
    """The rules of the product that a fault breaks."""
    table = rules.load()
    return {each for each in FAULTS[fault].breaks if product in table[each].statements}


def every_pair() -> list[tuple[str, str]]:
    """Every fault on every product that it applies to."""
    return [(name, product) for name, fault in FAULTS.items() for product in fault.products]


def chosen_pairs() -> list[tuple[str, str]]:
    """Every fault on one of its products, in turn; `make proof` asks for each of them.

    me has twice the operations and takes twice the time: it is chosen where only it has the fault.
    """
    if proof_is_whole():
        return every_pair()
    chosen = []
    for index, (name, fault) in enumerate(FAULTS.items()):
        products = sorted(set(fault.products) - {"me"}) or ["me"]
        chosen.append((name, products[index % len(products)]))
    return chosen


PAIRS = chosen_pairs()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    names = {f"{fault}.{product}": f"{product}+{fault}" for fault, product in PAIRS}
    return check_instances(names, tmp_path_factory.mktemp("faults"), "-p", "no:html", "--tb=no")


@pytest.mark.parametrize(("fault", "product"), PAIRS)
def test_fault_breaks_its_rules_and_no_others(run: Run, fault: str, product: str) -> None:
    outcomes = run.outcomes(f"{fault}.{product}")
    broken = {rule for rule, outcome in outcomes.items() if outcome == "broken"}

    assert breaks(fault, product) <= broken, "slipped by"
    assert broken <= breaks(fault, product) | {*FAULTS[fault].may_break}, "cried wolf"
    assert "error" not in outcomes.values()


def test_every_rule_is_seen_to_break() -> None:
    seen = {rule for name, product in PAIRS for rule in breaks(name, product)}

    assert rules.load().keys() - seen == WITHOUT_A_FAULT


def test_every_rule_of_every_product_has_a_fault() -> None:
    stated = {(rule.id, product) for rule in rules.load().values() for product in rule.statements}
    covered = {(rule, product) for name, product in every_pair() for rule in breaks(name, product)}

    missing = {pair for pair in stated - covered if pair[0] not in WITHOUT_A_FAULT}

    assert not missing
