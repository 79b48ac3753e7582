"""Which results an entry of the list of known deviations names, and when it is stale."""

import ast
from datetime import timedelta

import pytest

from harness.core.rule_ids import NOT_CRASHED, OBSERVED_RULES
from harness.fixtures.gate_names import gate_names
from harness.targets.known_deviation import operations_of
from harness.targets.model import Probe
from spec import rules, specification
from spec.rules import Each
from tests.harness.deviations import GATED, TODAY, an_entry
from tests.harness.making import DOCUMENTED, a_target
from tests.matrix import ROOT
from tests.products import PRODUCTS


@pytest.mark.parametrize(
    ("entry", "rule", "operation", "case", "covers"),
    [
        ({}, DOCUMENTED, None, None, True),
        ({}, "logout.answers", None, None, False),
        ({"operation": "login"}, DOCUMENTED, "login", "418", True),
        ({"operation": "login"}, DOCUMENTED, None, None, False),
        ({"status": 418}, DOCUMENTED, "login", "418", True),
        ({"status": 418}, DOCUMENTED, "login", "cut-short", False),
    ],
)
def test_entry_covers_what_it_names(entry, rule, operation, case, covers):
    assert an_entry(**entry).covers(rule, operation, case) is covers


@pytest.mark.parametrize(("days", "has_ended"), [(-1, True), (0, False), (1, False)])
def test_entry_ends_with_its_last_day(days, has_ended):
    assert an_entry(until=TODAY + timedelta(days=days)).has_ended(TODAY) is has_ended
    assert not an_entry().has_ended(TODAY)


def test_reason_goes_without_an_issue():
    assert an_entry().because == "stateless tokens"


def gated_contracts():
    """The rules of contracts that are collected once for each gate."""
    return {
        decorator.args[0].value
        for file in sorted((ROOT / "contracts").glob("test_*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and "each_gate" in {each.arg for each in node.args.args}
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        and ast.unparse(decorator.func) == "rule"
        and isinstance(decorator.args[0], ast.Constant)
    }


def rules_at_each(what):
    return {rule.id for rule in rules.load().values() if rule.each is what}


def test_rules_at_each_protected_operation_are_those_whose_contracts_are():
    assert gated_contracts() - {NOT_CRASHED} == rules_at_each(Each.PROTECTED_OPERATION)


OF_ANY_OPERATION = ("operation.", "parameter.", "list.", "resource.is-listed")
"""How the rules begin that are proven of each operation without contracts of its own."""


def test_rules_at_each_operation_are_those_of_every_exchange_and_of_any_operation():
    found = {
        each for each in rules_at_each(Each.OPERATION) if not each.startswith(OF_ANY_OPERATION)
    }

    assert found == {*OBSERVED_RULES, NOT_CRASHED}


@pytest.mark.parametrize(
    ("rule", "operations"),
    [
        ("token.required", ("loginToMetabase", "probe")),
        ("logout.ends-session", ("logout", "loginToMetabase", "probe")),
        ("login.issues-token", ("login",)),
        ("transport.encrypted", ()),
    ],
)
def test_results_of_a_rule_stand_under_its_operations(rule, operations):
    assert operations_of(rules.load()[rule], "cdp") == operations


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_gate_can_be_named(product):
    spec = specification.load(product)
    target = a_target(product=product, probe=Probe("GET", "/"))

    named = operations_of(rules.load()[GATED], product)

    assert named == gate_names(spec, target)
