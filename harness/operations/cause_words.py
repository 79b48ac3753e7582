"""What a documented refusal comes of by its words: those of its message, and those beside it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.operations.cause_conditions import needed_when
from harness.operations.cause_fields import wrong_fields
from harness.operations.cause_orders import out_of_order
from harness.operations.items import UNITS
from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spec.answers import DocumentedAnswer
    from spec.specification import Operation


class What(StrEnum):
    """The kinds of causes that a run can bring about, as an overlay names them."""

    MISSING_FIELD = "missing-field"
    MISSING_PARAMETER = "missing-parameter"
    INVALID_VALUE = "invalid-value"
    NO_TOKEN = "no-token"  # noqa: S105 - a cause
    TWICE = "twice"
    SEVERAL = "several-of"
    """Members of several groups at once, of which a body has one."""
    MISSING_WHEN = "missing-when"
    """A member that must be there where another one has a value."""
    UNDER_WAY = "under-way"
    """A job that was begun before, and has not ended."""
    OUT_OF_ORDER = "out-of-order"
    """A member that is less than another, which it must not be."""


_MISSING = re.compile(
    r"(?i)required|missing|blank|(?:not|n't|cannot) be (?:empty|null)|"
    r"must be (?:present|given|set)|not provided|no (?:\w+)? ?(?:was )?(?:given|provided)"
)
_INVALID = re.compile(
    r"(?i)at most|at least|one of|between|greater|less|positive|maximum|minimum|exceed|longer|"
    r"shorter|too (?:long|short|large|small|high|low)|must be (?:an? )?(?:integer|number|valid)|"
    r"invalid|not (?:a )?valid|unknown|unsupported|not allowed|\bneither\b.*\bnor\b|\bnone of\b|"
    r"must (?:be|have) (?:from )?\d|(?:from|above|below|under|over|less than|more than|than) \d|"
    r"\d+ (?:to|and|-|\u2013) \d|\bno (?:whole )?(?:number|integer|date)\b"
)
OF_NOBODY = re.compile(
    r"(?i)\b(?:not|n't) (?:exist|found)|\bno such\b|\bunknown\b|\bthere is no\b|\bnames? no\b|"
    r"\b(?:id|number|slug|key|name|uuid) of no\b|\bno \w+ (?:has|with|of) (?:this|that|the)\b|"
    r"\b(?:not|n't) the (?:id|number|slug|key|name|uuid) of\b"
)
"""Words of an id of what is not there."""
_CONDITION = re.compile(r"(?i)\b(?:when|if|unless|or|either|and|both|because|since|for|with)\b")
_THERE = "(?:exists?|taken|used|in use|registered|present|defined)"
_STATE = "in use|taken|used|present"
_TAKEN = re.compile(
    rf"(?i)already {_THERE}|\b{_THERE} already\b|"
    r"\balready has (?:an?|its|one)\b|\bhas (?:an?|its) [\w ]{1,30} already\b|"
    r"\bof (?:this|that|the same) \w+ exists\b|"
    r"\b(?:another|other) \w+ (?:has|with|of) (?:exactly )?(?:this|that|the same)\b|"
    r"\bthere is (?:already )?an? \w+ (?:of|with) (?:that|this|the same)\b|"
    r"\btaken\b(?! (?:to be|as|into|from|off|out|away|over)\b)|"
    r"\bduplicate|not unique|must be unique|\bin use\b"
)
_DONE = re.compile(
    r"(?i)\balready (?:been )?([a-z]{4,}(?:ed|nt|wn))\b|\balready (gone)\b|"
    r"\b([a-z]{4,}(?:ed|nt|wn)) already\b"
)
_UNDER_WAY = re.compile(
    r"(?i)\b(?:under ?way|in progress|(?:still|already|currently|is) (?:running|going on)|"
    r"(?:not|n't) (?:yet )?(?:ended|finished|done|complete))\b"
)
_AT_ONCE = re.compile(
    r"(?i)\b(?:only|exactly|just|at most|no more than|more than) one\b|\bexclu(?:de|sive)|"
    r"(?:\b(?:not|cannot|never)|n't)\b.*\b(?:both|together|combined?|at once|same time)\b"
)
_EITHER = re.compile(r"(?i)\beither\b.*\bor\b|\bone of\b|\bboth\b|\bnot\b.*\bwith\b")
"""Words that may as well be of a body that has none of them."""
_CREDENTIALS = re.compile(r"(?i)password|credential|\bcode\b|refresh|too old|user(?:name)?\b")
_OTHER_TOKEN = re.compile(r"(?i)expired|invalid|malformed|wrong|bad token|not valid|unknown")
_NO_TOKEN = re.compile(r"(?i)missing|required|no (?:access )?token|not (?:given|provided)|without")
_IN_GENERAL = re.compile(
    r"(?i)validation|unprocessable|invalid (?:body|payload|request|data|input|fields?|attributes?)"
)
_CODE = re.compile(r"(?<!\S)[A-Za-z]+(?:[_.-][A-Za-z0-9]+)+(?!\S)|(?<!\S)[a-z]+[A-Z]\w*(?!\S)")
"""A word that is several: a code in the place of a message."""
_EMAIL = r"e[ -]?mail(?: address)?"
_TWICE_MAKES = frozenset({Kind.CREATE, Kind.MODIFY, Kind.REPLACE})


def tells_of_others(words: str) -> bool:
    """Whether something is refused for what is there, or was done, rather than for what it is."""
    return any(each.search(words) for each in (_TAKEN, _DONE, _UNDER_WAY, OF_NOBODY))


def tells_of_missing(words: str) -> bool:
    """Whether something is refused for what it lacks."""
    return _MISSING.search(words) is not None


class Guess(NamedTuple):
    """What a refusal may come of."""

    what: What
    name: str = ""
    is_exact: bool = True
    """Whether its words are those of nothing else."""
    words: str = ""
    """The part of the words that says so, where others say something else."""


def guessed(operation: Operation, answer: DocumentedAnswer, words: str, said: str) -> list[Guess]:
    """Return what a refusal comes of by its message, or by what the page says of it beside that.

    A message may be a code (``title_required``), and one that tells nothing, or only in general
    what is wrong, leaves it to the page's own sentence. What that says of several members is each
    a cause of its own.
    """
    own = _guess(operation, answer, spaced(words))
    first = own if said == words else _or_said(operation, answer, own, words, said)
    known = {} if first is None else {first[:2]: Guess(*first)}
    if first is not None and first[0] not in {What.MISSING_FIELD, What.INVALID_VALUE}:
        return list(known.values())
    told = {each[:2]: each for each in _of_fields(operation, answer, spaced(words))}
    by_message = told.keys() | ({own[:2]} if own is not None else set())
    for each in _of_fields(operation, answer, said):
        # A message that tells of one of them is another one for the next.
        is_exact = not by_message or each[:2] in by_message
        told[each[:2]] = each._replace(is_exact=is_exact)
    return list({**told, **known}.values())


def _of_fields(operation: Operation, answer: DocumentedAnswer, text: str) -> list[Guess]:
    """Return what sentences say is wrong with members of the body, one after the other."""
    queried = [each.name for each in operation.queried]
    if answer.status not in {"400", "422"} or named_in(text, queried):
        return []
    wrong = wrong_fields(
        text,
        required_fields(operation),
        lambda words: named_in(words, operation.body_fields),
        (_MISSING, _INVALID),
    )
    return [
        Guess(What.MISSING_FIELD if is_missing else What.INVALID_VALUE, name, words=words)
        for name, is_missing, words in wrong
    ]


def _or_said(
    operation: Operation,
    answer: DocumentedAnswer,
    found: tuple[What, str, bool] | None,
    words: str,
    said: str,
) -> tuple[What, str, bool] | None:
    """Return what a message told, or what the page says beside it where that told nothing."""
    is_told = found is not None and found[2]
    if is_told or answer.status == "401":
        return found
    described = _guess(operation, answer, said)
    if described is None:
        return found
    what, name, is_exact = described
    return what, name, is_exact and not _IN_GENERAL.search(words)


def spaced(text: str) -> str:
    """Return a text with codes as words: ``title_required`` and ``titleRequired`` as two."""
    return _CODE.sub(lambda code: re.sub(r"[_.-]|(?<=[a-z0-9])(?=[A-Z])", " ", code.group()), text)


def _guess(
    operation: Operation, answer: DocumentedAnswer, words: str
) -> tuple[What, str, bool] | None:
    """Return what a refusal comes of, and whether its words are those of nothing else."""
    if answer.status == "401":
        return _of_token(operation, words)
    may_be_there = answer.status == "409" or not answer.from_words
    is_of_the_thing = operation.kind is not Kind.CREATE and _is_of_the_thing(operation, words)
    may_be_there = may_be_there and not is_of_the_thing
    if may_be_there and _TAKEN.search(words) and operation.kind in _TWICE_MAKES:
        named = _named(words, operation.body_fields)
        is_of_body = not re.search(r"(?i)\bwith (?:this|that|the same)\b", words) or named
        is_of_body = is_of_body and (operation.kind is Kind.CREATE or named)
        return (What.TWICE, named or "", True) if is_of_body else None
    if _UNDER_WAY.search(words) and "202" in operation.answers:
        is_conflict = operation.kind is Kind.CREATE and answer.status == "409"
        return (What.UNDER_WAY, "", True) if is_conflict else None
    if (done := _DONE.search(words)) is not None and operation.kind in {Kind.ACTION, Kind.DELETE}:
        is_that = is_done_by(next(filter(None, done.groups())), operation)
        return (What.TWICE, "", True) if is_that else None
    return (
        _of_order(operation, answer, words)
        or _of_condition(operation, answer, words)
        or _of_groups(operation, answer, words)
        or _of_value(operation, answer, words)
        or _of_nobody(operation, answer, words)
    )


def _is_of_the_thing(operation: Operation, words: str) -> bool:
    """Whether it is the thing itself that is in use, or taken, which is a state it is in."""
    collection = (operation.resource or "").rpartition("/")[2]
    stem = re.escape(re.sub(r"(?<=[a-z]{3})(?:ies|s)$", "", collection))
    found = (
        rf"(?i)\b{stem}(?:y|s)? (?:that |which )?(?:is|are|was) (?:already |still )?(?:{_STATE})\b"
    )
    return bool(collection) and re.search(found, words) is not None


def _of_order(
    operation: Operation, answer: DocumentedAnswer, words: str
) -> tuple[What, str, bool] | None:
    """Return the two members that a refusal compares."""
    if answer.status not in {"400", "409", "422"}:
        return None
    pair = out_of_order(words, operation.body_fields)
    return (What.OUT_OF_ORDER, " ".join(pair), True) if pair is not None else None


def _of_token(operation: Operation, words: str) -> tuple[What, str, bool] | None:
    fields = " ".join(operation.body_fields)
    is_of_another = not operation.secured or _CREDENTIALS.search(words)
    if is_of_another or (not words and _CREDENTIALS.search(fields)):
        return None
    is_exact = bool(_NO_TOKEN.search(words)) or not _OTHER_TOKEN.search(words)
    return What.NO_TOKEN, "", is_exact


def _of_value(
    operation: Operation, answer: DocumentedAnswer, words: str
) -> tuple[What, str, bool] | None:
    """Return the field or the parameter that a refusal names, and what is wrong with it."""
    if answer.status not in {"400", "422"}:
        return None
    queried = [each.name for each in operation.queried]
    field, parameter = _named(words, operation.body_fields), _named(words, queried)
    if field and parameter:
        return None
    if not field and not parameter and OF_NOBODY.search(words):
        field = _referring(words, operation.body_fields)
    if field or parameter:
        name = field or parameter or ""
        told = re.sub(rf"(?i)\b{_spelt(name)}\b", "", words)
        if _MISSING.search(told):
            is_conditional = _CONDITION.search(told) is not None
            what = What.MISSING_FIELD if field else What.MISSING_PARAMETER
            return None if is_conditional else (what, name, True)
        is_invalid = _INVALID.search(told) or (field and OF_NOBODY.search(told))
        return (What.INVALID_VALUE, name, True) if is_invalid else None
    required = required_fields(operation)
    if _IN_GENERAL.search(words) and required and not queried:
        is_only_one = len({"400", "422"} & operation.answers.keys()) == 1
        return (What.MISSING_FIELD, required[0], False) if is_only_one else None
    return None


def _of_condition(
    operation: Operation, answer: DocumentedAnswer, words: str
) -> tuple[What, str, bool] | None:
    """Return the member that must be there, and the other with the value that asks for it."""
    is_whole = operation.kind is not Kind.MODIFY  # what is not sent may be there already
    if answer.status not in {"400", "409", "422"} or not is_whole:
        return None
    members = (operation.body_schema or {}).get("properties", {})
    needed = needed_when(words, operation.body_fields, members)
    if needed is None or needed.name in required_fields(operation):
        return None
    return What.MISSING_WHEN, " ".join(needed), True


def _of_nobody(
    operation: Operation, answer: DocumentedAnswer, words: str
) -> tuple[What, str, bool] | None:
    """Return the id that a conflict is about, where nothing has it."""
    if answer.status != "409":
        return None
    name = _named(words, operation.body_fields) or _referring(words, operation.body_fields)
    told = re.sub(rf"(?i)\b{_spelt(name)}\b", "", words) if name else ""
    return (What.INVALID_VALUE, name, True) if name and OF_NOBODY.search(told) else None


def _of_groups(
    operation: Operation, answer: DocumentedAnswer, words: str
) -> tuple[What, str, bool] | None:
    """Return the members that a refusal says exclude each other, as the schema does.

    What may be said of none of them as well is held to its status, if that is for nothing else.
    """
    groups = operation.body_groups
    named = named_in(words, dict.fromkeys(name for each in groups for name in each))
    if answer.status not in {"400", "422"} or any(set(named) <= set(each) for each in groups):
        return None
    is_told = bool(named) and _AT_ONCE.search(words) is not None
    is_only_one = len({"400", "422"} & operation.answers.keys()) == 1
    is_likely = named and _EITHER.search(words) and not _MISSING.search(words) and is_only_one
    return (What.SEVERAL, " ".join(named), is_told) if is_told or is_likely else None


def required_fields(operation: Operation) -> list[str]:
    """Return the fields that a body must have."""
    schema: Mapping[str, Any] = operation.body_schema or {}
    return [each for each in schema.get("required", ()) if each in operation.body_fields]


def _named(words: str, names: Iterable[str]) -> str | None:
    """Return the one name that words speak of; None where it is none, or more than one."""
    found = named_in(words, names)
    return found[0] if len(found) == 1 else None


def named_in(words: str, names: Iterable[str]) -> list[str]:
    """Return the names that words speak of, but for those that stand in longer ones."""
    found = [each for each in names if re.search(rf"(?i)(?<!\w){_spelt(each)}(?!\w)", words)]
    return [each for each in found if not any(each != o and each in o for o in found)]


def _referring(words: str, names: Iterable[str]) -> str | None:
    """Return the one id of a thing that words speak of: ``core_id``, of a core."""
    things = {re.sub(r"_ids?$|(?<=[a-z])Ids?$", "", each): each for each in names}
    named = _named(words, [bare for bare, name in things.items() if bare != name])
    return things[named] if named else None


def _spelt(name: str) -> str:
    """Return a pattern of a name as messages spell it: ``old_password``, or "old password".

    A unit may be left out (``frontage``, of ``frontage_m``), and an e-mail address be called so.
    """
    parts = [re.escape(each) for each in re.split(r"[_-]", name) if each]
    if len(parts) > 1 and parts[-1].lower() in UNITS:
        return rf"{'[_ -]'.join(parts[:-1])}(?:[_ -]{parts[-1]})?"
    as_said = [_EMAIL if each.lower() == "email" else each for each in parts]
    return r"[_ -]".join(as_said)


OTHER_FORMS = {"pay": "paid", "send": "sent", "sell": "sold", "hold": "held"}
"""What verbs of paths are called once they are done, where that has no letters in common."""


def is_done_by(participle: str, operation: Operation) -> bool:
    """Whether what is done already is what an operation does: ``archived``, of ``…/archive``."""
    if operation.method == "DELETE":
        return participle.lower() in {"deleted", "removed", "gone"}
    verb = re.sub(r"[^a-z]", "", operation.path.rpartition("/")[2].lower())
    if OTHER_FORMS.get(verb) == participle.lower():
        return True
    done = re.sub(r"(l?led|ed|d)$", "", participle.lower())
    return len(done) >= 4 and verb[: len(done)] == done[: len(verb)] and len(verb) >= 4
