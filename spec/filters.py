"""Which parameters of a list choose among its things, by their pages' words, and by which members.

A page describes a filter where it says that only some things are shown ("Only journeys of this
status"). One that has but a member's name, and values that are told apart, is a filter by its name
alone. Whatever may be another thing (a range, a list that is widened, a tree whose branches are
shown with it) is none: too few are found rather than too many.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from spec.resources import Kind, followed, items_at, success_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec.specification import Operation, Parameter


class How(Enum):
    """How what a thing shows is compared with a filter's value."""

    EQUAL = auto()
    HOLDS = auto()
    """A text that holds the value as a part."""
    SOMEHOW = auto()
    """The page does not say by which members: a text that nothing has finds nothing."""


@dataclass(frozen=True)
class Filter:
    """A parameter that chooses among the things of a list."""

    parameter: Parameter
    members: tuple[str, ...]
    """The members that are compared, a member of a member behind a point."""
    how: How
    is_described: bool
    """Whether the page says so, and not its name alone."""
    ignores_case: bool = False
    """Whether the page says that upper and lower case are the same."""
    among: tuple[object, ...] = ()
    """The values whose meaning the page tells; none where that is any that the member may have."""


_NO_FILTERS = re.compile(
    r"(?i)(limit|per_?page|page|page_?size|size|max_results|take|p|offset|skip|start|order|"
    r"order_?by|sort|sort_?by|order_?dir|sort_\w+|direction|dir|cursor|token|marker|next|select|"
    r"view|format|output|accept|count|envelope|pretty|callback|projection|columns|shape|locale)$|"
    r"(.*_)?(fields?|only|except|exclude|without|not|no|include|with|show|also|all|expand|embed|lang|"
    # what is above or below, and may be shown with what is below it
    r"category|folder|parent|ancestor|tree|path|region|area|group|location|department|unit|topic|"
    # ends of a range
    r"after|before|since|until|from|to|till|min|max|minimum|maximum|gte?|lte?|least|most|end|"
    r"between|range|than|ne)(_.*|s?$)"
)
_SEARCHES = frozenset({"q", "query", "search", "term", "text", "keyword", "keywords", "find", "s"})
_SAYS = re.compile(
    r"(?i)\bonly\b|\bfilter|\bwhose\b|\bbelong(s|ing)? to\b|\bhaving\b|\bmatch(es|ing)?\b|"
    r"\brestrict|\bnarrow|\b(with|of|in|for|by) (this|that|these|the given)\b"
)
_CASE = re.compile(
    r"(?i)\b(regardless of|ignor\w+|without regard to|insensitive to|in (any|either))"
    r"( the)?( upper (and|or) lower)? case\b|"
    r"\bcase[- ]?insensitiv\w*|\b(in )?upper (and|or) lower case\b"
)
_HOLDS = re.compile(
    r"(?i)\b(holds?|holding|contain\w*|part of|substring|search\w*|"
    r"includ(es?|ing) (this|the given))\b"
)
_WIDENS = re.compile(
    r"(?i)\b(also|as well|too|includ\w*|in addition|besides|even|unless|except|exclud\w*|hid\w+|"
    r"hides?|omit\w*|ignor\w+|skip\w*|regardless|deprecated|no effect)\b"
)
_DENIES = re.compile(r"(?i)\b(not|no|without|never|other than|but|lack\w*|isn't|aren't)\b")
_OR_NOT = re.compile(r"(?i)\b(or|and)\b[^.;]*\bnot\b|\bwhether\b|\bis (true or false|or is not)\b")
_RANGES = re.compile(
    r"(?i)\b(at least|at most|or (more|less|above|below|newer|older|later)|(more|less|other) than|"
    r"greater|fewer|larger|smaller|over|under|above|below|before|after|since|until|till|between|"
    r"up to|minimum|maximum|newer|older|earlier|later|least|most|range|interval|period|"
    r"from (?!(this|that|these|the given)\b)\w+|"
    # and what finds more than what is the same
    r"similar|fuzzy|like|approximat\w*|regex\w*|regular expression|pattern|wildcards?|glob|prefix|"
    r"begin\w*|start\w*|query language|expression|relevance|descendants?|children|sub-?\w+)\b"
)
_EVERY = frozenset({"all", "any", "*", "both", "none", "everything", ""})
"""Values that choose nothing."""


