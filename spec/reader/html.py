"""A page saved from a browser: its article as lines, and the rest of the site left out.

BeautifulSoup parses; the walk below keeps what Markdown converters drop, the line of each element.
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from . import keywords
from .lines import Line, Repairs

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 150
"""How deep elements are walked; what is nested deeper is taken as text."""

_HTML = re.compile(
    r"\s{0,200}(?:<\?xml[^>]*>\s*)?(?:<!--[^>]{0,2000}-->\s*)?"
    r"<(?:!doctype\s+html|html|head|body|main|article|section|div|h[1-6]|p|ul|pre)\b",
    re.IGNORECASE,
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    {
        *("address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "header", "hgroup", "html", "main", "p", "section"),
        *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
    }
)
_DROPPED = frozenset(
    {
        *("aside", "button", "canvas", "dialog", "footer", "form", "head", "iframe", "input"),
        *("label", "meta", "nav", "noscript", "object", "option", "script", "select", "style"),
        *("svg", "template", "textarea", "title", "video"),
    }
)
_ROLES = frozenset(
    {
        *("alert", "alertdialog", "banner", "button", "complementary", "contentinfo", "dialog"),
        *("navigation", "search", "tab", "tablist", "toolbar"),
    }
)
_CLASSES = re.compile(
    r"(?:^|[\s_-])(?:breadcrumbs?|toc|table-of-contents|on-this-page|pagination|pager|prev-next"
    r"|cookies?|consent|gdpr|sidebar|navbar|topbar|menu|edit-this-page|edit-link|feedback|copy"
    r"|copybtn|copy-button|copy-code|clipboard|sr-only|visually-hidden|last-updated|tabs?-list|tablist"
    r"|skip-link)(?:$|[\s_-])",
    re.IGNORECASE,
)
_GUTTER = re.compile(
    r"(?:^|[\s_-])(?:linenos?|linenodiv|lineno|line-numbers?|gutter)(?:$|\s)", re.I
)
_LINKS = re.compile(r"(?:^|[\s_-])(?:hash-?link|headerlink|anchor|permalink)(?:$|[\s_-])", re.I)
_CONTENT = re.compile(r"\[\s*(?:GET|PUT|POST|PATCH|DELETE|HEAD|OPTIONS|/)|Data Structures")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
_CONTENT_TAGS = [*_HEADINGS, "pre"]
"""What no menu holds: where one of these stands, a class's name proves nothing."""

_LAYOUT_TAGS = [*_CONTENT_TAGS, "table", "ul", "ol", "p"]
"""What no table of data holds."""

_ROW_OF_CODE = re.compile(
    r"(?:^|\s)(?:(?:highlight|token|code|view|hljs|cm)-?)?line(?:-content)?(?:$|\s)", re.IGNORECASE
)
"""An element that a highlighter makes of each line, which a style shows as a block."""

_LINE_OF_CODE = frozenset({"div", "li", "p", "tr"})


def is_html(text: str) -> bool:
    """Tell whether a page is HTML."""
    return bool(_HTML.match(text[:5000].lstrip("\ufeff")))


def from_archive(content: bytes) -> str | None:
    """Return the HTML of a page saved as one file (MHTML), or None for any other file."""
    head = content[:4000]
    if b"MIME-Version:" not in head or b"multipart/related" not in head:
        return None
    message = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            charset = part.get_content_charset() or "utf-8"
            return payload.decode(charset, "replace") if isinstance(payload, bytes) else None
    return None


def html_lines(text: str, repairs: Repairs) -> list[Line]:
    """Return the lines of the page's article."""
    soup = BeautifulSoup(text, "html.parser")
    root = _root(soup)
    where = root.name if root.name != "[document]" else "whole page"
    repairs.note(root.sourceline or 1, f"the page is HTML: its {where} is read, the rest left out")
    walker = _Walker(bare=root.name not in {"article", "main"})
    walker.walk(root, 0)
    walker.flush()
    return walker.lines


def _root(soup: BeautifulSoup) -> Tag:
    """Return the element that holds the content: an article, the main part, or all."""
    articles = sorted(soup.find_all("article", limit=20), key=lambda tag: -len(tag.get_text()))
    candidates = [*articles[:3], soup.find("main"), soup.find(role="main"), soup.find("body")]
    for candidate in candidates:
        if isinstance(candidate, Tag) and _CONTENT.search(candidate.get_text()):
            return candidate
    body = soup.find("body")
    return body if isinstance(body, Tag) else soup


