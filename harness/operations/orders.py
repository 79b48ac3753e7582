"""The orders in which a list's page says that it can be asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harness.operations.arguments import documented_values
from harness.operations.items import member_of
from spec.case_words import CASE
from spec.members import members_of_things
from spec.paging import FALLING, RISING
from spec.resources import followed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from harness.operations.paging import Paging
    from spec.parameters import Parameter
    from spec.specification import Operation, Specification
    from spec.ties import Ties

_WORDS = r"asc|desc|ascending|descending"
_MARKED = re.compile(rf"(.+?)(?:[:., |-]|_(?=[A-Za-z]+$))({_WORDS})", re.IGNORECASE)
"""``name:desc``, ``name desc``, ``name_desc``, and the like."""
_RANKED = frozenset({"state", "status", "type", "kind", "priority", "role", "level", "severity"})
"""Members whose values have an order of their own."""
DIRECTED = "+-"
"""What stands before a member: that its direction is the usual one, or the other."""
_MARKED_BEFORE = re.compile(rf"({_WORDS})(?:[:( ](?! ))([\w.]+)\)?", re.IGNORECASE)
"""``desc:name``, ``desc(name)``."""
_MINUS = r"(?:`-`|'-'|\"-\"|\b(?:minus|hyphen|dash)\b)"
_FALLING = r"\b(?:descend\w*|revers\w*|falling|(?:largest|highest|newest|last) (?:ones? )?first)\b"
_SAYS_MINUS = re.compile(rf"(?i){_MINUS}[^.;]*{_FALLING}|{_FALLING}[^.;]*{_MINUS}")
_SAYS_OF_TEXTS = re.compile(
    r"(?i)\b(names|texts|titles|strings|words)\b.*\b(are|come) (sorted|ordered|compared)\b"
)
_SHOWS_MARK = re.compile(r"`\w*([:,.])(desc)`", re.IGNORECASE)


@dataclass(frozen=True)
class Order:
    """One order, as it is asked for."""

    query: tuple[tuple[str, str], ...]
    key: str
    """The member that things are ordered by; empty where the page does not say."""
    is_descending: bool | None
    """None where the page does not say."""
    then: str = ""
    """The member by which things follow that are equal; empty where the page does not say."""
    ignores_case: bool = False
    """Whether the page says that upper and lower case are the same."""
    is_of_making: bool = False
    """Whether it is that of their making; without a key, no member tells when that was."""

    @property
    def words(self) -> str:
        """Say how it is asked for."""
        return "&".join(f"{name}={value}" for name, value in self.query) or "no order asked for"


def orders_of(paging: Paging, words: str = "") -> list[Order]:
    """Return the documented orders, each in each documented direction; that of no query first.

    ``words`` are what the page says of the list.
    """
    unasked = _unasked(paging)
    found = [unasked] if unasked is not None else []
    by, told = paging.order, paging.told
    key = told.member if told is not None else ""
    if by is None:
        return [*found, *(_directed((), key, paging.direction) if key and paging.direction else ())]
    values = documented_values(by)
    if values and None not in map(_is_descending, values):  # it asks for a direction alone
        return [*found, *_directed((), key, by)]
    asked = [
        order for each in (*values, *_shown(by, values)) for order in _orders(by, each, paging)
    ]
    ignores_case = _ignores_case(paging, words)
    return [*found, *(replace(each, ignores_case=ignores_case) for each in asked)]


def turned(paging: Paging) -> list[Order]:
    """Return the order that parameters' defaults tell of, the other way round: a direction alone.

    Nothing where a direction is no parameter of its own, or nobody tells which is the usual one.
    """
    usual, direction = _unasked(paging), paging.direction
    if paging.order is None or direction is None or _default(paging) is None or usual is None:
        return []
    every = _directed((), usual.key, direction)
    return [each for each in every if each.is_descending is not usual.is_descending]


def with_ties(order: Order, told: Iterable[Ties]) -> Order:
    """Return an order that is asked for with what its page says of things that are equal in it.

    That is nothing where the page says several things of them.
    """
    ties = [each for each in told if each.of in {"", order.key}]
    if len(ties) != 1 or not order.query or order.then or order.key in {"", ties[0].member}:
        return order
    is_told = order.is_descending is False or (order.is_descending is True and ties[0].is_always)
    return replace(order, then=ties[0].member) if is_told else order


def _unasked(paging: Paging) -> Order | None:
    """Return the order of no query: by the parameters' defaults, and in words; None without one."""
    by, direction, told = paging.order, paging.direction, paging.told
    if any(each is not None and each.required for each in (by, direction)):
        return None  # there is no list that is not asked for one
    given = _default(paging)
    if told is None or (given is not None and given.key != told.member):
        # without words, or with others, a default that is a direction alone tells of no member
        return given if told is None and given is not None and given.key else None
    usual = given.is_descending if given is not None else _default_direction(direction)
    if None not in (usual, told.is_descending) and usual is not told.is_descending:
        return None  # what the page says of it is not one thing
    is_descending = told.is_descending if told.is_descending is not None else usual
    return Order((), told.member, is_descending, told.then, told.ignores_case, told.is_of_making)


