"""The documents of the invented products, as their pages and overlays give them.

``python -m tests.invented.documents`` writes them; a test holds them against their sources.
"""

from __future__ import annotations

from pathlib import Path

from spec.compiler import project

FOLDER = Path(__file__).parent
"""What ``MEIRO_SPEC`` names."""
PRODUCTS = ("ferry", "garden", "quarry")
LAYOUT = project.Layout.of(FOLDER)


if __name__ == "__main__":
    for built in project.compile_products(LAYOUT):
        print(*built.diagnostics.lines(), sep="\n")
        (LAYOUT.root / built.file).write_text(built.text or built.partial, encoding="utf-8")
