"""What one run exchanged with its target, and what helpers gave it, in order and in the clear.

It is kept in memory alone, and only until the run is finished: a script that repeats a failure is
made of it, with names in the place of secrets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from harness.core.exchange import Exchange

if TYPE_CHECKING:
    from datetime import timedelta

    from harness.sources.mail import Message

MOST_EVENTS = 6_000
"""That are kept; a run of usual size has a thousand."""
_DROPPED_AT_ONCE = 1_000

Kind = Literal["aged", "stored", "code", "mail"]


@dataclass(frozen=True, eq=False)
class Given:
    """What came from elsewhere than the target: a token made older, a code, a mail."""

    kind: Kind
    text: str = field(repr=False)
    """The token or the code; of a mail, all that it says."""
    of: str = field(default="", repr=False)
    """The token that was made older, or the address that the mail came to."""
    seconds: int = 0
    """By which a token was made older, or for which it waited."""


Event = Exchange | Given


class Trace:
    """The events of one run that a failure may rest on."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.begins = 0
        """Where those of the contract at hand begin."""
        self._earlier: list[int] = []
        """Where those of the contracts before it do."""

    def begin(self) -> None:
        """Begin a contract: no later one rests on what a search before it has sent."""
        kept = [each for each in self.events[self.begins :] if not _is_generated(each)]
        self.events[self.begins :] = kept
        self._earlier.append(self.begins)
        self.begins = len(self.events)

    def begins_of(self, index: int) -> int:
        """Return where the contract began that an event is of.

        What is seen once a run is judged by several contracts: all but the first of them look at
        what another one did.
        """
        return max(each for each in (0, *self._earlier, self.begins) if each <= index)

    def note(self, event: Event) -> None:
        """Add what happened last."""
        if len(self.events) >= MOST_EVENTS:
            del self.events[:_DROPPED_AT_ONCE]
            self.begins = max(0, self.begins - _DROPPED_AT_ONCE)
            moved = (each - _DROPPED_AT_ONCE for each in self._earlier)
            self._earlier = [each for each in moved if each > 0]
        self.events.append(event)

    def note_aged(self, token: str, by: timedelta, older: str) -> None:
        """Add a token that was made older, and what became of it."""
        self.note(Given("aged", older, token, int(by.total_seconds())))

    def note_stored(self, token: str, age: timedelta) -> None:
        """Add a token that waited until it was that old."""
        self.note(Given("stored", token, seconds=int(age.total_seconds())))

    def note_code(self, code: str) -> None:
        """Add a code of the identity provider."""
        self.note(Given("code", code))

    def note_mail(self, message: Message) -> None:
        """Add a mail, once for each address that it came to."""
        said = "\n".join((message.html, message.text))
        for address in sorted(message.recipients):
            self.note(Given("mail", said, address))

    def forget(self) -> None:
        """Drop everything: the run is over."""
        self.events.clear()
        self._earlier.clear()
        self.begins = 0


def _is_generated(event: Event) -> bool:
    return isinstance(event, Exchange) and event.is_generated
