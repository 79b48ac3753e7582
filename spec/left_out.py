"""What a list leaves out unless it is asked for, by its page's words.

"Cancelled shows are left out unless `state` asks for them", "Archived segments are hidden by
default; `include_archived` shows them as well": found where the word before the things is a value
that a member of them has, or the name of a flag. Too few are found rather than too many.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spec.members import bare, kind_of, members_of_things
from spec.resources import Kind, words_about
from spec.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec.specification import Operation

_HIDDEN = (
    r"(?:left out|hidden|omitted|excluded|(?:not|never) (?:listed|shown|included|returned|part))"
)
_TOLD = re.compile(
    r"(?i)(?:by default,? )?(?P<word>[\w`-]+) (?:[\w-]+ )?(?:are|is|stays?|remains?) "
    rf"{_HIDDEN}\b(?: (?:of|from|in|on) (?:the|this|a|every) list\w*)?(?: by default)?[,;]?"
    r" (?:unless|but|and|set|use|pass|send|with|if)\b[^`]*`(?P<asked>[\w\[\]-]+)`[^.;,]*"
)
_LEFT_OUT = re.compile(
    r"(?i)\b(?:left out|leaves? out|hidden|hides?|omitted|(?:not|never) (?:listed|shown))\b.*"
    r"\bunless\b"
)
_MORE = re.compile(
    r"(?i)\b(?:or|except|though|older|after|before|days?|hours?|weeks?|months?|for ever|yet)\b"
)
"""Words of a further condition: what was cancelled lately may be there."""


@dataclass(frozen=True)
class LeftOut:
    """Things that a list shows only where it is asked for them."""

    parameter: str
    """The name of the parameter that asks for them."""
    member: str
    value: object
    """What the member of such a thing is: a text, or true."""

    @property
    def asked(self) -> str:
        """What the parameter holds that asks for them."""
        return "true" if self.value is True else str(self.value)


def left_out_without(words: str) -> set[str]:
    """Return the parameters without which something is left out, by sentences that name them."""
    told = [each for each in sentences_of(words) if _LEFT_OUT.search(each)]
    return {name for each in told for name in re.findall(r"`([^`]+)`", each)}


def left_out_of(document: Mapping[str, Any], operation: Operation) -> tuple[LeftOut, ...]:
    """Return what the page of a list says that it leaves out unless it is asked for."""
    if operation.kind is not Kind.LIST:
        return ()
    members = members_of_things(document, operation)
    found = []
    for sentence in sentences_of(words_about(document, operation), at_semicolons=False):
        told = _TOLD.fullmatch(sentence.strip().rstrip("."))
        if told is None or _MORE.search(sentence):
            continue
        parameter = next((e for e in operation.queried if e.name == told["asked"]), None)
        meant = _meant(told["word"].strip("`"), told["asked"], members)
        if parameter is not None and meant is not None:
            is_flag = kind_of(parameter.schema) == "boolean"
            if is_flag or meant[0] == parameter.name:
                found.append(LeftOut(parameter.name, *meant))
    return tuple(found)


def _meant(word: str, asked: str, members: Mapping[str, Any]) -> tuple[str, object] | None:
    """Return the member by which things are such as a word says, and its value; None without one.

    That is the member which the parameter is named as, or the only one that can be so.
    """
    found: dict[str, tuple[str, object]] = {}
    for name, schema in members.items():
        if kind_of(schema) == "boolean" and bare(name).removeprefix("is") == bare(word):
            found[name] = name, True
        for value in schema.get("enum", ()):
            if isinstance(value, str) and bare(value) == bare(word):
                found[name] = name, value
    if asked in found:
        return found[asked]
    return next(iter(found.values())) if len(found) == 1 else None
