"""Values that a page's schema allows: the page's own where it gives one, else made up."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from harness.operations.exclusive import one_of_several
from harness.operations.formed import BOUND, fits, fitted, is_code, is_day, unlike, weeks_later
from harness.operations.guessing import guessed
from harness.operations.told_limits import limits_in
from spec.resources import followed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PREFIX = "meiro-contracts"
"""Begins whatever text a run makes up that another must not have."""
_NAMES = frozenset(
    {
        *("name", "title", "label", "email", "slug", "key", "code", "username", "login", "handle"),
        *("identifier", "subject", "display_name", "full_name", "first_name", "nickname"),
    }
)
"""Members that tell a thing from others: what is made up for them is the run's own."""
_OF_OTHERS = frozenset({"code", "key", "identifier", "handle", "login", "subject"})
"""What such a word ends (``country_code``) names something else, unless it stands alone."""
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+$")
PROSE = frozenset({"description", "note", "notes", "comment", "summary", "text", "body", "message"})
"""Members in which a person writes."""
_SAMPLES: Mapping[str, object] = {
    "date-time": "2030-01-01T00:00:00Z",
    "date": "2030-01-01",
    "time": "12:00:00Z",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "uri": "https://example.com/meiro-contracts",
    "url": "https://example.com/meiro-contracts",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
}
"""By ``format``; hosts and addresses are those that documents may use (RFC 2606, 5737, 3849)."""
_HINTS = (
    (re.compile(r"(?i)url|uri|link|href|webhook|endpoint"), "uri"),
    (re.compile(r"(?i)_at$|time|timestamp"), "date-time"),
    (re.compile(r"(?i)date"), "date"),
)
"""What a member's name says of its form."""
_LIMITS = {*BOUND, "exclusiveMinimum", "minimum", "maximum", "minLength", "maxLength", "pattern"}
_OF_LENGTH = re.compile(r"(?i)\b(?:characters?|letters?|long|longer|length)\b")
_SHORT = 3
"""Letters of a label such as that of a row of seats."""
_PLAIN: Mapping[str, object] = {"array": [], "boolean": False, "integer": 1, "number": 1}
_ACCENTED = "žluťoučký"
"""Letters beyond ASCII, which what is written in prose must keep."""
_BESIDE = frozenset({"default", "description", "example", "examples"})
"""What a member says of a type that it refers to, for itself."""
DEEPEST = 6
"""Objects in each other that are filled in; a schema may refer to itself."""


def new_serials() -> Iterator[int]:
    """Return numbers of which none comes twice, whatever few of their digits are looked at."""
    return count(secrets.randbelow(10**15))


class NoValue(Exception):  # noqa: N818 - no error: the member is left out
    """The page does not say what a value would be."""


