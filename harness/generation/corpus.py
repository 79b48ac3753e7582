"""The corpus: cases that failed, kept beside the reports, which later runs send first.

A case stays in it once it is mended: nothing breaks as easily as what was broken before.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.core import json_text
from harness.core.errors import in_words
from harness.core.storage import read_bytes, write_text
from harness.generation.case import Case
from harness.run.settings import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME = "corpus.json"
FORMAT = 1
MOST = 200
"""Cases; the oldest go first."""
_NO_CORPUS = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading a file of another shape raises."""


class Corpus:
    """The cases of one file."""

    def __init__(self, entries: Iterable[Entry] = (), problem: str = "") -> None:
        self.entries = list(entries)
        self.problem = problem
        """Why the file could not be read, in one line."""

    @classmethod
    def read(cls, path: Path) -> Corpus:
        """Read a file; one that is missing is empty, and one that is damaged says so."""
        try:
            raw: Any = json_text.parsed(read_bytes(path))
            if raw["format"] != FORMAT:
                return cls(problem=f"{path}: is of format {raw['format']}, not {FORMAT}")
            entries = [
                Entry(product=str(each["product"]), search=str(each["search"]), case=each["case"])
                for each in raw["cases"]
            ]
            for entry in entries:
                Case.from_json(entry["case"])
            _written(entries)  # what can't be written again would be lost at the run's end
        except (FileNotFoundError, NotADirectoryError):
            return cls()
        except _NO_CORPUS as failure:
            return cls(problem=f"{path}: is no corpus: {in_words(failure)}")
        return cls(entries)

    def write(self, path: Path, failed: Iterable[Entry]) -> None:
        """Write what failed now behind what failed before; a damaged file is left as it is."""
        new = [each for each in failed if each not in self.entries]
        if new and not self.problem:
            write_text(path, _written([*self.entries, *new][-MOST:]))


def _written(entries: list[Entry]) -> str:
    return json.dumps({"format": FORMAT, "cases": entries}, indent=1) + "\n"
