"""Why a mutant that no test misses is to stay: ``reasons.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.mutants.making import Mutant

FILE = Path(__file__).parent / "reasons.toml"


@dataclass(frozen=True)
class Reason:
    """Why one mutant stays."""

    file: str
    scope: str
    was: str
    becomes: str
    reason: str
    nth: int = 1

    @property
    def id(self) -> str:
        """The mutant that it is about, as that has it."""
        told = f"{self.scope}: {self.was} -> {self.becomes} #{self.nth}"
        return told.replace('"', "'")

    def __str__(self) -> str:
        return f"{self.file}: {self.scope or 'at the top'}\n  - {self.was}\n  + {self.becomes}"


def reasons(path: Path = FILE) -> list[Reason]:
    """Return the reasons of a file."""
    held = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return [Reason(**each) for each in held.get("survivor", [])]


def of_no_mutant(known: Iterable[Reason], file: str, mutants: Iterable[Mutant]) -> list[Reason]:
    """Return the reasons of a module that are about none of its mutants any more."""
    ids = {each.id for each in mutants}
    return [each for each in known if each.file == file and each.id not in ids]
