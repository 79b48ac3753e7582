"""What an operation takes, from its page alone: a path, a query and a body."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from harness.core.outcomes import Unproven
from harness.core.rule_ids import OPERATION_ANSWERS
from harness.operations.items import ids_in_paths
from harness.operations.values import MISSING, Maker, given_by, reference_free, type_of
from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from harness.http.answer import Answer
    from harness.operations.made import Thing
    from spec.parameters import Parameter
    from spec.specification import Operation, Specification


@dataclass(frozen=True)
class Step:
    """What is done to a thing before another operation takes it."""

    operation: Operation
    resource: str
    """The path of the resource of the thing that it is done to."""
    member: str = ""
    """The member that names the state, where the operation leads to several; else empty."""
    value: object = None


@dataclass(frozen=True)
class Arguments:
    """What one request is filled in with."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: object = None
    """The JSON value that is sent; None for no body."""
    thing: Thing | None = None
    """The thing that the path names or leads through, where there is one."""
    guessed: tuple[str, ...] = ()
    """What may be refused though the page is kept: made up, or the page's sample of an id."""
    referred: tuple[str, ...] = ()
    """Members of the body that name a thing which is there, be it one that the page allows."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those beside the token's, and beside what every request has."""
    ready: tuple[Step, ...] = ()
    """What was done to the thing before, for the operation to take it."""

    @property
    def fields(self) -> Mapping[str, object]:
        """The members of the body; none of one that is no object."""
        return self.body if isinstance(self.body, dict) else {}

    def on(self, thing: Thing) -> Arguments:
        """Return the same with a thing in the path."""
        path = {name: thing.path.get(name, value) for name, value in self.path.items()}
        return replace(self, path=path, thing=thing)


FOR_A_VALUE = re.compile(
    r"(?i)\b(?:needed|required|given|only) (?:where|when|if|for) `?(?P<name>\w+)`? (?:is|=) "
    r"`?(?P<value>\w+)`?"
)
"""A value of another member with which one goes."""
CHANGING = frozenset({Kind.MODIFY, Kind.REPLACE, Kind.DELETE})
"""Kinds that go to things of the run alone."""


@dataclass(frozen=True)
class Called:
    """An operation as it was called, and what was answered."""

    arguments: Arguments
    answer: Answer


def unanswered(operation: Operation, answer: Answer) -> Unproven:
    """Return what says that something rests on an operation that did not succeed."""
    return Unproven(f"rests on {OPERATION_ANSWERS}: {operation.id} answered {answer.description()}")


def is_for_own_alone(operation: Operation) -> bool:
    """Whether it changes or deletes, whatever its kind, and so goes to things of the run alone."""
    return operation.kind in CHANGING or operation.method in {"DELETE", "PATCH", "PUT"}


class Missing(Exception):  # noqa: N818 - told as what a run can't prove
    """There is no value for a parameter: its name says which key would bring it in."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def query_of(
    operation: Operation, values: Mapping[str, str], *, optional: bool = False
) -> dict[str, str]:
    """Return a query's required parameters, and the optional ones that the page gives a value.

    Raises Missing for a required one that nothing gives a value.
    """
    found: dict[str, str] = {}
    for each in operation.parameters:
        if each.where != "query" or not (each.required or optional):
            continue
        value = value_of(each, values)
        if value is not None:
            found[each.name] = value
        elif each.required:
            raise Missing(each.name)
    return found


def value_of(parameter: Parameter, values: Mapping[str, str]) -> str | None:
    """Return a parameter's value: the targets file's, else the page's; None without one."""
    if parameter.name in values:
        return values[parameter.name]
    documented = documented_values(parameter)
    return documented[0] if documented else None


def documented_values(parameter: Parameter) -> list[str]:
    """Return the values of a parameter that its page shows, its sample first; of a flag, both."""
    members = [each for each in parameter.schema.get("enum", ()) if each is not None]
    sample = parameter.example
    if sample is None and (given := given_by(parameter.schema)) is not MISSING:
        sample = given
    samples = [sample] if sample is not None and (not members or sample in members) else []
    default = parameter.schema.get("default")
    both = [True, False] if type_of(parameter.schema) == "boolean" else []
    found = [*samples, *members, *([default] if default is not None else []), *both]
    return list(dict.fromkeys(as_text(each) for each in found))


