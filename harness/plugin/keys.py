"""Where the suite's own values wait on pytest's objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.results.judge import Contract

CONTRACT: pytest.StashKey[Contract] = pytest.StashKey()
"""On an item: what it proves, and on which target."""
