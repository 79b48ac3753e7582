"""What a contract is written with: its rule, and what it expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness.ageing.age import Moment
from harness.fixtures.expectations import (
    expect,
    expect_alike,
    expect_documented,
    expect_documented_refusal,
    expect_documented_token,
    expect_documented_words,
    expect_flags,
    expect_no_crash,
    expect_no_log_in,
    expect_refused,
    unless_refused_again,
)
from spec.resources import Kind
from spec.roles import Role
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from harness.http.answer import Answer
    from spec.specification import Operation

__all__ = [
    "AFTER_EXPIRY",
    "AFTER_REFRESH_ENDED",
    "BEFORE_EXPIRY",
    "BEFORE_REFRESH_ENDS",
    "DAYS_AFTER_EXPIRY",
    "LONG_AFTER_EXPIRY",
    "LONG_AFTER_REFRESH_ENDED",
    "MANY",
    "TWICE",
    "Kind",
    "Role",
    "at_account_effects",
    "expect",
    "expect_alike",
    "expect_documented",
    "expect_documented_refusal",
    "expect_documented_token",
    "expect_documented_words",
    "expect_each",
    "expect_flags",
    "expect_no_crash",
    "expect_no_log_in",
    "expect_refused",
    "for_operations",
    "repeated",
    "rule",
    "unless_refused_again",
    "with_roles",
]


def rule(rule_id: str) -> pytest.MarkDecorator:
    """Name the rule of ``spec/rules.toml`` that a contract proves.

    The contract is collected once for each target whose product states the rule.
    """
    return pytest.mark.rule(rule_id)


BEFORE_EXPIRY, AFTER_EXPIRY = Moment.BEFORE_EXPIRY, Moment.AFTER_EXPIRY
BEFORE_REFRESH_ENDS, AFTER_REFRESH_ENDED = Moment.BEFORE_REFRESH_ENDS, Moment.AFTER_REFRESH_ENDED
DAYS_AFTER_EXPIRY = Moment.DAYS_AFTER_EXPIRY
LONG_AFTER_EXPIRY = Moment.LONG_AFTER_EXPIRY
LONG_AFTER_REFRESH_ENDED = Moment.LONG_AFTER_REFRESH_ENDED
"""The moments of a token's life that rules of time are about."""
TWICE = 2
"""Times that show what is otherwise but for the first time."""
FEW = 5
"""Times that are enough to meet what goes wrong one time in five."""
MANY = 21
"""Times that are enough to meet a limit to how often something is used: a dozen, or a score."""


def repeated(act: Callable[[], Answer], times: int = FEW) -> list[Answer]:
    """Act a few times: a node of five, or one request in five, may go wrong."""
    return [act() for _ in range(times)]


def expect_each(expect: Callable[[Answer], None], answers: Iterable[Answer]) -> None:
    """Expect the same of each answer."""
    for answer in answers:
        expect(answer)


at_account_effects = pytest.mark.effects(Effects.ACCOUNT)
"""Exclude a contract below account effects, though its rule allows less."""


def with_roles(*roles: Role) -> pytest.MarkDecorator:
    """Leave a contract out where the product lacks operations that it takes beside its rule's."""
    return pytest.mark.with_roles(*roles)


def for_operations(wanted: Callable[[Operation], bool]) -> pytest.MarkDecorator:
    """Collect a contract once for each wanted operation, as its argument ``operation``."""
    mark = pytest.mark.for_operations
    return mark.with_args(wanted)  # called with a function, a mark would decorate it
