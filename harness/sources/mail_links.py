"""The links of a mail: what a person could click, and what is written out in its text.

A mail is written by people for people: links are wrapped over lines, end in a full stop, or are
escaped once too often. Where it can't be told how one was meant, each reading is given, the
likeliest first.
"""

from __future__ import annotations

import html
import quopri
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.sources.mail import Message

LARGEST_PART = 20_000_000
"""Characters of a part that are looked at at all: with images in it, it may be large."""
LONGEST_PART = 2_000_000
"""Characters of it that are read, images left out; what is beyond is no letter to a person."""
MOST_LINKS = 500
MOST_LINES = 12
"""Over which a link is wrapped."""
LONG_LINE = 60
"""Characters of a line after which a link may have been wrapped."""
_LONGEST = "{1,8192}"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_CLICKED = re.compile(
    rf"""(?i)\b(?:href|action|formaction)\s{{0,9}}=\s{{0,9}}"""
    rf"""(?:"([^"]{_LONGEST})"|'([^']{_LONGEST})'|([^\s"'<>]{_LONGEST}))"""
)
_URL = re.compile(rf"""(?i)\bhttps?://[^\s"'<>{_INVISIBLE}]{_LONGEST}""")
_BASE = re.compile(r"(?i)<base\b[^<>]{1,9000}>")
"""What the links of a document begin with (WHATWG HTML, 4.2.3)."""
_SCHEME = re.compile(r"(?i)[a-z][a-z0-9+.-]{0,30}:|#")
_TOO_LONG = re.compile(r"""[^\s"'<>]{9000,}""")
_TAG = re.compile(r"<[^<>]*>")
_NOTHING = re.compile(rf"(?i)<wbr\s?/?>|&shy;|&#8203;|[{_INVISIBLE}]")
_ENTITY = re.compile(r"&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[a-zA-Z]\w{1,30};)")
"""One without its semicolon is none where a parameter goes on: ``&timestamp=`` has no sign."""
_BEHIND = ".,;:!?)]}|*\u2026\u00bb\u201d\u2019\u3002\uff0c"
"""What may stand behind a link in a sentence."""
_NEXT_LINE = re.compile(r" ?\r?\n(?:> ?)?([^\s\"'<>]{1,998})[ \t]*(?=\r?\n|$)")
_TELLING = re.compile(r"[=&%/?\d]")
_QUOTED_PRINTABLE = re.compile(r"=3D|=\r?\n")


def links_in(message: Message) -> list[str]:
    """Return every http or https link of a mail, each reading once; those of HTML come first."""
    found = dict.fromkeys(_all_in(_letter(message.text), _letter(message.html)))
    return list(found)[:MOST_LINKS]


def _letter(part: str) -> str:
    """Leave out what is too long for a link, such as an image in base64, and cut the rest."""
    return _TOO_LONG.sub("", part[:LARGEST_PART])[:LONGEST_PART]


def _all_in(text: str, markup: str) -> Iterator[str]:
    yield from _clicked(markup)
    yield from _written(text)
    yield from _written(_visible(markup))
    if any(_QUOTED_PRINTABLE.search(each) for each in (text, markup)):
        # A mail that does not say that it is quoted-printable (RFC 2045, section 6.7).
        yield from _clicked(_unquoted(markup))
        yield from _written(_unquoted(text))


def _clicked(markup: str) -> Iterator[str]:
    """Yield where the links and buttons of HTML lead to, those for one mail program among them."""
    markup = _NOTHING.sub("", markup)
    stated = _BASE.search(markup)
    base = next(_led_to(stated[0]), "") if stated is not None else ""
    for link in _led_to(_BASE.sub("", markup)):
        whole = f"https:{link}" if link.startswith("//") else link
        if base and not _SCHEME.match(whole):
            whole = _joined(base, whole)
        if whole.lower().startswith(("http://", "https://")):
            yield whole


def _led_to(markup: str) -> Iterator[str]:
    """Yield what stands where HTML leads to, as a browser reads it."""
    for match in _CLICKED.finditer(markup):
        written = _unescaped(match[1] or match[2] or match[3] or "")
        yield re.sub(r"[\t\r\n]", "", written).strip()


def _joined(base: str, link: str) -> str:
    """Return where a link leads to from the base of its document; nothing for what is no URL."""
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def _visible(markup: str) -> str:
    """Return what HTML shows: neither its tags, nor what is said of the document."""
    return _unescaped(_TAG.sub(" ", _NOTHING.sub("", markup)))


def _written(text: str) -> Iterator[str]:
    """Yield the readings of each URL that is written out in a text."""
    for match in _URL.finditer(text):
        for reading in (*_over_lines(match, text), match[0]):
            unescaped = _unescaped(reading)
            for each in dict.fromkeys((unescaped, reading)):
                yield each.rstrip(_BEHIND)
                yield each


def _over_lines(match: re.Match[str], text: str) -> Iterator[str]:
    """Yield a URL with the lines that it goes on in, where it was wrapped; else it alone first."""
    joined, end, telling = match[0], match.end(), True
    for _ in range(MOST_LINES):
        following = _NEXT_LINE.match(text, end)
        if following is None or following[1].lower().startswith(("http://", "https://")):
            break
        telling = telling and bool(_TELLING.search(following[1]))
        joined, end = joined + following[1], following.end()
    if joined == match[0]:
        return
    line_begins = text.rfind("\n", 0, match.start()) + 1
    if match.end() - line_begins < LONG_LINE or not telling:
        yield match[0]
    yield joined


def _unescaped(text: str) -> str:
    """Resolve the entities of HTML, also where they were escaped twice."""
    for _ in range(2):
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return text


def _unquoted(text: str) -> str:
    return quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace")
