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

from spec.case_words import CASE
from spec.compared import compared, is_plain
from spec.left_out import left_out_of, left_out_without
from spec.members import (
    bare,
    flat,
    is_mentioned,
    is_several,
    is_time,
    kind_of,
    members_of_things,
    mentioned,
    within_several,
)
from spec.paging import DIRECTIONS, is_direction
from spec.ranges import bound_of
from spec.resources import Kind, words_about, words_in_scope
from spec.spans import span_of
from spec.told_ranges import told_ranges

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec.parameters import Parameter
    from spec.ranges import Bound
    from spec.specification import Operation
    from spec.told_ranges import ToldRange


class How(Enum):
    """How what a thing shows is compared with a filter's value."""

    EQUAL = auto()
    HOLDS = auto()
    """A text that holds the value as a part."""
    SOMEHOW = auto()
    """The page does not say by which members: a text that nothing has finds nothing."""
    LEAST = auto()
    """A number or moment that is greater, or later."""
    MOST = auto()
    """A number or moment that is smaller, or earlier."""
    DURING = auto()
    """Two moments, of which the one is earlier, and the other later."""


RANGES = frozenset({How.LEAST, How.MOST})


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
    is_exact: bool = True
    """Whether a part of what a thing shows surely does not find it."""
    includes: bool | None = None
    """Of a range, whether exactly the value is asked for, too; None where the page is silent."""
    takes_several: bool = False
    """Whether several values, with commas between them, ask for what has one of them."""


