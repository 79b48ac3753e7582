"""Where variants register."""

from collections.abc import Callable, Iterable

from reference.changes import EVERY_PRODUCT, Change, Registry

VARIANTS = Registry()
ALONE = "alone"
"""The axis of what differs in so much that it stands with no other."""


def variant(
    name: str,
    *,
    products: Iterable[str] = EVERY_PRODUCT,
    advice: Iterable[str] = (),
    axis: str = "",
) -> Callable[[Change], Change]:
    """Register a variant; it breaks no rule, and may only be advised on those given.

    Variants on one `axis` exclude each other: they differ in the same thing.
    """
    return VARIANTS.register(name, products, may_break=advice, axis=axis or name)
