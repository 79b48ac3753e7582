"""In which ways an operation is sent, one after the other, until one is taken.

What a page shows may be refused though the page is kept: its sample names what is not there, or is
taken already, and what has no sample can only be guessed at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harness.core import clock
from harness.operations.arguments import CHANGING, Arguments, body_of, guesses_at, least_of
from harness.operations.formed import days_over, is_day
from harness.operations.references import typed_as
from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from harness.operations.arguments import Called
    from harness.operations.values import Maker
    from spec.specification import Operation

CONFLICT = 409
_CODES = 3
_MOST_WEEKS = 500
REFUSING = frozenset({400, CONFLICT, 422})
"""Statuses by which an instance says that what was sent is not right, or not right now."""


@dataclass(frozen=True)
class Sources:
    """What other ways to send an operation are made of."""

    maker: Callable[[], Maker]
    """Gives what makes values."""
    plain: Callable[[], Arguments]
    """Gives the page's own values, where others are sent first."""
    values: Mapping[str, str]
    """Those of the targets file."""


def ways_of(
    operation: Operation, whole: Arguments, sources: Sources, *, is_least: bool = False
) -> Iterator[Arguments]:
    """Yield ways to send an operation: all that the page shows first, or what it requires alone."""
    less = _with_less(operation, whole, sources.maker())
    is_making = operation.kind is Kind.CREATE
    if is_least and is_making:
        yield from less
    yield whole
    if is_making and str(CONFLICT) in operation.answers:
        for _ in range(_CODES):  # one of few digits may be another thing's
            yield from unlike_others(operation, whole, sources.maker())
        yield from _at_another_time(operation, whole, sources.maker())
    if is_making and not is_least:
        yield from less
    if operation.kind in CHANGING and whole.body is not None:
        plain = sources.plain()
        yield replace(whole, body=plain.body, guessed=plain.guessed)
    yield from _with_days_to_come(whole)
    if operation.kind is Kind.ACTION and str(CONFLICT) in operation.answers:
        yield from _to_other_states(operation, whole, sources.maker())
    if operation.kind not in CHANGING:
        yield from _with_named(operation, whole, sources.values)
    yield from _with_more(operation, whole, sources.maker())


def without_named(operation: Operation, refused: Sequence[Called]) -> Iterator[Arguments]:
    """Yield what was refused first without the members that the refusal names, if they may lack.

    A page may say in words alone that they do not go with another one.
    """
    if not refused or operation.kind is not Kind.CREATE:
        return
    first = refused[0]
    required = (operation.body_schema or {}).get("required", ())
    words = str(first.answer.json).lower()
    named = {n for n in first.arguments.fields if n.lower() in words and n not in required}
    rest = {n: value for n, value in first.arguments.fields.items() if n not in named}
    if named and rest:
        yield replace(first.arguments, body=rest)


def unlike_others(
    operation: Operation, whole: Arguments, maker: Maker, *, in_codes_alone: bool = False
) -> list[Arguments]:
    """Return the same with numbers and codes that nothing else has; nothing where it has none."""
    maker.is_unlike, maker.has_code = True, in_codes_alone
    body = body_of(operation, maker)
    made = replace(whole, body=body, guessed=tuple(maker.made_up))
    return [made] if maker.unlike else []


def weeks_off(maker: Maker) -> int:
    """Return by how many weeks to move what is at a time that another thing may take up."""
    return 1 + next(maker.serials) % _MOST_WEEKS


def is_at_another_time(one: Arguments, other: Arguments) -> bool:
    """Whether two requests name other days."""
    return any(is_day(each) and other.fields.get(n) != each for n, each in one.fields.items())


def _at_another_time(operation: Operation, whole: Arguments, maker: Maker) -> list[Arguments]:
    """Return the same at another time, as far apart; nothing where it names no day.

    Two things may not take up the same place at once, or the same person.
    """
    maker.weeks = weeks_off(maker)
    body = body_of(operation, maker)
    moved = replace(whole, body=body, guessed=tuple(maker.made_up))
    return [moved] if is_at_another_time(whole, moved) else []


def _to_other_states(operation: Operation, whole: Arguments, maker: Maker) -> Iterator[Arguments]:
    """Yield the same with each other value of the one member that has few: a state, mostly.

    Not each can be reached from the one in which a thing is made, and what else the page shows may
    go with its own alone.
    """
    schema = maker.whole(operation.body_schema or {})
    members = schema.get("properties", {}).items()
    listed = {name: maker.whole(each).get("enum", ()) for name, each in members}
    named = [name for name, values in listed.items() if values]
    if len(named) == 1 and isinstance(whole.body, dict) and named[0] in whole.body:
        required = {*schema.get("required", ()), named[0]}
        least = {name: value for name, value in whole.body.items() if name in required}
        for other in (each for each in listed[named[0]] if each != whole.body[named[0]]):
            yield replace(whole, body={**least, named[0]: other})


def _with_days_to_come(whole: Arguments) -> list[Arguments]:
    """Return the same with days that are still to come; nothing where none is over.

    A page's samples grow old, and what is booked may not be in the past. The days stay as far from
    each other as they are.
    """
    if not isinstance(whole.body, dict):
        return []
    if not days_over(whole.body):
        return []
    days = {name: value for name, value in whole.body.items() if is_day(value)}
    # By a multiple of four years: a leap day stays one.
    by = 4 * ((clock.now().year - min(int(each[:4]) for each in days.values())) // 4 + 1)
    moved = {name: f"{int(each[:4]) + by}{each[4:]}" for name, each in days.items()}
    return [replace(whole, body={**whole.body, **moved}, guessed=(*whole.guessed, *moved))]


def _with_named(
    operation: Operation, whole: Arguments, values: Mapping[str, str]
) -> list[Arguments]:
    """Return the same with what the targets file names; nothing where it names none of it."""
    if not isinstance(whole.body, dict):
        return []
    properties = (operation.body_schema or {}).get("properties", {})
    named = {
        name: typed_as(properties.get(name, {}), values[name])
        for name, value in whole.body.items()
        if name in values and isinstance(value, str | int | float)
    }
    return [replace(whole, body={**whole.body, **named})] if named else []


def _with_less(operation: Operation, whole: Arguments, maker: Maker) -> list[Arguments]:
    """Return the same with what the page requires alone; nothing where that is no less."""
    body = least_of(operation, maker, whole)
    is_less = (
        isinstance(body, dict) and isinstance(whole.body, dict) and set(body) < set(whole.body)
    )
    return [replace(whole, body=body, guessed=tuple(maker.made_up))] if is_less else []


def _with_more(operation: Operation, whole: Arguments, maker: Maker) -> list[Arguments]:
    """Return the same with guesses at what the page gives a type alone; nothing without any.

    Where the page has a sample, or says what is required, the rest can be left out.
    """
    is_told = operation.body_example is not None or maker.whole(operation.body_schema or {}).get(
        "required"
    )
    if not isinstance(whole.body, dict) or is_told:
        return []
    guesses = guesses_at(operation, maker)
    more = {name: value for name, value in guesses.items() if name not in whole.body}
    body = {**whole.body, **more}
    return [replace(whole, body=body, guessed=(*whole.guessed, *more))] if more else []
