"""Forty nights, in which instances are deployed, rotate keys, and get faults and lose them.

``python -m tests.forty_nights`` prints what happened in each night beside what its runs said was
new, and whether the two agree; `make nights` does the same in a test. Three instances are visited
five times a night, at the hours that the planner gives; time is simulated. It takes a quarter of an
hour on two cores.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from harness.schedule import DAY
from tests.matrix import reference_instances
from tests.night_events import INSTANCES, NIGHTS, OF_NIGHTS, moment_of, spells_of
from tests.night_news import A_NIGHT, Line, Record, complaints
from tests.nights import Night

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.matrix import Run
    from tests.night_events import Event
    from tests.night_news import Spell

assert len(DAY) == A_NIGHT


@dataclass
class Nights:
    """What the runs of some nights said."""

    lines: list[Line] = field(default_factory=list)
    broken: list[dict[tuple[str, str], int]] = field(default_factory=list)
    started: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    """What no spell could account for: a run that failed otherwise than by a broken rule."""

    def note(self, run: Run) -> None:
        """Take in what a run says."""
        number = len(self.broken)
        self.started.append(run.results["started"])
        self.lines += [Line.read(number, each) for each in news_of(run)]
        self.broken.append(
            {
                (each["target"], each["rule"]): self._run_of(each["since"])
                for each in run.results["rules"]
                if each["outcome"] == "broken" and each["strength"] != "advised"
            }
        )
        errors = [e for e in run.results["results"] if e["outcome"] == "error"]
        self.odd += [f"run {number}: {e['target']}: {e['rule']}: {e['detail']}" for e in errors]
        if run.exit_code not in {0, 1, 10}:
            self.odd.append(f"run {number}: exit code {run.exit_code}: {run.console[-2000:]}")

    def _run_of(self, since: str | None) -> int:
        """Give the run that began at a moment; one before all of them where none did."""
        return self.started.index(since) if since in self.started else -1


def news_of(run: Run) -> list[str]:
    """Give the lines that say what is new, as a log shows them; the summary leads with the same."""
    log = [each[len("new: ") :] for each in run.console.splitlines() if each.startswith("new: ")]
    summary = (run.reports / "summary.md").read_text()
    assert bool(log) != ("Nothing new since last time." in summary), summary
    return log


def hold(directory: Path, events: Sequence[Event], nights: range) -> Iterator[Nights]:
    """Let nights pass over the instances; yield after each what their runs have said so far.

    What happens in nights before the first of them happens before it, unseen.
    """
    skipped = nights.start * A_NIGHT
    said = Nights(broken=[{} for _ in range(skipped)], started=[""] * skipped)
    waiting = sorted(events, key=lambda each: each.moment)
    with reference_instances(INSTANCES) as instances:
        night = Night(directory, instances, "session")
        for number in range(skipped, nights.stop * A_NIGHT):
            while waiting and waiting[0].moment < moment_of(number):
                event = waiting.pop(0)
                pass_until(night, event.moment)
                night.control(event.target, *event.asked)
            pass_until(night, moment_of(number))
            run = night.run("--history", str(directory / "history.json"), "--tb=no")
            said.note(run)
            shutil.rmtree(run.reports)
            if number % A_NIGHT == A_NIGHT - 1:
                yield said


def pass_until(night: Night, moment: datetime) -> None:
    """Let time pass until a moment of the simulated calendar."""
    night.pass_until(moment - datetime.now(UTC))


def problems(said: Nights, spells: Sequence[Spell]) -> list[str]:
    """Say where the nights were wrong."""
    return [*said.odd, *complaints(spells, Record(said.lines, said.broken))]


def table(said: Nights, events: Sequence[Event]) -> str:
    """Show each night: what happened, and what its runs said."""
    nights = range(len(said.broken) // A_NIGHT)
    return "\n".join(line for night in nights for line in rows(said, events, night))


def rows(said: Nights, events: Sequence[Event], night: int) -> Iterator[str]:
    """Show a night, counted from 0, with what happened since the last run of the one before."""
    begins, ends = (moment_of(each * A_NIGHT - 1) for each in (night, night + 1))
    yield f"night {night + 1}, {ends:%Y-%m-%d}"
    for each in sorted(events, key=lambda each: each.moment):
        if (begins <= each.moment or night == 0) and each.moment < ends:
            yield f"    {each.moment:%d. %H:%M}  {each.target}: {each.words}"
    yield from _news_of_night(said, night) or ["  said nothing new"]


def _news_of_night(said: Nights, night: int) -> list[str]:
    """Give the news of a night's runs; rules of one target of which the same is said, in a line."""
    alike: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for each in said.lines:
        if each.run // A_NIGHT == night:
            alike[each.run, each.target, each.words].append(each.rule)
    return [
        f"  said at {moment_of(run):%H:%M}: {target}: {words}"
        + (f" ({', '.join(rules)})" if any(rules) else "")
        for (run, target, words), rules in alike.items()
    ]


def spells_from(spells: Sequence[Spell], first: int) -> list[Spell]:
    """Give what a run and those after it can see: what went on before it begins with it."""
    return [replace(e, begins=max(e.begins, first)) for e in spells if e.ends > first]


def main() -> int:
    """Let the nights pass; 1 where one of them said what was not so, or missed what was."""
    parser = argparse.ArgumentParser(prog="python -m tests.forty_nights", description=__doc__)
    parser.add_argument("--first", type=int, default=1, help="the night to begin with")
    parser.add_argument("--last", type=int, default=OF_NIGHTS, help="the night to end with")
    options = parser.parse_args()
    nights = range(options.first - 1, options.last)
    with TemporaryDirectory() as directory:
        for night, said in zip(nights, hold(Path(directory), NIGHTS, nights), strict=False):
            print(*rows(said, NIGHTS, night), sep="\n", flush=True)
    wrong = problems(said, spells_from(spells_of(NIGHTS), nights.start * A_NIGHT))
    print(*wrong, sep="\n")
    runs = len(nights) * A_NIGHT
    print(f"{len(nights)} nights, {runs} runs, {len(said.lines)} news, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
