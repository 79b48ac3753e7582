"""Things that an invented instance keeps, and what it takes of a request's body."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from reference.answers import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from reference.calls import Call

Thing = dict[str, Any]
LONGEST = 4096
"""Characters of a text."""


def is_text(value: object) -> bool:
    """Whether it is a text that can be kept: not empty, not over-long, of whole characters."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST:
        return False
    return not any(each < " " or 0xD800 <= ord(each) <= 0xDFFF for each in value)


def is_number(value: object) -> bool:
    """Whether it is a number that can be kept."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9


def is_flag(value: object) -> bool:
    """Whether it is true or false."""
    return isinstance(value, bool)


def is_texts(value: object) -> bool:
    """Whether it is a list of texts."""
    return isinstance(value, list) and len(value) <= 100 and all(map(is_text, value))


def or_null(check: Callable[[object], bool]) -> Callable[[object], bool]:
    """Return the check that takes null, too."""
    return lambda value: value is None or check(value)


def one_of(*words: str) -> Callable[[object], bool]:
    """Return the check for one of these words."""
    return lambda value: isinstance(value, str) and value in words


def taken(
    call: Call, fields: Mapping[str, Callable[[object], bool]], required: Iterable[str] = ()
) -> Thing:
    """Return what a body says of these fields; what else it says is let go."""
    sent = call.json_object()
    for name in required:
        if name not in sent:
            raise Refusal(422, f"{name} is missing")
    for name, check in fields.items():
        if name in sent and not check(sent[name]):
            raise Refusal(422, f"{name} is not what it should be")
    return {name: sent[name] for name in fields if name in sent}


class Things:
    """Those of one kind, in the order in which they were made."""

    def __init__(self, kind: str, id_name: str = "id") -> None:
        self.kind = kind
        self.id_name = id_name
        self.kept: dict[str, Thing] = {}

    def find(self, name: str) -> Thing:
        """Return the thing of that id, as its path spells it."""
        if name not in self.kept:
            raise Refusal(404, f"There is no such {self.kind}")
        return self.kept[name]

    def add(self, thing: Thing) -> Thing:
        """Keep a thing."""
        self.kept[str(thing[self.id_name])] = thing
        return thing

    def change(self, name: str, sent: Thing) -> Thing:
        """Change what is sent of a thing, and return it."""
        thing = self.find(name)
        thing.update(sent)
        return thing

    def remove(self, name: str) -> Thing:
        """Remove a thing, and return it."""
        thing = self.find(name)
        del self.kept[name]
        return thing

    def all(self) -> list[Thing]:
        """Return every thing, as it is now."""
        return copy.deepcopy(list(self.kept.values()))


def page_of(call: Call, things: list[Thing]) -> list[Thing]:
    """Return the part of a list that the request asks for."""
    limit, offset = call.count("limit"), call.count("offset") or 0
    return things[offset:] if limit is None else things[offset : offset + limit]


def fits(call: Call, name: str, thing: Thing) -> bool:
    """Whether a thing is as a flag of the query wants it; any is where that is not sent."""
    wanted = call.choice(name, ("", "true", "false"))
    return wanted in {"", str(thing[name]).lower()}
