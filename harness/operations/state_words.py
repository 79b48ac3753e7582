"""What state a documented refusal speaks of, where another operation of the pages brings it about.

A page may say that what is in use is not deleted, that nothing is begun on what has no parts, or
that what is closed, or was made in one way, does not take what others do. Nothing is guessed: a
sentence that may as well say what must be so (only, unless, must) tells no state.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harness.operations.cause_words import is_done_by, spaced
from harness.operations.states import State, Why
from spec.members import properties_of
from spec.resources import Kind, above_of, followed, on_the_way, success_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.operations.causes import Untold
    from harness.operations.references import References
    from spec.resources import Resource
    from spec.specification import Operation, Specification

_OTHERWISE = re.compile(
    r"(?i)\b(?:only|unless|must|should|needs? to|until|except|other than|if not|not yet|once|"
    r"before|has to|have to|first has)\b"
)
"""Words by which a sentence may tell what must be so, rather than what is refused."""
_USED = re.compile(
    r"(?i)\b(?:in use|us(?:e|ed|es|ing)|nam(?:e|ed|es)|refer(?:s|red|ences?|enced)?|has|have|"
    r"holds?|contains?|there (?:is|are)|still|belong(?:s|ing)?|assigned|attached|depends?|as its)\b"
)
_ANY = frozenset({
    *("a", "an", "any", "some", "other", "another", "one", "several", "more", "its", "the"),
    *("this", "that", "these", "those", "by", "has", "have", "had", "with", "of", "are", "is"),
    *("still", "names", "uses", "to"),
})  # fmt: skip
"""Words behind which a thing is any of its kind: ``a job`` is, and ``a running job`` is not."""
_NOT = re.compile(r"(?i)(?:\b(?:not|no|never|non)|n't)(?: an?| the| yet)?[ -]$")
"""What stands before words that a sentence denies."""
_IS, _IS_OR_WAS = "(?:is|are)", "(?:is|are|was|were|has been|have been|had been)"
_REFUSED = re.compile(
    r"(?i)\b(?:cannot|not|never|no longer|refus\w+|reject\w+|(?:takes?|accepts?|gets?|has|have) no|"
    r"stays?|remains?|immutable|locked|frozen|read-only|final)\b|n't\b"
)
"""Words of what does not happen to a thing any more."""
_AND_LACKS = re.compile(
    r"(?i)\b(?:and|but)\b[^.;]*\b(?:no|without|lacks?|missing|left out)\b[^.;]*`"
)
"""A state that is refused with something else that is missing alone."""
_DONE = r"[a-z]{2,}(?:ed|nt|wn|pt|lt)"
"""What a word looks like that tells what was done: closed, sent, withdrawn, kept."""


def states_of(
    spec: Specification, references: References, operation: Operation, untold: Untold
) -> tuple[State, ...]:
    """Return the state that a refusal speaks of, or each of those that one sentence lists.

    None where none is told, or several sentences tell of different ones.
    """
    message, sentences = _sentences(untold.text), _sentences(f"{untold.text}\n{untold.said}")
    in_use = [*_in_use(spec, references, operation, message)]  # a sentence may name more on the way
    found = [
        *((each,) for each in in_use or _in_use(spec, references, operation, sentences)),
        *((each,) for each in _nothing_below(spec, operation, sentences)),
        *_being_so(spec, operation, sentences),
    ]
    return found[0] if found and all(each == found[0] for each in found) else ()


def _sentences(words: str) -> list[str]:
    told = re.split(r"[.;\n]+", words)
    return [spaced(each) for each in told if each and not _AND_LACKS.search(each)]


def _in_use(
    spec: Specification, references: References, operation: Operation, sentences: list[str]
) -> Iterator[State]:
    own = spec.resource_of(operation)
    if operation.kind is not Kind.DELETE or own is None or own.parameter is None:
        return
    told = [each for each in sentences if _USED.search(each) and not _OTHERWISE.search(each)]
    for other in spec.resources:
        states = [state for each in told for state in _spoken_of(spec, each, other)]
        if not states or other.path == own.path:
            continue
        # Any of its kind, where a sentence says so; else those in a state, as one is made.
        value = None if None in states else states[0]
        direct = [*_uses(spec, references, other, own)]
        yield from (State(Why.IN_USE, other, name, value) for name in direct)
        between = () if direct else spec.resources
        for each in between:
            if each.path not in {own.path, other.path}:
                for first in _uses(spec, references, each, own):
                    through = State(Why.IN_USE, each, first)
                    for name in _uses(spec, references, other, each):
                        yield State(Why.IN_USE, other, name, value, through=through)


def _uses(
    spec: Specification, references: References, other: Resource, own: Resource
) -> Iterator[str]:
    """Yield the members by which things that can be made name those of a kind.

    That is an empty name for what is below them.
    """
    if other.operation(Kind.CREATE) is None:
        return
    if other.parent == own.path:
        yield ""
        return
    create = spec.operation(str(other.operation(Kind.CREATE)))
    for name, schema in _members(spec, create.id):
        if _refers_to(spec, references, create, (name, schema), own):
            yield name


def _refers_to(
    spec: Specification,
    references: References,
    create: Operation,
    member: tuple[str, Mapping[str, Any]],
    own: Resource,
) -> bool:
    """Whether a member, or one of the objects in its array, holds the id of a thing of a kind."""
    name, schema = member
    if references.resource_of(create, name, schema) == own:
        return True
    items = followed(spec.document, schema.get("items", {}))
    kinds = [followed(spec.document, each) for each in (items, *items.get("anyOf", ()))]
    return any(
        references.resource_of(create, inner, followed(spec.document, each)) == own
        for kind in kinds
        for inner, each in properties_of(spec.document, kind).items()
    )


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


def _being_so(
    spec: Specification, operation: Operation, sentences: list[str]
) -> Iterator[tuple[State, ...]]:
    """Yield the states that the thing of an operation is in, by a value or by what was done to it.

    An operation that does nothing else comes before a value that a thing is made with, and that
    before a change.
    """
    nearest = on_the_way(spec, operation)[:1]
    if operation.method == "GET" or not nearest:
        return
    (resource,) = nearest
    others = [_names(each) for each in spec.resources if each.path != resource.path]
    for each in sentences:
        if _OTHERWISE.search(each):
            continue
        is_of_others = others and re.search(rf"(?i)\b(?:{'|'.join(others)})\b", each)
        subject = _names(resource) if is_of_others else f"(?:{_names(resource)}|it)"
        found = [
            *_done(spec, operation, resource, list(_said(each, subject, _DONE))),
            *_valued(spec, resource, each, subject),
        ]
        if found:
            alike = [e for e in found if replace(e, value=found[0].value) == found[0]]
            yield tuple(each for n, each in enumerate(alike) if each not in alike[:n])


def _done(
    spec: Specification, operation: Operation, resource: Resource, words: list[str]
) -> Iterator[State]:
    """Yield what another operation did to a thing, by the words that tell what was done."""
    for each in acts_on(spec, resource):
        if each.id != operation.id:
            for word in words:
                if is_done_by(word, each):
                    yield State(Why.DONE, resource, value=word.lower(), by=each.id)


def _valued(
    spec: Specification, resource: Resource, sentence: str, subject: str
) -> Iterator[State]:
    """Yield the value of a member that a thing may be made with, changed to, or led to."""
    by_kind = ((Kind.CREATE, Why.MADE_SO), (Kind.MODIFY, Why.CHANGED_SO))
    brings = [(str(resource.operation(kind)), why) for kind, why in by_kind]
    for by, why in (*brings, *((each.id, Why.LED_TO) for each in acts_on(spec, resource))):
        for name, schema in _members(spec, by):
            words = {each: _spelt(each) for each in schema.get("enum", ()) if isinstance(each, str)}
            said = [each for each in words if any(_said(sentence, subject, words[each], _IS))]
            for first in said:
                yield State(why, resource, name, first, by)
                for other, spelt in words.items():
                    listed = rf"(?i)\b{words[first]}[`'\"]?,? (?:or|and) [`'\"]?{spelt}\b"
                    if re.search(listed, sentence):
                        yield State(why, resource, name, other, by)


def _spelt(value: str) -> str:
    """Return a pattern of how words spell one of a few values."""
    return re.escape(value).replace("_", "[ _-]")


def _said(sentence: str, subject: str, word: str, verb: str = _IS_OR_WAS) -> Iterator[str]:
    """Yield the words of a form that a sentence says of a thing, and of nothing but the thing.

    What else is said of it may be a condition: that it is closed *without a report* is refused.
    """
    marked = rf"[`'\"]?(?P<word>{word})\b[`'\"]?"
    state = "(?:in (?:the )?stat(?:e|us) )?"
    end = r"(?=\s*(?:$|[,)]|and\b|or\b|already\b))"
    forms = (
        rf"(?i)\b{subject} {verb}(?: already| still| now)? {state}{marked}{end}",
        *(
            [rf"(?i)\b{subject} (?:that|which) {verb} {marked}"]
            if _REFUSED.search(sentence)
            else []
        ),
        rf"(?i)\b{subject} {verb} [a-z]+,? (?:that is|namely|meaning),? {marked}{end}",
        rf"(?i)^{subject} (?P<word>{word})$",
        *([rf"(?i)(?<!\w){marked} {subject}\b"] if _REFUSED.search(sentence) else []),
    )
    for each in forms:
        for found in re.finditer(each, sentence.strip()):
            if not _NOT.search(sentence.strip()[: found.start()]):
                yield found["word"]


def acts_on(spec: Specification, resource: Resource) -> Iterator[Operation]:
    """Yield the operations that do something to a thing, right below its path."""
    for each in spec.operations.values():
        is_of_thing = each.path.rpartition("/")[0] == resource.item_path
        if is_of_thing and each.kind is Kind.ACTION:
            yield each


def states_led_to(
    spec: Specification, resource: Resource
) -> Iterator[tuple[Operation, str, object]]:
    """Yield what leads a thing to states, each with the member and its value that says to which."""
    for each in acts_on(spec, resource):
        for name, schema in properties_of(spec.document, each.body_schema or {}).items():
            yield from ((each, name, value) for value in schema.get("enum", ()))


def _members(spec: Specification, by: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what an operation on things takes: the members' names and their schemas."""
    schema = spec.operations[by].body_schema if by in spec.operations else None
    for name, each in followed(spec.document, schema or {}).get("properties", {}).items():
        yield name, followed(spec.document, each)