@dataclass
class Maker:
    """Makes the values of one request, and remembers what it made up."""

    document: Mapping[str, Any]
    address: Callable[[], str]
    """Gives an e-mail address that nobody has."""
    reference: Callable[[str, Mapping[str, Any]], object]
    """Gives the id that a member such as ``segment_id`` refers to; None where it refers to none."""
    is_other: bool = False
    """Whether other values than the first that comes to mind are wanted: to change a thing."""
    now: Mapping[str, object] = field(default_factory=dict)
    """What is to be changed, by the names of members: others are wanted."""
    marker: str = field(default_factory=lambda: f"{PREFIX}-{secrets.token_hex(4)}")
    """What tells the thing that is made from all others."""
    made_up: list[str] = field(default_factory=list)
    """Members whose value is neither the page's nor one that the run knows to be right."""
    referred: list[str] = field(default_factory=list)
    """Members that were given the id of a thing that is there."""
    is_marked: bool = False
    """Whether some value holds the marker."""
    is_guessing: bool = False
    """Whether members are given a value of which the page tells a type alone."""
    guesses: list[str] = field(default_factory=list)
    """Members that were given such a value."""
    ids: frozenset[str] = frozenset()
    """Members that the path of the thing takes: no two things may have the same."""
    samples: Mapping[str, object] = field(default_factory=dict)
    """What the page's sample of the thing's making has, by the names of members."""
    is_unlike: bool = False
    """Whether numbers and codes are wanted that another thing is not likely to have."""
    has_code: bool = False  # then it is that, and no number, that may be taken
    unlike: list[str] = field(default_factory=list)
    """The members that got one."""
    serials: Iterator[int] = field(default_factory=new_serials)
    """Gives what such a code ends in."""
    is_in_array: bool = False
    """Whether an item of an array is being made: short labels tell it from the others there."""
    weeks: int = 0
    """By how many weeks days are later than the page's, which another thing may take up."""

    def value(self, name: str, schema: Mapping[str, Any], *, depth: int = 0) -> object:
        """Return a value for the member of that name; NoValue where the page gives no hint."""
        schema = self.whole(schema)
        known = self.id_for(name, schema)
        if known is not None:
            return known
        if depth <= 1 and name in self.samples and given_by(schema) is MISSING:
            schema = {**schema, "example": self.samples[name]}
        is_own = is_own_text(name, schema) and not _is_of_form(name, schema)
        is_own = is_own and not (self.is_in_array and _is_short(schema))
        if is_own or (name in self.ids and is_plain_text(schema)):
            return self.text(name, schema)
        if (given := given_by(schema)) is not MISSING:
            is_free = isinstance(given, str) or not (self.is_other or self.has_code)
            if name in self.ids or (self.is_unlike and is_free):
                given, sample = unlike(given, schema, next(self.serials)), given
                self.unlike += [name] if given != sample else []
            if self.weeks and is_day(given) and not schema.keys() & BOUND:
                given = weeks_later(given, self.weeks)
                self.made_up.append(name)  # it may be too far off
            if not reference_free(name):
                self.made_up.append(name)  # of something that may not be there
            return self._another(name, schema, given) if self.is_other else given
        return self._made(name, schema, depth)

    def id_for(self, name: str, schema: Mapping[str, Any]) -> object:
        """Return the id that a member refers to; None where it refers to none."""
        known = self.reference(name, schema)
        if known is not None:
            self.referred.append(name)
        return known

    def _another(self, name: str, schema: Mapping[str, Any], given: object) -> object:
        """Return another value than the page's sample, and than what is there now."""
        if "const" in schema:
            return given
        members = [each for each in schema.get("enum", ()) if each is not None]
        if members and name in self.now and self.now[name] != given:
            return given  # where not every change is allowed, the page's own is
        choices: list[object] = [*members, given]
        if isinstance(given, bool) and not members:
            choices = [not given, given]
        elif isinstance(given, int | float) and reference_free(name) and not members:
            most = schema.get("maximum", given + 2)
            is_free = not {"multipleOf", "exclusiveMaximum"} & schema.keys()
            choices = [each for each in (given + 1, given + 2) if each <= most and is_free]
        elif isinstance(given, str) and name.lower() in PROSE and not members:
            self.is_marked = True
            return fitted(f"{self.marker} {_ACCENTED}", schema, given)
        avoided = (self.now.get(name), given)
        better = (each for each in choices if each not in avoided)
        return next(better, next((each for each in choices if each != avoided[0]), given))

    def whole(self, schema: Mapping[str, Any], *, like: object = None) -> Mapping[str, Any]:
        """Return a schema with what it refers to, and with the parts of which it is made up.

        Of groups of members that exclude each other, and of several schemas, that of a sample
        ``like`` it is taken. Limits that its words tell are its own.
        """
        beside = _BESIDE & schema.keys() if isinstance(schema, dict) and "$ref" in schema else ()
        own = {key: schema[key] for key in beside}
        schema = one_of_several({**followed(self.document, schema), **own}, like)
        for choice in ("anyOf", "oneOf"):
            parts = [followed(self.document, each) for each in schema.get(choice, ())]
            parts = [each for each in parts if each.get("type") != "null"]
            if parts:
                first = next((each for each in parts if _holds(each, like)), parts[0])
                rest = {key: value for key, value in schema.items() if key != choice}
                return self.whole({**first, **rest})
        if "allOf" in schema:
            merged: dict[str, Any] = {k: v for k, v in schema.items() if k != "allOf"}
            for part in map(self.whole, schema["allOf"]):
                properties = {**part.get("properties", {}), **merged.get("properties", {})}
                required = [*part.get("required", ()), *merged.get("required", ())]
                merged = {**part, **merged, "properties": properties, "required": required}
            return merged
        return limited(schema)

    def text(self, name: str, schema: Mapping[str, Any]) -> str:
        """Return a text of the run's own."""
        example = str(_example(schema) or "")
        if "email" in name.lower() or schema.get("format") == "email" or _ADDRESS.match(example):
            self.is_marked = True
            return self.address()
        if schema.get("format") == "uuid":
            return str(uuid4())
        own = fitted(self.marker, schema, example)
        if fits(own, schema):
            self.is_marked = True
            return own
        self.made_up.append(name)  # the page's own may be taken, and another is not as it wants
        return example or own

    def members(self, schema: Mapping[str, Any], *, depth: int = 0) -> dict[str, object]:
        """Return an object with each member of which the page says enough."""
        schema = self.whole(schema)
        required = set(schema.get("required", ()))
        made: dict[str, object] = {}
        self.has_code = self.has_code or self._has_code(schema)
        for name, each in schema.get("properties", {}).items():
            if self.whole(each).get("readOnly"):
                continue
            before = len(self.guesses)
            try:
                made[name] = self.value(name, each, depth=depth + 1)
            except NoValue:
                if name in required:
                    made[name] = self._anything(name, self.whole(each))
                elif self.is_guessing and (guess := self._guessed(name, each)) is not None:
                    made[name] = guess
                    self.made_up.append(name)
                    self.guesses.append(name)
            if len(self.guesses) > before and name not in self.guesses:
                self.guesses.append(name)  # of something within it
        return made

    def _has_code(self, schema: Mapping[str, Any]) -> bool:
        samples = (_example(self.whole(each)) for each in schema.get("properties", {}).values())
        return any(map(is_code, (*samples, *self.samples.values())))

    def _guessed(self, name: str, schema: Mapping[str, Any]) -> object:
        """Return a value that is right as far as the page tells; None where none is safe."""
        schema = self.whole(schema)
        kind = type_of(schema)
        if not reference_free(name):
            return None
        if kind == "array":
            item = self._guessed(name, schema.get("items", {})) if "items" in schema else None
            return None if item is None else [item]
        found = guessed(name, kind, schema, self.marker)
        if not isinstance(found, str):
            return found
        self.is_marked = True
        return next((_SAMPLES[form] for each, form in _HINTS if each.search(name)), found)

    def _made(self, name: str, schema: Mapping[str, Any], depth: int) -> object:
        kind = type_of(schema)
        if kind == "object":
            if depth >= DEEPEST or not schema.get("properties"):
                raise NoValue
            if not (members := self.members(schema, depth=depth)):
                raise NoValue
            return members
        if kind == "array":
            if depth >= DEEPEST or "items" not in schema:
                raise NoValue
            count = max(int(schema.get("minItems", 1)), 1)
            if count > 1:
                self.made_up.append(name)
            before, self.is_in_array = self.is_in_array, True
            items = [self.value(name, schema["items"], depth=depth + 1) for _ in range(count)]
            self.is_in_array = before
            return items
        if kind == "boolean":  # the other one than it shows, if it does
            return self.is_other and self.now.get(name) is not True
        if kind in {"integer", "number"} and {"minimum", "maximum"} & schema.keys():
            least: object = schema.get("minimum", schema.get("maximum"))
            return least
        if kind == "string" and (schema.get("format") in _SAMPLES or name.lower() in PROSE):
            return self._anything(name, schema)
        raise NoValue

    def _anything(self, name: str, schema: Mapping[str, Any]) -> object:
        """Return a value of the right type, though the page says no more of it."""
        self.made_up.append(name)
        kind = type_of(schema)
        if kind == "object":
            return self.members(schema, depth=DEEPEST)
        if kind in _PLAIN:
            least: object = schema.get("minimum", _PLAIN[kind])
            return least
        sample = _SAMPLES.get(str(schema.get("format")))
        if sample is None:
            sample = next((_SAMPLES[form] for each, form in _HINTS if each.search(name)), None)
        if sample is not None:
            return sample
        self.is_marked = True
        return fitted(self.marker, schema, "")