def filters_of(document: Mapping[str, Any], operation: Operation) -> list[Filter]:
    """Return the filters of a list, in the page's order."""
    if operation.kind is not Kind.LIST:
        return []
    members = members_of_things(document, operation)
    found = (_filter(document, each, members) for each in operation.queried)
    return [each for each in found if each is not None]


def members_of_things(document: Mapping[str, Any], operation: Operation) -> Mapping[str, Any]:
    """Return the schemas of the documented members of a list's things, by name."""
    schema = success_schema(document, operation)
    for name in items_at(document, operation) or ():
        schema = followed(document, schema.get("properties", {}).get(name, {}))
    return _properties(document, schema.get("items", {}))


def _properties(document: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    whole = followed(document, schema)
    found: dict[str, Any] = {}
    for part in whole.get("allOf", ()):
        found |= _properties(document, part)
    own = whole.get("properties", {})
    return found | {name: followed(document, each) for name, each in own.items()}


def _filter(
    document: Mapping[str, Any], parameter: Parameter, members: Mapping[str, Any]
) -> Filter | None:
    name = _inner(parameter.name)
    words = _CASE.sub("", parameter.description)
    is_wider = _WIDENS.search(_HOLDS.sub("", words)) or _RANGES.search(words)
    if _NO_FILTERS.match(name) or is_wider:
        return None
    flat = dict(_flat(document, members))
    own = _named(name, flat)
    if own is not None:
        return _by_name(parameter, words, own, flat[own])
    return _by_words(parameter, words, flat) if _SAYS.search(words) else None


def _by_name(
    parameter: Parameter, words: str, own: str, member: Mapping[str, Any]
) -> Filter | None:
    """Return a filter by a member of its name."""
    is_flag = _type(member) == "boolean"
    is_denied = _DENIES.search(words) and not (is_flag and _OR_NOT.search(words))
    is_vague = _is_text(member) and re.search(r"(?i)\bmatch", words) is not None
    if is_denied or is_vague or not _may_be(parameter, member):
        return None
    is_described = _SAYS.search(words) is not None
    is_reference = _inner(parameter.name).lower().endswith("_id")
    is_told = is_reference or (("enum" in parameter.schema or is_flag) and "." not in own)
    if not is_described and not is_told:
        return None
    is_part = _type(member) == "string" and _HOLDS.search(words) is not None
    among = tuple(_among(parameter, member))
    if is_flag:  # of a filter for what is so, the page need not tell what it does for what is not
        among = (True, False) if not is_described or _OR_NOT.search(words) else (True,)
    how = How.HOLDS if is_part else How.EQUAL
    return Filter(parameter, (own,), how, is_described, _ignores_case(parameter), among)


def _by_words(parameter: Parameter, words: str, members: Mapping[str, Any]) -> Filter | None:
    """Return a filter whose page says by which members it chooses, though its name does not."""
    if _DENIES.search(words):
        return None
    named = [name for name in members if "." not in name and _is_mentioned(name, words)]
    schemas = [members[name] for name in named]
    is_text = _is_text(parameter.schema)
    found = Filter(parameter, tuple(named), How.EQUAL, True, _ignores_case(parameter))  # noqa: FBT003
    if _HOLDS.search(words) and is_text and named and all(map(_is_text, schemas)):
        return replace(found, how=How.HOLDS)
    among = tuple(_among(parameter, schemas[0])) if len(named) == 1 else ()
    if among and "enum" in schemas[0]:
        return replace(found, among=among)
    is_search = is_text and not named and parameter.name.lower() in _SEARCHES
    return replace(found, how=How.SOMEHOW) if is_search else None


def _ignores_case(parameter: Parameter) -> bool:
    return _CASE.search(parameter.description) is not None


def _is_mentioned(name: str, words: str) -> bool:
    spelled = re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]", " ", name).lower()
    return re.search(rf"\b{re.escape(spelled)}s?\b", words.lower()) is not None


