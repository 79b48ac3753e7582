"""What every page is first of all: lines, each with its number, its indent and its bullet."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page.

    `raw` is the line as it stands, `text` what a person reads in it: without indent and bullet.
    `level` is that of a heading which the page itself marks as one (`h2`, `##`), or 0, and `code`
    is set for a line that the page itself shows verbatim.
    """

    number: int
    raw: str
    text: str
    indent: int = 0
    bullet: str = ""
    level: int = 0
    code: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing stands on the line."""
        return not self.text and not self.bullet

    @property
    def guessed(self) -> bool:
        """Whether the indent was taken from the kind of bullet, where all indents are lost."""
        return bool(self.bullet) and self.indent > 0 and self.raw[:1] == self.bullet

    @property
    def deepest(self) -> bool:
        """Whether the bullet is a square, which all deeper items have too."""
        return self.guessed and self.bullet in tuple("▪■▫")


@dataclass
class Repairs:
    """What was read as what, each with the line where it stands."""

    page: str
    found: list[tuple[int, str]] = field(default_factory=list)

    def note(self, line: int, message: str) -> None:
        """Remember one judgement."""
        if (line, message) not in self.found[-4:]:
            self.found.append((line, message))

    def report(self) -> list[str]:
        """Return every repair on a line, in the order of the page."""
        ordered = sorted(self.found, key=lambda repair: repair[0])
        return [f"{self.page}:{line}: {message}" for line, message in ordered]


def shown(text: str, length: int = 60) -> str:
    """Return a text as a repair quotes it: on one line, and not too long."""
    flat = " ".join(text.split())
    flat = flat if len(flat) <= length else f"{flat[: length - 1]}…"
    return f"“{flat}”"
