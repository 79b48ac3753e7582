"""The order in which a list comes unasked, as its page says in words.

``Ordered by slug if not asked otherwise``, ``Cabins come by number, lowest first``, ``The newest
first``: found only where exactly one member of the list's things is certainly meant, or the order
of their making, and where no other sentence of the page tells of an order. Too few are found
rather than too many.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from spec import orders_words
from spec.case_words import CASE
from spec.members import flat, is_mentioned, is_time, members_of_things
from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec.specification import Operation


@dataclass(frozen=True)
class ToldOrder:
    """An order that a page tells in words."""

    member: str
    """The member that things are ordered by; empty where none shows when they were made."""
    is_descending: bool | None
    """None where the page does not say, and either is usual."""
    then: str = ""
    """The member by which things follow that are equal; empty where the page names none."""
    ignores_case: bool = False
    """Whether the page says that upper and lower case are the same."""
    is_of_making: bool = False
    """Whether it is the order in which the things were made."""


_LONGEST = 300
"""Letters of a sentence that is read: a longer one says too much besides."""
_SENTENCES = re.compile(r"\n\s*\n|\n\s*[*+-] |(?<=[.!?;])\s+")
_BY = re.compile(
    r"(?i)(?P<before>.*?)\b(?:(?:is |are )?(?:ordered|sorted|arranged)|comes?|appears?|"
    r"(?P<agent>(?:is|are) (?:listed|shown|returned|given))|(?=(?:alphabetical|ascend|descend)))"
    r"(?P<way>(?: ?(?!by )[\w-]+){0,3}?) by (?P<rest>.+)"
)
_ORDER_OF = re.compile(
    r"(?i)(?P<before>.*?)\bin (?:the )?(?P<way>(?:[\w-]+ ){0,2})order (?:of|by) (?P<rest>.+)"
)
_DEFAULT_IS = re.compile(
    r"(?i)(?P<before>)(?P<way>)(?:the )?(?:default|usual) order(?: of the list)?(?: is|:)"
    r"(?: that)?(?: by| of)? (?P<rest>.+)"
)
_IN_SHORT = re.compile(
    r"(?i)(?P<before>(?:all|the) [\w ]{1,60}),(?P<agent> )by(?P<way>) (?P<rest>.+)"
)
_PHRASE = re.compile(
    r"(?i)(?P<phrase>[\w.'-]+(?: [\w.'-]+){0,3}?)"
    r"(?P<after>(?: ?[,(]| (?:and|then|in|from|with|asc|ascending|desc|descending)\b).*)?"
)
_EXTREME_FIRST = re.compile(
    r"(?i)(?P<before>.*?)\b(?:with )?(?:the )?"
    rf"(?P<extreme>{orders_words.EXTREMES})(?P<noun>(?: [\w-]+){{0,2}}?)"
    r"(?: (?:comes?|is|are|stands?|listed|shown|returned|goe?s?|being)){0,2} first"
)
_AS_MADE = re.compile(
    r"(?i)(?P<before>.*?)\bin (?:the )?(?P<way>reversed? )?order "
    r"(?:(?:in which )?(?:they|it) (?:were|was|are) (?:made|created|added)|"
    r"of (?:their )?(?:making|creation))"
)
_TIES = re.compile(
    r"(?i)(?:and )?(?:the )?(?:equal ones|equals|ties|those (?:that are )?(?:equal|alike)|"
    r"(?:those|ones|things) (?:with|of|on) (?:the same|equal|one) [\w-]+|equal [\w-]+|"
    r"[\w-]+ (?:that|which) (?:(?:are|were|was|is|have|has) )?(?:[\w-]+ )?(?:on |at |in |of )?"
    r"the same [\w-]+)"
    r"(?: follow| (?:are )?(?:sorted|ordered|broken)| come|,)? "
    r"(?:by|in (?:the )?order of) (?P<rest>.+)"
)
_DONE_AT = re.compile(r"(?i)([a-z]{3,}(?:ed|nt|wn))_?(?:at|on|date|time)")
_HEDGES = re.compile(
    r"(?i)\b(can|may|might|could|should|would|not|no|never|each|every|their|its|his|her|whose|"
    r"inside|within|if|when|where|unless|once|option\w*|to|that|which|who|then|group\w*|except|but|"
    r"most|some|with|per|pages?|parts?|first|last|using|parameters?|before|after)\b"
)
"""What may say, before an order, that it is another's, or not always so."""


def told_order(document: Mapping[str, Any], operation: Operation) -> ToldOrder | None:
    """Return the order in which a list comes if it is not asked for any; None without one."""
    if operation.kind is not Kind.LIST:
        return None
    item = document["paths"][operation.path]
    own = item[operation.method.lower()].get("description", "")
    return Reading(document, operation).order_in(f"{item.get('description', '')}\n\n{own}")