def _inner(name: str) -> str:
    """Return what a parameter names: ``status`` of ``filter[status]`` and of ``status[]``."""
    found = re.fullmatch(r"(?:filters?\[(\w+)\]|(\w+))(?:\[\])?", name)
    return (found.group(1) or found.group(2)) if found else name


def _flat(document: Mapping[str, Any], members: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield members, and those of members that are objects."""
    for name, schema in members.items():
        inner = _properties(document, schema)
        if not inner:
            yield name, schema
        yield from ((f"{name}.{each}", own) for each, own in inner.items())


def _named(name: str, members: Mapping[str, Any]) -> str | None:
    """Return the member of that name, be it one of several or one of a member; None without one."""
    plain = {_bare(each): each for each in members if "." not in each}
    bare = _bare(name)
    for each in (bare, f"{bare}s", f"{bare}es", bare.removesuffix("s")):
        if each in plain:
            return plain[each]
    dotted = [each for each in members if _bare(each) == bare]  # owner_id: owner.id
    nested = [each for each in members if "." in each and _bare(each.partition(".")[2]) == bare]
    found = dotted or (nested if bare not in {"id", "name", "type", "key"} else [])
    return found[0] if len(found) == 1 else None


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _may_be(parameter: Parameter, member: Mapping[str, Any]) -> bool:
    """Whether a parameter may hold what a member does."""
    if _type(member) == "boolean" or _type(parameter.schema) == "boolean":
        return _type(member) == _type(parameter.schema)
    return _type(member) in {"string", "number"} and not _is_time(parameter.schema, member)


def _is_time(*schemas: Mapping[str, Any]) -> bool:
    """Whether it is a day or a moment, which the pages seldom mean to be the same exactly."""
    return any(
        str(each.get("format", "")).startswith(("date", "time"))
        or any(re.match(r"\d{4}-\d\d-\d\d", str(sample)) for sample in _samples(each))
        for each in schemas
    )


def _samples(schema: Mapping[str, Any]) -> list[object]:
    return [*schema.get("examples", ()), schema.get("example")]


def _type(schema: Mapping[str, Any]) -> str:
    """Return the type of a value, or of each of several: string, number, boolean, or another."""
    kinds = schema.get("type", ())
    named = [each for each in ([kinds] if isinstance(kinds, str) else kinds) if each != "null"]
    if not named:
        return "string" if "enum" in schema else "number" if "minimum" in schema else "string"
    if named[0] == "array":
        return _type(schema.get("items", {}))
    return "number" if named[0] == "integer" else str(named[0])


def _is_text(schema: Mapping[str, Any]) -> bool:
    return _type(schema) == "string" and "enum" not in schema and not _is_time(schema)


def _among(parameter: Parameter, member: Mapping[str, Any]) -> Iterator[object]:
    """Yield the documented values that a member may have, too."""
    items = parameter.schema.get("items", {})
    own = [*parameter.schema.get("enum", ()), *items.get("enum", ())]
    known = [*member.get("enum", ()), *member.get("items", {}).get("enum", ())]
    for each in own:
        is_one = each is not None and str(each).lower() not in _EVERY
        if is_one and (not known or each in known):
            yield each


flat_members, is_mentioned, is_time, CASE = _flat, _is_mentioned, _is_time, _CASE
"""By which the orders of lists are read as well (``spec/orders.py``)."""