def _default(paging: Paging) -> Order | None:
    """Return the order that the parameters' defaults tell of; None where that of one has none."""
    by, told = paging.order, paging.told
    default = by.schema.get("default") if by is not None else None
    if by is None or default is None:
        return None
    if (is_descending := _is_descending(str(default))) is not None:
        return Order((), told.member if told is not None else "", is_descending)
    key, is_descending = _parted(str(default), by)
    if is_descending is None:
        is_descending = _default_direction(paging.direction)
    return Order((), key, is_descending)


def _ignores_case(paging: Paging, words: str) -> bool:
    """Whether a page says of the texts themselves that they are sorted without regard to case."""
    own = paging.order.description if paging.order is not None else ""
    return any(
        CASE.search(each) and _SAYS_OF_TEXTS.search(each)
        for each in re.split(r"[.;\n]", f"{own}\n{words}")
    )


def _shown(by: Parameter, values: Sequence[str]) -> list[str]:
    """Return the values of which a page tells in words alone, in the other direction."""
    if any(value[:1] in {*DIRECTED} or _MARKED.fullmatch(value) for value in values):
        return []
    if _says_minus(by, values):
        return [f"-{each}" for each in values]
    mark = _SHOWS_MARK.search(by.description)
    return [f"{each}{mark[1]}{mark[2]}" for each in values] if mark is not None else []


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


def _says_minus(by: Parameter, values: Sequence[str]) -> bool:
    """Whether a minus before a value asks for the other direction, and none is shown with one."""
    return _SAYS_MINUS.search(by.description) is not None and not any(
        _MARKED.fullmatch(each) for each in values
    )


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
    first, _, rest = (each.strip() for each in value.partition(","))
    if _is_descending(rest) is not None:  # name,desc
        return first, _is_descending(rest)
    if first[:1] in {*DIRECTED}:
        return first[1:], first[0] == "-"
    if (marked := _MARKED.fullmatch(first)) is not None:
        return marked.group(1), _is_descending(marked.group(2))
    if (marked := _MARKED_BEFORE.fullmatch(first)) is not None:
        return marked.group(2), _is_descending(marked.group(1))
    values = documented_values(by)
    is_signed = any(each[:1] in {*DIRECTED} for each in values) or _says_minus(by, values)
    return first, False if is_signed else None


def _is_descending(word: str) -> bool | None:
    lowered = word.lower()
    if lowered in RISING:
        return False
    return True if lowered in FALLING else None


def is_ranked(spec: Specification, operation: Operation, key: str) -> bool:
    """Whether the values of a member may have an order of their own, as ``low`` before ``high``."""
    schema = member_of(members_of_things(spec.document, operation), key)
    has_choice = isinstance(schema, dict) and "enum" in followed(spec.document, schema)
    return has_choice or key.lower().rpartition(".")[2] in _RANKED
