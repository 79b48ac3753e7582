"""What a comparison finds: changes, each with its place, its severity and its words.

Text of the documents is untrusted, so that it is kept apart, as `Shown`, from the words around it
until it is rendered.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field, replace
from enum import Enum, IntEnum
from typing import Any


class Severity(IntEnum):
    """What a change does to a client that was written by the old version."""

    WORDING = 0
    """Nothing: descriptions, names and examples are for people."""
    COMPATIBLE = 1
    BREAKING = 2


class Direction(Enum):
    """Who sends a value: it decides whether more or fewer of them break a client."""

    REQUEST = "requests"
    RESPONSE = "responses"
    UNUSED = "nothing"
    """Nobody: a named type that no operation uses."""

    def severity(self, *, narrower: bool, wider: bool) -> Severity:
        """Tell what a change of the allowed values does: fewer of them, others, or both."""
        breaks = {Direction.REQUEST: narrower, Direction.RESPONSE: wider}.get(self, False)
        return Severity.BREAKING if breaks else Severity.COMPATIBLE


@dataclass(frozen=True, slots=True)
class Shown:
    """A text of the documents, to be shown as such."""

    text: str


Words = tuple[str | Shown, ...]


@dataclass(frozen=True, slots=True)
class OperationName:
    """An operation as both versions call it, which is how its rules are found."""

    method: str
    paths: tuple[str, ...]
    ids: tuple[str, ...]


Segment = tuple[str, str]
"""A trusted label, empty for an operation, and a text of the document."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place as QA would say it: `POST /oauth/token`, response `200`."""

    segments: tuple[Segment, ...] = ()
    operations: tuple[OperationName, ...] = ()

    def at(self, label: str, text: str) -> Place:
        """Return a place within this one."""
        return replace(self, segments=(*self.segments, (label, text)))


@dataclass(frozen=True, slots=True)
class Named:
    """A named type, by its `$ref` in the old and in the new version, sent in one direction."""

    old: str
    new: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Where:
    """A schema's place: in an operation or in a named type, and the path of its field there."""

    container: Place | Named
    direction: Direction
    path: str = ""
    depth: int = 0

    def member(self, name: str) -> Where:
        """Return the place of a member of the object that is here."""
        return replace(self, path=joined(self.path, name), depth=self.depth + 1)

    def items(self) -> Where:
        """Return the place of the items of the array that is here."""
        return replace(self, path=self.path + "[]", depth=self.depth + 1)


_LONGEST_PATH = 200
"""Characters; types that hold each other give paths without an end."""


def joined(outer: str, inner: str) -> str:
    """Return the path of a field that is found below another; a long one without its middle."""
    path = f"{outer}{'.' if outer and inner and not inner.startswith('[]') else ''}{inner}"
    return path if len(path) <= _LONGEST_PATH else f"{path[:40]}…{path[-80:]}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference. Findings of the same cause and the same words are one change."""

    where: Where
    severity: Severity
    words: Words
    cause: str


@dataclass
class Findings:
    """Collects differences, and which place uses which named type."""

    found: dict[Finding, None] = field(default_factory=dict)
    users: dict[Named, dict[Where, None]] = field(default_factory=dict)
    waiting: deque[Named] = field(default_factory=deque)
    changes: int = 0
    """How many differences were more than wording, twice the same included."""
    changed: set[Place | Named] = field(default_factory=set)
    """Where they are."""

    def add(
        self, where: Where | Place, severity: Severity, *words: str | Shown, cause: str = ""
    ) -> None:
        """Take a difference up, unless it is there already."""
        if isinstance(where, Place):
            where = Where(where, Direction.UNUSED)
        if severity > Severity.WORDING:
            self.changes += 1
            self.changed.add(where.container)
        if where.direction is Direction.UNUSED and isinstance(where.container, Named):
            severity = Severity.WORDING
        self.found[Finding(where, severity, words, cause)] = None

    def use(self, where: Where, named: Named) -> None:
        """Remember that a named type is used here; a new one waits to be compared."""
        if named not in self.users:
            self.users[named] = {}
            self.waiting.append(named)
        self.users[named][where] = None

    def changed_places(self) -> set[Place | Named]:
        """Return every place with a change, and those that use a named type with one."""
        reached, waiting = set(self.changed), list(self.changed)
        while waiting:
            container = waiting.pop()
            users = self.users.get(container, {}) if isinstance(container, Named) else {}
            for where in users:
                if where.container not in reached:
                    reached.add(where.container)
                    waiting.append(where.container)
        return reached


_UNSAID = {"x-source", "x-sources", "x-other-sources"}
"""Where something stands in a source; it changes with every line above it."""


def without_sources(value: Any) -> Any:
    """Return a value without what it says of its sources."""
    if isinstance(value, dict):
        return {key: without_sources(each) for key, each in value.items() if key not in _UNSAID}
    if isinstance(value, list):
        return [without_sources(each) for each in value]
    return value


def canonical(value: Any) -> str:
    """Return a text that is the same for equal values, wherever they were defined."""
    return json.dumps(without_sources(value), sort_keys=True, ensure_ascii=False)


def shown(value: Any) -> Shown:
    """Return a value of a document to be shown: a text as it is, all else as JSON."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Shown(text)


def listed(values: list[str], *, limit: int = 12) -> Words:
    """Return names parted by commas, each to be shown."""
    words: list[str | Shown] = []
    for value in values[:limit]:
        words += [", ", Shown(value)] if words else [Shown(value)]
    return (*words, f" and {len(values) - limit} more") if len(values) > limit else tuple(words)
