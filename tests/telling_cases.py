"""Which generated bodies show which fault, measured over the catalogue.

``python -m tests.telling_cases`` asks the instances of :data:`PRODUCT` that crash on odd input, and
writes :data:`FILE`, by which :mod:`harness.generation.boundaries` says what a quick run sends, and
what is taken by turns. As a plugin of pytest, it notes what each case broke.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from harness.core.rule_ids import NOT_CRASHED
from harness.generation import boundaries
from harness.generation.search import Search
from tests.matrix import check_directly
from tests.proof import every_fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pytest

    from harness.generation.case import Case
    from harness.generation.search import Failure

PRODUCT = "me"
"""That of the most operations."""
FILE = Path(__file__).with_suffix(".json")
"""By case: the faults that it showed."""
FIELDS = "fields: "
EVERYWHERE = (
    *boundaries.WHOLE_BODIES,
    *(f"{FIELDS}{name}" for name in boundaries.FIELD_VALUES),
    boundaries.OTHER_MEDIA_TYPE,
    boundaries.ODD_FIELD,
)
"""The cases that an operation gets whatever else is dealt out to it."""
SHOWN = "telling_cases.jsonl"
"""In the reports' directory: a line for each case that broke a rule."""


def pytest_configure(config: pytest.Config) -> None:
    """Send all that is taken by turns, and note what each case breaks."""
    file = Path(config.getoption("reports")) / SHOWN
    judged = Search._judged

    def noted(self: Search, case: Case) -> list[Failure]:
        found = judged(self, case)
        plain = replace(case, headers=())  # what rides along may be what it stumbles at
        if found and (plain == case or judged(self, plain)):
            line = json.dumps([self._run.target.name, case.how])
            with file.open("a", encoding="utf-8") as lines:
                lines.write(f"{line}\n")
        return found

    Search._judged = noted  # type: ignore[method-assign]
    boundaries.SELDOM = ()


def table_of(shown: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return by case which faults it showed, of what every operation gets."""
    found: dict[str, set[str]] = defaultdict(set)
    for fault, how in shown:
        name = how.partition(", in ")[0]
        if name in EVERYWHERE:
            found[name].add(fault)
    return {name: sorted(found[name]) for name in EVERYWHERE}


def most_telling(table: Mapping[str, Sequence[str]], count: int) -> list[str]:
    """Return the cases that show the most faults, those first."""
    return sorted(table, key=lambda name: -len(table[name]))[:count]


def without_a_fault_of_its_own(table: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the cases that show no fault which none of the others shows."""
    return {
        name
        for name, faults in table.items()
        if not set(faults).difference(*(table[other] for other in table if other != name))
    }


def measured() -> dict[str, list[str]]:
    """Ask the instances, and return what each case shows."""
    cases = [c for c in every_fault() if c.product == PRODUCT and NOT_CRASHED in c.breaks]
    names = {case.changes[0]: case.instance for case in cases}
    with TemporaryDirectory() as directory:
        plugins = ("-p", "no:html", "-p", "tests.fired", "-p", "tests.telling_cases", "--tb=no")
        run = check_directly(names, Path(directory), *plugins, "contracts/test_input.py")
        lines = (run.reports / SHOWN).read_text(encoding="utf-8").splitlines()
    return table_of((fault, how) for fault, how in map(json.loads, lines))


def main() -> int:
    """Write the table, and say what it shows."""
    table = measured()
    FILE.write_text(f"{json.dumps(table, indent=1)}\n", encoding="utf-8")
    own = without_a_fault_of_its_own(table)
    for name in most_telling(table, len(table)):
        print(f"{len(table[name]):3}  {name}{'' if name not in own else ' (none of its own)'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
