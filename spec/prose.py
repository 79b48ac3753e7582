"""Refusals that a page tells in the words of an operation: a reason, a status, and a message.

``A closed station answers 409 "Station is closed"``: pages of many writers show but a status and a
type below an operation, and say above it when that comes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from spec.answers import documented_answer
from spec.resources import words_about

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spec.answers import DocumentedAnswer
    from spec.specification import Operation

_SENTENCE = re.compile(r"(?<=[.!?])[\"”]?\s+(?=[A-Z`*])|\n{2,}")
_REFUSAL = re.compile(
    r"\b(?P<status>4\d\d)\b"
    r"(?:[^\"“”`\d]{0,40}?(?:[\"“](?P<quoted>[^\"“”]{3,120})[\"”]|`(?P<marked>[A-Z][^`]{2,120})`))?"
)
_SAMPLE = re.compile(r"(?i)\b(?:and so on|such as|for (?:example|instance)|e\.g\.|like|as in)\b")
"""Words by which a message is one of several."""
_MESSAGES = ("message", "error", "detail")
"""Members of a refusal in which its message stands."""
_LEAST = 12
"""Characters of a clause that says a reason."""


class Told(NamedTuple):
    """A refusal that a sentence tells."""

    status: str
    message: str
    """Empty where the sentence quotes none, or one of several."""
    words: str


def told_in(text: str) -> Iterator[Told]:
    """Yield the refusals that sentences tell, each with the clause that says what it comes of."""
    for sentence in _SENTENCE.split(text):
        found = list(_REFUSAL.finditer(sentence))
        begin = 0
        for number, each in enumerate(found):
            is_last = number == len(found) - 1
            clause = sentence[begin : len(sentence) if is_last else each.end()].strip(" ,;:")
            begin = each.end()
            is_reason = len(_REFUSAL.sub("", clause).strip()) >= _LEAST
            message = each["quoted"] or each["marked"] or ""
            if _SAMPLE.search(sentence[each.start() :]):
                message = ""
            yield Told(each["status"], message, clause if is_reason else sentence)


def answers_of(document: Mapping[str, Any], raw: Mapping[str, Any]) -> dict[str, DocumentedAnswer]:
    """Return the answers of an operation, by status, with what is told of them in its words."""
    answers = {
        str(status): documented_answer(document, str(status), answer)
        for status, answer in raw.get("responses", {}).items()
    }
    group = next(iter(raw.get("tags", ())), "")
    of_group = (e.get("description", "") for e in document.get("tags", ()) if e["name"] == group)
    above = [*of_group, document.get("info", {}).get("description", "")]
    return with_told(answers, str(raw.get("description", "")), "\n\n".join(map(str, above)))


def with_told(
    answers: Mapping[str, DocumentedAnswer], own: str, overall: str
) -> dict[str, DocumentedAnswer]:
    """Return the answers, those refusals with what is told of them of which they say nothing.

    What stands ``overall``, above several operations, is told of those of which nothing else is.
    """
    found = dict(answers)
    for text in (own, overall):
        told = list(told_in(text))
        for status, answer in answers.items():
            of_it = [each for each in told if each.status == status]
            if of_it and not found[status].undocumented and _says_nothing(found[status]):
                found[status] = _with(answer, of_it)
    return found


def _says_nothing(answer: DocumentedAnswer) -> bool:
    return not (answer.examples or answer.description or answer.cause)


def _with(answer: DocumentedAnswer, told: list[Told], name: str | None = None) -> DocumentedAnswer:
    name = next((each for each in _MESSAGES if each in answer.fields), name)
    examples = tuple({name: each.message} if name and each.message else {} for each in told)
    shown = next((each for each in examples if each), None)
    words = tuple(each.words for each in told)
    return replace(
        answer,
        example=shown,
        examples=examples,
        words=words,
        description=" ".join(words),
        from_words=True,
    )


_DONE_BY = {"dele": "DELETE", "remo": "DELETE", "chan": "PATCH", "crea": "POST"}
_EITHER = re.compile(
    r"(?i)\b(?P<done>delet(?:ions?|ing)|remov(?:als?|ing)|chang(?:es?|ing)|creat(?:ions?|ing))\b"
    r"[^.]{0,40}?\b(?P<one>20\d) or (?P<other>20\d)\b"
)
"""What answers by one status or another."""
_ALONE = frozenset({"400", "404", "409", "410", "412", "422"})
"""Statuses of refusals that words may tell of by themselves."""
_NOWHERE = (
    r"(?:unknown|leads? nowhere|(?:does|do) not exist|doesn't exist|no such|not (?:be )?found|"
    r"non-?existent|nobody has)"
)
_ANSWERED = re.compile(
    r"(?i)(?:\b(?:answer\w*|refus\w+|reject\w+|gets?|gives?|returns?|is|are|an?|else|otherwise|with|"
    r"by|status|code|http)\b|[:,(|])[\s`]*4\d\d\b"
)
"""What stands before the status of an answer, and before no other number."""
_OF_OTHERS = re.compile(
    r"(?i)\*\w[^*\n]*\*|\b(?:afterwards?|after that|from (?:then|now) on|later)\b"
)
"""Words of what another operation answers: its name, or that it comes after this one."""
_OF_NOTHING = re.compile(rf"(?i)\b{_NOWHERE}\b[^.]*\b404\b|\b404\b[^.]*\b{_NOWHERE}\b")


def _with_other_successes(
    document: Mapping[str, Any], operation: Operation, words: str
) -> Operation:
    """Return an operation with the statuses of which words say that it answers one or the other."""
    found = (
        each
        for each in _EITHER.finditer(words)
        if _DONE_BY[each["done"][:4].lower()] == operation.method
    )
    pairs = [{each["one"], each["other"]} for each in found]
    told = {status for pair in pairs if pair & operation.answers.keys() for status in pair}
    more = {
        each: documented_answer(document, each, {})
        for each in sorted(told - operation.answers.keys())
    }
    return replace(operation, answers={**operation.answers, **more}) if more else operation


def _names_in(answer: DocumentedAnswer) -> Iterator[str]:
    yield from answer.fields
    yield from (name for each in answer.examples if isinstance(each, dict) for name in each)


def with_told_alone(
    document: Mapping[str, Any], operations: Sequence[Operation]
) -> Iterator[Operation]:
    """Yield the operations, with refusals that sentences tell of and no response shows.

    That is those of the operation's own words; above all operations, the one of what is not there.
    """
    refusals = (e for each in operations for s, e in each.answers.items() if s.startswith("4"))
    shown = {name for each in refusals for name in _names_in(each)}
    name = next((each for each in _MESSAGES if each in shown), None)
    overall = str(document.get("info", {}).get("description", ""))
    of_nothing = [each for each in told_in(overall) if _OF_NOTHING.search(each.words)]
    for operation in operations:
        words = words_about(document, operation)
        each = _with_other_successes(document, operation, f"{words}\n{overall}")
        said = (e for e in told_in(words) if not _OF_OTHERS.search(e.words))
        told = [e for e in said if e.message or _ANSWERED.search(e.words)]
        told += of_nothing if "{" in each.path else []
        statuses = dict.fromkeys(e.status for e in told if e.status in _ALONE - each.answers.keys())
        if not statuses or not each.is_as_any_other:
            yield each
            continue
        more = {
            status: _with(
                documented_answer(document, status, {}),
                [e for e in told if e.status == status],
                name,
            )
            for status in statuses
        }
        yield replace(each, answers={**each.answers, **more})
