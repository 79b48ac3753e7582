"""What a site puts around a page: names, menus, buttons, banners. It is left out, and said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import headings, keywords
from .lines import Line, Repairs, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SECTION = re.compile(r"Section:\s*(?P<name>.*)", re.IGNORECASE)
_BASE_URL = re.compile(r"Base URL:?\s*(?P<url>https?://\S+|/\S*)?", re.IGNORECASE)
_METADATA = re.compile(r"(FORMAT|HOST|VERSION):\s*(\S+)\s*")
_CONTENTS = re.compile(
    r"(?:on this page|in this article|table of contents|contents|jump to)\s*:?", re.IGNORECASE
)
_BUTTON = re.compile(
    r"(?:copy(?: code| link| page| to clipboard| as markdown)?|copied!?|try it(?: out)?!?"
    r"|toggle word ?wrap|expand all|collapse all|show more|show less"
    r"|open in playground|view source|edit (?:this page|on github|page)|accept all(?: cookies)?"
    r"|reject all(?: cookies)?|got it!?|manage (?:cookies|preferences)|cookie settings"
    r"|skip to (?:main )?content|search(?:…|\.\.\.)|⌘ ?k|ctrl ?\+? ?k|back to top|↑"
    r"|suggest (?:an )?edits?"
    r"|was this (?:(?:page|article) )?helpful\??|report an issue)",
    re.IGNORECASE,
)
_SHORT_BUTTON = re.compile(
    r"(?:send|wrap|expand|collapse|download|accept|reject|decline|search|menu|share|print|edit"
    r"|yes|no)",
    re.IGNORECASE,
)
"""Buttons whose words a type may have as its name too."""

_TALK = re.compile(
    r"(?:we|this (?:web)?site) uses? cookies?\b.*|by (?:continuing|using).*\bcookies?\b.*"
    r"|last (?:updated|modified|edited)\b.*|updated .{1,40}\bago\b.*"
    r"|(?:©|copyright)\s.*|.*all rights reserved\.?"
    r"|edit this page\b.*|was this (?:page|article) helpful\b.*|powered by \S.*",
    re.IGNORECASE,
)
_BACK, _ON = "\u00ab\u2039\u2190", "\u00bb\u203a\u2192"
"""Arrows and angle quotation marks to the left and to the right."""

_TURN = re.compile(
    rf"(?:[{_BACK}]\s*)?(?:previous|prev|next)(?:\s+page)?(?:\s*[{_ON}])?", re.IGNORECASE
)
_TURN_GLUED = re.compile(r"(?:Previous|Next)[A-Z]\w*(?:\s\S.*)?")
"""A link of two parts, the lower of which names the page."""

_ARROWED = re.compile(
    rf"(?:[{_BACK}]\s+\S.*|\S.*\s+[{_ON}]|(?:previous|next):\s+\S.*)", re.IGNORECASE
)
_CRUMBS = re.compile(rf"\S.*(?:\s[{_ON}>/]\s)\S.*")


@dataclass
class Frame:
    """What the lines around a page's content say of it, and the lines that are its content."""

    lines: list[Line]
    metadata: dict[str, str] = field(default_factory=dict)
    name: str = ""


def is_button(text: str) -> bool:
    """Tell whether a line is the text of a button or a notice of the site, and no content."""
    if len(text) > 300:
        return False
    return bool(_BUTTON.fullmatch(text) or _TALK.fullmatch(text))


def unframed(lines: Sequence[Line], repairs: Repairs) -> Frame:
    """Part a page's content from what stands around it."""
    kept = _without_contents(_without_buttons(lines, repairs), repairs)
    frame = Frame(_without_end(kept, repairs))
    section = next((i for i, line in enumerate(frame.lines) if _is_section(line)), None)
    if section is not None:
        _open_section(frame, section, repairs)
    else:
        _read_head(frame, repairs)
    if "HOST" not in frame.metadata:
        _read_host_below(frame, repairs)
    return frame


