"""One card of the report: what is said of one cause of failures, as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.reports.differing import Pieces
    from harness.reports.earlier import Earlier
    from harness.reports.exchange_shown import ShownExchange


@dataclass(frozen=True)
class CardPlace:
    """One place where a cause shows."""

    rule: str
    """Where it is another one than the card's; else empty."""
    operation: str
    """Its id; empty where the rule is about no single one."""
    request: str
    """Its method and path."""
    cases: tuple[str, ...]
    since: str


@dataclass(frozen=True)
class Follower:
    """A rule that is broken by the same cause."""

    rule: str
    says: str


@dataclass(frozen=True)
class Card:
    """One cause of failures on one target."""

    id: str
    target: str
    product: str
    outcome: str
    """``broken``, or ``advice``."""
    rule: str
    says: str
    strength: str
    expected: Pieces
    came: Pieces
    note: str
    """What generated input says of its smallest case; empty where there is none."""
    rate: str
    """That it comes and goes, where it does; else empty."""
    is_new: bool
    since: str
    whose: str
    """Whose failure it is, and why that is known; empty where nothing is said of it."""
    stated_at: str
    link: str
    """Where the page is published, if it is a link that may be followed; else empty."""
    steps: str
    replay: str
    """The command that repeats it."""
    exchange: ShownExchange | None
    places: tuple[CardPlace, ...]
    more_places: int
    """How many are not named."""
    follows: tuple[Follower, ...]
    tests: tuple[str, ...]
    """The node ids of the checks in which it shows."""
    asked: str = ""
    """The method and path of the request whose answer came; empty where there is none."""
    here: str = ""
    """What came here and what was expected, in a line: it tells which part of the rule broke; empty
    where no answer shows it."""
    often: str = ""
    """How often it comes, and what that means for who repeats it; empty where it always does."""
    told: tuple[str, ...] = ()
    """The steps of the script in words."""
    to_set: str = ""
    """The variables that the script needs, named in a line; empty where it needs none."""
    unproven: tuple[Follower, ...] = ()
    """Rules of which nothing could be told because of it."""
    earlier: Earlier | None = None
    """What became of its rule in the runs before; None where none is kept."""
    markdown: str = ""
    """The same for a ticket."""

    @property
    def signs(self) -> list[str]:
        """What ``is:`` of the search finds it by."""
        signs = {"new": self.is_new, "intermittent": bool(self.rate)}
        return [word for word, holds in signs.items() if holds]

    @property
    def operations(self) -> list[str]:
        """The ids of its operations."""
        return list(dict.fromkeys(each.operation for each in self.places if each.operation))

    @property
    def where(self) -> str:
        """Where its own rule is broken, in a few words."""
        own = [each.request for each in self.places if each.request and not each.rule]
        requests = list(dict.fromkeys(own))
        more = len(requests) - 1
        if more < 1:
            return next(iter(requests), "")
        return f"{requests[0]} and {more} more operation{'s' if more > 1 else ''}"