@dataclass
class _Walker:
    """Collects lines. `listed` is how many lists the walk is in, `bullet` what waits for text."""

    bare: bool
    lines: list[Line] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    number: int = 1
    listed: int = 0
    bullet: str = ""
    tight: bool = False

    def walk(self, tag: Tag, depth: int) -> None:
        for child in tag.children:
            if isinstance(child, PreformattedString):
                continue
            if isinstance(child, NavigableString):
                self.pieces.append(str(child))
            elif isinstance(child, Tag) and not self._is_furniture(child):
                self._element(child, depth)

    def _element(self, tag: Tag, depth: int) -> None:
        if depth > MAX_DEPTH:
            self.pieces.append(tag.get_text())
        elif tag.name in _HEADINGS:
            self._heading(tag)
        elif tag.name == "pre" or (tag.name == "code" and "\n" in tag.get_text().strip()):
            self._code(tag)
        elif tag.name in {"ul", "ol", "menu"}:
            self.flush()
            self.listed += 1
            self.walk(tag, depth + 1)
            self.flush()
            self.listed -= 1
        elif tag.name == "li":
            self._item(tag, depth)
        elif tag.name == "table" and not tag.find(_LAYOUT_TAGS):
            self._table(tag)
        elif tag.name in _BLOCKS:
            self._block(tag, depth)
        else:
            self._inline(tag, depth)

    def _block(self, tag: Tag, depth: int) -> None:
        self.flush()
        self.number = tag.sourceline or self.number
        self.walk(tag, depth + 1)
        self.flush()

    def _item(self, tag: Tag, depth: int) -> None:
        self.flush()
        self.number, self.bullet = tag.sourceline or self.number, "+"
        self.walk(tag, depth + 1)
        self.flush()
        self.bullet = ""

    def _inline(self, tag: Tag, depth: int) -> None:
        if tag.name in {"br", "hr"}:
            self.flush()
            self.tight = tag.name == "br"
            return
        mark = {"strong": "**", "b": "**", "em": "*", "i": "*"}.get(tag.name, "")
        if tag.name in {"code", "tt", "kbd", "samp"}:
            self.pieces.append(_quoted(" ".join(tag.get_text().split())))
            return
        before = len(self.pieces)
        self.walk(tag, depth + 1)
        inner = "".join(self.pieces[before:])
        if tag.name == "a":
            del self.pieces[before:]
            self.pieces.append(_linked(tag, inner))
        elif mark and inner.strip() and before < len(self.pieces):
            del self.pieces[before:]
            self.pieces.append(f"{mark}{inner.strip()}{mark}")

    def _heading(self, tag: Tag) -> None:
        self.flush()
        self.number = tag.sourceline or self.number
        self.pieces.extend(_heading_text(tag))
        text = self._collected()
        if text:
            self._add(Line(self.number, text, text, level=_HEADINGS[tag.name]))

    def _code(self, tag: Tag) -> None:
        self.flush()
        self.number = tag.sourceline or self.number
        text = "".join(_code_text(tag)).replace("\u00a0", " ").strip("\n")
        self.lines.append(Line(self.number, "", ""))
        for offset, raw in enumerate(text.split("\n")):
            row = raw.expandtabs(4).rstrip()
            self.lines.append(
                Line(self.number + offset, row, row.strip(), 4 * self.listed, code=True)
            )
        self.lines.append(Line(self.number, "", ""))

    def _table(self, tag: Tag) -> None:
        self.flush()
        for count, row in enumerate(tag.find_all("tr")):
            cells = [" ".join(cell.get_text().split()) for cell in row.find_all(["th", "td"])]
            self.number = row.sourceline or self.number
            self._add(self._line(f"| {' | '.join(cells)} |"), blank=count == 0)
            if count == 0:
                self._add(self._line(f"|{' --- |' * len(cells)}"), blank=False)

    def flush(self) -> None:
        """End the paragraph that is being collected; one that a line break ends goes on below."""
        text = self._collected()
        if text:
            self._add(self._line(text), blank=not self.tight and not self.bullet)
            self.bullet, self.tight = "", False

    def _collected(self) -> str:
        text = " ".join(_INVISIBLE.sub("", "".join(self.pieces)).split())
        self.pieces.clear()
        return text

    def _line(self, text: str) -> Line:
        plain = text.replace("**", "")
        if self.bullet and keywords.find(plain):
            text = plain
        indent = 4 * max(self.listed - 1, 0) + (0 if self.bullet or not self.listed else 2)
        return Line(self.number, " " * indent + text, text, indent, self.bullet)

    def _add(self, line: Line, *, blank: bool = True) -> None:
        if blank:
            self.lines.append(Line(line.number, "", ""))
        self.lines.append(line)
        if line.level:
            self.lines.append(Line(line.number, "", ""))

    def _is_furniture(self, tag: Tag) -> bool:
        if tag.name == "form" or (tag.name == "header" and self.bare):
            return not tag.find(_CONTENT_TAGS)
        if tag.name in _DROPPED:
            return True
        if tag.name in _HEADINGS or tag.name in {"article", "main", "pre", "code"}:
            return False
        attributes = {key: _text_of(value) for key, value in tag.attrs.items()}
        if _is_hidden(attributes) or _GUTTER.search(attributes.get("class", "")):
            return True
        if _CLASSES.search(attributes.get("class", "")):
            return not tag.find(_CONTENT_TAGS)
        return tag.name in {"a", "span"} and bool(_LINKS.search(attributes.get("class", "")))


