"""States that an operation wants of the things it goes to or names, brought about before it.

A show is booked once it is on sale, and goes on sale once it has a price: what a refusal asks for,
or else the page's words, is done by the pages' other operations, to things that are made for it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from harness.core.outcomes import Skipped
from harness.operations.arguments import Step
from harness.operations.cause_words import OTHER_FORMS
from harness.operations.references import fitting
from harness.operations.ways import CONFLICT, REFUSING
from spec.resources import CHANGES, Kind, words_about
from spec.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.http.answer import Answer
    from harness.operations.arguments import Arguments
    from harness.operations.made import Thing
    from harness.operations.references import References
    from harness.operations.values import Maker
    from spec.resources import Resource
    from spec.specification import Effects, Operation, Specification

_MOST = 3
"""Ways that are tried to bring a thing into a state, for each operation that wants one."""
_STEM = 4
"""Letters that a word shares with another form of it, at least."""
_WANTS = re.compile(r"(?i)\b(?:only|must|needs?|has to|have to|unless|until|once|while|before)\b")


class Caller(Protocol):
    """What calls a target's operations."""

    spec: Specification

    def make(self, resource: Resource) -> Thing:
        """Make a thing."""

    def arguments(self, operation: Operation) -> Arguments:
        """Return what an operation takes."""

    def asked(self, operation: Operation, arguments: Arguments) -> Answer:
        """Send an operation."""

    def maker(self, operation: Operation) -> Maker:
        """Return what makes the values of one request."""

    def read(self, thing: Thing) -> Answer:
        """Look a thing up."""


@dataclass(frozen=True)
class _Ready:
    """A thing in the state that an operation wants, and what brought it there."""

    thing: Thing
    steps: tuple[Step, ...]


class Preparing:
    """The things of one target's pages, made ready for operations that want them in a state."""

    def __init__(self, caller: Caller, references: References, effects: Effects) -> None:
        self._caller = caller
        self._spec = caller.spec
        self._references = references
        self._effects = effects
        self._ready: dict[str, _Ready] = {}
        """By operation: what it takes."""
        self._in_vain: set[str] = set()

    def knows(self, operation: Operation) -> bool:
        """Whether it is known what an operation wants."""
        return operation.id in self._ready

    def applied(self, operation: Operation, arguments: Arguments) -> Arguments:
        """Return the same with the thing that is ready for an operation, if it wants one."""
        ready = self._ready.get(operation.id)
        return arguments if ready is None else self._with(operation, arguments, ready)

    def again(self, thing: Thing, steps: tuple[Step, ...]) -> Thing:
        """Do to a new thing what was done to another one of its kind."""
        for step in steps:
            if step.resource == thing.resource.path:
                self._take(step, thing)
        return thing

    def led(self, step: Step, thing: Thing) -> Answer:
        """Take a step that leads a thing to a state, by way of another one where it needs that."""
        answer = self._take(step, thing)
        if answer.succeeded:
            return answer
        if self._taken_before(step, thing, answer) is not None:
            return self._caller.read(thing)
        for member, value in self._states(step.operation):
            first = replace(step, value=value)
            if member == step.member and value != step.value and self._take(first, thing).succeeded:
                answer = self._take(step, thing)
                if answer.succeeded:
                    break
        return answer

    def ways(self, operation: Operation, whole: Arguments, refused: Answer) -> Iterator[Arguments]:
        """Yield the same with things that were brought into a state which the refusal asks for.

        The one that was yielded last serves from then on; where all are refused, none is.
        """
        before = self._ready.pop(operation.id, None)
        if operation.id in self._in_vain or refused.status not in REFUSING:
            return
        found = self._anew(before) if before is not None else self._found(operation, whole, refused)
        for ready in found:
            self._ready[operation.id] = ready
            yield self._with(operation, whole, ready)
        self._ready.pop(operation.id, None)
        if before is None:
            self._in_vain.add(operation.id)
        else:
            self._ready[operation.id] = before

    def _anew(self, before: _Ready) -> Iterator[_Ready]:
        with suppress(Skipped):
            thing = self._caller.make(before.thing.resource)
            yield replace(before, thing=self.again(thing, before.steps))

    def _found(self, operation: Operation, whole: Arguments, refused: Answer) -> Iterator[_Ready]:
        told = list(_told(self._spec, operation, refused))
        for resource in self._resources(operation, whole):
            for words in told:
                yield from self._brought(operation, resource, words)

    def _resources(self, operation: Operation, whole: Arguments) -> list[Resource]:
        """Return the kinds of things that an operation goes to or names, and the run may make."""
        found = [whole.thing.resource] if whole.thing is not None else []
        members = self._caller.maker(operation).whole(operation.body_schema or {})
        for name in whole.referred:
            schema = members.get("properties", {}).get(name, {})
            if (named := self._references.resource_of(operation, name, schema)) is not None:
                found.append(named)
        known = {each.path: each for each in found}
        return [each for each in known.values() if each.operation(Kind.CREATE)]

    def _brought(self, wanted: Operation, resource: Resource, words: str) -> Iterator[_Ready]:
        """Yield new things that were brought into a state which words name."""
        for step in self._steps(wanted, resource, words)[:_MOST]:
            with suppress(Skipped):
                thing = self._caller.make(resource)
                answer = self._take(step, thing)
                if answer.succeeded:
                    yield _Ready(thing, (step,))
                elif (first := self._taken_before(step, thing, answer)) is not None:
                    yield _Ready(thing, (first, step))

    def _taken_before(self, step: Step, thing: Thing, refused: Answer) -> Step | None:
        """Take the step that another one wants first, and then that; None where none is found."""
        for words in _told(self._spec, step.operation, refused):
            for first in self._steps(step.operation, thing.resource, words)[:_MOST]:
                if self._take(first, thing).succeeded and self._take(step, thing).succeeded:
                    return first
        return None

    def _take(self, step: Step, thing: Thing) -> Answer:
        arguments = self._caller.arguments(step.operation).on(thing)
        if step.member:
            schema = self._caller.maker(step.operation).whole(step.operation.body_schema or {})
            is_change = step.operation.kind in CHANGES
            needed = () if is_change else schema.get("required", ())
            least = {name: arguments.fields[name] for name in needed if name in arguments.fields}
            arguments = replace(arguments, body={**least, step.member: step.value})
        return self._caller.asked(step.operation, arguments)

    def _steps(self, wanted: Operation, resource: Resource, words: str) -> list[Step]:
        """Return what may bring a thing into a state that words name, in the order of the words."""
        spelled = words.lower().replace("_", " ")
        found: list[tuple[int, Step]] = []
        for each in self._spec.operations.values():
            if each.id == wanted.id or each.effects > self._effects or each.method == "GET":
                continue
            if not _is_done_to(each, resource):
                continue
            found += [
                (at, Step(each, resource.path, member, value))
                for member, value in self._states(each)
                if (at := _place_of(str(value).lower().replace("_", " "), spelled)) >= 0
            ]
            if each.kind not in CHANGES and (at := _place_of_verb(each, spelled)) >= 0:
                found.append((at, Step(each, resource.path)))
        return [step for _, step in sorted(found, key=lambda each: each[0])]

    def _states(self, operation: Operation) -> Iterator[tuple[str, object]]:
        """Yield the members of a body that have few values, with each of these."""
        whole = self._caller.maker(operation).whole
        members = whole(operation.body_schema or {}).get("properties", {})
        for name, schema in members.items():
            for value in whole(schema).get("enum", ()):
                if value is not None:
                    yield name, value

    def _with(self, operation: Operation, arguments: Arguments, ready: _Ready) -> Arguments:
        """Return the same with a thing that is ready in its path, or named in its body."""
        resource = ready.thing.resource
        if arguments.thing is not None and arguments.thing.resource.path == resource.path:
            arguments = arguments.on(ready.thing)
        members = self._caller.maker(operation).whole(operation.body_schema or {})
        properties: Mapping[str, Any] = members.get("properties", {})
        named = {
            name: fitting(properties.get(name, {}), ready.thing.id)
            for name in arguments.referred
            if self._references.resource_of(operation, name, properties.get(name, {})) == resource
        }
        body = {**arguments.fields, **named} if named else arguments.body
        return replace(arguments, body=body, ready=ready.steps)


