"""``--replay ID``: the contracts of one card of an earlier report, and no others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harness.core.errors import BadTarget, in_words
from harness.core.storage import read_bytes
from harness.plugin.keys import CONTRACT
from harness.reports.files import RESULTS
from harness.results.result import OBSERVED
from spec import products

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

FOLDER = "replay"
"""Below the reports that a card is read from: they are left as they are."""


@dataclass(frozen=True)
class Card:
    """As much of an entry of ``causes`` as it takes to run its contracts again."""

    id: str
    target: str
    rule: str
    tests: tuple[str, ...]
    places: frozenset[str]
    reports: Path
    """Where the replay's own reports are written."""

    def header(self) -> str:
        """Say what is run, and where it is written."""
        what = f"{self.rule} on {self.target}"
        return f"  replays {self.id}: {what}; the reports go to {self.reports}"

    def chosen(self, items: Sequence[pytest.Item]) -> tuple[list[pytest.Item], list[str]]:
        """Return the contracts of the card, and in lines what can't be run as it was.

        They are run on its own target where that is among the chosen ones; else on each of them.
        BadTarget where nothing is left to run.
        """
        found = [
            (item, item.stash[CONTRACT].target.name) for item in items if CONTRACT in item.stash
        ]
        own = [(item, name) for item, name in found if name == self.target]
        wanted = {_bare(each, self.target): each for each in self.tests}
        met = {_bare(item.nodeid, name): item for item, name in own or found}
        chosen = [item for item, name in own or found if _bare(item.nodeid, name) in wanted]
        if not wanted:  # the first look at the target met it, or nobody said who did
            chosen = [i for i, _ in own or found if i.stash[CONTRACT].operation in self.places]
        names = ", ".join(dict.fromkeys(name for _, name in found))
        lines = (
            [] if own or not found else [f"replay: the card is of {self.target}, not of {names}"]
        )
        lines += [f"replay: {wanted[each]} is not there" for each in sorted(wanted.keys() - met)]
        if not chosen:
            raise BadTarget(
                f"--replay: no contract of {self.id} is there for {names or 'any target'}"
            )
        return chosen, lines


def _bare(nodeid: str, target: str) -> str:
    """Return a contract's node id without its target."""
    name, _, ids = nodeid.partition("[")
    return f"{name}[{ids.removeprefix(target)}"


def chosen_card(config: pytest.Config) -> Card | None:
    """Return the card that the options name; None where they name none.

    BadTarget, with one line, where it can't be read.
    """
    named: str | None = config.getoption("replay")
    if named is None:
        return None
    directory = Path(config.getoption("reports") or ".")
    file = directory / RESULTS
    try:
        causes = json.loads(read_bytes(file)).get("causes", [])
        ids = [each["id"] for each in causes]
        found = next((each for each in causes if each["id"] == named), None)
        if found is not None:
            return Card(
                id=named,
                target=str(found["target"]),
                rule=str(found["rule"]),
                tests=tuple(each for each in found["tests"] if not each.startswith(OBSERVED)),
                places=frozenset(map(str, found["places"])),
                reports=directory / FOLDER,
            )
    except FileNotFoundError:
        where = "name the directory of the report by --reports DIR"
        raise BadTarget(f"--replay: {file} is not there: {where}") from None
    except OSError as failure:
        raise BadTarget(f"--replay: {file} can't be read: {in_words(failure)}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadTarget(f"--replay: {file} is no results.json of this suite") from None
    there = f"it has {', '.join(map(str, ids))}" if ids else "it has none"
    raise BadTarget(f"--replay: {file} has no card {named}: {there}")


def require_own_target(card: Card | None) -> None:
    """Refuse to replay a card of another instance on the embedded ones: nothing is broken there."""
    if card is not None and card.target not in products.names():
        raise BadTarget(f"--replay: {card.id} is of {card.target}: name the instance by --target")
