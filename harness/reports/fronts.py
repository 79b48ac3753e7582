"""Who answered in the place of an instance: to what, when, with which page."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.core.outcomes import Outcome
from harness.reports.exchange_shown import shown_exchange

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from harness.history.comparison import Change
    from harness.reports.exchange_shown import ShownExchange
    from harness.results.record import TargetRecord

INSTEAD = "answered instead of the instance"
"""How a result says that it was somebody else who spoke."""
MOST_FRONTS = 20
"""Kinds of requests that are told; the remarks of results.json name who else there was."""
_LOST = "no longer proven"


@dataclass(frozen=True)
class Front:
    """What somebody in front of one target answered to one kind of request."""

    target: str
    who: str
    request: str
    """Its method and path."""
    times: int
    first: str
    last: str
    answered: str
    """Status and media type of the first answer."""
    curl: str
    """A line that sends the request again, without what is secret."""
    exchange: ShownExchange


def fronts_of(records: Iterable[TargetRecord]) -> tuple[Front, ...]:
    """Return what was answered by others, what came most often first."""
    found: list[Front] = []
    for record in records:
        found += [_front(record.target.name, each) for each in record.fronts]
    return tuple(sorted(found, key=lambda each: -each.times)[:MOST_FRONTS])


def folded(
    changes: Sequence[Change], records: Iterable[TargetRecord]
) -> tuple[list[str], list[Change]]:
    """Return in a line for each target what was lost by others' answers, and the other news."""
    lines, rest = [], list(changes)
    for record in records:
        name = record.target.name
        hidden = {
            each["rule"]
            for each in record.results
            if each["outcome"] == Outcome.UNPROVEN and INSTEAD in each["detail"]
        }
        lost = [
            each
            for each in rest
            if each.target == name and each.rule in hidden and _LOST in each.words
        ]
        if record.fronts and lost:
            who = " and ".join(sorted({each["who"] for each in record.fronts}))
            rules = "1 rule" if len(lost) == 1 else f"{len(lost)} rules"
            lines.append(f"{name}: {rules} could not be checked any more, since {who} {INSTEAD}")
            rest = [each for each in rest if each not in lost]
    return lines, rest


def _front(target: str, first: dict[str, Any]) -> Front:
    data = first["exchange"]
    return Front(
        target=target,
        who=first["who"],
        request=first["request"],
        times=first["times"],
        first=_second(first["first"]),
        last=_second(first["last"]),
        answered=f"{data['status']}, {data['media_type'] or 'no Content-Type'}",
        curl=_curl(data),
        exchange=shown_exchange(data),
    )


def _curl(data: dict[str, Any]) -> str:
    """Return the request as a line of a shell: no header, and no body but an empty one."""
    words = ["curl", "-sS", "-i", "--globoff", "-X", data["method"]]
    if data["request_body"]:
        words += ["-H", "Content-Type: application/json", "--data-raw", "{}"]
    return shlex.join([*words, "--", data["url"]])


def _second(moment: str) -> str:
    return f"{moment[:10]} {moment[11:19]} UTC"
