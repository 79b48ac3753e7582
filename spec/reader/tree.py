"""What a page says, in the order of Blueprint: parts, their descriptions and their sections."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Text:
    """A paragraph, or with `verbatim` a body or headers that are kept as they stand.

    `end` is its last line on the page.
    """

    line: int
    text: str
    verbatim: bool = False
    end: int = 0

    def __post_init__(self) -> None:
        self.end = self.end or self.line


@dataclass(slots=True)
class Node:
    """An item of a list, with what stands below it; `raw` is its line before it was cleaned."""

    line: int
    text: str
    indent: int = 0
    keyword: str = ""
    raw: str = ""
    children: list[Node | Text] = field(default_factory=list)

    @property
    def nodes(self) -> list[Node]:
        """The items among what stands below."""
        return [child for child in self.children if isinstance(child, Node)]


@dataclass(slots=True)
class Part:
    """A heading and all that belongs to it, up to the next heading."""

    line: int
    kind: str
    heading: str
    level: int = 0
    method: str = ""
    path: str = ""
    description: list[Node | Text] = field(default_factory=list)
    sections: list[Node] = field(default_factory=list)

    @property
    def bare(self) -> bool:
        """Whether nothing stands below the heading."""
        return not self.description and not self.sections


@dataclass(slots=True)
class Document:
    """A whole page."""

    metadata: dict[str, str] = field(default_factory=dict)
    name: str = ""
    description: list[Node | Text] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def count(self, kind: str) -> int:
        """Return how many parts of one kind there are."""
        return sum(part.kind == kind for part in self.parts)