def as_text(value: object) -> str:
    """Return a JSON value as a query or a path holds it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return ",".join(map(as_text, value))
    return str(value)


def body_of(
    operation: Operation, maker: Maker, *, only_required: bool = False, sample: object = None
) -> object:
    """Return a body: the page's sample, completed from its schema, with texts of the run's own.

    That is its first one, unless another is given.
    """
    if operation.body_schema is None:
        return None
    sample = deepcopy(operation.body_example if sample is None else sample)
    schema = maker.whole(operation.body_schema, like=sample)
    if type_of(schema) == "array":
        return _array(operation, schema, maker)
    if isinstance(sample, str):  # a table, say
        return sample
    made = maker.members(schema)
    made = {name: value for name, value in made.items() if _goes_with(name, schema, made)}
    made = {name: _of_the_making(name, value, schema, maker) for name, value in made.items()}
    if isinstance(sample, dict):
        properties = schema.get("properties", {})
        kept = {name: _kept(name, value, properties, maker) for name, value in sample.items()}
        required = {name: made[name] for name in schema.get("required", ()) if name in made}
        made = {**required, **kept}
    return _required(schema, made, maker) if only_required else made


def least_of(operation: Operation, maker: Maker, whole: Arguments) -> object:
    """Return a body with what the page requires alone, which names the same things as the whole."""
    body = body_of(operation, maker, only_required=True)
    if not isinstance(body, dict):
        return body
    named = {n: each for n, each in whole.fields.items() if n in whole.referred and n in body}
    return body | named


def _goes_with(name: str, schema: Mapping[str, Any], made: Mapping[str, object]) -> bool:
    """Whether a member goes with the others: not where it is for another value of one of them."""
    member = schema.get("properties", {}).get(name, {})
    words = str(member.get("description", "")) if isinstance(member, dict) else ""
    told = FOR_A_VALUE.search(words)
    if told is None or name in schema.get("required", ()) or not isinstance(made.get(told[1]), str):
        return True
    return str(made[told[1]]).lower() == told[2].lower()


def _required(
    schema: Mapping[str, Any], made: Mapping[str, object], maker: Maker
) -> dict[str, object]:
    """Return what a page requires, of objects within as well; all of what it does not say."""
    wanted, members = set(schema.get("required", ())) or set(made), schema.get("properties", {})
    return {
        name: _required(maker.whole(members.get(name, {})), value, maker)
        if isinstance(value, dict)
        else value
        for name, value in made.items()
        if name in wanted
    }


def of_group(
    operation: Operation, maker: Maker, group: Collection[str]
) -> dict[str, object] | None:
    """Return values for one of the groups of members that exclude each other; None without all."""
    schema = maker.whole(operation.body_schema or {}, like=dict.fromkeys(group))
    made = maker.members(schema)
    return {name: made[name] for name in group} if made.keys() >= set(group) else None


def with_groups(
    operation: Operation,
    maker: Maker,
    sent: Mapping[str, object],
    groups: Iterable[Collection[str]],
) -> dict[str, object]:
    """Return a body with the members of these groups, and of no others that exclude each other.

    Unproven where the page does not tell what they would be.
    """
    members = {name for each in operation.body_groups for name in each}
    body = {name: value for name, value in sent.items() if name not in members}
    for group in groups:
        made = of_group(operation, maker, group)
        if made is None:
            raise Unproven(f"the page does not tell what `{'`, `'.join(group)}` would be")
        whole = maker.whole(operation.body_schema or {}, like=dict.fromkeys(group))
        known = whole.get("properties", {})
        fixed = {name for name in group if "const" in maker.whole(known.get(name, {}))}
        body |= {n: each if n in fixed else sent.get(n, each) for n, each in made.items()}
    return body


def tell_of_its_thing(maker: Maker, spec: Specification, operation: Operation) -> None:
    """Tell which values are to be unlike those of other things, or what a thing is made with."""
    resource = spec.resource_of(operation)
    create = resource.operation(Kind.CREATE) if resource is not None else None
    if resource is not None and operation.kind is Kind.CREATE:
        required = maker.whole(operation.body_schema or {}).get("required", ())
        # A plain id is mostly the instance's own: whoever must send one chooses it.
        chosen = {name for name in ("id", "_id", "uuid") if name in required}
        maker.ids = frozenset({*ids_in_paths(resource, operation.body_fields), *chosen})
    elif create is not None and operation.body_example is None:
        sample = spec.operation(create).body_example
        maker.samples = sample if isinstance(sample, dict) else {}


def guesses_at(operation: Operation, maker: Maker) -> dict[str, object]:
    """Return values for those members of a body of which the page tells a type alone."""
    maker.is_guessing = True
    made = maker.members(operation.body_schema or {})
    return {name: value for name, value in made.items() if name in maker.guesses}


def _kept(name: str, value: object, properties: Mapping[str, Any], maker: Maker) -> object:
    """Return a member of the page's sample, with a text of the run's own or an id of its things."""
    schema = dict(maker.whole(properties.get(name, {})))
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        schema = {**schema, "example": value}
        schema.pop("examples", None)
        if not schema.get("type"):
            schema["type"] = "string" if isinstance(value, str) else "number"
        return maker.value(name, schema)
    return _with_known_ids(name, value, schema, maker)


def _of_the_making(name: str, value: object, schema: Mapping[str, Any], maker: Maker) -> object:
    """Return a member; in what the sample of a thing's making gave, ids are of what is there."""
    if value is not maker.samples.get(name) or not isinstance(value, list | dict):
        return value
    return _with_known_ids(name, value, schema.get("properties", {}).get(name, {}), maker)


def _with_known_ids(name: str, value: object, schema: Mapping[str, Any], maker: Maker) -> object:
    """Return a part of the page's sample, with ids of things that are there in place of its own."""
    if isinstance(value, dict):
        properties = maker.whole(schema).get("properties", {})
        return {
            each: _with_known_ids(each, inner, properties.get(each, {}), maker)
            for each, inner in value.items()
        }
    if isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        items = maker.whole(schema).get("items", {})
        return [_with_known_ids(name, each, items, maker) for each in value]
    if isinstance(value, bool) or not value:
        return value
    told = dict(schema) if isinstance(value, list) else {}
    known = maker.id_for(name, {**told, **_typed_like(value)})
    if known is None and not reference_free(name):
        maker.made_up.append(name)
    return value if known is None else known


def _typed_like(value: object) -> dict[str, Any]:
    """Return the schema of a sample's value, as far as its type goes."""
    if isinstance(value, list):
        return {"type": "array", "items": _typed_like(value[0])}
    return {"type": "string" if isinstance(value, str) else "number"}


def _array(operation: Operation, schema: Mapping[str, Any], maker: Maker) -> object:
    sample = operation.body_example
    if isinstance(sample, list) and sample:
        return deepcopy(sample)
    return [maker.value("", schema.get("items", {}))]
