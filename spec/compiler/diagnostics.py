"""What the compiler has to say of its sources, each remark with its place."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, order=True, slots=True)
class Position:
    """A place in a source: the file as the user knows it, line and column from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def source(self) -> str:
        """The place as an `x-source` names it: file and line."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True, slots=True)
class Diagnostic:
    """One remark. An error withholds the output; a warning or a note goes with it."""

    at: Position
    level: str
    message: str
    code: str

    def __str__(self) -> str:
        return f"{self.at}: {self.level}: {self.message} [{self.code}]"


@dataclass
class Diagnostics:
    """Collects remarks, so that one run shows all of them.

    `unread` holds the operations that a page has and the document has not, each with its place.
    """

    found: set[Diagnostic] = field(default_factory=set)
    unread: set[tuple[Position, str]] = field(default_factory=set)

    def error(self, at: Position, message: str, code: str) -> None:
        """Remark on something that could only be read by inventing a meaning for it."""
        self.found.add(Diagnostic(at, "error", message, code))

    def warning(self, at: Position, message: str, code: str) -> None:
        """Remark on something that was read in the likely way, or is discouraged."""
        self.found.add(Diagnostic(at, "warning", message, code))

    def note(self, at: Position, message: str, code: str) -> None:
        """Remark on something that is right, and that a reader of the document should know."""
        self.found.add(Diagnostic(at, "note", message, code))

    def lost(self, at: Position, operation: str) -> None:
        """Remember an operation that could not be read; an error says why."""
        self.unread.add((at, operation))

    def unsupported(self, at: Position, what: str) -> None:
        """Remark on a part of the grammar that the compiler does not know yet."""
        self.error(at, f"{what} is not supported yet", "unsupported")

    @property
    def failed(self) -> bool:
        """Whether there is an error among the remarks."""
        return any(diagnostic.level == "error" for diagnostic in self.found)

    def unread_lines(self) -> list[str]:
        """Every operation that could not be read on a line, in the order of the sources."""
        return [f"{at}: not read: {operation}" for at, operation in sorted(self.unread)]

    def lines(self) -> list[str]:
        """Every remark on a line, in the order of the sources."""
        return [str(diagnostic) for diagnostic in sorted(self.found)]
