"""What is wrong with which members of a body, by a sentence of a refusal that names several.

``slug, name and kind are required``, ``seats is missing, or is no whole number from 1 to 40``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

_ONE_OF_TWO = re.compile(r"(?i)\b(?:either|both|neither|unless|because|since|with)\b")
"""Words of what rests on something else as well."""
_BEGINS = re.compile(r"(?i)^\W*(?:\d{3}\W+)?(?:(?:if|when|where|as)\b)?")
"""How sentences begin that say when something is refused."""
_WHEN = re.compile(r"(?i)\b(?:if|when|where|while)\b")
_VERB = re.compile(r"(?i)\b(?:is|are|was|were|has|have|must|may|can|does|do)\b")
_OR = re.compile(r"(?i),?\s+or\b")


class Wrong(NamedTuple):
    """A member, and what is wrong with it."""

    name: str
    is_missing: bool
    words: str
    """The part of the sentence that says so."""


def wrong_fields(
    words: str,
    required: Collection[str],
    named: Callable[[str], Sequence[str]],
    says: tuple[re.Pattern[str], re.Pattern[str]],
) -> list[Wrong]:
    """Return what the sentences say is wrong with members, each with all that they name.

    ``named`` gives the members that words speak of; ``says`` are the patterns of what is missing,
    and of what is there and may not be so. A sentence that tells more than that tells nothing.
    """
    found = [
        wrong
        for sentence in re.split(r"[.;](?:\s|$)|\n", words)
        for wrong in _in_sentence(sentence, required, named, says)
    ]
    return list({(each.name, each.is_missing): each for each in found}.values())


def _in_sentence(
    sentence: str,
    required: Collection[str],
    named: Callable[[str], Sequence[str]],
    says: tuple[re.Pattern[str], re.Pattern[str]],
) -> Iterator[Wrong]:
    missing, invalid = says
    told = _BEGINS.sub("", sentence)
    if _ONE_OF_TWO.search(told) or _WHEN.search(told):
        return
    names = [each for each in named(told) if each in required]
    if missing.search(told) and not invalid.search(told):
        yield from (Wrong(each, is_missing=True, words=told) for each in names)
        return
    yield from _in_clauses(_OR.split(told), required, named, says)


def _in_clauses(
    clauses: Sequence[str],
    required: Collection[str],
    named: Callable[[str], Sequence[str]],
    says: tuple[re.Pattern[str], re.Pattern[str]],
) -> list[Wrong]:
    """Return what each clause says; one without a member is of that before it.

    One that says nothing of its member is as that behind it: ``kind or seats is not valid``.
    """
    missing, invalid = says
    subjects = [list(named(each)) for each in clauses]
    wrong: list[Wrong] = []
    for number in range(len(clauses)):
        of = next((each for each in reversed(subjects[: number + 1]) if each), [])
        says_it = (each for each in clauses[number:] if _says(each, missing, invalid))
        told = next(says_it, "")
        if told != clauses[number] and _VERB.search(clauses[number]):
            return []
        if len(of) != 1 or not told:
            return []
        is_missing = missing.search(told) is not None
        if not is_missing or of[0] in required:
            wrong.append(Wrong(of[0], is_missing=is_missing, words=told))
    return wrong


def _says(clause: str, missing: re.Pattern[str], invalid: re.Pattern[str]) -> bool:
    return missing.search(clause) is not None or invalid.search(clause) is not None
