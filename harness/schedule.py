"""When runs must happen for every rule of time to be proven: ``python -m harness.schedule``.

Tokens that are stored twice, twenty minutes apart, tell both sides of a boundary at one moment:
when the older tokens are 8 h 10 min old the younger ones are 7 h 50 min, and four hours later
12 h 10 min and 11 h 50 min.
A run between, in the middle of their life, makes sure that they are alive, and stores what tells
an early death from sessions that were reset.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, time, timedelta
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from harness.ageing.ledger import Ledger, key_of_environment
from harness.ageing.planting import PAIR, SHORTEST, plantings_of
from harness.core import clock
from harness.core.errors import BadTarget
from harness.core.rule_ids import (
    DIES,
    LIVES,
    REFUSES_TOO_OLD,
    RENEWS_EXPIRED,
    SSO_DIES,
    STARTS_NEW_LIFE,
)
from harness.redaction.visible import visible_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harness.ageing.ledger import Book


class Visit(NamedTuple):
    """A run of the day."""

    after: timedelta
    """Since the first planting of its pair."""
    does: str


SECOND, MIDDLE = timedelta(minutes=20), timedelta(hours=4)
DAY = (
    Visit(timedelta(), "stores tokens"),
    Visit(SECOND, "stores more tokens, 20 minutes younger"),
    Visit(MIDDLE, "sees that they are alive in the middle of their life"),
    Visit(
        timedelta(hours=8, minutes=10),
        f"proves {', '.join([LIVES, DIES, STARTS_NEW_LIFE, SSO_DIES])}, "
        "and what an expired token may not do",
    ),
    Visit(
        timedelta(hours=12, minutes=10),
        f"proves {RENEWS_EXPIRED}, {REFUSES_TOO_OLD}",
    ),
)
"""The runs that prove every rule of time once."""
_LAST = DAY[-1].after


def upcoming(book: Book, now: datetime) -> list[tuple[datetime, str]]:
    """Return the runs still to come, and what each does, for the tokens of a ledger."""
    plantings = plantings_of(book.tokens.values())
    first = next(iter(_begun(plantings, now)), None)
    if first is None:
        single = plantings[-1] if plantings and now - plantings[-1] <= PAIR else None
        if single is None:
            return [(now + visit.after, visit.does) for visit in DAY]
        second = (max(single + SECOND, now), DAY[1].does)
        return [second, *((single + visit.after, visit.does) for visit in DAY[2:])]
    return [(first + each.after, each.does) for each in DAY[2:] if first + each.after > now]


def _begun(plantings: Sequence[datetime], now: datetime) -> Iterator[datetime]:
    """Yield the first planting of each pair that has something left to prove."""
    for older, younger in pairwise(plantings):
        if SHORTEST <= younger - older <= PAIR and now < older + _LAST:
            yield older


def main(arguments: list[str] | None = None) -> int:
    """Print the runs to come for each ledger, and cron lines; 2 where an argument is wrong."""
    parser = argparse.ArgumentParser(prog="python -m harness.schedule", description=_DESCRIPTION)
    parser.add_argument("--ledger", type=Path, metavar="DIR", help="says what is due in it")
    parser.add_argument(
        "--first", metavar="HH:MM", default="02:10", help="the day's first run, UTC"
    )
    options = parser.parse_args(arguments)
    try:
        begins = time.fromisoformat(options.first)
    except ValueError:
        parser.error(f"--first: {options.first!r} is no time, such as 02:10")
    try:
        for line in _lines(options.ledger, begins):
            print(line)
    except BadTarget as failure:
        parser.error(visible_line(str(failure)))
    return 0


_DESCRIPTION = "When the suite must run for every rule of time to be proven by the ledger."


def _lines(directory: Path | None, begins: time) -> Iterator[str]:
    if directory is not None:
        yield from _due(directory)
    yield "# every day, in UTC:"
    first = datetime.combine(clock.now().date(), begins, UTC)
    for visit in DAY:
        moment = first + visit.after
        yield f"{f'{moment.minute} {moment.hour} * * *':<14}  # {visit.does}"


def _due(directory: Path) -> Iterator[str]:
    """Say what is due in each ledger; BadTarget where the directory or a ledger can't be read."""
    key, files = key_of_environment(), _files(directory)
    if not files:
        yield f"# {visible_line(str(directory))} holds no ledger yet: the first run begins it"
    for path in files:
        book = Ledger(path, key).read()
        yield f"# {visible_line(path.stem)}: {len(book.tokens)} tokens; the runs to come:"
        for moment, does in upcoming(book, clock.now()):
            yield f"# {_minute_after(moment):%Y-%m-%dT%H:%MZ}  {does}"


def _files(directory: Path) -> list[Path]:
    try:
        return sorted(each for each in directory.iterdir() if each.suffix == ".ledger")
    except FileNotFoundError:
        raise BadTarget(
            f"--ledger: {directory}: there is no such directory{_near(directory)}"
        ) from None
    except OSError as failure:
        raise BadTarget(f"--ledger: {directory} can't be read: {failure.strerror}") from None


def _near(directory: Path) -> str:
    """Return the directory beside it that was meant, as the end of a sentence, if there is one."""
    parent = directory.parent
    names = [each.name for each in parent.iterdir() if each.is_dir()] if parent.is_dir() else []
    near = get_close_matches(directory.name, names, n=1)
    return f"; did you mean {parent / near[0]}?" if near else ""


def _minute_after(moment: datetime) -> datetime:
    """Round up: what is due at 10:20:30 is not yet due at 10:20."""
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)


if __name__ == "__main__":
    sys.exit(main())
