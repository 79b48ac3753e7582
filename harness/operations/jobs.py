"""Jobs: what is accepted (202), and asked for until it has ended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from harness.core.outcomes import Unproven

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.http.answer import Answer

LONGEST = 30.0
"""Seconds after which a run asks no more."""
_LOOK_EVERY = 0.5
_STATES = frozenset({"state", "status", "phase", "stage", "job_status", "job_state"})
_GOING_ON = frozenset(
    {
        *("pending", "queued", "waiting", "scheduled", "accepted", "new", "created", "submitted"),
        *("running", "started", "starting", "processing", "inprogress", "progress", "active"),
        *("building", "preparing", "exporting", "importing", "retrying", "ongoing", "enqueued"),
    }
)


def ended(look: Callable[[], Answer], name: str) -> Answer:
    """Return what is answered once no state says that it goes on; Unproven where it never is."""
    ends = time.monotonic() + LONGEST
    while True:
        is_over = time.monotonic() > ends
        answer = look()
        going_on = [each for each in states_in(answer.json) if _plain(each) in _GOING_ON]
        if not going_on or not answer.succeeded:
            return answer
        if is_over:
            raise Unproven(f"the {name} is still {going_on[0]!r} after {LONGEST:.0f} seconds")
        time.sleep(_LOOK_EVERY)


def states_in(body: object) -> Iterator[str]:
    """Yield the states that a body tells of itself; where it tells none, those of its parts."""
    if not isinstance(body, dict):
        return
    own = [value for name, value in body.items() if _is_state(name, value)]
    yield from own
    if not own:
        for value in body.values():
            yield from states_in(value)


def _is_state(name: str, value: object) -> bool:
    return name.lower() in _STATES and isinstance(value, str)


def _plain(state: str) -> str:
    return state.lower().replace("_", "").replace("-", "").replace(" ", "")
