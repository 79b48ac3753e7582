"""Draws cases, by Hypothesis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, seed, settings

from harness.generation.hypothesis_home import hypothesis_at_home

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

    from harness.generation.case import Case
    from harness.run.settings import Generation


def draw(
    strategy: SearchStrategy[Case],
    generation: Generation,
    count: int,
    send: Callable[[Case], object],
) -> None:
    """Draw so many cases, and send each."""

    def take(case: Case) -> None:
        send(case)

    few = settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),  # it is the network that takes the time
    )
    drawn = seed(generation.seed)(few(given(strategy)(take)))
    with hypothesis_at_home(generation.hypothesis_home):
        drawn()