def _told(spec: Specification, operation: Operation, refused: Answer) -> Iterator[str]:
    """Yield what a refusal says, and what the page says that an operation wants."""
    yield " ".join(_texts(refused.json))
    if refused.status == CONFLICT:
        sentences = sentences_of(words_about(spec.document, operation))
        yield " ".join(each for each in sentences if _WANTS.search(each))


def _texts(value: object) -> Iterator[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        if isinstance(each, str):
            yield each
        else:
            yield from _texts(each)


def _is_done_to(operation: Operation, resource: Resource) -> bool:
    """Whether an operation is done to one thing, or makes something right below it."""
    item = resource.item_path or ""
    rest = operation.path.removeprefix(item)
    if not item or rest == operation.path or "{" in rest:
        return False
    if not rest.strip("/"):
        return operation.kind in CHANGES
    return operation.kind in {Kind.ACTION, Kind.CREATE} and operation.method != "DELETE"


def _place_of(state: str, words: str) -> int:
    """Return where words have a state; -1 where they don't."""
    found = re.search(rf"\b{re.escape(state)}\b", words) if len(state) > 1 else None
    return found.start() if found else -1


def _place_of_verb(operation: Operation, words: str) -> int:
    """Return where words have a form of what an operation does, as its path says; else -1."""
    verbs = re.findall(r"[a-z]+", operation.path.rstrip("/").rpartition("/")[2].lower())
    for found in re.finditer(r"[a-z]+", words):
        word = found.group()
        if any(OTHER_FORMS.get(verb) == word or _are_forms(verb, word) for verb in verbs):
            return found.start()
    return -1


def _are_forms(verb: str, word: str) -> bool:
    """Whether a word is a form of another: ``confirmed``, of ``confirm``."""
    least = max(_STEM, min(len(verb), len(word)) - 3)
    return len(verb) >= _STEM and len(word) >= _STEM and verb[:least] == word[:least]
