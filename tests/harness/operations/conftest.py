"""What tests of operations stand on: calls of a product whose instance a keeper plays."""

from __future__ import annotations

import time
from typing import Any

import pytest

from spec.specification import Effects
from tests.harness.keeping import document
from tests.harness.shelves import Shelves, answers, pages, query


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


LIMIT = query("limit", {"type": "integer", "maximum": 100})
BY = query("order_by", {"enum": ["id", "name"]})
SECURED: dict[str, Any] = {"security": [{"accessToken": []}]}


@pytest.fixture
def operation(tmp_path, monkeypatch):
    def make(which, status, example, **more):
        refusals = {status: {"message": example} if isinstance(example, str) else example}
        archive = {"operationId": "archive", "responses": answers("200", {}, refusals), **SECURED}
        document = pages(
            *(LIMIT, BY),
            of_list=refusals,
            of_making=refusals,
            **{"/things/{thing_id}/archive": {"post": archive}},
        )
        for each in (*document["paths"]["/things"].values(), archive):
            each["responses"][status] |= more
        return Shelves(tmp_path, monkeypatch.setenv).spec_of(document).operation(which)

    return make
