"""Which of pytest-html's rows a report keeps, so that it can be opened, whatever was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

FEW_TARGETS = 5
"""Of more, a row for each check would be many megabytes."""
MOST_TEXT = 300_000
"""Characters of failures that rows hold together; each is in a card, or in junit.xml."""
SHORT = "Left out, as there are many: see its card above, or junit.xml."


class Rows:
    """Counts what rows hold, and says what was left out of them."""

    def __init__(self) -> None:
        self._left_out = 0
        self._text = 0

    def leaves_out(self, report: pytest.TestReport, targets: int) -> bool:
        """Whether a row is left out: of many targets, those on which nothing is broken."""
        if targets <= FEW_TARGETS or report.failed:
            return False
        self._left_out += report.when == "call" or report.skipped
        return True

    def shortened(self, texts: list[str]) -> list[str]:
        """Return the texts of a row, or where they are, once rows hold too much."""
        length = sum(map(len, texts))
        if self._text + length > MOST_TEXT:
            return [SHORT]
        self._text += length
        return texts

    def words(self) -> str:
        """Say how many rows are left out; nothing where all are there."""
        if not self._left_out:
            return ""
        return (
            f"<p>Checks without a failure ({self._left_out}) are left out here, as there are many "
            "targets: results.json has them all.</p>"
        )
