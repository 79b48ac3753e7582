"""The items that open a section of Blueprint, and those that only look like it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spec.compiler.status_phrases import is_phrase_of, phrase_of

if TYPE_CHECKING:
    from .lines import Line

_MEDIA = r"(?:\s*\((?P<media>[^()]*/[^()]*)\))?"
_PATTERNS = {
    "Response": re.compile(rf"response(?:\s+(?P<status>\d{{3}}))?{_MEDIA}", re.IGNORECASE),
    "Request": re.compile(rf"request(?:\s+(?P<name>\S.*?))??{_MEDIA}", re.IGNORECASE),
    "Attributes": re.compile(
        r"attributes?(?P<type>\s*\([^()]*\))?(?P<description>\s+-\s.*)?", re.IGNORECASE
    ),
    "Parameters": re.compile(r"(?:uri\s+|query\s+)?parameters?", re.IGNORECASE),
    "Headers": re.compile(r"headers?", re.IGNORECASE),
    "Body": re.compile(r"body", re.IGNORECASE),
    "Schema": re.compile(r"schema", re.IGNORECASE),
    "Model": re.compile(rf"model{_MEDIA}", re.IGNORECASE),
    "Relation": re.compile(r"relation\s*:\s*(?P<name>\S+)", re.IGNORECASE),
}
_REASON = re.compile(r"(response\s+\d{3})\s*:?\s+[a-z][a-z' -]{1,40}?(?=\s*\(|$)", re.IGNORECASE)
_STATUS = re.compile(
    r"(?:HTTP/[\d.]{1,3}\s+|status(?:\s+code)?\s*:?\s*)?(\d{3})(?:\s+(\D+))?", re.IGNORECASE
)
_GLUED = re.compile(r"(response\s+\d{3}|request|attributes?)\(", re.IGNORECASE)

PAYLOADS = frozenset({"Request", "Response", "Model"})
ASSETS = frozenset({"Headers", "Body", "Schema"})


@dataclass(frozen=True, slots=True)
class Keyword:
    """A section's keyword, its line as Blueprint writes it, and whether nothing else is likely."""

    name: str
    text: str
    sure: bool
    mended: bool = False


def find(text: str) -> Keyword | None:
    """Return the section that an item opens, or None."""
    if len(text) > 400:
        return None
    plain = " ".join(text.rstrip(":").split())
    plain = _GLUED.sub(lambda match: f"{match[1]} (", plain, count=1)
    plain = _REASON.sub(lambda match: match[1], plain, count=1)
    for name, pattern in _PATTERNS.items():
        if match := pattern.fullmatch(plain):
            groups = match.groupdict()
            if name == "Request" and _is_sentence(groups["name"] or "", groups["media"]):
                return None
            capital = plain[:1].isupper()
            sure = capital and (name != "Request" or not groups["name"] or bool(groups["media"]))
            words = {"Parameters": "Parameters", "Headers": "Headers"}
            clean = words.get(name, plain[:1].upper() + plain[1:])
            return Keyword(name, clean, sure, clean != " ".join(text.split()))
    return None


def _is_sentence(name: str, media: str | None) -> bool:
    """Tell a sentence that begins with “Request” from the name of a request."""
    if media:
        return False
    return name.endswith((".", "!", "?", ";", ",")) or len(name.split()) > 8 or ": " in name


def status_below(response: str, text: str) -> str:
    """Return a response that states no status with the one on a line of its own below it, or ""."""
    match = _STATUS.fullmatch(text.strip())
    bare = _PATTERNS["Response"].fullmatch(response)
    if match is None or bare is None or bare["status"]:
        return ""
    if phrase_of(match[1]) is None or (match[2] and not is_phrase_of(match[2], match[1])):
        return ""
    media = f" ({bare['media']})" if bare["media"] else ""
    return f"Response {match[1]}{media}"


def of_line(line: Line) -> Keyword | None:
    """Return the section that a line opens: an item, or a line that lost its bullet."""
    keyword = None if line.code or line.level else find(line.text)
    return keyword if keyword and (line.bullet or _without_bullet(keyword, line.text)) else None


def _without_bullet(keyword: Keyword, text: str) -> bool:
    """Tell whether a keyword is unmistakable even where its bullet is lost."""
    if not keyword.sure or keyword.name in {"Model", "Relation"}:
        return False
    return not keyword.mended or (keyword.name == "Response" and _is_status_line(text))


def _is_status_line(text: str) -> bool:
    """Tell whether a line is a response's with the phrase of its status: `Response 200 OK`."""
    _, _, status = text.partition(" ")
    match = _STATUS.fullmatch(status.strip())
    return match is not None and bool(match[2]) and is_phrase_of(match[2], match[1])