def _without_buttons(lines: Sequence[Line], repairs: Repairs) -> list[Line]:
    kept: list[Line] = []
    below_is_item = False
    for line in reversed(lines):
        button = is_button(line.text)
        if not below_is_item and len(line.text) < 20:
            button = button or bool(_SHORT_BUTTON.fullmatch(line.text))
        if button and not line.code and not line.bullet and not line.level:
            repairs.note(line.number, f"{shown(line.text)} is left out: a button or a notice")
            continue
        kept.append(line)
        below_is_item = below_is_item if line.empty else bool(line.bullet)
    return kept[::-1]


def _plain(text: str) -> str:
    """Return the words of a heading, as a table of contents repeats them."""
    return re.sub(r"\W+", " ", headings.without_marks(text).split("[")[0]).strip().lower()


def _without_contents(lines: Sequence[Line], repairs: Repairs) -> list[Line]:
    """Leave out each table of contents: lines that only repeat headings."""
    starts = [i for i, line in enumerate(lines) if not line.code and _CONTENTS.fullmatch(line.text)]
    if not starts:
        return list(lines)
    marked = {
        _plain(line.text): i for i, line in enumerate(lines) if line.level or headings.find(line)
    }
    last = max((i for i, line in enumerate(lines) if keywords.of_line(line)), default=0)
    dropped: set[int] = set()
    for start in starts:
        if start in dropped:
            continue
        end = start + 1
        while end < len(lines) and (
            start > last or lines[end].empty or _repeats(lines, end, marked)
        ):
            end += 1
        if not any(lines[i].text for i in range(start + 1, end)) and end < len(lines):
            continue
        message = f"{shown(lines[start].text)} and the headings that it repeats are left out"
        repairs.note(lines[start].number, message)
        dropped |= set(range(start, end))
    return [line for i, line in enumerate(lines) if i not in dropped]


def _repeats(lines: Sequence[Line], index: int, marked: Mapping[str, int]) -> bool:
    """Tell a line of a table of contents, which a heading further below repeats."""
    line = lines[index]
    if line.code or line.level or keywords.of_line(line) or _is_section(line):
        return False
    return marked.get(_plain(line.text), -1) > index


def _without_end(lines: Sequence[Line], repairs: Repairs) -> list[Line]:
    """Leave out what follows the last section, from the first line that turns pages on."""
    last = max((i for i, line in enumerate(lines) if _is_construct(line)), default=len(lines))
    for i in range(last + 1, len(lines)):
        line = lines[i]
        if not line.code and _turns(line.text):
            repairs.note(line.number, f"{shown(line.text)} and all below it is left out: links on")
            return list(lines[:i])
    return list(lines)


def _turns(text: str) -> bool:
    """Tell whether a line leads to the page before or after."""
    if len(text) > 200:
        return False
    return bool(_TURN_GLUED.fullmatch(text) or _TURN.fullmatch(text) or _ARROWED.fullmatch(text))


def _is_construct(line: Line) -> bool:
    return bool(keywords.of_line(line) or headings.find(line))


def _is_section(line: Line) -> bool:
    return not line.code and not line.bullet and bool(_SECTION.fullmatch(_unmarked(line.text)))


def _unmarked(text: str) -> str:
    """Return a line without the marks of code and of strong words."""
    return text.replace("`", "").replace("**", "")


def _open_section(frame: Frame, index: int, repairs: Repairs) -> None:
    """Read `Section: Group X. Base URL: Y.`, which may go on below, and drop what is above it."""
    lines = frame.lines
    line, end = lines[index], index + 1
    text = _unmarked(line.text)
    while end < len(lines) and (lines[end].empty or text.lower() == "section:"):
        text = f"{text} {_unmarked(lines[end].text)}".strip()
        if not lines[end].empty:
            end += 1
            break
        end += 1
    name, url = _named(text)
    if url and url["url"]:
        frame.metadata["HOST"] = url["url"].rstrip(".,")
    heading = name if name.lower().startswith(("group ", "data structure")) else f"Group {name}"
    repairs.note(line.number, f"{shown(text)} is read as the heading {shown(heading)} and the host")
    opened = [Line(line.number, heading, heading, level=1)] if name else []
    below = _open_others(lines[end:], repairs)
    kept = _kept_above(lines[:index], below, repairs)
    frame.lines = [*opened, *kept, *below]


