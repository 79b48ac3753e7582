"""States in which alone something is done, by a page's words; in any other, it is refused.

"Only pending bookings can be confirmed", "Segment is not a draft": the other values of the member
that has this one are states in which it is refused, where the pages' operations bring them about.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.operations.cause_words import is_done_by
from harness.operations.state_words import acts_on, states_led_to, states_shown
from harness.operations.states import State, Why
from spec.resources import Kind, followed, on_the_way, words_about
from spec.sentences import sentences_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.operations.causes import Untold
    from spec.resources import Resource
    from spec.specification import Operation, Specification

_BUT = re.compile(r"(?i)\b(?:by|unless|except\w*|but|or if|or when|also|as well)\b")
_ALONE = re.compile(r"(?i)\b(?:only|(?:is|are) not|must|has to|have to|needs? to)\b")
_AS_WELL = re.compile(
    r"(?i)\b(?:as well|also|too|in any state|any|every|once more|again|all the same|even)\b"
)
"""Words of what is done besides, maybe by somebody else."""
_MAY = r"(?:can|may|could|are|is|will|takes?|accepts?)\b"
_IN_STATE = r"(?:(?:that|which) (?:is|are) |in (?:the )?stat(?:e|us) |with (?:the )?status )"


def is_of_some(refusal: Untold) -> bool:
    """Whether a refusal may be for any state but some, by its words."""
    return _ALONE.search(f"{refusal.text} {refusal.said}") is not None


def others_than_told(spec: Specification, operation: Operation, words: str) -> tuple[State, ...]:
    """Return the states in which an operation is refused, as it is done in those alone of words.

    None where words tell of none, or nothing brings another about.
    """
    nearest = on_the_way(spec, operation)[:1]
    if operation.method == "GET" or not nearest:
        return ()
    (resource,) = nearest
    if resource.operation(Kind.CREATE) is None:
        return ()
    about = sentences_of(words_about(spec.document, operation))
    if any(_AS_WELL.search(each) and not _ALONE.search(each) for each in about):
        return ()  # what else is done, nobody knows for sure
    for name, values in states_shown(spec, resource):
        allowed = {each for said in sentences_of(words) for each in _alone(said, resource, values)}
        if allowed:
            others = [each for each in values if each not in allowed]
            return tuple(_brought_about(spec, resource, name, others))
    return ()


def _alone(sentence: str, resource: Resource, values: list[str]) -> Iterator[str]:
    """Yield the states of which a sentence says that it is done in these alone."""
    plain = re.sub(r"[`'\"*]", "", sentence).strip(" .")
    if _BUT.search(plain):
        return
    spelt = {re.sub(r"[_-]", " ", each).lower(): each for each in values}
    one = rf"(?:{'|'.join(re.escape(each).replace(chr(92) + ' ', '[ _-]') for each in spelt)})"
    several = rf"(?P<states>{one}s?(?:(?:,| and| or|, and|, or) {one}s?)*)"
    name = re.escape(re.sub(r"[_-]", " ", resource.name))
    thing = rf"(?:{name}(?:e?s)?|{name[:-1]}ies|it|they|ones?|those)"
    article = "(?:the |an? |this )?"
    forms = (
        rf"\bonly (?:an? |the )?{several}(?: {thing})? {_MAY}",
        rf"\bonly (?:an? |the )?{thing} {_IN_STATE}{several} {_MAY}",
        rf"\bonly (?:while|when|if|as long as) {article}{thing} (?:is|are) (?:an? |in )?{several}$",
        rf"^{article}{thing} (?:is|are) not (?:an? |in |yet )*{several}$",
        rf"^{article}{thing} (?:must|has to|have to|needs? to) be (?:an? |in )?{several}$",
    )
    for each in forms:
        found = re.search(f"(?i){each}", re.split(r": |, (?:else|otherwise)\b", plain)[0])
        if found is not None:
            said = re.split(r", and |, or |, | and | or ", found["states"].lower())
            known = [re.sub(r"[_-]", " ", part) for part in said]
            named = [spelt.get(each) or spelt.get(each.removesuffix("s")) for each in known]
            yield from [each for each in named if each is not None] if None not in named else ()
            return


def _brought_about(
    spec: Specification, resource: Resource, member: str, values: list[str]
) -> Iterator[State]:
    """Yield the states that the pages' operations bring things into, and that of a new thing."""
    yield State(Why.AS_MADE, resource, member, tuple(values))
    for value in values:
        for each in acts_on(spec, resource):
            if is_done_by(value, each):
                yield State(Why.DONE, resource, member, value, each.id)
        for each, name, known in states_led_to(spec, resource):
            if known == value:
                yield State(Why.LED_TO, resource, name, value, each.id)
        modify = resource.operation(Kind.MODIFY)
        schema = spec.operation(modify).body_schema if modify is not None else None
        if member in followed(spec.document, schema or {}).get("properties", {}):
            yield State(Why.CHANGED_SO, resource, member, value, str(modify))
