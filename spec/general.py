"""The refusal that pages tell of for every value that breaks a rule, wherever it is sent.

"When a value cannot be accepted we answer 422, and `field` names the member", said once above all
operations: what each member may be stands beside that member.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from spec.resources import words_in_scope
from spec.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spec.answers import DocumentedAnswer
    from spec.specification import Operation

STATUSES = ("400", "422")
STATUS = re.compile(rf"\b(?:{'|'.join(STATUSES)})\b")
_VALUES = r"(?:attribute|parameter|member|field|value|propert(?:y|ie)|input|argument)s?"
_WRONG = re.compile(
    rf"(?i)\b{_VALUES}\b[^.]{{0,60}}\b(?:breaks?|violat\w+|wrong|invalid|unacceptable|"
    r"(?:can ?not|can't|could not) be accepted|(?:not|n't) (?:be )?(?:valid|accepted|allowed|fit|"
    r"conform\w*|meet|keep)|out of (?:range|bounds)|outside|fails?)\b|"
    rf"\b(?:wrong|invalid|bad|unacceptable) {_VALUES}\b"
)
_PARAMETERS = re.compile(r"(?i)\bparameters?\b|\bquer(?:y|ies)\b")
_OF_FEW = re.compile(r"(?i)\b(?:filters?|orders?|sort\w*|limit|offset|page|password|token|file)\b")
"""Words of what is wrong with some values alone."""
_NAMES_IT = re.compile(
    r"(?i)`?(?P<member>\b[\w.]+)`? (?:names|(?:tells|says) which|is the name|holds the name|"
    r"gives the name|has the name|points (?:to|at))\b"
)
_OF_A_VALUE = frozenset({"field", "fields", "attribute", "parameter", "property", "pointer"})
"""Members of a refusal that say which value it is about."""
_IN_GENERAL = re.compile(
    r"(?i)\bvalidation\b|\bunprocessable\b|"
    r"\binvalid (?:body|payload|request|data|input|fields?|attributes?|parameters?|values?)\b"
)


class GeneralRefusal(NamedTuple):
    """What is answered to a value that breaks its rule."""

    statuses: frozenset[str]
    names_in: str
    """The member of the refusal that names the value; empty where no word says so."""
    is_of_parameters: bool = False
    """Whether it is that of a query's values as well."""
    is_told: bool = True
    """Whether the pages tell of it at all."""


UNTOLD = GeneralRefusal(frozenset(STATUSES), "", is_told=False)
"""Where pages say what a value may be, and not what becomes of another: it is not kept as it is."""


def told_general(document: Mapping[str, Any], operation: Operation) -> GeneralRefusal:
    """Return the refusal of a value that breaks a rule; :data:`UNTOLD` where pages tell of none.

    What is said of another group counts for an operation that documents that refusal itself.
    """
    own = _told_in(words_in_scope(document, operation))
    if own is not None:
        return own
    for group in document.get("tags", ()):
        told = _told_in(str(group.get("description", "")))
        if told is not None and told.statuses & _documented(operation):
            return told
    shown = (operation.answers[each] for each in STATUSES if each in operation.answers)
    statuses = frozenset(each.status for each in shown if _is_general(each))
    if not statuses:
        return UNTOLD
    return GeneralRefusal(statuses, "", is_of_parameters=_names_a_parameter(operation, statuses))


def _names_a_parameter(operation: Operation, statuses: frozenset[str]) -> bool:
    """Whether a refusal that the page shows names a parameter of the query."""
    shown = [each for status in statuses for each in operation.answers[status].examples]
    named = {str(each.get(name)) for each in shown if isinstance(each, dict) for name in each}
    return any(each.name in named for each in operation.queried)


def _told_in(words: str) -> GeneralRefusal | None:
    for sentence in sentences_of(words, at_semicolons=False):
        statuses = frozenset(STATUS.findall(sentence))
        if statuses and _WRONG.search(sentence) and not _OF_FEW.search(sentence):
            names = _NAMES_IT.search(sentence)
            is_of_parameters = _PARAMETERS.search(sentence) is not None
            return GeneralRefusal(statuses, names["member"] if names else "", is_of_parameters)
    return None


def _documented(operation: Operation) -> set[str]:
    return {status for status, each in operation.answers.items() if not each.undocumented}


def _is_general(answer: DocumentedAnswer) -> bool:
    """Whether a refusal is one of any value, as the page shows it."""
    if answer.undocumented:
        return False
    said = " ".join([answer.description, *map(json.dumps, answer.examples)])
    shown = (name for each in answer.examples if isinstance(each, dict) for name in each)
    names_it = bool(_OF_A_VALUE & {*answer.fields, *shown})
    return names_it or _IN_GENERAL.search(said) is not None