class Reading:
    """What the words of one list's page mean."""

    def __init__(self, document: Mapping[str, Any], operation: Operation) -> None:
        members = members_of_things(document, operation)
        self._members = {
            name: each for name, each in flat(document, members) if not _is_of_many(each)
        }
        self._whole = [name for name in members if name not in self._members]
        """Members that are things, or hold some: what is sorted may be theirs."""
        last = operation.path.rstrip("/").rpartition("/")[2].lower()
        named = [last, re.split(r"[_-]", last)[-1]]
        singular = [each for name in named for each in _singular(name)]
        self._things = {_bare(each) for each in (*named, *singular, *orders_words.THINGS)}
        self._parameters = [each.name.lower() for each in operation.queried]
        asking = [each for each in operation.queried if orders_words.ASKS.match(each.name.lower())]
        self._values = {str(value) for each in asking for value in each.schema.get("enum", ())}

    def order_in(self, words: str) -> ToldOrder | None:
        """Return the one order of which words tell; None where they tell of others, too."""
        found: list[ToldOrder] = []
        then: list[str] = []
        for each in filter(None, _SENTENCES.split(words)):
            sentence = re.sub(r"[`*\"“”]|\s+", " ", each)
            sentence = re.sub(r" +(?=[,.;)])|(?<=\() +| +(?= )", "", sentence).strip(" .;!?")
            is_short = len(sentence) <= _LONGEST
            told = orders_words.BY_DEFAULT.sub("", sentence).strip(" ,.:") if is_short else sentence
            told = orders_words.AS_DIRECTED.sub("", told)
            is_of_one = orders_words.WHERE_ASKED.match(told) is not None or self._is_of_value(told)
            if is_of_one or self._is_of_asking(told):
                continue
            if not orders_words.TELLS.search(told):
                found += filter(None, [self._in_short(told) if is_short else None])
                continue
            if not is_short:
                return None
            if (ties := _TIES.fullmatch(told)) is not None:
                then.append(self.member(ties["rest"]) or "")
            elif orders_words.OF_EQUALS.match(told) is not None:
                continue  # which may be those of an order that is asked for
            elif (order := self._order(told) or self._in_short(told)) is not None:
                found.append(order)
            else:
                return None
        if len(found) != 1 or len(then) + bool(found[0].then) > 1:
            return None
        named = found[0].then or "".join(then)
        if orders_words.AS_DIRECTED.search(words) or not named or self._is_open(named):
            named = ""  # where they go, or which way, the page does not say for sure
        return replace(found[0], then=named)

    def _is_of_asking(self, sentence: str) -> bool:
        """Whether a sentence is about an order that can be asked for."""
        named = re.findall(r"\w+", sentence.lower())
        return any(each in named for each in self._parameters if orders_words.ASKS.match(each))

    def _is_of_value(self, sentence: str) -> bool:
        """Whether a sentence is about values by which an order can be asked for."""
        found = orders_words.ASKED_BY_VALUE.match(sentence)
        named = re.split(r", | or | and ", found[1]) if found else []
        return bool(named) and {*named} <= self._values

    def _order(self, sentence: str) -> ToldOrder | None:
        ignores_case = CASE.search(sentence) is not None
        plain = CASE.sub("", sentence).strip(" ,")
        order = self._as_made(plain)
        if order is None and (found := _first_match(plain)):
            order = self._by(found)
        elif order is None:
            order = self._extreme_first(plain)
        return order and replace(order, ignores_case=ignores_case)

    def _in_short(self, sentence: str) -> ToldOrder | None:
        """Return the order that stands behind a list's things: ``All halls, by position``."""
        plain = CASE.sub("", sentence).strip(" ,")
        found = _IN_SHORT.fullmatch(plain)
        order = self._by(found) if found else None
        return order and replace(order, ignores_case=CASE.search(sentence) is not None)

    def _is_of_others(self, before: str) -> bool:
        """Whether what stands before an order may say that something else is ordered so."""
        plain = re.sub(r"(?i)\b(?:ordered|sorted|in order)[ ,:-]*$", "", before)
        if _HEDGES.search(plain) or orders_words.TELLS.search(plain):
            return True
        return any(is_mentioned(each, before) for each in self._whole)

    def _as_made(self, sentence: str) -> ToldOrder | None:
        found = _AS_MADE.fullmatch(sentence)
        if found is None or self._is_of_others(found["before"]):
            return None
        return self.of_making("made", is_descending=bool(found["way"]))

    def _by(self, found: re.Match[str]) -> ToldOrder | None:
        parts = _PHRASE.fullmatch(found["rest"])
        if parts is None or self._is_of_others(found["before"]):
            return None
        order = self._of_phrase(parts["phrase"])
        by_whom = found.groupdict().get("agent") and order and order.member
        if order is None or (by_whom and self._may_act(by_whom)):
            return None
        way = found["way"].strip()
        pieces = [way, *_pieces(parts["after"] or "")]
        return self._with(order, [each for each in pieces if each])

    def _with(self, order: ToldOrder, pieces: list[str]) -> ToldOrder | None:
        """Return an order with what else is said of it; None where that may be anything."""
        is_directed = False
        for piece in pieces:
            direction = orders_words.direction(piece)
            if direction is not None and not is_directed and not order.then:
                if direction.is_of_time and not self._is_time(order):
                    return None
                order = replace(order, is_descending=direction.is_descending)
                is_directed = True
                continue
            ties = _TIES.fullmatch(piece)
            then = self.member(ties["rest"] if ties else piece.removeprefix("by "))
            if then is None or order.then:
                return None
            order = replace(order, then=then)
        return order

    def _is_open(self, member: str) -> bool:
        """Whether either direction of a member is usual where its page does not say which."""
        return self._is_moment(member) or _bare(member) in orders_words.BEST_FIRST

    def _of_phrase(self, phrase: str) -> ToldOrder | None:
        member = self.member(phrase)
        if member is None:
            is_making = orders_words.MAKING.fullmatch(phrase) is not None
            return self.of_making("made", is_descending=None) if is_making else None
        is_making = _bare(member) in orders_words.MAKING_MEMBERS
        is_open = is_making or self._is_open(member)
        return ToldOrder(member, None if is_open else False, is_of_making=is_making)

    def _of_act(self, noun: str) -> ToldOrder | None:
        """Return the order by when something was done: the latest firing, by ``fired_on``."""
        found = [
            name
            for name in self._members
            if (done := _DONE_AT.fullmatch(name)) and _stem(done[1]) == _stem(noun)
        ]
        return ToldOrder(found[0], None) if len(found) == 1 and self._is_moment(found[0]) else None

    def member(self, phrase: str) -> str | None:
        """Return the one member that a phrase names; None without one."""
        plain = re.sub(r"(?i)^(by |the |their |its |each one's |order of )+", "", phrase.strip())
        first, _, rest = plain.partition(" ")
        others = [rest] if rest and _bare(first) in self._things else _singular(plain.lower())
        for wanted in ({_bare(plain)}, {*map(_bare, others)}):
            found = [name for name in self._members if _bare(name) in wanted]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _extreme_first(self, sentence: str) -> ToldOrder | None:
        found = _EXTREME_FIRST.fullmatch(sentence)
        if found is None or self._is_of_others(found["before"]):
            return None
        direction = orders_words.direction(found["extreme"] + " first")
        noun = found["noun"].strip()
        if direction is None:
            return None
        if noun and _bare(noun) not in self._things:
            order = self._of_phrase(noun) or self._of_act(noun)
            return self._with(order, [found["extreme"] + " first"]) if order is not None else None
        if not direction.is_of_time:
            return None
        return self.of_making(found["extreme"], is_descending=direction.is_descending)

    def of_making(self, words: str, *, is_descending: bool | None) -> ToldOrder | None:
        """Return the order of the making of things, where words can mean no other moment."""
        moments = [name for name in self._members if self._is_moment(name)]
        makings = [name for name in moments if _bare(name) in orders_words.MAKING_MEMBERS]
        others = [name for name in moments if name not in makings]
        if makings and orders_words.IS_NEW.fullmatch(words):  # not by when it was changed
            others = [name for name in others if not orders_words.OF_CHANGES.search(name)]
        is_sure = not others or orders_words.SAYS_MADE.search(words) is not None
        if len(makings) > 1 or not is_sure:
            return None
        return ToldOrder("".join(makings), is_descending, is_of_making=True)

    def _may_act(self, member: str) -> bool:
        """Whether a member may tell who lists things, and not by what they are listed."""
        is_number = self._members[member].get("type") in {"integer", "number"}
        return not is_number and _bare(member) not in orders_words.NO_AGENTS

    def _is_time(self, order: ToldOrder) -> bool:
        return order.is_of_making or self._is_moment(order.member)

    def _is_moment(self, name: str) -> bool:
        return orders_words.NAMES_TIME.search(name) is not None or is_time(self._members[name])


def _is_of_many(schema: Mapping[str, Any]) -> bool:
    kinds = schema.get("type")
    return bool({"array", "object"} & {*(kinds if isinstance(kinds, list) else [kinds])})


def _first_match(sentence: str) -> re.Match[str] | None:
    matches = (each.fullmatch(sentence) for each in (_DEFAULT_IS, _BY, _ORDER_OF))
    return next(filter(None, matches), None)


def _pieces(words: str) -> Iterator[str]:
    """Yield what is said after a member, each thing by itself."""
    for each in re.split(r"(?i)[,()]|\band then\b|\bthen\b|\band(?= )", words):
        yield re.sub(r"(?i)^(?:in|from) (?!.*\b(?:to|order)\b)", "", each.strip())


def _stem(word: str) -> str:
    """Return what a verb's forms have in common: ``fir`` of ``firing`` and of ``fired``."""
    return re.sub(r"(?:ation|ion|ing|ed|e)$", "", word.lower())


def _singular(word: str) -> Iterator[str]:
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("s"):
        yield word[:-1]


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
