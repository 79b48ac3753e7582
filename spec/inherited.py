"""Refusals that a change has of the making of the same things, where its page says so in words.

"The rules for names are those for a new station", "As for a new collection, with the same
refusals": what no two things may have, none is changed to.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from spec.resources import CHANGES, Kind, words_about

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec.answers import DocumentedAnswer
    from spec.specification import Operation

CONFLICT = "409"
_SAME_RULES = re.compile(
    r"(?i)\brules\b[^.]{0,60}\b(?:new|creat\w+|adding|making|made)\b|\bas for a new\b|"
    r"\bsame (?:refusals|rules|conditions|limits)\b"
)


def with_rules_of_making(
    document: Mapping[str, Any], operations: Mapping[str, Operation]
) -> dict[str, Operation]:
    """Return the operations, those that change things with the conflicts of their making."""
    makers = {each.resource: each for each in operations.values() if each.kind is Kind.CREATE}
    found = dict(operations)
    for name, each in operations.items():
        maker = makers.get(each.resource)
        made = maker.answers.get(CONFLICT) if maker is not None else None
        if each.kind not in CHANGES or made is None or made.undocumented:
            continue
        if _SAME_RULES.search(words_about(document, each)):
            answers = {**each.answers, CONFLICT: _both(each.answers.get(CONFLICT), made)}
            found[name] = replace(each, answers=answers)
    return found


def _both(own: DocumentedAnswer | None, made: DocumentedAnswer) -> DocumentedAnswer:
    """Return a refusal that may be either: which of them comes first, nobody knows."""
    if own is None or own.undocumented:
        return replace(made, from_words=True)
    examples = [*(own.examples or ({},))]
    words = [*(own.words or (own.description,))]
    for example, said in zip(made.examples, made.words, strict=False):
        if example not in examples:
            examples.append(example)
            words.append(said)
    return replace(own, examples=tuple(examples), words=tuple(words), from_words=True)
