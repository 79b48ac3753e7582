"""What state a documented refusal speaks of, where another operation of the pages brings it about.

A page may say that what is in use is not deleted, that nothing is begun on what has no parts, or
that things made in one way do not take what others do. Nothing is guessed: a sentence that may as
well say what must be so (only, unless, must) tells no state.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from spec.resources import Kind, followed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.operations.causes import Untold
    from harness.operations.references import References
    from spec.resources import Resource
    from spec.specification import Operation, Specification


class Why(Enum):
    """The states that a run can bring about."""

    IN_USE = auto()
    """Something else names the thing, or is below it."""
    NOTHING_BELOW = auto()
    """Nothing is below the thing yet."""
    MADE_SO = auto()
    """The thing was made with a value that forbids it."""


@dataclass(frozen=True)
class State:
    """A state in which an operation is refused."""

    why: Why
    resource: Resource
    """What uses the thing, what is missing below it, or the thing itself."""
    member: str = ""
    """The member that names the thing, or has the value; empty for what is below it."""
    value: object = None

    @property
    def words(self) -> str:
        """Say in which state something should be refused."""
        return {
            Why.IN_USE: f"a {self.resource.name} uses it",
            Why.NOTHING_BELOW: f"it has no {self.resource.name}",
            Why.MADE_SO: f"its `{self.member}` is {self.value!r}",
        }[self.why]


_OTHERWISE = re.compile(
    r"(?i)\b(?:only|unless|must|should|needs? to|until|except|other than|if not|not yet|once|"
    r"before|has to|have to|first has)\b"
)
"""Words by which a sentence may tell what must be so, rather than what is refused."""
_USED = re.compile(
    r"(?i)\b(?:in use|us(?:ed|es|ing)|nam(?:ed|es)|refer(?:s|red|ences?|enced)?|has|have|holds?|"
    r"contains?|there (?:is|are)|still|belong(?:s|ing)?|assigned|attached|depends?|as its)\b"
)


_ANY = frozenset({
    *("a", "an", "any", "some", "other", "another", "one", "several", "more", "its", "the"),
    *("this", "that", "these", "those", "by", "has", "have", "had", "with", "of", "are", "is"),
    *("still", "names", "uses", "to"),
})  # fmt: skip
"""Words behind which a thing is any of its kind: ``a job`` is, and ``a running job`` is not."""


def state_of(
    spec: Specification, references: References, operation: Operation, untold: Untold
) -> State | None:
    """Return the state that a refusal speaks of; None where none is told, or more than one."""
    sentences = [each for each in re.split(r"[.;\n]+", f"{untold.text}\n{untold.said}") if each]
    found = [
        *_in_use(spec, references, operation, sentences),
        *_nothing_below(spec, operation, sentences),
        *_made_so(spec, operation, sentences),
    ]
    return found[0] if len(found) == 1 else None


def _in_use(
    spec: Specification, references: References, operation: Operation, sentences: list[str]
) -> Iterator[State]:
    own = spec.resource_of(operation)
    if operation.kind is not Kind.DELETE or own is None or own.parameter is None:
        return
    told = [each for each in sentences if _USED.search(each) and not _OTHERWISE.search(each)]
    for other in spec.resources:
        if not any(_speaks_of(each, other) for each in told) or other.path == own.path:
            continue
        if other.parent == own.path and other.operation(Kind.CREATE):
            yield State(Why.IN_USE, other)
            continue
        for name, schema in _members(spec, other):
            create = spec.operation(str(other.operation(Kind.CREATE)))
            if references.resource_of(create, name, schema) == own:
                yield State(Why.IN_USE, other, name)


def _nothing_below(
    spec: Specification, operation: Operation, sentences: list[str]
) -> Iterator[State]:
    above = above_of(spec, operation)
    if operation.kind not in {Kind.CREATE, Kind.ACTION} or above is None:
        return
    for other in spec.resources:
        is_other = other.parent == above.path and other.path != operation.resource
        if is_other and other.operation(Kind.LIST) and any(_lacks(e, other) for e in sentences):
            yield State(Why.NOTHING_BELOW, other)


def _made_so(spec: Specification, operation: Operation, sentences: list[str]) -> Iterator[State]:
    above = above_of(spec, operation)
    if operation.kind not in {Kind.CREATE, Kind.ACTION} or above is None:
        return
    for name, schema in _members(spec, above):
        for value in schema.get("enum", ()):
            if isinstance(value, str) and any(_is_so(each, value, above) for each in sentences):
                yield State(Why.MADE_SO, above, name, value)


def above_of(spec: Specification, operation: Operation) -> Resource | None:
    """Return the things of which an operation's path goes through one, the nearest."""
    found = [
        each
        for each in spec.resources
        if each.item_path and each.parameter and operation.path.startswith(f"{each.item_path}/")
    ]
    return max(found, key=lambda each: len(each.path), default=None)


def parent_of(spec: Specification, resource: Resource) -> Resource | None:
    """Return the things of which each has a list of these below it; None where there are none."""
    return next((each for each in spec.resources if each.path == resource.parent), None)


def _members(spec: Specification, resource: Resource) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what things are made with: the members' names and their schemas."""
    create = resource.operation(Kind.CREATE)
    schema = spec.operation(create).body_schema if create is not None else None
    for name, each in followed(spec.document, schema or {}).get("properties", {}).items():
        yield name, followed(spec.document, each)


def _names(resource: Resource) -> str:
    """Return a pattern of how words call a thing, or several."""
    name = re.escape(re.sub(r"[_-]", " ", resource.name))
    return f"{name[:-1]}(?:y|ies)" if name.endswith("y") else f"{name}(?:e?s)?"


def _speaks_of(sentence: str, resource: Resource) -> bool:
    """Whether a sentence speaks of any thing of a kind, and not of those in some state alone."""
    for found in re.finditer(rf"(?i)\b{_names(resource)}\b", sentence):
        before, after = sentence[: found.start()].split(), sentence[found.end() :].split()
        is_any = not before or before[-1].lower().strip(",:") in _ANY
        if is_any and not (after and after[0].lower() in {"that", "which", "who", "whose", "in"}):
            return True
    return False


def _lacks(sentence: str, resource: Resource) -> bool:
    """Whether a sentence says that nothing of a kind is there."""
    lacking = rf"(?i)\b(?:no|without(?: any)?|lacks(?: any)?|zero)(?: \w+)? {_names(resource)}\b"
    return re.search(lacking, sentence) is not None and not _OTHERWISE.search(sentence)


def _is_so(sentence: str, value: str, resource: Resource) -> bool:
    """Whether a sentence says of a thing that it is so, as its value has it."""
    spelt = re.escape(value).replace("_", "[ _-]")
    name = _names(resource)
    so = (
        rf"(?i)\b{name} (?:is|are|was|were) (?:already |still )?[`'\"]?{spelt}\b|\b{spelt} {name}\b"
    )
    return re.search(so, sentence) is not None and not _OTHERWISE.search(sentence)
