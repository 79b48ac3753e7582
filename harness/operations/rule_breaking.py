"""Requests that differ from one that was taken in a value that breaks the rule of its member."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.operations.arguments import as_text
from harness.operations.cause_words import required_fields
from harness.operations.member_rules import Breach, breaches, needed_for
from harness.operations.values import PREFIX
from spec.member_words import joined
from spec.refused_queries import without_refusals
from spec.resources import CHANGES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.operations.arguments import Arguments
    from harness.operations.calls import Calls
    from harness.operations.values import Maker
    from spec.specification import Operation

_WHOLE_BODIES = frozenset({Kind.CREATE, Kind.REPLACE, Kind.ACTION})
"""Kinds of operations that take what is required, and not a part of it."""
_OF_THE_INSTANCE = re.compile(
    r"(?i)^_?id$|^uuid$|^(?:creat|updat|modif|delet)|(?:count|total)$|^(?:number_of|is|has)_"
)
"""Members that a type of answers requires, and which a page shows requests with as well."""
OF_VALUES = frozenset({400, 422})
"""Statuses by which an instance says that a value is not right."""
_DEEPEST = 2
"""Objects and arrays in each other that are looked into."""
Place = tuple[str | int, ...]
"""The members, and the places in arrays, that lead to a value of a body."""


class Breaking(NamedTuple):
    """A request that breaks a rule."""

    arguments: Arguments
    place: Place
    breach: Breach
    is_missing: bool = False
    """Whether it breaks that a member is there."""
    least: Arguments | None = None
    """The same with no more than is required: what is left out is refused for nothing else."""

    @property
    def name(self) -> str:
        """The member with the value."""
        return next(str(each) for each in reversed(self.place) if isinstance(each, str))

    def sent_with(self, others: Arguments) -> Breaking:
        """Return the same beside other values, which break no rule."""
        if self.is_missing:
            rest = {name: value for name, value in others.fields.items() if name != self.name}
            return self._replace(arguments=replace(others, body=rest))
        body = with_value(others.fields, self.place, self.breach.value)
        return self._replace(arguments=replace(others, body=body))


def breaking(calls: Calls, operation: Operation, known: Arguments) -> Iterator[Breaking]:
    """Yield requests to an operation that are to be refused, each for one value."""
    yield from _in_query(calls.maker(operation), operation, known)
    if isinstance(known.body, dict):
        yield from _in_body(calls, operation, known)
    if isinstance(known.body, dict) and operation.general.is_told:
        yield from _lacking(operation, known)
        yield from _lacking_for_a_value(calls.maker(operation), operation, known)


def _in_query(maker: Maker, operation: Operation, known: Arguments) -> Iterator[Breaking]:
    for parameter in operation.queried:
        told = operation.refused_queries.get(parameter.name)
        if told is None and not operation.general.is_of_parameters:
            continue
        own = without_refusals(parameter.description)
        words = joined(own, told.words) if told else own
        schema = {**parameter.schema, "description": words}
        if parameter.example is not None:
            schema["example"] = parameter.example
        for each in breaches(maker.whole(schema), maker.whole, known.query):
            if not isinstance(each.value, list):
                query = {**known.query, parameter.name: as_text(each.value)}
                yield Breaking(replace(known, query=query), (parameter.name,), each)


def _in_body(calls: Calls, operation: Operation, known: Arguments) -> Iterator[Breaking]:
    maker = calls.maker(operation)
    schema = maker.whole(operation.body_schema or {}, like=known.body)
    grouped = {name for group in operation.body_groups for name in group} - known.fields.keys()
    members = _as_made(calls, operation, schema)
    members = {name: each for name, each in members.items() if name not in grouped}
    for place, breach in _in_members(maker, members, known.fields):
        body = with_value(known.fields, place, breach.value)
        least = None
        if operation.kind in _WHOLE_BODIES:
            wanted = {*required_fields(operation), place[0]}
            rest = {name: each for name, each in body.items() if name in wanted}
            least = replace(known, body=rest) if len(rest) < len(body) else None
        yield Breaking(replace(known, body=body), place, breach, least=least)


def _in_members(
    maker: Maker,
    members: Mapping[str, Any],
    sent: Mapping[str, object],
    depth: int = 0,
) -> Iterator[tuple[Place, Breach]]:
    """Yield the values that break the rules of an object's members, and of what those hold."""
    for name, raw in members.items():
        value, member = sent.get(name), maker.whole(raw)
        sample = {"example": value} if isinstance(value, int | float | list) else {}
        for each in breaches({**sample, **member}, maker.whole, sent):
            yield (name,), each
        place: Place = (name,)
        within = value, member
        if isinstance(value, list) and value:
            within, place = (value[0], maker.whole(member.get("items", {}))), (name, 0)
        if depth < _DEEPEST and isinstance(within[0], dict):
            inner = within[1].get("properties", {})
            for rest, each in _in_members(maker, inner, within[0], depth + 1):
                yield (*place, *rest), each


