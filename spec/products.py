"""The products: each folder under ``spec/blueprints/`` is one.

Pages of one's own may stand in another folder than this checkout: ``MEIRO_SPEC`` names folders,
parted as in ``PATH``, that hold ``blueprints/``, ``overlays/`` and ``openapi/`` as ``spec/`` does.
Of two products of one name, the first one counts.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parent
VARIABLE = "MEIRO_SPEC"


def folders() -> Mapping[str, Path]:
    """Return the folder that holds each product's pages, overlay and document, by product."""
    return _folders(os.environ.get(VARIABLE, ""))


@cache
def _folders(others: str) -> Mapping[str, Path]:
    roots = [ROOT, *(Path(each) for each in others.split(os.pathsep) if each)]
    found: dict[str, Path] = {}
    for root in roots:
        for page in sorted((root / "blueprints").glob("*/*.apib")):
            found.setdefault(page.parent.name, root)
    return dict(sorted(found.items()))


def names() -> tuple[str, ...]:
    """Return the products, in the order of their names."""
    return tuple(folders())


def document(product: str) -> Path:
    """Return the file of a product's OpenAPI document; KeyError for no product."""
    return folders()[product] / "openapi" / f"{product}.yaml"


def pages(product: str) -> Path:
    """Return the folder of a product's pages; KeyError for no product."""
    return folders()[product] / "blueprints" / product