def _names(resource: Resource) -> str:
    """Return a pattern of how words call a thing, or several."""
    name = re.escape(re.sub(r"[_-]", " ", resource.name))
    return f"{name[:-1]}(?:y|ies)" if name.endswith("y") else f"{name}(?:e?s)?"


def _spoken_of(spec: Specification, sentence: str, resource: Resource) -> Iterator[str | None]:
    """Yield what a sentence says of things of a kind: None of any, else the state they are in."""
    for found in re.finditer(rf"(?i)\b{_names(resource)}\b", sentence):
        before, after = sentence[: found.start()].split(), sentence[found.end() :].split()
        if after and after[0].lower() in {"that", "which", "who", "whose", "in"}:
            continue
        word = before[-1].lower().strip(",:") if before else ""
        if not word or word in _ANY:
            yield None
        elif any(word in values for _, values in states_shown(spec, resource)):
            yield word


def states_shown(spec: Specification, resource: Resource) -> Iterator[tuple[str, list[str]]]:
    """Yield the members of which a thing shows one of a few words, with these."""
    known = [resource.operation(kind) for kind in (Kind.GET, Kind.CREATE)]
    for each in (spec.operation(name) for name in known if name is not None):
        members = properties_of(spec.document, success_schema(spec.document, each))
        for name, own in members.items():
            values = [value for value in own.get("enum", ()) if isinstance(value, str)]
            if values:
                yield name, values


def _lacks(sentence: str, resource: Resource) -> bool:
    """Whether a sentence says that nothing of a kind is there."""
    lacking = rf"(?i)\b(?:no|without(?: any)?|lacks(?: any)?|zero)(?: \w+)? {_names(resource)}\b"
    return re.search(lacking, sentence) is not None and not _OTHERWISE.search(sentence)
