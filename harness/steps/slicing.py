"""Which of the events before a failure it rests on, and which after it show what it did."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from harness.core.exchange import SAFE_METHODS, Exchange
from harness.steps.origins import SESSION_ROLES, TAG
from spec.roles import Role

if TYPE_CHECKING:
    from harness.steps.origins import Origins

MOST = 40
"""Steps of a script: one with more is cut to what its values need."""
MOST_DELETIONS = 4
"""Of other things, after which one is gone, that are taken along."""
_ROUNDS = 8
_GONE = frozenset({404, 410})
_REFUSED = frozenset({401, 403})
_CHANGES_SESSIONS = SESSION_ROLES | {Role.LOGOUT}


class Slice(NamedTuple):
    """Events by their place in a trace, in order."""

    events: list[int]
    failing: int
    after: frozenset[int]
    """Those that show what the failing one did."""


def sliced(origins: Origins, failing: int, *, looks_after: bool) -> Slice:
    """Return what a failure rests on; ``looks_after`` adds what was asked of the same things."""
    of = _Slicing(origins, failing)
    after = of.after() if looks_after else set()
    for reach in Reach:
        gone = of.deletions() if reach is not Reach.NOTHING else set()
        needed = of.closed({failing, *after, *gone}, reach)
        if len(needed) <= MOST:
            break
    return Slice(sorted(needed - of.said_before(needed)), failing, frozenset(after))


class Reach(IntEnum):
    """How much of what was done besides is taken along, the most first."""

    ALL = 1
    CHANGES = 2
    """What changed the same things alone."""
    NOTHING = 3


class _Slicing:
    def __init__(self, origins: Origins, failing: int) -> None:
        self._origins = origins
        self._events = origins.trace.events
        self._begins = origins.trace.begins_of(failing)
        self._failing = failing
        self._values: dict[int, tuple[set[str], set[str]]] = {}
        self._is_told_by_deletion = False
        """Whether users were deleted by whose log-ins alone a token may have ended."""

    def after(self) -> set[int]:
        """Return what was asked later of the things that the failing request is about."""
        things, _ = self._held(self._failing)
        later = range(self._failing + 1, len(self._events))
        return {each for each in later if things & self._held(each)[0] and self._is_own(each)}

    def said_before(self, needed: set[int]) -> set[int]:
        """Return earlier looks that asked what a later one asks, and were answered the same.

        They show nothing that the later one does not. What others take a value from stays, and so
        does what came before a change: it may be by the first look that the change is lost.
        """
        sources = {each for index in needed for each in self._sources(index)}
        found = set[int]()
        seen = set[tuple[object, ...]]()
        for index in sorted(needed, reverse=True):
            event = self._events[index]
            if not isinstance(event, Exchange) or event.request.method not in SAFE_METHODS:
                seen.clear()
                continue
            look = (event.request, event.status, event.body)
            if look in seen and index not in sources and index < self._failing:
                found.add(index)
            seen.add(look)
        return found

    def deletions(self) -> set[int]:
        """Return what may have taken away the thing that was not found: deletions of others.

        Nothing that was done to a thing itself says why it is gone; those count that came first
        after it was there for the last time.
        """
        event = self._events[self._failing]
        if not isinstance(event, Exchange) or event.is_generated:
            return set()
        if event.status in _REFUSED:
            return self._users_deleted()
        if event.status not in _GONE:
            return set()
        things, _ = self._held(self._failing)
        shown = {each for each in range(self._failing) if self._shows(each, things)}
        made = {self._origins.origin(each, self._failing) for each in things} - {None}
        there = {each for each in (*shown, *made) if each is not None}
        later = range(max(there, default=self._failing), self._failing)
        return set([each for each in later if self._deletes_others(each, things)][:MOST_DELETIONS])

    def _users_deleted(self) -> set[int]:
        """Return what may have ended a token: users whom the check deleted while it lived."""
        things, tokens = self._held(self._failing)
        later = range(max(self._begins, self._origins_of(tokens)), self._failing)
        found = [
            each
            for each in later
            if self._deletes_others(each, things) and self._events[each].is_for(Role.DELETE_USER)  # type: ignore[union-attr]
        ]
        self._is_told_by_deletion = bool(found and tokens)
        return set(found[:MOST_DELETIONS]) if tokens else set()

    def _shows(self, index: int, things: set[str]) -> bool:
        event = self._events[index]
        is_answered = isinstance(event, Exchange) and event.succeeded and not event.is_generated
        return is_answered and bool(things & self._held(index)[0])

    def _deletes_others(self, index: int, things: set[str]) -> bool:
        event = self._events[index]
        if not isinstance(event, Exchange) or event.is_generated or not event.succeeded:
            return False
        held = self._held(index)[0]
        return event.request.method == "DELETE" and bool(held) and not things & held

    def closed(self, needed: set[int], reach: Reach) -> set[int]:
        """Add what others rest on, until nothing is missing."""
        for _ in range(_ROUNDS):
            more = set(needed)
            for each in needed:
                more |= self._sources(each)
            if reach is not Reach.NOTHING:
                more |= self._changes(more, reach)
            if more == needed:
                break
            needed = more
        return needed

    def _sources(self, index: int) -> set[int]:
        """Return the events that the values of one come from."""
        event = self._events[index]
        if not isinstance(event, Exchange):
            return self._source_of_given(index)
        found = set()
        for value in self._origins.values_of(event):
            origin = self._origins.origin(value, index)
            if origin is not None:
                found.add(origin)
            elif self._may_be_forged(value, event):
                forged = self._origins.forged_of(value, index)
                bases = forged[1] if forged else []
                origins = (self._origins.origin(each, index) for each in bases)
                found |= {each for each in origins if each is not None}
        return found

    def _may_be_forged(self, value: str, event: Exchange) -> bool:
        is_plain = value in self._origins.configured or TAG.search(value) is not None
        return not is_plain and len(value) >= 8 and value in _secret_values(event)

    def _source_of_given(self, index: int) -> set[int]:
        given = self._events[index]
        assert not isinstance(given, Exchange)
        if given.kind == "aged":
            origin = self._origins.origin(given.of, index)
            return set() if origin is None else {origin}
        if given.kind == "mail":
            for each in range(index - 1, -1, -1):
                event = self._events[each]
                if isinstance(event, Exchange) and _asks_for_mail(event, given.of):
                    return {each}
        return set()

    def _changes(self, needed: set[int], reach: Reach) -> set[int]:
        """Return what else was done to what these requests are about."""
        held = [self._held(each) for each in needed]
        things = {value for each, _ in held for value in each}
        tokens = {value for _, each in held for value in each}
        born = self._origins_of(tokens)
        return {
            each
            for each in range(min(max(needed), len(self._events)))
            if each not in needed
            and (
                self._is_kept(each, things)
                or self._has_ended(each)
                or (reach is Reach.ALL and self._is_change(each, things, tokens, born))
            )
        }

    def _origins_of(self, tokens: set[str]) -> int:
        """Return where the first of the tokens was got that the contract itself got."""
        failing = self._failing
        found = [self._origins.origin(each, failing) for each in tokens]
        return min((each for each in found if each is not None), default=failing)

    def _is_change(self, index: int, things: set[str], tokens: set[str], born: int) -> bool:
        event = self._events[index]
        if not isinstance(event, Exchange):  # its token may be the same text as before
            return event.kind == "aged" and event.text in tokens and index < self._failing
        if event.is_generated:
            return False
        own_things, own_tokens = self._held(index)
        if things & own_things:
            return index >= self._begins
        if self._is_search() or not self._begins <= index < self._failing:
            return False
        is_of_sessions = event.is_for(*_CHANGES_SESSIONS) and self._begins <= born < index
        if self._is_told_by_deletion:  # who else logged in has no part in it
            return bool(self._held(self._failing)[1] & own_tokens)
        return bool(tokens & own_tokens) or is_of_sessions

    def _is_kept(self, index: int, things: set[str]) -> bool:
        """Whether a request has changed one of the things, whoever sent it."""
        event = self._events[index]
        if not isinstance(event, Exchange) or event.is_generated or not event.succeeded:
            return False
        is_change = event.request.method not in SAFE_METHODS and not event.is_for(Role.LOGIN)
        return is_change and bool(things & self._held(index)[0])

    def _has_ended(self, index: int) -> bool:
        """Whether a request has logged the failing one's token out, whichever contract sent it."""
        event, (_, tokens) = self._events[index], self._held(self._failing)
        if not isinstance(event, Exchange) or not event.is_for(Role.LOGOUT):
            return False
        return event.succeeded and index < self._failing and bool(tokens & self._held(index)[1])

    def _is_search(self) -> bool:
        event = self._events[self._failing]
        return isinstance(event, Exchange) and event.is_generated

    def _is_own(self, index: int) -> bool:
        event = self._events[index]
        return isinstance(event, Exchange) and not event.is_generated

    def _held(self, index: int) -> tuple[set[str], set[str]]:
        """Return the things of the run that a request is about, and the tokens that it bears."""
        if index not in self._values:
            self._values[index] = self._looked_at(index)
        return self._values[index]

    def _looked_at(self, index: int) -> tuple[set[str], set[str]]:
        event = self._events[index]
        things: set[str] = set()
        tokens: set[str] = set()
        if not isinstance(event, Exchange):
            return things, {event.of} if event.kind == "aged" else tokens
        for value in self._origins.values_of(event):
            if TAG.search(value):
                things.add(value)
                continue
            origin = self._origins.origin(value, index)
            if origin is None:
                continue
            source = self._events[origin]
            is_thing = isinstance(source, Exchange) and not source.is_for(*SESSION_ROLES)
            (things if is_thing else tokens).add(value)
        return things, tokens


def _secret_values(event: Exchange) -> set[str]:
    """Return what a request bears where a secret belongs."""
    from harness.redaction.secret_names import SECRET_HEADERS, SECRET_MEMBERS  # noqa: PLC0415

    found = set()
    for name, value in event.request.headers:
        if name.lower() in SECRET_HEADERS:
            found |= {value, *value.replace(";", "=").split("=")}
    sent = event.sent()
    if isinstance(sent, dict):
        found |= {v for k, v in sent.items() if k in SECRET_MEMBERS | {"reset_token"} if _is(v)}
    return found


def _is(value: object) -> bool:
    return isinstance(value, str)


def _asks_for_mail(event: Exchange, address: str) -> bool:
    sent = event.sent()
    if event.request.method in SAFE_METHODS or not isinstance(sent, dict):
        return False
    texts = [each.lower() for each in sent.values() if isinstance(each, str)]
    return address.lower() in texts and not event.is_for(Role.LOGIN, Role.RESET_PASSWORD)
