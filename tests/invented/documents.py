"""The documents of the invented products, as their pages and overlays give them.

``python -m tests.invented.documents`` writes them; a test holds them against their sources.
"""

from __future__ import annotations

from pathlib import Path

from spec.compiler.project import Built, Layout, compile_product

FOLDER = Path(__file__).parent
"""What ``MEIRO_SPEC`` names."""
PRODUCTS = ("ferry", "quarry")


def built(product: str) -> Built:
    """Compile a product's pages."""
    return compile_product(Layout.of(FOLDER), product)


def document(product: str) -> Path:
    """Return the file of a product's document."""
    return FOLDER / "openapi" / f"{product}.yaml"


if __name__ == "__main__":
    for name in PRODUCTS:
        made = built(name)
        print(*made.diagnostics.lines(), sep="\n")
        document(name).write_text(made.text or made.partial, encoding="utf-8")