_NO_FILTERS = re.compile(
    r"(?i)(limit|per_?page|page|page_?size|size|max_results|take|p|offset|skip|start|order|"
    r"order_?by|sort|sort_?by|order_?dir|sort_\w+|direction|dir|cursor|token|marker|next|select|"
    r"view|format|output|accept|count|envelope|pretty|callback|projection|columns|shape|locale)$|"
    r"(.*_)?(fields?|only|except|exclude|without|not|no|include|with|show|also|all|expand|embed|lang"
    r")(_.*|s?$)"
)
_OF_THINGS_TOO = frozenset({"size", "format", "shape", "locale", "start", "view"})
"""Names among these that things have as well: the size of a shirt is no number of results."""
_ABOVE = re.compile(
    r"(?i)(.*_)?(category|folder|parent|ancestor|tree|path|region|area|group|location|department|"
    r"unit|topic)(_.*|s?$)"
)
"""What is above others, and may be shown with what is below it."""
_ENDS = re.compile(
    r"(?i)(.*_)?(after|before|since|until|from|to|till|min|max|minimum|maximum|gte?|lte?|least|"
    r"most|end|between|range|than|ne)(_.*|s?$)"
)
"""Ends of a range."""
_EXACTLY = re.compile(r"(?i)\b(exactly|precisely|just) (this|that|the given)\b")
_NO_PARTS = re.compile(
    r"(?i)[^.;]*\bparts?\b[^.;]*\b(not enough|no match|do(es)? not (do|count)|finds? nothing)\b"
    r"[^.;]*"
)
"""A sentence which says that exactly the value is asked for."""
_ANYWHERE = re.compile(
    r"(?i)(, ?)?\b(and )?nowhere (else|but in the [\w-]+)\b|"
    r"(, ?)?\b(be it |whether )?(at|in) (the|its) (beginning|start|middle)"
    r"( or [\w ]{1,30})?(?=[,.;]|$)"
)
"""Where a text may stand in another, in all of it."""
_SEVERAL = re.compile(
    r"(?i)(?:\btakes )?(?:\b(?:one|an?|a single) [\w`]+ )?"
    r"\bor (?:several|more)\b[^.;]*\bcommas?\b[^.;]*|"
    r"\b(?:several|multiple|one or more|any number of)\b[^.;]*\bcommas?\b[^.;]*|"
    r"\b(?:a )?comma[- ](?:separated|delimited)(?: list)?(?: of [\w`]+)?"
)
_ALL_OF = re.compile(r"(?i)\b(?:all|each|every|both)(?: of)?\b")
_ALLOWED = re.compile(r"(?i),? ?\(?\b(an? )?((whole )?number|integer) from \d+ to \d+\)?")
"""Words about the values that there are at all."""
_BEGINS = re.compile(r"(?i)\b(that|which|who) (starts?|begins?)\b(?! with)")
"""What things do, where a day is told."""
_SEARCHES = frozenset({"q", "query", "search", "term", "text", "keyword", "keywords", "find", "s"})
_SAYS = re.compile(
    r"(?i)\b(only|alone)\b|\bfilter|\bwhose\b|\bbelong(s|ing)? to\b|\bhaving\b|\bmatch(es|ing)?\b|"
    r"\brestrict|\bnarrow|\b(looks?|asks?|searches) for\b|"
    r"\b(wants|takes|is) the (whole|full|exact)\b|"
    r"\b(with|of|in|for|by)( exactly)? (this|that|these|the given)\b|"
    r"\b(that|which|who) (hold|carry|have|bear|show|use|know|speak)s? (this|these|the given)\b"
)
_HOLDS = re.compile(
    r"(?i)\b(holds?|holding|contain\w*|(has|have) (this|that|the given) (text|word|string)|"
    r"(appears?|occurs?)( anywhere)?|part of|substring|search\w*|"
    r"includ(es?|ing) (this|the given))\b"
)
_PARTS = re.compile(r"(?i)\b(text|letters?|characters?|part of|substring|search\w*|word)\b")
"""Words of a text that stands within another, not of a value among several."""
_WIDENS = re.compile(
    r"(?i)\b(also|as well|too|includ\w*|in addition|besides|even|unless|except|exclud\w*|hid\w+|"
    r"hides?|omit\w*|ignor\w+|skip\w*|regardless|deprecated|no effect)\b"
)
_DENIES = re.compile(r"(?i)\b(not|no|without|never|other than|but|lack\w*|isn't|aren't)\b")
_OR_NOT = re.compile(
    r"(?i)\b(or|and)\b[^.;]*\b(can)?not\b|\bwhether\b|\bis (true or false|or is not)\b|"
    r"\btrue\W{1,3}only\b[^.]*\bfalse\W{1,3}only\b|"
    r"\btrue\b[^.;]{0,40}\bonly\b[^.;]*\bfalse\b[^.;]*\bnot\b|"
    r"\btrue\b[^.;]*\b(the )?(others?|rest)\W{1,3}false\b"
)
_RANGES = re.compile(
    r"(?i)\b(at least|at most|or (more|less|above|below|newer|older|later)|better|worse|"
    r"(more|less|other) than|"
    r"greater|fewer|larger|smaller|over|under|above|below|before|after|since|until|till|between|"
    r"up to|minimum|maximum|newer|older|earlier|later|least|most|range|interval|period|"
    r"from (?!(this|that|these|the given)\b)\w+|"
    # and what finds more than what is the same
    r"similar|fuzzy|like|near\w*|around|close|within|relat\w+|"
    r"approximat\w*|regex\w*|regular expression|pattern|wildcards?|glob|prefix|"
    r"begin\w*|start\w*|query language|expression|relevance|descendants?|children|sub-?\w+)\b"
)
_ITSELF = re.compile(
    r"(?i)\b(the|this|that) (day|date|moment|time) itself\b(?! (is )?(not|excluded|left out))|"
    r"\binclusive\b"
)
"""The first and last day are among those that are asked for."""
_OF_FILTERS = re.compile(
    r"(?i)\bfilters (?:that|which|are|can|may|must|take|combine|given)\b|"
    r"\b(?:meets?|match(?:es)?|fits?|by|several|all|more|other|heed\w*) (?:the |its )?filters\b|"
    r"\b(?:a|each|any) filter (?:takes?|that|may|can)\b|\bfor a filter\b"
)
"""Words above lists by which their parameters are filters, whatever is said of each."""
_EVERY = frozenset({"all", "any", "*", "both", "none", "everything", ""})
"""Values that choose nothing."""


def filters_of(document: Mapping[str, Any], operation: Operation) -> list[Filter]:
    """Return the filters of a list, in the page's order."""
    if operation.kind is not Kind.LIST:
        return []
    members = members_of_things(document, operation)
    things = operation.path.rpartition("/")[2]
    told = {e.parameter for e in left_out_of(document, operation) if e.value is not True}
    wider = left_out_without(words_about(document, operation)) - told
    asked = (each for each in operation.queried if each.name not in wider)
    ranges = told_ranges(document, operation)
    found = (
        _between(each, ranges[each.name], members)
        if each.name in ranges
        else _filter(document, each, members, things)
        for each in asked
    )
    are_told = _OF_FILTERS.search(words_in_scope(document, operation)) is not None
    return [
        replace(each, is_described=True) if are_told and each.how is How.EQUAL else each
        for each in found
        if each is not None
    ]


