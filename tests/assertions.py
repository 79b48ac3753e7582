"""The assertions of the contracts, and whether the proof would miss one that is deleted."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from harness.plugin.selection import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.proof import Proof


@dataclass(frozen=True)
class Assertion:
    """A statement of a contract that can break its rule."""

    contract: str
    """``test_file.py::test_name``."""
    rule: str
    text: str
    lines: range

    def is_at(self, place: str) -> bool:
        """Whether a place (``test_file.py:line``) is one of its lines."""
        file, _, line = place.partition(":")
        return self.contract.startswith(f"{file}::") and int(line) in self.lines


@cache
def assertions() -> tuple[Assertion, ...]:
    """Return every assertion of the contracts."""
    files = sorted(CONTRACTS.glob("test_*.py"))
    return tuple(each for file in files for each in _assertions_of(file))


def _assertions_of(file: Path) -> Iterator[Assertion]:
    source = file.read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        rule = _rule_of(node)
        if not isinstance(node, ast.FunctionDef) or rule is None:
            continue
        for statement in node.body:
            if _asserts(statement):
                text = ast.get_source_segment(source, statement) or ""
                lines = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
                yield Assertion(f"{file.name}::{node.name}", rule, text, lines)


def _rule_of(node: ast.stmt) -> str | None:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    for each in decorators:
        if isinstance(each, ast.Call) and ast.unparse(each.func) == "rule":
            return str(ast.literal_eval(each.args[0]))
    return None


def _asserts(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assert):
        return True
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return False
    return ast.unparse(statement.value.func).rpartition(".")[2].startswith("expect")


def unmissed(proof: Proof) -> list[str]:
    """Return the assertions whose deletion no fault of the proof would show, one line each.

    A deleted one is missed where some fault's rule is broken by it alone, or where its contract
    breaks by nothing else: then a rule slips by, or a contract is never seen to break.
    """
    broken = [each for each in proof.found["results"] if each["outcome"] == "broken"]
    by_rule: dict[tuple[str, str], list[str]] = {}
    by_contract: dict[str, list[str]] = {}
    for each in broken:
        place = proof.fired.get(each["test"], "elsewhere:0")
        by_rule.setdefault((each["target"], each["rule"]), []).append(place)
        contract = each["test"].removeprefix("contracts/").partition("[")[0]
        by_contract.setdefault(contract, []).append(place)
    breaks = {case.name: case.breaks for case in proof.cases}
    lines = []
    for each in assertions():
        alone = [
            places
            for (target, rule), places in by_rule.items()
            if rule == each.rule and rule in breaks[target]
        ]
        alone.append(by_contract.get(each.contract, ["elsewhere:0"]))
        if not any(all(map(each.is_at, places)) for places in alone):
            lines.append(f"{each.contract} ({each.rule}): {each.text}")
    return lines


def unseen(proof: Proof) -> list[str]:
    """Return the assertions that could be deleted, and nothing would show it, one line each.

    A contract whose only one is deleted asserts nothing, which is seen without a proof.
    """
    count = Counter(each.contract for each in assertions())
    several = [each.contract for each in assertions() if count[each.contract] > 1]
    return [line for line in unmissed(proof) if any(map(line.startswith, several))]


def never_broken(proof: Proof) -> list[str]:
    """Return the contracts that no fault of the proof breaks, with their rules."""
    seen = {
        each["test"].removeprefix("contracts/").partition("[")[0]
        for each in proof.found["results"]
        if each["outcome"] == "broken"
    }
    return [
        f"{contract} ({rule}) is never seen to break"
        for contract, rule in {each.contract: each.rule for each in assertions()}.items()
        if contract not in seen
    ]


def without_assertion() -> list[str]:
    """Return the contracts that assert nothing."""
    asserting = {each.contract for each in assertions()}
    return [
        f"{file.name}::{node.name} ({_rule_of(node)}) asserts nothing"
        for file in sorted(CONTRACTS.glob("test_*.py"))
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if _rule_of(node) is not None and isinstance(node, ast.FunctionDef)
        and f"{file.name}::{node.name}" not in asserting
    ]  # fmt: skip


PROVEN_ELSEWHERE = {
    "test_api_is_served_over_tls_alone": "tests/harness/fixtures/test_expectations.py",
    "test_code_of_another_client_is_refused": "tests/test_sign_in_at_a_provider.py",
    "test_operations.py": "tests/test_generic_rules.py",
    "test_resources.py": "tests/test_generic_rules.py",
    "test_lists.py": "tests/test_generic_rules.py",
    "test_no_query_crashes": "tests/test_generic_rules.py",
    "test_refused_request_does_nothing": "tests/test_generic_rules.py",
}
"""Contracts that take more than an instance of the reference, and where they are seen to break."""


def never_missed(proof: Proof) -> list[str]:
    """Return the contracts that no fault of a whole proof breaks, and what none of them needs."""
    return [
        line
        for line in (*never_broken(proof), *unmissed(proof))
        if not any(each in line for each in PROVEN_ELSEWHERE)
    ]
