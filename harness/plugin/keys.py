"""Where the suite's own values wait on pytest's objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.plugin.controller import Session
    from harness.results.judge import ContractItem

RUN: pytest.StashKey[Session] = pytest.StashKey()
CONTRACT: pytest.StashKey[ContractItem] = pytest.StashKey()