def _between(parameter: Parameter, told: ToldRange, members: Mapping[str, Any]) -> Filter | None:
    """Return the filter of one end of a range that a sentence tells of."""
    if told.member not in members or not is_plain(parameter.schema):
        return None
    how = How.LEAST if told.is_least else How.MOST
    return Filter(parameter, (told.member,), how, is_described=True, includes=told.includes)


def _filter(
    document: Mapping[str, Any], parameter: Parameter, members: Mapping[str, Any], things: str
) -> Filter | None:
    name = _inner(parameter.name)
    plain, several_told = _SEVERAL.subn("", parameter.description)
    if _ALL_OF.search(parameter.description):  # one of them is not enough
        several_told = 0
    words = _ANYWHERE.sub("", CASE.sub("", _NO_PARTS.sub("", plain)))
    is_way = name.lower() in DIRECTIONS and not is_direction(parameter)  # that of a trip, say
    found = dict(flat(document, members))
    is_word = name.lower() in _OF_THINGS_TOO and _is_word(parameter.schema, found.get(name, {}))
    if _NO_FILTERS.match(name) and not is_way and not is_word:
        return None
    is_described = _is_described(words, things)
    if (told := bound_of(parameter.name, words)) is not None:
        return _by_range(parameter, told, found, is_described=is_described)
    if is_described and (span := span_of(parameter, words, found)) is not None:
        return _by_span(parameter, span, words)
    is_above = _ABOVE.match(name) is not None and not _EXACTLY.search(words)
    is_above = is_above and not ("enum" in parameter.schema and is_described)
    if is_above or _ENDS.match(name) or _is_wider(_ALLOWED.sub("", words)):
        return None
    several = within_several(document, members)
    own = _inner_of(parameter, words, several) if is_described else None
    own = own or _named(name, found)
    if own is not None:
        member = several.get(own) or found[own]
        is_told = is_described or several_told > 0
        named = _by_name(parameter, words, own, member, is_described=is_told)
        is_several = named is not None and named.how is How.EQUAL and several_told > 0
        return replace(named, takes_several=True) if named and is_several else named
    return _by_words(parameter, words, found) if _SAYS.search(words) else None


def _is_word(*schemas: Mapping[str, Any]) -> bool:
    """Whether values are the same few words each time."""
    few = [set(each.get("enum", ())) for each in schemas]
    return bool(few[0]) and all(each == few[0] for each in few)


def _inner_of(parameter: Parameter, words: str, members: Mapping[str, Any]) -> str | None:
    """Return the member, of objects in an array, that a filter for one of these is about."""
    name = bare(_inner(parameter.name))
    found = set()
    for each, schema in members.items():
        outer, _, inner = each.partition(".")
        one = re.sub(r"ies$", "y", outer, flags=re.IGNORECASE) if outer.endswith("ies") else outer
        one = one.removesuffix("s")
        is_whole = name == bare(one) + bare(inner) or name == bare(outer) + bare(inner)
        is_told = name in {bare(one), bare(outer)} and is_mentioned(inner, words)
        is_own = name == bare(inner) and is_mentioned(one, words)
        own, known = (list(e.get("enum", ())) for e in (parameter.schema, schema["items"]))
        if (is_whole or is_told or is_own) and (not own or not known or {*own} & {*known}):
            found.add(each)
    return found.pop() if len(found) == 1 else None


def _is_wider(words: str) -> bool:
    return (_WIDENS.search(_HOLDS.sub("", words)) or _RANGES.search(words)) is not None


def _is_described(words: str, things: str) -> bool:
    """Whether a page says that some things are shown: by a word for it, or by naming them first."""
    named = rf"(?i)\W*(those|{re.escape(things)})\b.*\b(this|these|that|the given)\b"
    of_part = r"(?i)\W*(an?y? )?part of (the|its|their) [\w-]+\W*$"
    return (_SAYS.search(words) or re.match(named, words) or re.match(of_part, words)) is not None


def _by_range(
    parameter: Parameter,
    told: tuple[Bound, str],
    members: Mapping[str, Any],
    *,
    is_described: bool,
) -> Filter | None:
    """Return a filter for more or less than a value, where one member alone can be meant."""
    bound, rest = told[0], _BEGINS.sub("", told[1])
    if _is_wider(rest) or _DENIES.search(rest) or not is_plain(parameter.schema):
        return None
    if bound.is_worded and not is_described:
        return None
    own = compared(parameter, bound, members)
    if own is None:
        return None
    how = How.LEAST if bound.is_least else How.MOST
    return Filter(parameter, (own,), how, bound.is_worded, includes=bound.includes)


