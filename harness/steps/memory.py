"""What is known of the events of a run from one script to the next: each is read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.core.exchange import Exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from harness.steps.trace import Event


@dataclass
class _Search:
    """How far a value was looked for."""

    last: Event | None = None
    """The event that was looked at last."""
    gave: Event | None = None
    """The one that gave it."""
    is_over: bool = False


@dataclass
class Memory:
    """Remembers the events of one run, which stay as they are."""

    values: dict[Exchange, list[str]] = field(default_factory=dict, repr=False)
    """What a request holds that may come from elsewhere."""
    _texts: dict[Event, bytes] = field(default_factory=dict, repr=False)
    _searches: dict[str, _Search] = field(default_factory=dict, repr=False)

    def first(
        self,
        value: str,
        events: Sequence[Event],
        places: dict[Event, int],
        gives: Callable[[Event, str, bytes], bool],
    ) -> int | None:
        """Return the place of the event that gave a value first; None where the run sent it before.

        It goes on where it was looked for last; events may have gone since.
        """
        search = self._searches.get(value)
        if search is None or search.last not in places:
            search = self._searches[value] = _Search()
        plain = value.encode(errors="replace")
        escaped = plain.replace(b"/", b"\\/")
        start = places[search.last] + 1 if search.last is not None else 0
        for event in events[start:] if not search.is_over else ():
            search.last = event
            if not self._may_hold(event, plain, escaped):
                continue
            if gives(event, value, escaped):
                search.gave, search.is_over = event, True
                break
            if isinstance(event, Exchange) and event.was_sent(value):
                search.is_over = True
                break
        return places.get(search.gave) if search.gave is not None else None

    def _may_hold(self, event: Event, plain: bytes, escaped: bytes) -> bool:
        text = self._texts.get(event)
        if text is None:
            text = self._texts[event] = _text_of(event)
        return plain in text or escaped in text


def _text_of(event: Event) -> bytes:
    """Return all that an event holds, in one text."""
    if not isinstance(event, Exchange):
        return event.text.encode(errors="replace")
    headers = [content for _, content in (*event.headers, *event.request.headers)]
    texts = (each.encode(errors="replace") for each in (*headers, *event.sent_texts()))
    return b"\0".join([event.body, *texts])
