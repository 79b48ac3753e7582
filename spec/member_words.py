"""What the words of an operation say that its members may be: ``A name has 1 to 80 characters``.

A sentence, or a part of it between commas, speaks of one member that it names, as it is spelt or
nearly so: ``Codes are 2 to 12 letters`` speaks of ``code``, and ``A piece weighs between 1 and 5000
grams`` of ``weight_grams``. What is so under a condition is no rule of a member.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from spec.members import is_several, named_in, properties_of
from spec.resources import CHANGES, Kind, followed, words_about
from spec.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from spec.specification import Operation

_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_SAYS_LIMITS = re.compile(
    r"(?i)\b(?:at (?:most|least)|up to|no (?:more|less|fewer) than|(?:max|min)imum(?: is| of)?) "
    r"[\w.-]|\d or (?:more|less|fewer|greater)\b|\b-?\d+(?:\.\d+)? (?:to|and|-|\u2013) -?\d"
)
_A_RANGE = 2
"""Numbers of one range; of more, nobody knows which are of what."""
_OF_A_CASE = re.compile(
    r"(?i)\b(?:where|when|if|unless|while|4\d\d)\b|\bfor `|"
    r"\b(?:and|but) (?:for|by|of) (?:an?|the) \w"
)
"""Words of what is so under a condition, or is answered in another way."""
BY_DEFAULT = re.compile(
    r"(?i)(?:,? (?:and|or)|,)? `?[\w.-]+`? (?:unless|if|when|where) (?:it is |they are )?"
    r"(?:not )?(?:told|given|said|set|sent|stated|specified|left out|omitted|missing|absent)\b"
    r"(?: otherwise)?(?: or null)?"
)
"""What a member is when it is not sent, which says nothing of what it may be when it is."""
_ELSE = re.compile(r"(?i)[\s:;,.]+(?:else|otherwise)\b.*$")
"""How what is not so is answered."""
_IN_A_CASE = re.compile(r"(?i)(?:with|for|in|of|where|when|if)\b.*\b(?:it|they)\b")
"""How a sentence begins that says what the member before may be in a case of its own."""
_IT = re.compile(r"(?i)^\s*it(?= (?:is|has|must|may|can|takes|lies)\b)")
"""What stands for the member with which the sentence before begins."""
_BEGINNING = 3
"""Words with which a sentence begins."""
STANDS_FOR = re.compile(
    r"(?i)(?<![\w.])(-?\d+) (?:stands? for|means?|counts? as|is for|gives?|turns?)\b"
)
"""A number that may be as well, whatever the limits are."""
_OF_LETTERS = re.compile(r"(?i)\b(?:characters?|letters)\b")
_WITHOUT_A_UNIT = re.compile(r"(?i)\bha(?:s|ve) [^.]*\d(?=\W*$)")
_OF_ITEMS = re.compile(r"(?i) (?:of|with|,? each(?: of)?) (?=(?:up to|at most|\d+ to)\b)")
"""Between how many items there may be and how long each is."""
_EACH = re.compile(r"(?i)\b(?:each|both)\b")
"""Words by which what is said is said of all that the sentence names."""
_SHORTEST = 4
"""Letters by which a word is nearly one of a name: ``weighs``, of ``weight``."""
_IN_PARTS = ("anyOf", "oneOf", "allOf")
_DEEPEST = 2
"""Objects and arrays in each other that are looked into."""


def told_of_members(words: str, names: Iterable[str]) -> dict[str, str]:
    """Return what sentences say of one member each, by its name; the first that does counts."""
    known, found = list(dict.fromkeys(names)), dict[str, str]()
    are_of_letters, before, subject = False, list[str](), ""
    for told in sentences_of(words):
        subject = subject if _IT.match(told) else _subject_of(told, known)
        is_of_it = subject and not named_in(told, known)
        named = _IT.sub(f"`{subject}`", told) if is_of_it else told
        sentence = _ELSE.sub("", BY_DEFAULT.sub("", named))
        if _IN_A_CASE.match(sentence) and _says_a_limit(sentence):
            found = {name: each for name, each in found.items() if name not in before}
            continue
        if STANDS_FOR.search(sentence):
            meant = named_in(sentence, known) or before
            found = {name: each for name, each in found.items() if name not in meant}
            continue
        if _OF_A_CASE.search(sentence):
            continue
        for clause in re.split(r"[,;]\s|(?<!`):\s", sentence):
            for part in _parts(clause, known):
                said = _WITHOUT_A_UNIT.sub(r"\g<0> characters", part) if are_of_letters else part
                for name in _spoken_of(part, known) or _all_of(part, sentence, known):
                    found.setdefault(name, said.rstrip(" ;,"))
        before = [name for name in found if name in named_in(sentence, known)] or before
        are_of_letters = _OF_LETTERS.search(sentence) is not None or (
            are_of_letters and _WITHOUT_A_UNIT.search(sentence) is not None
        )
    return found


def _subject_of(sentence: str, names: list[str]) -> str:
    """Return the name with which a sentence begins; empty where it begins with another word."""
    found = named_in(" ".join(sentence.split()[:_BEGINNING]), names)
    return found[0] if len(found) == 1 else ""


def with_told_members(
    document: Mapping[str, Any], operations: Mapping[str, Operation]
) -> dict[str, Operation]:
    """Return the operations, their members with what words elsewhere on the page say of them.

    That is the words of the operation, and for a change those of the making of the same things,
    where no word stands beside the member.
    """
    makers = {each.resource: each for each in operations.values() if each.kind is Kind.CREATE}
    found = dict(operations)
    for name, each in operations.items():
        maker = makers.get(each.resource) if each.kind in CHANGES else None
        schema = each.body_schema
        names = list(_names_in(document, schema))
        if not names:
            continue
        of_making = words_about(document, maker) if maker is not None else ""
        told = told_of_members(of_making, names) | told_of_members(
            words_about(document, each), names
        )
        if told:
            found[name] = replace(each, body_schema=_told_of_parts(document, schema, told))
    return found


def _names_in(document: Mapping[str, Any], schema: object) -> Iterator[str]:
    """Yield the names of what a body may have, in whichever of its ways."""
    whole = followed(document, schema) if isinstance(schema, dict) else {}
    yield from _within(document, whole.get("properties", {}), 0)
    for choice in _IN_PARTS:
        for part in whole.get(choice, ()):
            yield from _names_in(document, part)


def _told_of_parts(
    document: Mapping[str, Any], schema: Any, told: Mapping[str, str]
) -> Mapping[str, Any]:
    """Return the schema of a body whose members say what is told of them, in each of its ways."""
    whole = followed(document, schema)
    parts = {
        choice: [_told_of_parts(document, part, told) for part in whole[choice]]
        for choice in _IN_PARTS
        if choice in whole
    }
    own = _told(document, whole, told, 0) if "properties" in whole else whole
    return {**own, **parts}


def _within(document: Mapping[str, Any], members: Mapping[str, Any], depth: int) -> Iterator[str]:
    """Yield the names of members, and of what objects and arrays among them hold."""
    yield from members
    for raw in members.values() if depth < _DEEPEST else ():
        member = followed(document, raw)
        inner = member.get("items", {}) if is_several(member) else member
        yield from _within(document, properties_of(document, inner), depth + 1)


def _told(
    document: Mapping[str, Any], schema: Mapping[str, Any], told: Mapping[str, str], depth: int
) -> dict[str, Any]:
    """Return the schema of an object whose members say what is told of them.

    A name that an object has is not that of a member of what it holds.
    """
    members: dict[str, Any] = {}
    of_others = {n: each for n, each in told.items() if n not in schema.get("properties", {})}
    for name, raw in schema.get("properties", {}).items():
        member = followed(document, raw)
        members[name] = raw
        if isinstance(raw, dict) and name in told:
            own = str({**member, **raw}.get("description", ""))
            members[name] = {**raw, "description": joined(own, told[name])}
        inner = member.get("items", {}) if is_several(member) else member
        is_deep = depth < _DEEPEST and isinstance(inner, dict)
        if not is_deep or not of_others.keys() & {
            *_within(document, properties_of(document, inner), 1)
        }:
            continue
        within = _told(document, followed(document, inner), of_others, depth + 1)
        said = members[name].get("description")
        beside = {} if said is None else {"description": said}
        members[name] = (
            {**member, **beside, "items": within} if is_several(member) else {**within, **beside}
        )
    return {**schema, "properties": members}


def joined(own: str, told: str) -> str:
    """Return what stands beside a member, and what is told of it elsewhere if that says more."""
    if not own or told.rstrip(" .") in own:
        return own or told
    if not _says_a_limit(own):
        return f"{own.rstrip(' .')}. {told}"
    return told if {*_NUMBERS.findall(own)} < {*_NUMBERS.findall(told)} else own


def _parts(clause: str, names: list[str]) -> list[str]:
    """Return the parts of a clause that say a limit: of how many items, and of each of those."""
    parts = _OF_ITEMS.split(clause)
    are_of_several = any(named_in(each, names) for each in parts[1:])
    if not are_of_several and _says_a_limit(parts[0]):
        return [clause]
    return [each for each in (parts if are_of_several else [clause]) if _says_a_limit(each)]


def _says_a_limit(words: str) -> bool:
    is_short = len(_NUMBERS.findall(words)) <= _A_RANGE
    return is_short and _SAYS_LIMITS.search(words) is not None


def _spoken_of(clause: str, names: list[str]) -> list[str]:
    """Return the one name that a part of a sentence speaks of; none where it is not one.

    Of names that are nearly said, it is the one of the most words.
    """
    found = named_in(clause, names)
    if not found:
        nearly = [each for each in names if _is_nearly_said(each, clause)]
        most = max((len(_words_of(each)) for each in nearly), default=0)
        found = [each for each in nearly if len(_words_of(each)) == most]
    return found if len(found) == 1 else []


def _all_of(clause: str, sentence: str, names: list[str]) -> list[str]:
    """Return the names of a sentence of each of which a clause without a name says the same."""
    is_of_each = _EACH.search(clause) is not None and not named_in(clause, names)
    return named_in(sentence, names) if is_of_each else []


def _is_nearly_said(name: str, clause: str) -> bool:
    """Whether each part of a name stands in a clause, in another form of the word."""
    words = re.findall(r"[a-z]+", clause.lower())
    stems = [each[: max(_SHORTEST, len(each) - 2)] for each in _words_of(name)]
    return all(
        len(each) >= _SHORTEST and any(word.startswith(each) for word in words) for each in stems
    )


def _words_of(name: str) -> list[str]:
    return [each for each in re.split(r"[_-]", name.lower()) if each]