def _holds(schema: Mapping[str, Any], sample: object) -> bool:
    """Whether a schema has each member of a sample."""
    return isinstance(sample, dict) and sample.keys() <= schema.get("properties", {}).keys()


def limited(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema with the limits that its words tell, where its sample keeps to them."""
    words, kind = str(schema.get("description", "")), type_of(schema)
    is_number = kind in {"integer", "number"}
    is_text = kind == "string" and _OF_LENGTH.search(words) is not None
    if not (is_number or is_text) or schema.keys() & _LIMITS:
        return schema
    names = ("minimum", "maximum") if is_number else ("minLength", "maxLength")
    limits = limits_in(words, whole=kind != "number")
    told = {n: each for n, each in zip(names, limits, strict=True) if each is not None}
    sample = given_by(schema)
    size = len(sample) if isinstance(sample, str) and is_text else sample
    if isinstance(size, int | float) and sample is not MISSING:
        is_kept = told.get(names[0], size) <= size <= told.get(names[1], size)
        return {**schema, **told} if is_kept else schema
    return {**schema, **told} if sample is MISSING and len(told) > 1 else schema


def reference_free(name: str) -> bool:
    """Whether a member is no id, of something that may not be there."""
    return re.search(r"(^|_)ids?$|[a-z]Ids?$", name) is None


MISSING = object()


def given_by(schema: Mapping[str, Any]) -> object:
    """Return the value that the page itself gives; MISSING where it gives none."""
    if "const" in schema:
        return schema["const"]
    example = _example(schema)
    members = [each for each in schema.get("enum", ()) if each is not None]
    if members:
        return example if example in members else members[0]
    if example is not None:
        return example
    return schema["default"] if schema.get("default") is not None else MISSING


def _example(schema: Mapping[str, Any]) -> object:
    examples = [*schema.get("examples", ()), schema.get("example")]
    return next((each for each in examples if each is not None), None)


def type_of(schema: Mapping[str, Any]) -> str:
    """Return the first type of a schema that is not null; by its members where it is silent."""
    types = schema.get("type", ())
    named = [types] if isinstance(types, str) else [each for each in types if each != "null"]
    if named:
        return str(named[0])
    if "properties" in schema:
        return "object"
    return "array" if "items" in schema else "string"


def is_own_text(name: str, schema: Mapping[str, Any]) -> bool:
    """Whether a member is a text that tells a thing from others, in no form that is told."""
    is_text = type_of(schema) == "string" and "enum" not in schema and "const" not in schema
    form = schema.get("format")
    if not is_text or (form in _SAMPLES and form != "uuid"):
        return False
    lowered = name.lower()
    is_named = lowered in _NAMES or lowered.rpartition("_")[2] in _NAMES - _OF_OTHERS
    return form == "email" or is_named


def _is_of_form(name: str, schema: Mapping[str, Any]) -> bool:
    """Whether a member is a code of the form that its sample shows: no other text would do."""
    return name.lower() in _OF_OTHERS and is_code(_example(schema))


def _is_short(schema: Mapping[str, Any]) -> bool:
    """Whether the page's sample is a label or a number of few letters: a name is longer."""
    example = _example(schema)
    return isinstance(example, str) and 0 < len(example) <= _SHORT


def is_plain_text(schema: Mapping[str, Any]) -> bool:
    """Whether a member is a text in no form that is told."""
    return type_of(schema) == "string" and not schema.keys() & {"enum", "const", "format"}