def _by_span(
    parameter: Parameter, span: tuple[str | None, str | None], words: str
) -> Filter | None:
    """Return a filter for what is so on a day, of what begins or ends, or both."""
    only = re.split(r"[.;]|\bi\.e\.", words)[0]
    if _DENIES.search(only):
        return None
    first, last = span
    how = How.DURING if first and last else How.MOST if first else How.LEAST
    members = tuple(each for each in span if each is not None)
    includes = True if _ITSELF.search(words) else None
    return Filter(parameter, members, how, True, includes=includes)  # noqa: FBT003


def _by_name(
    parameter: Parameter, words: str, own: str, member: Mapping[str, Any], *, is_described: bool
) -> Filter | None:
    """Return a filter by a member of its name."""
    is_flag = kind_of(member) == "boolean"
    is_denied = _DENIES.search(words) and not (is_flag and _OR_NOT.search(words))
    is_vague = _is_text(member) and re.search(r"(?i)\bmatch", words) is not None
    if is_denied or is_vague or not _may_be(parameter, member):
        return None
    is_reference = _inner(parameter.name).lower().endswith("_id")
    is_text = _is_text(member) and _is_text(parameter.schema)
    is_told = "enum" in parameter.schema or is_flag or is_text
    if not is_described and not is_reference and not (is_told and "." not in own):
        return None
    is_part = kind_of(member) == "string" and _HOLDS.search(words) is not None
    is_among = is_several(member) and _PARTS.search(words) is None
    among = tuple(_among(parameter, member))
    if is_flag:  # of a filter for what is so, the page need not tell what it does for what is not
        among = (True, False) if not is_described or _OR_NOT.search(words) else (True,)
    how = How.HOLDS if is_part and not is_among else How.EQUAL
    case = _ignores_case(parameter)
    is_exact = not is_part and (is_described or not is_text or is_reference)
    return Filter(parameter, (own,), how, is_described, case, among, is_exact=is_exact)


def _by_words(parameter: Parameter, words: str, members: Mapping[str, Any]) -> Filter | None:
    """Return a filter whose page says by which members it chooses, though its name does not."""
    if _DENIES.search(words):
        return None
    named = mentioned([each for each in members if "." not in each], words)
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
    return CASE.search(parameter.description) is not None


def _inner(name: str) -> str:
    """Return what a parameter names: ``status`` of ``filter[status]`` and of ``status[]``."""
    found = re.fullmatch(r"(?:filters?\[(\w+)\]|(\w+))(?:\[\])?", name)
    return (found.group(1) or found.group(2)) if found else name


def _named(name: str, members: Mapping[str, Any]) -> str | None:
    """Return the member of that name, be it one of several or one of a member; None without one."""
    plain = {bare(each): each for each in members if "." not in each}
    own = bare(name)
    for each in (own, f"{own}s", f"{own}es", own.removesuffix("s")):
        if each in plain:
            return plain[each]
    dotted = [each for each in members if bare(each) == own]  # owner_id: owner.id
    nested = [each for each in members if "." in each and bare(each.partition(".")[2]) == own]
    found = dotted or (nested if own not in {"id", "name", "type", "key"} else [])
    return found[0] if len(found) == 1 else None


def _may_be(parameter: Parameter, member: Mapping[str, Any]) -> bool:
    """Whether a parameter may hold what a member does."""
    if kind_of(member) == "boolean" or kind_of(parameter.schema) == "boolean":
        return kind_of(member) == kind_of(parameter.schema)
    return kind_of(member) in {"string", "number"} and not is_time(parameter.schema, member)


def _is_text(schema: Mapping[str, Any]) -> bool:
    return kind_of(schema) == "string" and "enum" not in schema and not is_time(schema)


def _among(parameter: Parameter, member: Mapping[str, Any]) -> Iterator[object]:
    """Yield the documented values that a member may have, too."""
    items = parameter.schema.get("items", {})
    own = [*parameter.schema.get("enum", ()), *items.get("enum", ())]
    known = [*member.get("enum", ()), *member.get("items", {}).get("enum", ())]
    for each in own:
        is_one = each is not None and str(each).lower() not in _EVERY
        if is_one and (not known or each in known):
            yield each
