"""What a documented refusal comes of, as far as its page tells: by its message, or its words.

Nothing is guessed that the page leaves open: a refusal that several things may bring about is held
to its status and its form alone, and one of which nothing is said to nothing. An overlay says the
rest by ``x-cause``: ``missing-field NAME``, ``missing-parameter NAME``, ``invalid-value NAME``,
``no-token``, ``twice``, ``under-way``, ``several-of NAME NAME``, ``missing-when NAME OTHER VALUE``
or ``out-of-order NAME NAME``, of which the first must not be less than the second.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.operations.cause_words import What, guessed, tells_of_others
from harness.operations.conditional import OUTDATED, changes_if_unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from harness.http.answer import Answer
    from spec.answers import DocumentedAnswer
    from spec.samples import Refused
    from spec.specification import Operation


@dataclass(frozen=True)
class Cause:
    """A documented refusal, and what brings it about."""

    answer: DocumentedAnswer
    what: What
    name: str = ""
    """The field or the parameter; the fields, where it comes of several at once."""
    message: tuple[str, ...] = ()
    """The members of the body that lead to its message, where that is exact; else nothing."""
    text: str = ""
    """The message, or what the page says in its place."""
    said: str = ""
    """What the page says of it beside that."""

    @property
    def words(self) -> str:
        """All that the page tells of it."""
        return f"{self.text}\n{self.said}".strip()


@dataclass(frozen=True)
class Untold:
    """A documented refusal of which an operation's page alone does not tell what it comes of."""

    answer: DocumentedAnswer
    message: tuple[str, ...] = ()
    """The members of the body that lead to its message, where that is exact; else nothing."""
    text: str = ""
    said: str = ""
    """What the page says of it beside the message."""


_SENT_VALUE = re.compile(r"""["'`«“][^"'`»”]*["'`»”]|\d{3,}|[0-9a-f]{8}-|\S+@\S+""")
_OR_ANOTHER = r"\((?i:or|with|whatever|depending|for (?:example|instance)|e\.g\.|say)\b"
"""What stands after a message that has other words in other cases."""
_USUAL = ("message",)
"""Where a message stands."""
_OF_BODIES = frozenset({"400", "422"})
"""Statuses that a body gets for what it is itself, and not for what is there."""
_OF_STATES = frozenset({"403", "409", "422"})
"""Statuses with which something is refused for the state that a thing is in."""
_NEVER = frozenset({"403", "402", "404", "405", "406", "413", "415", "423", "429"})
"""Statuses whose causes no run brings about, whatever is said of them."""


def causes_of(operation: Operation) -> list[Cause]:
    """Return the documented refusals of an operation whose cause its page tells."""
    return [each for answer in _refusals(operation) for each in _causes(operation, answer)]


def untold(operation: Operation) -> list[DocumentedAnswer]:
    """Return the documented refusals that nothing is known of, but the 404 of what is not there."""
    told = {each.answer.status for each in causes_of(operation)}
    is_of_one = "{" in operation.path
    return [
        each
        for each in _refusals(operation)
        if each.status not in told and not (each.status == "404" and is_of_one)
        if not _is_conditional(operation, each)
    ]


def _is_conditional(operation: Operation, answer: DocumentedAnswer) -> bool:
    """Whether it is the refusal of a change that another one came before."""
    return answer.status == str(OUTDATED) and changes_if_unchanged(operation)


def _refusals(operation: Operation) -> Iterator[DocumentedAnswer]:
    for status, answer in operation.answers.items():
        if re.fullmatch(r"4\d\d", status) and not answer.undocumented:
            yield answer


def _causes(operation: Operation, answer: DocumentedAnswer) -> Iterator[Cause]:
    if answer.cause:
        word, _, name = answer.cause.partition(" ")
        path, text = exact_message(answer)
        yield Cause(
            answer, What(word), name.strip(), path, text or _only_message(answer.examples)[1]
        )
        return
    if answer.status in _NEVER:
        return
    for path, text, words, said in _messages(answer):
        for each in guessed(operation, answer, words, said):
            is_exact = bool(path) and each.is_exact
            told = each.words or said
            is_exact = is_exact and not _holds_a_value(operation, text, each.name, said)
            yield (
                Cause(answer, each.what, each.name, path, text, told)
                if is_exact
                else Cause(answer, each.what, each.name, (), words, told)
            )


def untold_messages(operation: Operation) -> Iterator[Untold]:
    """Yield the refusals, each by its message, that the page of the operation tells no cause of."""
    for answer in _refusals(operation):
        if answer.cause or answer.status in _NEVER - {"403"}:
            continue
        if _is_conditional(operation, answer):
            continue
        for path, text, words, said in _messages(answer):
            if not guessed(operation, answer, words, said):
                is_exact = bool(path) and not _holds_a_value(operation, text, "", said)
                yield Untold(answer, path if is_exact else (), text or words, said)


def conflicts(operation: Operation) -> Iterator[Untold]:
    """Yield what may be refused for a state, each by its message, whatever else is told of it."""
    for answer in _refusals(operation):
        if answer.status not in _OF_STATES:
            continue
        for path, text, words, said in _messages(answer):
            is_exact = bool(path) and not _holds_a_value(operation, text, "", said)
            yield Untold(answer, path if is_exact else (), text or words, said)


