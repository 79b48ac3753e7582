"""Where variants register."""

from collections.abc import Callable, Iterable

from reference.changes import EVERY_PRODUCT, Change, Registry

VARIANTS = Registry()


def variant(
    name: str, *, products: Iterable[str] = EVERY_PRODUCT, advice: Iterable[str] = ()
) -> Callable[[Change], Change]:
    """Register a variant; it breaks no rule, and may only be advised on those given."""
    return VARIANTS.register(name, products, may_break=advice)
