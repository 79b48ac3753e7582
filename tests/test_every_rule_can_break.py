"""Every contract is seen to fail: each fault of the reference breaks its rules, and no others.

An instance is checked for each fault, on one of its products; `make proof` checks one for each
fault on each product that it applies to.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reference.faults import FAULTS
from spec import rules
from tests.assertions import assertions, unseen, without_assertion
from tests.cards import (
    LEAST_SHARE,
    OTHERWISE,
    cards_of,
    figure,
    is_excepted,
    share,
    told_otherwise,
)
from tests.parts import BROKEN, CASES, TELLING, params
from tests.proof import WITHOUT_A_FAULT, Case, Proof, every_fault, rules_of

if TYPE_CHECKING:
    from tests.parts import Part, Parts


@pytest.mark.starts_process
@pytest.mark.parametrize(("part", "case"), params(BROKEN))
def test_fault_breaks_its_rules_and_no_others(parts: Parts, part: Part, case: Case) -> None:
    judgment = parts.proof(part).judgments[case.name]

    assert not judgment.slipped, f"slipped by: {', '.join(sorted(judgment.slipped))}"
    assert not judgment.alarms


@pytest.mark.starts_process
@pytest.mark.parametrize(
    ("part", "case"), params(BROKEN, [case for case in CASES if not is_excepted(case)])
)
def test_fault_is_told_by_one_card_of_its_own_rule(parts: Parts, part: Part, case: Case) -> None:
    told = cards_of(parts.proof(part), case)

    assert len(told) == 1, f"cards of: {', '.join(told)}"
    assert told[0] in case.breaks


@pytest.fixture(scope="module")
def proof(parts: Parts) -> Proof:
    return parts.proof(*BROKEN)


@pytest.mark.starts_process
def test_no_assertion_can_be_deleted_unseen(proof: Proof) -> None:
    """Of a contract with several, each wants a fault in TELLING that it alone sees."""
    assert unseen(proof) == []


def test_assertion_that_no_fault_needs_is_named() -> None:
    contract = "test_logout.py::test_log_out_is_answered"
    answered, again = [each for each in assertions() if each.contract == contract]
    broken = {"target": "f", "rule": answered.rule, "outcome": "broken"}
    results = [{**broken, "test": f"contracts/{contract}[f]"}]
    place = f"test_logout.py:{answered.lines.start}"

    found = {"targets": [], "rules": [], "results": results, "causes": []}
    named = unseen(
        Proof([Case("f", "me", ("logout-refused",))], found, {results[0]["test"]: place})
    )

    told = [line for line in named if line.startswith(contract)]
    assert told == [f"{contract} ({again.rule}): {again.text}"]


@pytest.mark.starts_process
def test_no_secret_is_found_in_what_was_written(proof: Proof) -> None:
    assert not proof.leaks


@pytest.mark.starts_process
def test_nineteen_of_twenty_faults_are_told_by_one_card(proof: Proof) -> None:
    told, of = share(proof)

    assert told >= LEAST_SHARE * of, figure(proof)
    assert not told_otherwise(proof)


def test_card_that_is_missing_or_too_many_would_be_seen() -> None:
    case = Case("f.me", "me", ("token-any",))
    rules_told = {"none": [], "two": ["token.refuses-forged"] * 2, "other": ["options.flags"]}
    causes = [{"target": name, "rule": each} for name, told in rules_told.items() for each in told]
    cases = [replace(case, name=name) for name in rules_told]
    found = {"targets": [], "rules": [], "results": [], "causes": causes}

    seen = Proof(cases, found, {})

    assert share(seen) == (0, 3)
    assert told_otherwise(seen) == [
        "none: cards of none",
        "two: cards of token.refuses-forged, token.refuses-forged",
        "other: cards of options.flags",
    ]


def test_faults_that_are_told_otherwise_are_there_and_few() -> None:
    assert OTHERWISE.keys() <= FAULTS.keys()
    assert len(OTHERWISE) <= (1 - LEAST_SHARE) * len(FAULTS)


def test_every_rule_of_every_product_has_a_fault() -> None:
    stated = {(rule.id, product) for rule in rules.load().values() for product in rule.statements}
    covered = {(rule, case.product) for case in every_fault() for rule in case.breaks}

    assert not {pair for pair in stated - covered if pair[0] not in WITHOUT_A_FAULT}


def test_faults_that_tell_assertions_apart_are_there() -> None:
    assert FAULTS.keys() >= TELLING


def test_there_are_enough_faults() -> None:
    assert len(every_fault()) >= 120
    assert all(FAULTS[name].description for name in FAULTS)
    assert all(case.breaks <= rules_of(case.product) and case.breaks for case in every_fault())


def test_every_contract_asserts_something() -> None:
    assert without_assertion() == []
