"""Every list of changes, and the finding of one by its name."""

from reference.changes import Deviation, Registry
from reference.faults import FAULTS
from reference.faults.nights import NIGHT_FAULTS
from reference.variants import VARIANTS
from reference.variants.nights import NIGHT_VARIANTS

REGISTRIES: list[Registry] = [FAULTS, VARIANTS, NIGHT_FAULTS, NIGHT_VARIANTS]


class UnknownChangeError(Exception):
    """No fault and no variant has that name, or it is for other products."""


def find_change(name: str, product: str) -> Deviation:
    """Find the fault or the variant of that name."""
    change = next((each[name] for each in REGISTRIES if name in each), None)
    if change is None:
        raise UnknownChangeError(
            f"unknown fault or variant {name!r} (see --list-faults, --list-variants)"
        )
    if product not in change.products:
        raise UnknownChangeError(
            f"{name} is not for {product} (only for {', '.join(change.products)})"
        )
    return change
