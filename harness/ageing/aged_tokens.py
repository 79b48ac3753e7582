"""Tokens of a given age: what gives them, and what may be concluded from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, Protocol

from harness.core.outcomes import Excluded
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from harness.ageing.age import Moment
    from harness.fixtures.tokens import Kind, Tokens


class AgedTokens(Protocol):
    """A source of tokens of the account that were issued a while ago."""

    evidence: str | None
    """By what the age of the last one was had, since the contract at hand began."""
    last_proven: datetime | None
    """When an earlier run proved the contract at hand, where this one can't yet."""

    @property
    def offers(self) -> bool:
        """Whether there are such tokens at all."""

    def begin(self, contract: str) -> None:
        """Begin a contract, by its name and case."""

    def at(
        self,
        moment: Moment,
        kind: Kind = "login",
        *,
        spend: bool = False,
        shared: bool = False,
        used: Callable[[str], object] | None = None,
    ) -> str:
        """Return a token of the account at a moment of its life.

        ``spend`` says that it will be refreshed; ``shared``, that others may present it as well,
        and that it may have been presented before; it was ``used`` in the middle of its life.
        Excluded where there is no source of such tokens, Unproven where the source has none at that
        moment yet.
        """

    def for_each_gate(self, moment: Moment) -> str:
        """Return a token of the account at a moment of its life, for each gate, which is made.

        Excluded where tokens have to wait until they are old enough.
        """

    def control(self) -> str | None:
        """Log in, to see what a fresh token gets; None where other stored tokens show that."""

    def confirm(self, failure: AssertionError | None) -> None:
        """Make sure that what a contract concludes does not rest on a mere refusal.

        ``failure`` is what it raised, None where its rule was kept. Unproven where it does.
        """

    def look(self) -> None:
        """See what became of the tokens, before the run has logged in."""

    def finish(self) -> str:
        """Provide for later runs; return in words why that could not be, or nothing."""


def without_ager() -> Excluded:
    """Say that a contract needs what makes tokens older."""
    return Excluded(Need.TOKEN_AGER, f"needs {Need.TOKEN_AGER.words}")


class NoAgedTokens:
    """A target that nothing gives such tokens for."""

    evidence: str | None = None
    last_proven: datetime | None = None
    offers = False

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    def begin(self, contract: str) -> None:
        """Begin a contract: there is nothing to note of it."""

    def at(
        self,
        moment: Moment,
        kind: Kind = "login",
        *,
        spend: bool = False,
        shared: bool = False,
        used: Callable[[str], object] | None = None,
    ) -> NoReturn:
        """Exclude what needs one."""
        del moment, kind, spend, shared, used
        raise without_ager()

    def for_each_gate(self, moment: Moment) -> NoReturn:
        """Exclude what needs one."""
        del moment
        raise without_ager()

    def control(self) -> str:
        """Log in, to see what a fresh token gets."""
        return self._tokens.fresh()

    def confirm(self, failure: AssertionError | None) -> None:
        """Confirm what rests on no such token."""

    def look(self) -> None:
        """See what became of none."""

    def finish(self) -> str:
        """Provide nothing for later runs."""
        return ""
