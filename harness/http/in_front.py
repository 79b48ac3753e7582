"""What stood in front of one instance in a run, and when to stop asking it.

A front that answers once may be gone a moment later; one that answers time and again is not asked
for ever: what is not asked is unproven, and every tenth time it is tried again.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.core.outcomes import SomebodyElse
from harness.http.rendering import shown_data
from harness.http.speaker import OwnStyle, speaker

if TYPE_CHECKING:
    from harness.core.exchange import Exchange
    from harness.http.speaker import Stranger

IN_A_ROW = 5
"""Answers of somebody else in a row, after which the instance is asked no more, but now and then;
of one operation, whatever the others get, it takes as many."""
TRIED_AGAIN = 10
"""One request of so many is sent all the same: the front may be gone."""
FIRST_PAUSE = 0.2
"""Seconds; each pause in a row is twice as long."""
LONGEST_PAUSE = 1.0
"""Seconds of one pause that nobody asked for."""
MOST_SHOWN = 60
"""Characters of a media type."""
ALL_PAUSES = 20.0
"""Seconds of all such pauses in a run."""


@dataclass
class Seen:
    """How often somebody answered, and where first."""

    times: int
    first: str


@dataclass
class Met:
    """Answers of one somebody to one kind of request."""

    sample: Exchange
    """The first of them."""
    last: Exchange
    times: int = 0


@dataclass
class InFront:
    """Who answered in the place of one instance."""

    seen: dict[str, Seen] = field(default_factory=dict)
    """By who it was, in words."""
    met: dict[tuple[str, str], Met] = field(default_factory=dict)
    """By who it was, and by the method and path of the request."""
    own: OwnStyle = field(default_factory=OwnStyle)
    _in_a_row: Counter[str] = field(default_factory=Counter)
    """By operation; under no name, whatever was asked."""
    _answered: set[str] = field(default_factory=set)
    _taken_as_own: set[str] = field(default_factory=set)
    _left_alone: Counter[str] = field(default_factory=Counter)
    _last: str = ""
    _paused: float = 0.0

    def speaker(self, exchange: Exchange, *, deserves_success: bool = False) -> Stranger | None:
        """Return who answered, if it was not the instance."""
        return speaker(exchange, self.own, deserves_success=deserves_success)

    def require_open(self, key: str) -> None:
        """Make sure that it makes sense to ask, maybe after a moment.

        SomebodyElse where only others answered of late, and no time is left to wait for the end of
        it.
        """
        for name in ("", key):
            if self._in_a_row[name] < IN_A_ROW or key in self._taken_as_own:
                continue
            if self.pause(name):
                return
            self._left_alone[name] += 1
            if self._left_alone[name] % TRIED_AGAIN:
                raise SomebodyElse(f"{self._last}: not asked again for now")

    def note(self, stranger: Stranger, exchange: Exchange, key: str) -> str:
        """Take note of an answer of somebody else; return it in words.

        Without a ``key`` it is not counted as one in a row.
        """
        if key:
            self._in_a_row[""] += 1
            self._in_a_row[key] += 1
        path = urlsplit(exchange.request.url).path
        what = f"{exchange.request.method} {path} ({exchange.status}, {form_of(exchange)})"
        seen = self.seen.setdefault(str(stranger), Seen(0, what))
        seen.times += 1
        asked = exchange.operation
        place = f"{exchange.request.method} {asked.path if asked is not None else path}"
        met = self.met.setdefault((str(stranger), place), Met(exchange, exchange))
        met.times, met.last = met.times + 1, exchange
        self._last = f"{stranger} answered instead of the instance at {what}"
        return self._last

    def passed(self, exchange: Exchange, key: str) -> None:
        """Take note of an answer of the instance itself."""
        self.own.learn(exchange)
        self._answered.add(key)
        self._taken_as_own.discard(key)
        self.forgive(key)

    def has_answered(self, key: str) -> bool:
        """Whether the instance itself ever answered that."""
        return key in self._answered

    def take_as_own(self, key: str) -> None:
        """Take what a gateway seems to answer to that for the instance's own answer."""
        self._taken_as_own.add(key)

    def is_own(self, key: str) -> bool:
        """Whether what a gateway seems to answer to that is the instance's own answer."""
        return key in self._taken_as_own

    def in_a_row(self, key: str) -> int:
        """Return how often others answered that of late."""
        return self._in_a_row[key]

    def forgive(self, *keys: str) -> None:
        """Let it be asked again."""
        for name in keys or tuple(self._in_a_row):
            self._in_a_row.pop(name, None)
            self._left_alone.pop(name, None)
        self._in_a_row.pop("", None)

    def pause(self, key: str) -> bool:
        """Wait a moment: many a front is gone after it; False where no time is left for that."""
        seconds = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(8, max(0, self._in_a_row[key] - 1)))
        if self._paused + seconds > ALL_PAUSES:
            return False
        self._paused += seconds
        time.sleep(seconds)
        return True

    def lines(self) -> list[str]:
        """Say who stood in front, one line each."""
        return [
            f"{who} answered instead of the instance, {_times(each.times)}, first at {each.first}"
            for who, each in sorted(self.seen.items())
        ]

    def take_met(self) -> list[dict[str, Any]]:
        """Return who answered to what since it was last asked, how often and when; and a sample."""
        met, self.met = self.met, {}
        return [
            {
                "who": who,
                "request": place,
                "times": each.times,
                "first": each.sample.started.isoformat(),
                "last": each.last.started.isoformat(),
                "exchange": shown_data(each.sample),
            }
            for (who, place), each in sorted(met.items(), key=lambda item: item[0])
        ]


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def form_of(exchange: Exchange) -> str:
    """Say of what form an answer is."""
    if not exchange.body:
        return "without a body"
    said = "".join(each for each in exchange.media_type or "" if each.isprintable())
    return said[:MOST_SHOWN] or "no Content-Type"
