"""The files of a room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.matrix import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def files_of(room: str) -> list[Path]:
    """Return the Python files of a room, in order."""
    return sorted((ROOT / room).rglob("*.py"))
