"""Puts pytest-html's document into ours: its rows stand at the end, folded.

Where a version of pytest-html is laid out otherwise, its document stays as it is, and ours stands
before its end: nothing of either is lost.
"""

from __future__ import annotations

import re
from typing import Protocol

_MARKS = ("<html>", "</head>", "<body>", "<footer>", "</body>")
"""What is looked for, in this order."""
_HEADING = re.compile(r"(</?h)([12])\b")
_ROWS = """
<section id="rows" aria-labelledby="rows-title">
  <h2 id="rows-title">Every check</h2>
  <p class="needs-script">These rows are made by a script, which did not run here. All of them
  are in results.json as well.</p>
  <details id="rows-of-pytest" hidden>
  <summary>Each check, as pytest-html lists it</summary>
  {left_out}
  <div class="wide" tabindex="0" role="group" aria-label="Table of every check">
  {rows}
  </div>
  </details>
</section>
</main>
"""


class Template(Protocol):
    """What lays a page out."""

    def render(self, **names: object) -> str:
        """Return the page."""


class Framed:
    """A template of pytest-html whose page is put into ours."""

    def __init__(
        self, template: Template, top: str, style: str, script: str, left_out: str = ""
    ) -> None:
        self._template = template
        self._top = top
        self._style = style
        self._script = script
        self._left_out = left_out

    def render(self, **names: object) -> str:
        """Return the page."""
        document = self._template.render(**names)
        style = f'<meta name="viewport" content="width=device-width, initial-scale=1">{self._style}'
        return framed(document, self._top, style, self._script, self._left_out)


def framed(document: str, top: str, style: str, script: str, left_out: str = "") -> str:
    """Return a document with ``top`` in place of what stood above its rows."""
    parts = _parted(document)
    if parts is None:
        head, _, tail = document.rpartition("</html>")
        return f'{head}{style}<div class="mc">{top}</main></div>{script}</html>{tail}'
    before, head, _, rows, rest, after = parts
    rows = _ROWS.format(rows=_HEADING.sub(_two_below, rows), left_out=left_out)
    return (
        f'{before}<html lang="en">{head}{style}</head><body class="mc">'
        f"{top}{rows}<footer>{rest}{script}</body>{after}"
    )


def _two_below(found: re.Match[str]) -> str:
    return f"{found[1]}{int(found[2]) + 2}"


def _parted(document: str) -> list[str] | None:
    """Part a document at its marks; None where they are not all there."""
    parts = []
    for mark in _MARKS:
        part, found, document = document.partition(mark)
        if not found:
            return None
        parts.append(part)
    return [*parts, document]
