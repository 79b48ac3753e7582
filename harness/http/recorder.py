"""What was exchanged with one target, and what was found out about each exchange since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from harness.http import conformance

if TYPE_CHECKING:
    from collections.abc import Collection

    from harness.core.exchange import Exchange
    from spec.specification import Specification


@dataclass(frozen=True)
class Recorded:
    """An exchange, and what was found out about it."""

    exchange: Exchange
    violations: tuple[str, ...] = ()
    """In what the answer departs from its page, one line each."""
    is_superseded: bool = False
    """Whether it was a gateway that answered, so that the request was sent again."""
    note: str = ""
    """What a search says of it, where it is the smallest case that breaks a rule."""


class Gift(NamedTuple):
    """An answer that should give no token, and held a live one."""

    rule: str
    """The id of the rule that it breaks."""
    exchange: Exchange
    place: str
    """Where it stood: a header, a cookie, a member of JSON, or the body."""
    came: str


class Taken(NamedTuple):
    """What a recorder handed over."""

    recorded: list[Recorded]
    """Of the exchanges that were answered, in their order."""
    dropped: list[Exchange]
    """Those that the instance twice left without an answer."""
    without_token: list[Exchange]
    """Successful log-ins that gave no token: they break a rule, whatever they were sent for."""
    refused: list[Exchange]
    """Log-ins by right credentials that were refused, though they are no lock-out."""
    dead: list[Exchange]
    """Refusals of the token of a log-in just now, by what let such tokens pass before."""
    gifts: list[Gift]


class Recorder:
    """The exchanges with one target that nobody has taken yet."""

    def __init__(self, spec: Specification) -> None:
        self._spec = spec
        self._observed: dict[Exchange, Recorded] = {}
        self.dropped: list[Exchange] = []
        self.without_token: list[Exchange] = []
        self.refused: list[Exchange] = []
        self.dead: list[Exchange] = []
        self.gifts: list[Gift] = []

    @property
    def exchanges(self) -> list[Exchange]:
        """Those that were answered, in their order."""
        return list(self._observed)

    def record(self, exchange: Exchange) -> None:
        """Add an answered exchange, and hold it against its page."""
        found = conformance.violations(self._spec, exchange)
        self._observed[exchange] = Recorded(exchange, tuple(found))

    def of(self, exchange: Exchange) -> Recorded:
        """Return what was found out about an exchange."""
        return self._observed.get(exchange) or Recorded(exchange)

    def add_violations(self, exchange: Exchange, found: Collection[str]) -> None:
        """Note in what else the answer departs from its page."""
        known = self.of(exchange)
        if found:  # or an exchange that was handed over would be recorded once more
            self._observed[exchange] = replace(known, violations=(*known.violations, *found))

    def supersede(self, exchange: Exchange, *, is_superseded: bool = True) -> None:
        """Note that a gateway answered in the place of the instance, or that it did not."""
        self._observed[exchange] = replace(self.of(exchange), is_superseded=is_superseded)

    def note(self, exchange: Exchange, words: str) -> None:
        """Note what a search says of an exchange."""
        self._observed[exchange] = replace(self.of(exchange), note=words)

    def take(self) -> Taken:
        """Hand over what was recorded since the last call."""
        observed = list(self._observed.values())
        taken = Taken(
            observed, self.dropped, self.without_token, self.refused, self.dead, self.gifts
        )
        self._observed, self.dropped, self.without_token = {}, [], []
        self.refused, self.dead, self.gifts = [], [], []
        return taken
