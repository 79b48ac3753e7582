"""The invented products among those that the reference's command line serves.

``python -m tests.invented.serving --product ferry --fault NAME`` serves one, to look at by hand.
"""

from __future__ import annotations

import sys

from reference import commands
from reference.products import PRODUCTS
from reference.registries import REGISTRIES
from tests.invented import (
    faults,
    faults_beyond_quick,
    faults_of_deletions,
    faults_of_filters,
    faults_of_groups,
    faults_of_lists,
    faults_of_neighbours,
    faults_of_the_garden,
    faults_of_things,
    faults_of_tokens,
    faults_of_values,
    registry,
    variants,
    variants_of_the_garden,
)
from tests.invented.ferry import Ferry
from tests.invented.garden import Garden
from tests.invented.quarry import Quarry
from tests.invented.registry import FAULTS, VARIANTS

MODULES = (
    faults,
    faults_of_deletions,
    faults_of_filters,
    faults_of_groups,
    faults_of_lists,
    faults_of_neighbours,
    faults_beyond_quick,
    faults_of_the_garden,
    faults_of_things,
    faults_of_tokens,
    faults_of_values,
    variants,
    variants_of_the_garden,
)
"""Each registers what it holds."""
RULES = (
    registry.ANSWERS,
    registry.UNKNOWN,
    registry.REFUSES,
    registry.ACCEPTED,
    registry.READS_BACK,
    registry.LISTED,
    registry.GONE,
    registry.LIMIT,
    registry.OFFSET,
    registry.ORDERS,
    registry.FILTERS,
    registry.BY_NAME,
)
"""The rules of every operation."""


def register() -> None:
    """Let the reference's commands know the invented products, in this process."""
    PRODUCTS.update({each.product: each for each in (Ferry, Garden, Quarry)})
    if FAULTS not in REGISTRIES:
        REGISTRIES.extend([FAULTS, VARIANTS])


if __name__ == "__main__":
    register()
    sys.exit(commands.main())
