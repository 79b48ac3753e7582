"""The orders in which a list's page says that it can be asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.operations.arguments import documented_values
from harness.operations.items import member_of
from spec.members import members_of_things
from spec.resources import followed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.operations.paging import Paging
    from spec.specification import Operation, Parameter, Specification

_WORDS = r"asc|desc|ascending|descending"
_MARKED = re.compile(rf"(.+?)(?:[:., |-]|_(?=[A-Za-z]+$))({_WORDS})", re.IGNORECASE)
"""``name:desc``, ``name desc``, ``name_desc``, and the like."""
_RANKED = frozenset({"state", "status", "type", "kind", "priority", "role", "level", "severity"})
"""Members whose values have an order of their own."""
DIRECTED = "+-"
"""What stands before a member: that its direction is the usual one, or the other."""


@dataclass(frozen=True)
class Order:
    """One order, as it is asked for."""

    query: tuple[tuple[str, str], ...]
    key: str
    """The member that things are ordered by; empty where the page does not say."""
    is_descending: bool | None
    """None where the page does not say."""

    @property
    def words(self) -> str:
        """Say how it is asked for."""
        return "&".join(f"{name}={value}" for name, value in self.query) or "no order asked for"


def orders_of(paging: Paging) -> list[Order]:
    """Return the documented orders, each in each documented direction; that of no query first."""
    by = paging.order
    if by is None:
        return []
    values = documented_values(by)
    if values and None not in map(_is_descending, values):  # it asks for a direction alone
        return list(_directed((), "", by))
    found = [order for each in values for order in _orders(by, each, paging)]
    default = by.schema.get("default")
    if default is not None:
        key, is_descending = _parted(str(default), by)
        if is_descending is None:
            is_descending = _default_direction(paging.direction)
        found.insert(0, Order((), key, is_descending))
    return found


def _orders(by: Parameter, value: str, paging: Paging) -> Iterator[Order]:
    key, is_descending = _parted(value, by)
    asked = ((by.name, value),)
    if is_descending is not None or paging.direction is None:
        yield Order(asked, key, is_descending)
        return
    directed = list(_directed(asked, key, paging.direction))
    yield from directed
    usual = _default_direction(paging.direction)
    if usual is not None or not directed:
        yield Order(asked, key, usual)


def _directed(
    asked: tuple[tuple[str, str], ...], key: str, parameter: Parameter
) -> Iterator[Order]:
    for each in documented_values(parameter):
        is_descending = _is_descending(each)
        if is_descending is not None:
            yield Order((*asked, (parameter.name, each)), key, is_descending)


def _default_direction(parameter: Parameter | None) -> bool | None:
    default = parameter.schema.get("default") if parameter is not None else None
    return _is_descending(str(default)) if default is not None else None


def _parted(value: str, by: Parameter) -> tuple[str, bool | None]:
    """Return the member that a value names, the first of several, and its direction."""
    first = value.partition(",")[0].strip()
    if first[:1] in {*DIRECTED}:
        return first[1:], first[0] == "-"
    if (marked := _MARKED.fullmatch(first)) is not None:
        return marked.group(1), _is_descending(marked.group(2))
    is_signed = any(each[:1] in {*DIRECTED} for each in documented_values(by))
    return first, False if is_signed else None


def _is_descending(word: str) -> bool | None:
    lowered = word.lower()
    if lowered in {"asc", "ascending", "1"}:
        return False
    return True if lowered in {"desc", "descending", "-1"} else None


def is_ranked(spec: Specification, operation: Operation, key: str) -> bool:
    """Whether the values of a member may have an order of their own, as ``low`` before ``high``."""
    schema = member_of(members_of_things(spec.document, operation), key)
    has_choice = isinstance(schema, dict) and "enum" in followed(spec.document, schema)
    return has_choice or key.lower().rpartition(".")[2] in _RANKED
