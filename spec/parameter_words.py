"""What the words of an operation say of its parameters: "`city` wants the whole name of the city".

A sentence speaks of the parameter with which it begins. It stands beside that parameter then, after
what stands there already.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from spec.resources import words_in_scope
from spec.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec.specification import Operation

_SUBJECT = re.compile(r"(?:The )?(?:parameter |filter )?`(?P<name>[^`]+)`(?!,? (?:and|or) `|, `)")
"""The one parameter with which a sentence begins."""

_OF_THE_NEXT = re.compile(r"; (?=`)")
"""Where a sentence goes on with another parameter."""


def with_told_parameters(document: Mapping[str, Any], operation: Operation) -> Operation:
    """Return an operation whose parameters of the query say what sentences begin with them for."""
    names = {each.name for each in operation.queried}
    told: dict[str, list[str]] = {}
    words = words_in_scope(document, operation) if names else ""
    for sentence in sentences_of(words, at_semicolons=False):
        for part in _OF_THE_NEXT.split(sentence.strip()):
            found = _SUBJECT.match(part)
            if found is not None and found["name"] in names:
                told.setdefault(found["name"], []).append(part)
    if not told:
        return operation
    parameters = (
        replace(each, description=_joined(each.description, told.get(each.name, [])))
        if each.where == "query"
        else each
        for each in operation.parameters
    )
    return replace(operation, parameters=tuple(parameters))


def _joined(own: str, told: list[str]) -> str:
    more = [each for each in told if each not in own]
    return " ".join([f"{own.rstrip(' .')}.", *more] if own.strip() and more else more or [own])
