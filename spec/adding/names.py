"""Names of products and pages: of a page's own words, only letters and digits reach a path."""

from __future__ import annotations

import re
import unicodedata

_PRODUCT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_NOT_A_PRODUCT = frozenset(
    {"any", "common", "each", "effects", "needs", "operations", "roles", "says"}
)
"""Words that have a meaning of their own where a product's name stands."""
_OF_A_SYSTEM = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_LONGEST = 60


def wrong_product(name: str) -> str:
    """Say why a name is none for a product; nothing where it is one."""
    if not _PRODUCT.fullmatch(name) or _OF_A_SYSTEM.fullmatch(name):
        return "a product is named by up to 40 letters, digits, hyphens and underscores"
    if name.lower() in _NOT_A_PRODUCT:
        return f"{name} is a word of the suite: the product needs another name"
    return ""


def file_name(*words: str) -> str:
    """Return the first of some words that can name a file, as it names one without its ending."""
    for each in words:
        plain = unicodedata.normalize("NFKD", each[:1000]).encode("ascii", "ignore").decode()
        name = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:_LONGEST].strip("-")
        if name:
            return f"page-{name}" if _OF_A_SYSTEM.fullmatch(name) else name
    return "page"
