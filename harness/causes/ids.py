"""The ids of causes: the same each night, as long as a cause shows at one of its places."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.causes.cause import Cause
    from harness.history.history import History

LENGTH = 8
"""Characters of an id."""


def with_ids(causes: Sequence[Cause], history: History) -> list[Cause]:
    """Give each cause of one target its id: the one that it had, or else one of its own.

    An id is kept by the history with each place, so that a place that joins changes none. Where one
    cause is seen to be two, the first keeps the id.
    """
    known = [_known(each, history) for each in causes]
    taken = {each for each in known if each}
    made: list[Cause] = []
    for cause, before in zip(causes, known, strict=True):
        is_free = before and all(each.id != before for each in made)
        made.append(replace(cause, id=before if is_free else _new(cause, taken)))
        taken.add(made[-1].id)
    return made


def _known(cause: Cause, history: History) -> str:
    """Return the id under which the oldest of a cause's places was told; empty for a new one."""
    places = [history.place(cause.target, each.rule, each.test) for each in cause.occurrences]
    told = [(each.since or "", each.cause) for each in places if each is not None and each.cause]
    return min(told, default=("", ""))[1]


def _new(cause: Cause, taken: set[str]) -> str:
    """Derive an id from what another run would find as well."""
    tests = sorted(each.test for each in cause.occurrences if each.rule == cause.rule)
    shows = "whatever is sent" if cause.rate is not None else tests[0]
    for number in range(len(taken) + 1):
        text = "\n".join((cause.target, cause.rule, shows, str(number)))
        made = sha256(text.encode()).hexdigest()[:LENGTH]
        if made not in taken:
            return made
    raise AssertionError("more ids than causes")