def _as_made(calls: Calls, operation: Operation, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a body; of a change, with what is said of them where things are made.

    A page seldom says twice what a member may be.
    """
    members: dict[str, Any] = dict(schema.get("properties", {}))
    resource = calls.spec.resource_of(operation) if operation.kind in CHANGES else None
    create = resource.operation(Kind.CREATE) if resource is not None else None
    if create is None:
        return members
    maker = calls.maker(operation)
    made = maker.whole(calls.spec.operation(create).body_schema or {}).get("properties", {})
    for name, raw in members.items():
        own = maker.whole(raw)
        if name in made and not own.get("description"):
            members[name] = {**maker.whole(made[name]), **own}
    return members


def _lacking(operation: Operation, known: Arguments) -> Iterator[Breaking]:
    if operation.kind not in _WHOLE_BODIES:
        return
    for name in required_fields(operation):
        if name in known.fields and not _OF_THE_INSTANCE.search(name):
            rest = {each: value for each, value in known.fields.items() if each != name}
            breach = Breach(None, "it is required")
            yield Breaking(replace(known, body=rest), (name,), breach, is_missing=True)


def _lacking_for_a_value(
    maker: Maker, operation: Operation, known: Arguments
) -> Iterator[Breaking]:
    """Leave out what a value of another member needs, by the words beside it."""
    if operation.kind not in _WHOLE_BODIES:
        return
    members = maker.whole(operation.body_schema or {}, like=known.body).get("properties", {})
    for name, raw in members.items():
        tied = needed_for(str(maker.whole(raw).get("description", "")))
        if tied is None or tied[0] not in known.fields or not isinstance(members[tied[0]], dict):
            continue
        kinds = maker.whole(members[tied[0]]).get("enum", ())
        value = next((each for each in kinds if str(each).lower() == tied[1].lower()), None)
        if value is not None:
            rest = {each: own for each, own in known.fields.items() if each != name}
            breach = Breach(None, f"it is needed where {tied[0]} is {value}")
            body = {**rest, tied[0]: value}
            yield Breaking(replace(known, body=body), (name,), breach, is_missing=True)


def with_value(body: Mapping[str, Any], place: Place, value: object) -> dict[str, Any]:
    """Return a body with another value at a place of it."""
    made: dict[str, Any] = deepcopy({**body})
    within: Any = made
    for each in place[:-1]:
        within = within[each]
    within[place[-1]] = value
    return made


def told(value: object) -> str:
    """Tell a value in words: a text of the run's own as it is, others and arrays by their size."""
    if isinstance(value, list):
        return f"{len(value)} items"
    if isinstance(value, str) and not value.startswith(PREFIX):
        return f"{len(value)} characters"
    return as_text(value)


def at(body: object, place: Place) -> object:
    """Return what stands at a place of a body; None where nothing does."""
    for each in place:
        if isinstance(body, dict):
            body = body.get(str(each))
        elif isinstance(body, list) and isinstance(each, int) and each < len(body):
            body = body[each]
        else:
            return None
    return body
