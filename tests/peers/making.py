"""Results of tools, made up for tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.peers.measured import FAULT, Measured

ONE, OTHER = "one", "other"
"""Two tools."""


def measured(
    tool: str = ONE, case: str = "f.me", kind: str = FAULT, *failures: str, **changed: Any
) -> Measured:
    """Make a result, with what is ``changed`` of it."""
    own = Measured(tool, "1", case, "me", kind, 1, failures, 100, 10, 2.0, 0, "2026-11-01")
    return replace(own, **changed)
