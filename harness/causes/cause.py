"""One cause of failures on one target: a card of the report, an entry of ``causes``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.results.result import OBSERVED
from harness.steps.rounds import in_rounds

if TYPE_CHECKING:
    from harness.results.failure import Failure
    from spec.rules import Strength


@dataclass(frozen=True)
class Occurrence:
    """One result in which a cause shows."""

    rule: str
    test: str
    """pytest's node id, or that of a result which arises from all exchanges."""
    operation: str | None
    case: str | None
    since: str | None
    """When it was first seen broken there."""
    is_new: bool
    """Whether the run before did not see it broken there."""
    failure: Failure
    senders: tuple[str, ...] = ()
    """The contracts that met it, of a rule that is held against every exchange."""


@dataclass(frozen=True)
class Cause:
    """What explains one or more failures of a target."""

    id: str
    """Eight characters, the same in each run that finds it."""
    target: str
    product: str
    rule: str
    """The id of the narrowest rule that it breaks."""
    says: str
    """That rule, in a sentence."""
    strength: Strength
    stated_at: str
    """``file:line`` of the page, with the heading where there is one."""
    docs_url: str
    """Where the page is published; empty where nobody said so."""
    occurrences: tuple[Occurrence, ...]
    """Those of its own rule first; the first is the one that it is shown by."""
    follows: tuple[str, ...] = ()
    """Other rules that are broken by it."""
    rate: str | None = None
    """``1 of 5``, where it comes and goes."""
    counted: str = ""
    """What was counted for it, in words: ``7 of 36 answers of POST /login``."""
    seen: str = ""
    """How many of the answers were so, where others of that status were well; else empty."""
    whose: str = ""
    """Whose failure it is and why that is known, in a sentence."""

    @property
    def first(self) -> Failure:
        """What it is shown by."""
        return self.occurrences[0].failure

    @property
    def steps(self) -> str:
        """The script that repeats it: that of its first failure that has one; else nothing.

        Where it comes and goes, the script makes its steps until it shows.
        """
        found = next(
            (each.failure["steps"] for each in self.occurrences if each.failure["steps"]), ""
        )
        return in_rounds(found, self.rate) if self.rate else found

    @property
    def places(self) -> list[str]:
        """The ids of the operations at which it shows, sorted."""
        return sorted({each.operation for each in self.occurrences if each.operation})

    @property
    def tests(self) -> list[str]:
        """The node ids of the contracts that show it, sorted."""
        own = {each.test for each in self.occurrences if not each.test.startswith(OBSERVED)}
        return sorted(own | {sender for each in self.occurrences for sender in each.senders})

    @property
    def is_new(self) -> bool:
        """Whether the run before did not see it at one of its places.

        What comes and goes is met in other places each night: it is new where all of them are.
        """
        news = [each.is_new for each in self.occurrences]
        return all(news) if self.rate is not None else any(news)

    @property
    def since(self) -> str | None:
        """When the first of its places was first seen broken."""
        return min((each.since for each in self.occurrences if each.since), default=None)
