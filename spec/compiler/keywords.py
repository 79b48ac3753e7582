"""The keywords of Blueprint's lists: what an item's first line opens, if it opens anything."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .diagnostics import Diagnostics
    from .markdown import Item

ATTRIBUTES = re.compile(r"attributes?\b", re.IGNORECASE)

_WORD = re.compile(r"([A-Za-z]+)(.*)", re.DOTALL)
_BARE_TAIL = re.compile(r"\s*:?\s*(?:\((?P<inside>[^()]*)\))?\s*:?")
_ATTRIBUTES_TAIL = re.compile(r"\s*:?\s*|\s*:?\s*\(.*|\s*:?\s*\[.*|\s+-\s.*", re.DOTALL)
_INLINE_BODY = re.compile(r"\s*:?\s*(?P<text>[{\[].*)", re.DOTALL)
_RELATION_TAIL = re.compile(r"\s*:\s*(?P<name>\S+)\s*")
_MEDIA_TYPE = re.compile(r"[^\s/(),;]+/[^\s/(),;]+(?:\s*;.*)?")
_LONGEST_MEDIA_TYPE = 300
_NEAR = 0.85
_KEYWORDS = {
    "request": "Request",
    "response": "Response",
    "model": "Model",
    "header": "Headers",
    "headers": "Headers",
    "parameter": "Parameters",
    "parameters": "Parameters",
    "attribute": "Attributes",
    "attributes": "Attributes",
    "body": "Body",
    "schema": "Schema",
    "relation": "Relation",
}
_MEANT = {
    "json": "application/json",
    "xml": "application/xml",
    "html": "text/html",
    "text": "text/plain",
    "plain": "text/plain",
    "csv": "text/csv",
    "pdf": "application/pdf",
    "form": "application/x-www-form-urlencoded",
    "multipart": "multipart/form-data",
    "form-data": "multipart/form-data",
}


@dataclass(frozen=True, slots=True)
class Section:
    """A list item that opens with a keyword; `name` is what stands between it and a media type."""

    keyword: str
    item: Item
    name: str = ""
    media_type: str = ""
    inline: str = ""


def read_section(item: Item, diagnostics: Diagnostics, *, quiet: bool = False) -> Section | None:
    """Return the section that an item opens, or None; `quiet` only asks, and remarks on nothing."""
    # One space for several, so that no pattern has to look for where a run of them ends.
    title = _without_emphasis(" ".join(item.title.split()))
    match = _WORD.match(title)
    if match is None:
        return None
    keyword = _KEYWORDS.get(match[1].lower()) or _near(match[1], match[2], item)
    section = _read_tail(keyword, match[2], item, diagnostics, quiet=quiet) if keyword else None
    if section is None or quiet:
        return section
    if match[1].lower() not in _KEYWORDS:
        message = f"{item.title!r} is taken for {keyword}"
        diagnostics.warning(item.at, message, "unknown-section")
    elif title != " ".join(item.title.split()):
        message = f"{item.title!r} is taken for the section {title}"
        diagnostics.warning(item.at, message, "emphasis")
    return section


def is_section(item: Item, diagnostics: Diagnostics) -> bool:
    """Tell whether an item opens with a keyword."""
    return read_section(item, diagnostics, quiet=True) is not None


def opens_call(item: Item) -> bool:
    """Tell whether an item is a Request or a Response, by its first word alone."""
    return bool(re.match(r"(?i)(?:request|response)\b", item.title))


def _near(word: str, tail: str, item: Item) -> str | None:
    """Return the keyword that a misspelt one was meant for, where what follows it fits, too."""
    if not 4 <= len(word) <= 14 or not (item.children or re.match(r"\s+\d{3}\b", tail)):
        return None
    near = difflib.get_close_matches(word.lower(), _KEYWORDS, 1, _NEAR)
    if not near or not re.fullmatch(r"\s*:?\s*(?:\d{3}\b.*)?(?:\(.*\))?\s*", tail, re.DOTALL):
        return None
    return _KEYWORDS[near[0]]


def _read_tail(
    keyword: str, tail: str, item: Item, diagnostics: Diagnostics, *, quiet: bool
) -> Section | None:
    if keyword in {"Request", "Response", "Model"}:
        return _read_payload_tail(keyword, tail, item, diagnostics, quiet=quiet)
    if keyword == "Attributes":
        return Section(keyword, item) if _ATTRIBUTES_TAIL.fullmatch(tail) else None
    if keyword == "Relation":
        match = _RELATION_TAIL.fullmatch(tail)
        return Section(keyword, item, match["name"]) if match else None
    if match := _BARE_TAIL.fullmatch(tail):
        return Section(keyword, item, media_type=_media_type(match["inside"] or ""))
    if keyword in {"Body", "Schema"} and (match := _INLINE_BODY.fullmatch(tail)):
        return Section(keyword, item, inline=match["text"])
    return None


def _read_payload_tail(
    keyword: str, tail: str, item: Item, diagnostics: Diagnostics, *, quiet: bool
) -> Section | None:
    if tail and tail[0] not in " \t:([":
        return None
    text = tail.strip().removeprefix(":").strip()
    name, inside = _split_parenthesis(text)
    media_type = _media_type(inside)
    if inside and not media_type:
        message = f"{inside!r} is no media type"
        name = text
    elif media_type and media_type != inside.strip():
        message = f"{inside!r} is taken for the media type {media_type}"
    elif not inside and (found := _trailing_media_type(text)):
        name, media_type = text.removesuffix(found).strip(), found
        message = f"the media type {found} belongs in parentheses"
    else:
        message = ""
    if keyword == "Response" and not _is_response(name, media_type, item):
        return None
    if keyword == "Model" and name:
        return None
    if message and not quiet:
        diagnostics.warning(item.at, message, "media-type")
    return Section(keyword, item, name, media_type)


def _is_response(name: str, media_type: str, item: Item) -> bool:
    """Tell whether words after `Response` are a status, or a sentence that begins with the word."""
    return bool(not name or media_type or item.children or re.match(r"\W*\d", name))


def _split_parenthesis(text: str) -> tuple[str, str]:
    """Part `name (inside)`, where the parenthesis is the last thing or holds a media type."""
    start = text.rfind("(")
    end = text.find(")", start)
    if start < 0:
        return text, ""
    inside = text[start + 1 : end if end >= 0 else len(text)]
    rest = text[end + 1 :].strip(" :") if end >= 0 else ""
    if rest and "/" not in inside:
        return text, ""
    name = " ".join(filter(None, [text[:start].strip(), rest.removeprefix("-").strip()]))
    return name, inside.strip()


def _media_type(text: str) -> str:
    """Return the media type that a text is or is meant for, or an empty text."""
    stripped = text.strip().strip("`\"'")[:_LONGEST_MEDIA_TYPE]
    if re.fullmatch(r"[^\s/]+/[^\s/;,]+(?:\s*;.*)?", stripped):
        return stripped
    if stripped.lower() in _MEANT:
        return _MEANT[stripped.lower()]
    found = _MEDIA_TYPE.search(stripped)
    return found[0].strip() if found else ""


def media_type_of_header(value: str) -> str:
    """Return the media type that the value of a Content-Type header gives."""
    return _media_type(value)


def _trailing_media_type(text: str) -> str:
    last = text.rsplit(" ", 1)[-1]
    kinds = r"(?:application|text|image|audio|video|multipart|message|font|model)/[\w.+*-]+"
    return last if re.fullmatch(kinds, last) else ""


def _without_emphasis(title: str) -> str:
    for mark in ("**", "__", "*", "`"):
        if title.startswith(mark) and len(title) > 2 * len(mark):
            inner, found, rest = title[len(mark) :].partition(mark)
            if found and inner.split(" ")[0].split("(")[0].rstrip(":").lower() in _KEYWORDS:
                return inner + rest
    return title


def normalized_attributes_line(title: str) -> str:
    """Return what follows `Attributes` as MSON has it."""
    line = ATTRIBUTES.sub("", _without_emphasis(title), count=1).strip()
    line = line.removeprefix(":").strip()
    if line.startswith("[") and line.endswith("]"):
        line = f"({line[1:-1]})"
    return f" {line}" if line.startswith("-") else line
