"""Sequences that go through many ages: in the middle of the windows, and far beyond them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.ageing.far_ages import far_ages, middle_ages
from harness.sequences.shared import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import timedelta

    from harness.run.target_run import TargetRun
    from harness.sequences.model import Model

_LIKELIEST = ("time-of-day", "31-bits-of-milliseconds")
"""What also a quick run tries."""


def walks(run: TargetRun, model: Model) -> Iterator[list[Step]]:
    """Give the sequences, the most telling first; a quick run takes few of them."""
    is_quick = run.generation.is_quick
    names = _LIKELIEST if is_quick else tuple(each.name for each in far_ages())
    yield _begun("log_in", _far(model, names, "use"))
    yield _begun("log_in", _far(model, names, "refresh"))
    if is_quick:
        return
    yield _used_in_the_middle(run, model)
    yield _refreshed_in_a_row(run, model)
    for origin in ("sign_on", "log_in refresh"):
        drawn = run.turns.pick(f"far ages: {origin}", names, 2)
        refreshed = list(_at_far_ages(model, drawn[1:], "refresh"))
        yield _begun(origin, [*_far(model, drawn[:1], "use"), *refreshed])


def _begun(origin: str, then: Iterable[Step]) -> list[Step]:
    """Begin with a token that is seen to be dead once its lifetime is over."""
    return [*(Step(each, {}) for each in origin.split()), *then]


def _far(model: Model, names: Iterable[str], act: str) -> list[Step]:
    """Use or refresh a token that is seen to have expired, as it comes to each of these ages."""
    expired = [Step("make_older", {"by": model.boundaries()["life+"]}), Step("use", {})]
    return [*expired, *_at_far_ages(model, names, act)]


def _at_far_ages(model: Model, names: Iterable[str], act: str) -> Iterator[Step]:
    """Use or refresh a token that expired, as often as it has come to one of these ages."""
    wanted = [each for each in far_ages() if each.name in names]
    if act == "use":
        ages = [each.at_gate() for each in wanted]
    else:
        ages = [each.at_refresh(model.lifetime) for each in wanted]
    for age in sorted(each for each in ages if each > model.end):
        yield _old(age)
        yield Step(act, {})


def _used_in_the_middle(run: TargetRun, model: Model) -> list[Step]:
    """Use a token twice in each hour of its life: it lives throughout, however often it is used."""
    steps = [Step("log_in", {})]
    for age in middle_ages(run.generation.seed, model.lifetime):
        steps += [_old(age), Step("use", {}), Step("use", {})]
    return steps


def _refreshed_in_a_row(run: TargetRun, model: Model) -> list[Step]:
    """Refresh what a refresh gave, at an age within each hour, many times in a row.

    Active tokens come last: where they no longer are refreshed, it is their number that tells.
    """
    seed, steps = run.generation.seed, [Step("log_in", {})]
    active = middle_ages(seed, model.lifetime)
    expired = middle_ages(seed, model.end, model.lifetime)
    for age in (*active[:1], *expired, *active[1:]):
        steps += [_old(age), Step("refresh", {})]
    return [*steps, Step("use", {})]


def _old(age: timedelta) -> Step:
    return Step("grow_old", {"to": age})
