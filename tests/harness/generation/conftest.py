"""Runs at account effects against a server on a real socket, which plays what a test says."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from harness.run.settings import Depth, Generation
from harness.run.target_run import TargetRun
from spec.specification import Effects
from tests.harness.making import a_target
from tests.harness.wire import CRASHED, REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def run_of(wire) -> Iterator[Callable[..., TargetRun]]:
    """Make runs, of some depth and the like; by default a quick one over me."""
    made: list[TargetRun] = []

    def make(product: str = "me", generated: int | None = None, **generation: Any) -> TargetRun:
        chosen = replace(Generation(Depth.QUICK), **generation)
        target = a_target(url=wire.url, product=product, effects=Effects.ACCOUNT)
        budget = replace(target.budget, generated=generated)
        made.append(TargetRun(replace(target, budget=budget), generation=chosen))
        return made[-1]

    yield make
    for run in made:
        run.client.close()


@pytest.fixture
def crash_if(wire):
    """Let the server answer 500 to each JSON body of which a test says so, and 400 to others."""

    def play(trips: Callable[[object], bool]) -> None:
        def answer(request: bytes) -> bytes:
            wire.requests.append(request)
            body = request.partition(b"\r\n\r\n")[2]
            try:
                sent = json.loads(body or b"null")
            except (ValueError, RecursionError):
                return REFUSED
            return CRASHED if trips(sent) else REFUSED

        wire.answer_to = answer

    return play
