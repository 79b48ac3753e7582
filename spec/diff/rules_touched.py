"""Which rules a change touches, and which contracts prove them.

A rule of `spec/rules.toml` is touched by a change to an operation that it names, or to what stands
under the heading that states it. Rules that are about each operation are touched by every change.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from spec import products, rules, specification
from spec.rules import Each, Need

from .changes import Shown
from .document import path_shape
from .extensions import LIFETIMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spec.rules import Rule

    from .changes import OperationName
    from .document import Document
    from .report import Change

CONTRACTS = Path(__file__).parent.parent.parent / "contracts"


def product_of(documents: Iterable[Document]) -> str | None:
    """Return the product whose API has the title of one of the documents, or None."""
    titles = {
        str(info.get("title"))
        for document in documents
        if isinstance(info := document.raw.get("info"), dict)
    }
    return next(
        (each for each in products.names() if specification.load(each).title in titles), None
    )


@dataclass(frozen=True)
class Touched:
    """The rules of one product, by what may touch them; none without a product."""

    product: str | None

    def by(self, change: Change) -> list[str]:
        """Return the ids of the rules that a change touches, in the order of the list."""
        if self.product is None:
            return []
        if _is_lifetime(change):
            return [rule.id for rule in self._stated() if self._is_of_time(rule)]
        touched = {
            rule_id
            for operation in self._known(change.operations)
            for rule_id in _rules_by_operation(self.product).get(operation, ())
        }
        touched |= _rules_by_group(self.product).get(_group(change), frozenset())
        return [rule_id for rule_id in rules.load() if rule_id in touched]

    def by_all(self, changes: Iterable[Change]) -> list[str]:
        """Return the ids of the rules about each operation that any of the changes touches."""
        if self.product is None:
            return []
        names = [name for change in changes for name in change.operations]
        known = specification.load(self.product).operations
        secured = any(known[each].secured for each in self._known(names))
        kinds = {Each.OPERATION} if names else set()
        kinds |= {Each.PROTECTED_OPERATION} if secured else set()
        return [rule.id for rule in self._stated() if rule.each in kinds]

    def _stated(self) -> list[Rule]:
        return [rule for rule in rules.load().values() if self.product in rule.statements]

    def _is_of_time(self, rule: Rule) -> bool:
        return Need.TOKEN_AGER in rule.statements[str(self.product)].needs

    def _known(self, names: Iterable[OperationName]) -> set[str]:
        """Return the product's own ids of operations, found by method and path, then by id."""
        by_path = _ids_by_path(str(self.product))
        known = specification.load(str(self.product)).operations
        found = set()
        for name in names:
            paths = [by_path.get((name.method, path_shape(path))) for path in name.paths]
            ids = [each for each in paths if each] or [each for each in name.ids if each in known]
            found |= set(ids)
        return found


def _is_lifetime(change: Change) -> bool:
    """Tell whether a change is one of how long tokens live."""
    first = change.words[0] if change.words else ""
    return isinstance(first, Shown) and first.text in LIFETIMES


def _group(change: Change) -> str:
    label, name = change.segments[0] if change.segments else ("", "")
    return name if label == "group" else ""


@cache
def _ids_by_path(product: str) -> Mapping[tuple[str, str], str]:
    operations = specification.load(product).operations.values()
    return {(each.method, path_shape(each.path)): each.id for each in operations}


@cache
def _rules_by_operation(product: str) -> Mapping[str, frozenset[str]]:
    """Return the ids of rules by the id of each operation."""
    found: dict[str, set[str]] = {}
    for rule in rules.load().values():
        if product not in rule.statements:
            continue
        for operation in specification.load(product).operations.values():
            stated = (
                rule.place(product).startswith(f"{operation.source} ")
                or f"[{operation.path}]" in rule.statements[product].section
            )
            if operation.id in rule.operations(product) or stated:
                found.setdefault(operation.id, set()).add(rule.id)
    return {operation: frozenset(ids) for operation, ids in found.items()}


@cache
def _rules_by_group(product: str) -> Mapping[str, frozenset[str]]:
    """Return the ids of rules that a group's heading states, by the group's name."""
    found: dict[str, set[str]] = {}
    for rule in rules.load().values():
        statement = rule.statements.get(product)
        if statement and (match := re.fullmatch(r"Group (.+)", statement.section)):
            found.setdefault(match[1], set()).add(rule.id)
    return {name: frozenset(ids) for name, ids in found.items()}


@cache
def contracts_by_rule(folder: Path = CONTRACTS) -> Mapping[str, tuple[str, ...]]:
    """Return the contracts that prove each rule, as pytest names them; they are read, not run."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.glob("test_*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for rule_id in _rules_of(node):
                    found.setdefault(rule_id, []).append(f"{folder.name}/{file.name}::{node.name}")
    return {rule_id: tuple(names) for rule_id, names in found.items()}


def _rules_of(function: ast.FunctionDef) -> list[str]:
    """Return the ids that a contract names by `@rule("…")`."""
    return [
        decorator.args[0].value
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Name)
        and decorator.func.id == "rule"
        and decorator.args
        and isinstance(decorator.args[0], ast.Constant)
        and isinstance(decorator.args[0].value, str)
    ]