def _is_hidden(attributes: dict[str, str]) -> bool:
    """Tell whether an element is not shown, or serves the site; a tab's panel is content."""
    role = attributes.get("role", "")
    hidden = "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style", "")))
    unread = attributes.get("aria-hidden") == "true"
    return role in _ROLES or (hidden and role != "tabpanel") or unread


def _text_of(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _heading_text(tag: Tag) -> Iterator[str]:
    """Yield the text of a heading without the links to itself."""
    for string in tag.find_all(string=True):
        parents = [parent for parent in string.parents if parent.name in {"a", "span", "button"}]
        inside = parents[: next((i for i, each in enumerate(parents) if each is tag), None)]
        if isinstance(string, PreformattedString) or any(
            parent.name == "button" or _LINKS.search(_text_of(parent.get("class", "")))
            for parent in inside
        ):
            continue
        yield str(string)


def _code_text(tag: Tag) -> Iterator[str]:
    """Yield the text of verbatim content; an element of its own line ends it."""
    for child in tag.descendants:
        if isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            if not any(_is_gutter(parent) for parent in _within(child, tag)):
                yield str(child)
        elif isinstance(child, Tag) and _begins_line(child):
            yield "\n"


def _begins_line(tag: Tag) -> bool:
    if tag.name in {"span", "code"}:
        return _is_row(tag) and _glued(tag)
    return tag.name == "br" or (tag.name in _LINE_OF_CODE and tag.previous_sibling is not None)


def _is_row(tag: Tag) -> bool:
    return bool(_ROW_OF_CODE.search(_text_of(tag.get("class", ""))))


def _glued(tag: Tag) -> bool:
    """Tell whether an element of one line follows another, and nothing else parts the two."""
    before = tag.previous_sibling
    if not isinstance(before, Tag) or before.name != tag.name or not _is_row(before):
        return False
    last = [each for each in before.descendants if not isinstance(each, Tag) or each.name == "br"]
    ends = bool(last) and isinstance(last[-1], Tag)
    return not ends and not before.get_text().endswith("\n")


def _within(string: NavigableString, tag: Tag) -> Iterator[Tag]:
    for number, parent in enumerate(string.parents):
        if parent is tag or number > 12:
            return
        yield parent


def _is_gutter(tag: Tag) -> bool:
    classes = _text_of(tag.get("class", ""))
    return tag.name == "button" or bool(_GUTTER.search(classes) or _CLASSES.search(classes))


def _linked(tag: Tag, inner: str) -> str:
    """Return a link as Markdown, unless it only leads about the site or repeats its address."""
    address = _text_of(tag.get("href", ""))
    text = inner.strip()
    outward = re.match(r"https?://", address)
    return f"[{text}]({address})" if text and outward and text != address else inner


def _quoted(text: str) -> str:
    """Return code within a line, in backticks that it doesn't hold itself."""
    if not text:
        return ""
    if "`" not in text:
        return f"`{text}`"
    return f"`` {text} ``"
