"""Every contract is seen to fail: each fault of the reference breaks its rules, and no others.

An instance is checked for each fault, on one of its products; `make proof` checks one for each
fault on each product that it applies to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reference.faults import FAULTS
from spec import rules
from tests.assertions import without_assertion
from tests.parts import BROKEN, params
from tests.proof import WITHOUT_A_FAULT, every_fault, rules_of

if TYPE_CHECKING:
    from tests.parts import Part, Parts
    from tests.proof import Case, Proof


@pytest.mark.starts_process
@pytest.mark.parametrize(("part", "case"), params(BROKEN))
def test_fault_breaks_its_rules_and_no_others(parts: Parts, part: Part, case: Case) -> None:
    judgment = parts.proof(part).judgments[case.name]

    assert not judgment.slipped, f"slipped by: {', '.join(sorted(judgment.slipped))}"
    assert not judgment.alarms


@pytest.fixture(scope="module")
def proof(parts: Parts) -> Proof:
    return parts.proof(*BROKEN)


@pytest.mark.starts_process
def test_no_secret_is_found_in_what_was_written(proof: Proof) -> None:
    assert not proof.leaks


def test_every_rule_of_every_product_has_a_fault() -> None:
    stated = {(rule.id, product) for rule in rules.load().values() for product in rule.statements}
    covered = {(rule, case.product) for case in every_fault() for rule in case.breaks}

    assert not {pair for pair in stated - covered if pair[0] not in WITHOUT_A_FAULT}


def test_there_are_enough_faults() -> None:
    assert len(every_fault()) >= 120
    assert all(FAULTS[name].description for name in FAULTS)
    assert all(case.breaks <= rules_of(case.product) and case.breaks for case in every_fault())


def test_every_contract_asserts_something() -> None:
    assert without_assertion() == []
