"""Where the values of a request come from: the targets file, an answer, a helper, or the run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from harness.core.exchange import Exchange
from harness.operations.values import PREFIX
from harness.redaction.secret_names import looks_opaque
from harness.steps.answers import way_in, way_to
from harness.steps.disguise import Base, derived
from harness.steps.quoting import Filled
from spec.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.steps.memory import Memory
    from harness.steps.quoting import Piece
    from harness.steps.trace import Event, Trace
    from harness.targets.model import Target

TAG = re.compile(rf"(?i)(?<={PREFIX}-)[0-9a-f]{{8}}(?![0-9a-f])")
"""What makes the things of one run its own."""
SHORTEST = 6
"""Characters of a value that is looked for wherever it stands; a shorter one may be an id alone."""
MOST_BASES = 400
"""Events before a forged value, among whose values is looked for what it was made of."""
SESSION_ROLES = frozenset({Role.LOGIN, Role.SSO_LOGIN, Role.REFRESH})
"""Operations that give tokens."""
OWN_HEADERS = frozenset(
    {"content-type", "user-agent", "accept-encoding", "accept", "connection", "content-length"}
)
"""Headers that hold no value of anything that is done."""
_PARTS = re.compile(r"""[\s"',;=]+""")


class Origins:
    """The origins of the values that one run sent."""

    def __init__(self, trace: Trace, target: Target, memory: Memory) -> None:
        self.trace = trace
        self.target = target
        self._memory = memory
        self._places = {event: place for place, event in enumerate(trace.events)}
        self.configured = dict(_configured(target))
        """Variables, by the value that the targets file gives."""

    def values_of(self, exchange: Exchange) -> list[str]:
        """Return what a request holds that may come from elsewhere, each once."""
        known = self._memory.values
        if exchange not in known:
            known[exchange] = [each for each in dict.fromkeys(_values(exchange)) if each]
        return known[exchange]

    def origin(self, value: str, before: int) -> int | None:
        """Return the event that gave a value first; None where the run had it from nowhere."""
        is_word = not looks_opaque(value) and not value.isdigit()
        if value in self.configured or TAG.search(value) or is_word:
            return None
        first = self._memory.first(value, self.trace.events, self._places, gives)
        return first if first is not None and first < before else None

    def forged_of(self, value: str, index: int) -> tuple[list[Piece], list[str]] | None:
        """Return how a value was made of others that a script has, and which they are."""
        bases = {Base(each.encode(), Filled(each)) for each in self.bases(index)}
        pieces = derived(value.encode(errors="replace"), sorted(bases, key=lambda b: b.value))
        if pieces is None:
            return None
        used = [each for each in self.bases(index) if _uses(pieces, each)]
        return (pieces, used) if used else None

    def bases(self, index: int) -> list[str]:
        """Return the values that something may be forged of."""
        found = list(self.configured)
        for event in reversed(self.trace.events[max(0, index - MOST_BASES) : index]):
            if not isinstance(event, Exchange):
                found += [event.text] if event.kind != "mail" else []
            elif event.succeeded and not event.is_generated:
                found += _texts_given(event)
        return list(dict.fromkeys(found))


def gives(event: Event, value: str, escaped: bytes) -> bool:
    """Whether an event gave a value that nobody had before."""
    if not isinstance(event, Exchange):
        is_held = value in event.text
        return event.text == value or (event.kind == "mail" and is_held)
    is_told = value.encode(errors="replace") in event.body or escaped in event.body
    if not is_told and not any(value in content for _, content in event.headers):
        return False
    if event.was_sent(value):
        return False
    way = way_to(event, value)
    is_id = way is not None and way.split()[0] == "member" and way.split()[1].lower().endswith("id")
    return way is not None and (len(value) >= SHORTEST or is_id)


def way_out(event: Event, value: str) -> str | None:
    """Return the shell's words that find a value in what an event gave."""
    if isinstance(event, Exchange):
        return way_to(event, value)
    if event.kind == "mail":
        return way_in(event.text, value)
    return "member code" if event.kind == "code" else "member token"


def _values(exchange: Exchange) -> Iterator[str]:
    request = exchange.request
    for name, value in request.headers:
        if name.lower() not in OWN_HEADERS:
            yield value
            yield from _PARTS.split(value)
    parts = urlsplit(request.url)
    yield from (unquote(each) for each in parts.path.split("/"))
    yield from (value for _, value in parse_qsl(parts.query))
    yield from _texts_in(exchange.sent())


def _texts_in(sent: object) -> Iterator[str]:
    waiting = [sent]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str):
            yield each


def _texts_given(event: Exchange) -> list[str]:
    """Return what an answer gives that something may be forged of."""
    try:
        body = event.decoded()
    except ValueError:
        return []
    return [each for each in _texts_in(body) if len(each) >= 2 * SHORTEST and " " not in each]


def _uses(pieces: list[Piece], value: str) -> bool:
    return any(isinstance(each, Filled) and value in each.expression for each in pieces)


def _configured(target: Target) -> Iterator[tuple[str, str]]:
    owner, limited = target.owner, target.limited_account
    if owner is not None:
        yield owner.email, "EMAIL"
        yield owner.password, "PASSWORD"
    if limited is not None:
        yield limited.email, "LIMITED_EMAIL"
        yield limited.password, "LIMITED_PASSWORD"
    if target.token is not None:
        yield target.token, "ACCESS_TOKEN"
