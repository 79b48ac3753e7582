"""When runs must happen for every rule of time to be proven: ``python -m harness.schedule``.

Tokens that are stored twice, twenty minutes apart, tell both sides of a boundary at one moment:
when the older tokens are 8 h 10 min old the younger ones are 7 h 50 min, and four hours later
12 h 10 min and 11 h 50 min.
A run between, in the middle of their life, makes sure that they are alive, and stores what tells
an early death from sessions that were reset.
"""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime, time, timedelta
from difflib import get_close_matches
from getpass import getuser
from itertools import pairwise
from pathlib import Path
from shlex import quote
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
from harness.redaction.visible import hidden_in, visible_line

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
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        begins = time.fromisoformat(options.first)
    except ValueError:
        parser.error(f"--first: {options.first!r} is no time, such as 02:10")
    try:
        for line in _asked_for(options, begins):
            print(line)
    except BadTarget as failure:
        parser.error(visible_line(str(failure)))
    return 0


def _asked_for(options: argparse.Namespace, begins: time) -> Iterator[str]:
    if options.command is not None:
        return _unattended(options, begins)
    if options.systemd is not None:
        raise BadTarget("--systemd goes with --command")
    return _lines(options.ledger, begins)


_DESCRIPTION = "When the suite must run for every rule of time to be proven by the ledger."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m harness.schedule", description=_DESCRIPTION)
    add = parser.add_argument
    add("--ledger", type=Path, metavar="DIR", help="says what is due in it")
    add("--first", metavar="HH:MM", default="02:10", help="the day's first run, UTC")
    add(
        "--command",
        metavar="COMMAND",
        help="prints a whole crontab that runs this command at those hours, with the options "
        "--ledger and --history that are given here",
    )
    add("--history", metavar="FILE", help="goes with --command, which is given it")
    add(
        "--directory",
        type=Path,
        default=Path.cwd(),
        metavar="DIR",
        help="where the command runs (default: here)",
    )
    add("--secrets", type=Path, metavar="FILE", help="a file of lines NAME='value' for the command")
    add(
        "--systemd",
        choices=("service", "timer"),
        help="prints one of systemd's two files in place of a crontab",
    )
    add("--user", metavar="NAME", help="whom systemd runs the command as (default: you)")
    return parser


def _unattended(options: argparse.Namespace, begins: time) -> Iterator[str]:
    """Give what runs the command day by day: a crontab, or a file of systemd."""
    command = _whole_command(options.command, options.ledger, options.history)
    for each in (options.directory, options.secrets or Path(), options.user or ""):
        if hidden_in(str(each)) or "\n" in str(each):
            raise BadTarget(f"{each}: holds a character that nobody sees")
    match options.systemd:
        case "service":
            yield from _service(options, command)
        case "timer":
            yield from _timer(begins)
        case _:
            yield from _crontab(options, command, begins)


def _whole_command(command: str, ledger: Path | None, history: str | None) -> str:
    """Return the command with the ledger and the history (BadTarget where it has none)."""
    if not command.strip() or "\n" in command or hidden_in(command):
        raise BadTarget("--command: must be one line of plain text")
    given = {"--ledger": ledger, "--history": history}
    added = {name: each for name, each in given.items() if each and name not in command}
    if added and _SEVERAL.search(command):
        names = " and ".join(added)
        raise BadTarget(f"--command: is more than one command: say {names} within it")
    if "--ledger" not in {*added, *command.replace("=", " ").split()}:
        raise BadTarget(
            "--command: has no --ledger DIR: no run would find what those before stored"
        )
    return " ".join([command, *(f"{name} {quote(str(each))}" for name, each in added.items())])


_SEVERAL = re.compile(r"[;&|]")


def _crontab(options: argparse.Namespace, command: str, begins: time) -> Iterator[str]:
    steps = [f"cd {quote(str(options.directory.resolve()))}"]
    if options.secrets is not None:
        steps += ["set -a", f". {quote(str(options.secrets.resolve()))}", "set +a"]
    steps.append(f"{{ {command}; }}" if _SEVERAL.search(command) else command)
    line = " && ".join(steps).replace("%", r"\%")  # which begins the input of a command otherwise
    if len(line) > _LONGEST:
        raise BadTarget(f"--command: cron takes no more than {_LONGEST} characters: use a script")
    yield "# The hours are UTC where cron knows CRON_TZ, and else the machine's own, which does as"
    yield "# well: what counts is the time between the runs."
    yield "CRON_TZ=UTC"
    yield "SHELL=/bin/sh"
    for moment, does in day(begins):
        yield f"# {does}"
        yield f"{moment.minute} {moment.hour} * * * {line}"


_LONGEST = 990
"""Characters of a command that every cron takes."""


def _service(options: argparse.Namespace, command: str) -> Iterator[str]:
    """Give the service: it fails as the command does, so that ``OnFailure=`` may tell somebody."""
    quoted = command.replace("\\", r"\\").replace('"', r"\"")
    yield from ("[Unit]", "Description=Meiro contracts")
    yield from ("Wants=network-online.target", "After=network-online.target")
    yield from ("", "[Service]", "Type=oneshot", f"User={_plain(options.user or _own_name())}")
    yield f"WorkingDirectory={_plain(str(options.directory.resolve()))}"
    if options.secrets is not None:
        yield f"EnvironmentFile={_plain(str(options.secrets.resolve()))}"
    yield f'ExecStart=/bin/sh -c "{_plain(quoted).replace("$", "$$")}"'
    yield from ("TimeoutStartSec=20min", "NoNewPrivileges=yes", "PrivateTmp=yes")
    yield "ProtectSystem=full"


def _own_name() -> str:
    try:
        return getuser()
    except (KeyError, OSError):  # a container's user may have a number alone
        raise BadTarget("--user: you have no name here: say whom systemd runs it as") from None


def _timer(begins: time) -> Iterator[str]:
    yield from ("[Unit]", "Description=Meiro contracts, at the hours that prove the rules of time")
    yield from ("", "[Timer]")
    for moment, does in day(begins):
        yield f"# {does}"
        yield f"OnCalendar=*-*-* {moment:%H:%M}:00 UTC"
    yield from ("AccuracySec=1min", "", "[Install]", "WantedBy=timers.target")


def _plain(text: str) -> str:
    """Keep systemd from replacing what follows a per cent sign."""
    return text.replace("%", "%%")


def day(begins: time) -> Iterator[tuple[datetime, str]]:
    """Yield when the runs of a day are, and what each does."""
    first = datetime.combine(clock.now().date(), begins, UTC)
    for visit in DAY:
        yield first + visit.after, visit.does


def _lines(directory: Path | None, begins: time) -> Iterator[str]:
    if directory is not None:
        yield from _due(directory)
    yield "# every day, in UTC:"
    for moment, does in day(begins):
        yield f"{f'{moment.minute} {moment.hour} * * *':<14}  # {does}"


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
