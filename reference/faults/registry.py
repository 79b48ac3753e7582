"""Where faults register."""

from collections.abc import Callable, Iterable

from reference.changes import EVERY_PRODUCT, Change, Registry

FAULTS = Registry()


def fault(
    name: str,
    *,
    breaks: Iterable[str],
    products: Iterable[str] = EVERY_PRODUCT,
    may_break: Iterable[str] = (),
) -> Callable[[Change], Change]:
    """Register a fault, and the rules that it breaks where its product states them."""
    return FAULTS.register(name, products, breaks, may_break)