def _named(text: str) -> tuple[str, re.Match[str] | None]:
    """Return the name of a section, and the base URL behind it, by the line that opens it."""
    said = _SECTION.fullmatch(text)
    words = said["name"] if said else ""
    url = _BASE_URL.search(words)
    return (words[: url.start()] if url else words).strip().rstrip("."), url


def _open_others(lines: Sequence[Line], repairs: Repairs) -> list[Line]:
    """Read further lines of sections as headings of groups: a page may gather several."""
    read: list[Line] = []
    for line in lines:
        name, _ = _named(_unmarked(line.text)) if _is_section(line) else ("", None)
        if not name.lower().startswith(("group ", "data structure")):
            read.append(line)
            continue
        repairs.note(line.number, f"{shown(line.text)} is read as the heading {shown(name)}")
        read.append(Line(line.number, name, name))
    return read


def _kept_above(above: Sequence[Line], below: Sequence[Line], repairs: Repairs) -> list[Line]:
    """Return the sentences above a section's line that nothing below it repeats."""
    if first := next((line for line in above if line.text), None):
        message = "what stands above the section's line is left out: the site's and page's names"
        repairs.note(first.number, message)
    repeated = {_words(line.text) for line in below if line.text}
    return [
        line
        for line in above
        if len(line.text.split()) > 4
        and line.text.endswith(".")
        and not line.bullet
        and not _CRUMBS.fullmatch(line.text[:300])
        and _words(line.text) not in repeated
    ]


def _words(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _read_head(frame: Frame, repairs: Repairs) -> None:
    """Read what stands above the first heading with a meaning: metadata, and the API's name."""
    lines = frame.lines
    first = next((i for i, line in enumerate(lines) if headings.find(line)), len(lines))
    marked = any(line.level for line in lines[:first])
    kept: list[Line] = []
    waits_for_url = False
    for line in lines[:first]:
        text = _unmarked(line.text)
        if waits_for_url and text.startswith("http"):
            frame.metadata["HOST"] = text.rstrip(".,")
            repairs.note(line.number, f"{shown(line.text)} is read as the host")
        elif pairs := _METADATA.findall(line.text) if _METADATA.match(line.text) else []:
            frame.metadata |= {key: value for key, value in pairs if key != "FORMAT"}
        elif base := _BASE_URL.fullmatch(text):
            waits_for_url = not base["url"]
            if base["url"]:
                frame.metadata["HOST"] = base["url"].rstrip(".,")
                repairs.note(line.number, f"{shown(line.text)} is read as the host")
            continue
        elif not frame.name and _can_be_name(line, marked=marked):
            _name(frame, line, repairs)
        else:
            kept.append(line)
        waits_for_url = waits_for_url and line.empty
    frame.lines = [*kept, *lines[first:]]


def _read_host_below(frame: Frame, repairs: Repairs) -> None:
    """Read a base URL that stands by itself between the headings of groups and a resource."""
    for index, line in enumerate(frame.lines):
        heading = headings.find(line)
        if (heading and heading.kind in {"resource", "action"}) or keywords.of_line(line):
            return
        base = None if line.code or line.level else _BASE_URL.fullmatch(_unmarked(line.text))
        if base and base["url"]:
            frame.metadata["HOST"] = base["url"].rstrip(".,")
            repairs.note(line.number, f"{shown(line.text)} is read as the host")
            frame.lines = [*frame.lines[:index], *frame.lines[index + 1 :]]
            return


def _can_be_name(line: Line, *, marked: bool) -> bool:
    """Tell whether a line can name the API; where the page marks headings, only they can."""
    return bool(line.text) and not line.bullet and not line.code and (line.level > 0 or not marked)


def _name(frame: Frame, line: Line, repairs: Repairs) -> None:
    if len(line.text) < 300 and _CRUMBS.fullmatch(line.text) and not line.level:
        repairs.note(line.number, f"{shown(line.text)} is left out: a path through the site")
        return
    frame.name = headings.without_marks(line.text)
    repairs.note(line.number, f"{shown(frame.name)} is read as the name of the API")
