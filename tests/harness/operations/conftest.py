"""What tests of operations stand on: calls of a product whose instance a keeper plays."""

from __future__ import annotations

import time

import pytest

from spec.specification import Effects
from tests.harness.keeping import document
from tests.harness.shelves import Shelves


@pytest.fixture
def shelves(tmp_path, monkeypatch):
    return Shelves(tmp_path, monkeypatch.setenv)


@pytest.fixture
def calls_of(shelves):
    def make(keeper, *without, effects=Effects.ACCOUNT, values=None, **more):
        return shelves.calls(document(*without, **more), keeper, effects, values=values or {})

    return make


@pytest.fixture
def no_pauses(monkeypatch):
    """Let whatever waits wait no time at all."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(time, "monotonic", lambda: sum(waited))
