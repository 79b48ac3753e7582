"""Where the faults and variants of the invented products register, and how most are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.changes import Change, Registry, edit_answers, wrap
from tests.invented.ferry import Ferry
from tests.invented.garden import Garden
from tests.invented.quarry import Quarry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reference.answers import Answer
    from reference.instance import Instance

FAULTS = Registry()
VARIANTS = Registry()

ANSWERS, DOCUMENTED = "operation.answers", "answers.documented"
UNKNOWN, REFUSES = "operation.unknown-is-404", "operation.refuses-as-documented"
ACCEPTED = "parameter.is-accepted"
READS_BACK, LISTED, GONE = "resource.reads-back", "resource.is-listed", "resource.deleted-is-gone"
LIMIT, OFFSET, ORDERS = "list.keeps-to-limit", "list.skips-offset", "list.orders"
COUNTS = "list.counts"
FILTERS, BY_NAME = "list.filters", "list.filters-by-name"
REQUIRED, FORGED = "token.required", "token.refuses-forged"
LIVES, EXPIRES = "token.lives-8h", "token.dies-after-8h"
AUTHENTICATES = "login.token-authenticates"
INPUT = "input.refused-not-crashed"

SUCCESSES = (200, 201, 202, 204)


def fault(
    name: str, product: str, *breaks: str, may_break: Iterable[str] = ()
) -> Callable[[Change], Change]:
    """Register a fault of a product, and the rules that it breaks."""
    return FAULTS.register(f"{product}-{name}", [product], breaks, may_break)


def variant(
    name: str, product: str, *, axis: str = "", advice: Iterable[str] = ()
) -> Callable[[Change], Change]:
    """Register what a product may do differently."""
    own = f"{product}-{name}"
    return VARIANTS.register(own, [product], may_break=advice, axis=axis or own)


def answering(
    name: str,
    operation: str,
    says: str,
    edit: Callable[[Answer], None],
    *breaks: str,
    statuses: Iterable[int] = SUCCESSES,
    may_break: Iterable[str] = (),
) -> None:
    """Register a fault of what one operation answers: ``product.operation``."""
    product, _, handler = operation.partition(".")

    def change(instance: Instance) -> None:
        edit_answers(instance, [handler], edit, statuses)

    change.__doc__ = says
    fault(name, product, *breaks, may_break=may_break)(change)


def handling(
    name: str,
    operation: str,
    says: str,
    wrapper: Callable[..., Any],
    *breaks: str,
    may_break: Iterable[str] = (),
) -> None:
    """Register a fault of what one operation does: the wrapper gets instance, honest and call."""
    product, _, handler = operation.partition(".")

    def change(instance: Instance) -> None:
        wrap(instance, handler, lambda honest, call: wrapper(instance, honest, call))

    change.__doc__ = says
    fault(name, product, *breaks, may_break=may_break)(change)


def ferry(instance: Instance) -> Ferry:
    """Give an instance that is known to be a ferry's."""
    assert isinstance(instance, Ferry)
    return instance


def garden(instance: Instance) -> Garden:
    """Give an instance that is known to be a garden's."""
    assert isinstance(instance, Garden)
    return instance


def quarry(instance: Instance) -> Quarry:
    """Give an instance that is known to be a quarry's."""
    assert isinstance(instance, Quarry)
    return instance