def wrong_samples(operation: Operation) -> list[Refused]:
    """Return the page's samples of bodies that are refused for what they are, by their words."""
    return [
        each
        for each in operation.samples.refused
        if each.status in _OF_BODIES & operation.answers.keys()
        and not tells_of_others(words_of(each))
    ]


def words_of(sample: Refused) -> str:
    """Return what the page says of a sample: its name, and the answer to it."""
    return f"{sample.name}\n{json.dumps(sample.answer, ensure_ascii=False)}"


def told_by_sample(operation: Operation, answer: DocumentedAnswer, sample: object) -> Untold:
    """Return the refusal that a page shows by a sample of its body."""
    path, text = _only_message((sample,))
    is_exact = bool(path) and not _holds_a_value(operation, text, "")
    return Untold(answer, path if is_exact else (), text)


def _messages(answer: DocumentedAnswer) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    """Yield the messages of a refusal: where each stands, itself, its words, and those beside it.

    Where the page shows no body, what it says stands for a message.
    """
    if not answer.examples:
        yield (), answer.description, answer.description, answer.description
    for example, said in zip(answer.examples, answer.words, strict=False):
        path, text = _only_message((example,))
        words = (text if len(path) == 1 else " ".join(_texts(example))) or said
        yield path, text, words, said


def exact_message(answer: DocumentedAnswer) -> tuple[tuple[str, ...], str]:
    """Return the message of a refusal, and the members that lead to it; nothing where it varies."""
    path, text = _only_message(answer.examples)
    return (path, text) if text and path and not _SENT_VALUE.search(text) else ((), "")


def comes(refusal: Cause | Untold, answer: Answer) -> bool:
    """Whether an answer is a documented refusal, by its status and its message.

    That the page's sample has a word of a message makes it no other one.
    """
    is_its_status = str(answer.status) == refusal.answer.status and bool(refusal.text)
    return is_its_status and message_at(answer.json, refusal.message or _USUAL) == refusal.text


def is_told(answer: DocumentedAnswer, body: object) -> bool:
    """Whether a refusal has one of its documented messages."""
    messages = map(_only_message, ([each] for each in answer.examples))
    return any(text and path and message_at(body, path) == text for path, text in messages)


def message_at(body: object, path: tuple[str, ...]) -> object:
    """Return what stands in a body where a documented message does."""
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    return body


def _only_message(examples: Iterable[object]) -> tuple[tuple[str, ...], str]:
    """Return the one text of a sample body, and what leads to it; nothing where there are more."""
    known = list(examples)
    if len(known) != 1 or not isinstance(known[0], dict):
        return (), known[0] if len(known) == 1 and isinstance(known[0], str) else ""
    message = known[0].get("message")
    if isinstance(message, str):
        return (("message",), message) if message.strip(" .…") else ((), "")
    leaves = list(_leaves(known[0]))
    return leaves[0] if len(leaves) == 1 else ((), "")


def _leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _leaves(each, (*path, str(name)))
    elif isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, ())


def _texts(value: object) -> Iterator[str]:
    """Yield the names and the texts of a body."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield str(name)
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


def _holds_a_value(operation: Operation, text: str, name: str, said: str = "") -> bool:
    """Whether a message repeats something that was sent in the page's sample.

    A limit is none, be it one of the schema or of the page's words.
    """
    names = "|".join(map(re.escape, name.split()))
    bare = re.sub(rf"""["'`](?:{names})["'`]""", "", text) if name else text
    sample = operation.body_example
    values = [each for _, each in _leaves(sample)] if sample is not None else []
    is_sent = any(len(each) > 2 and each in text for each in values)
    is_sent = is_sent or _names_two_states(operation, text) or _is_one_of_many(text, said)
    parameter = operation.parameter(name)
    schema = parameter.schema if parameter is not None else _field(operation, name)
    limits = {str(each) for n, each in schema.items() if n != "example" and isinstance(each, int)}
    limits.update(re.findall(r"\d+", f"{schema.get('description', '')} {said}"))
    numbers = re.sub(rf"(?<!\d)(?:{'|'.join(limits) or '(?!)'})(?!\d)", "", bare)
    return is_sent or _SENT_VALUE.search(numbers) is not None


def _is_one_of_many(text: str, said: str) -> bool:
    """Whether the page says that a message is another one in another case, in brackets after it."""
    return re.search(rf"{re.escape(text)}[`\"'”]?\s*{_OR_ANOTHER}", said) is not None


def _names_two_states(operation: Operation, text: str) -> bool:
    """Whether a message names two of the values that a member of the body may have."""
    members = (operation.body_schema or {}).get("properties", {}).values()
    listed = [str(v) for each in members if isinstance(each, dict) for v in each.get("enum", ())]
    return len({each for each in listed if re.search(rf"\b{re.escape(each)}\b", text)}) > 1


def _field(operation: Operation, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (operation.body_schema or {}).get("properties", {}).get(name, {})
    return found
