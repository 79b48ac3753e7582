"""Stage 2, the part for headings: which of them mean something, and what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .mson import is_type_section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .diagnostics import Diagnostics
    from .markdown import Block, Heading

OPENAPI_METHODS = ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE")
"""The methods that OpenAPI 3.1 has operations for."""

_OTHER_METHODS = (
    "CONNECT", "LINK", "UNLINK", "COPY", "LOCK", "UNLOCK", "MOVE", "MKCOL", "PROPFIND",
    "PROPPATCH", "PURGE", "REPORT", "SEARCH", "SUBSCRIBE", "UNSUBSCRIBE", "NOTIFY", "VIEW",
)  # fmt: skip
METHODS = (*OPENAPI_METHODS, *_OTHER_METHODS)
_METHOD = "|".join(METHODS)
_PATH = r"(?:/|\{[/?&+]|https?://)"

_GROUP = re.compile(r"group\s*(?::\s*|\s)(?P<name>\S.*)", re.IGNORECASE)
_TYPES = re.compile(r"data\s+structures?\s*:?", re.IGNORECASE)
_BARE_ACTION = re.compile(rf"(?P<method>{_METHOD})(?:\s+(?P<uri>{_PATH}.*))?")
_BARE_RESOURCE = re.compile(r"/.*")
_LOOSE_ACTION = re.compile(
    rf"(?P<method>(?i:get|put|post|delete|patch))(?:\s+(?P<uri>{_PATH}.*))?"
    rf"|(?P<shouted>{_METHOD})\s+(?P<word>\S+)"
)
_PATH_THEN_METHOD = re.compile(rf"(?P<uri>/.*?)\s*\[(?P<method>{_METHOD})\]")
_WORDED_ACTION = re.compile(rf"(?P<method>{_METHOD})\s*[-:\u2013\u2014]?\s+(?P<words>\S.*)")
_OF_A_PATH = re.compile(r"[\w.~{}?&,*+=%/:@;-]+")
_MOST_PAIRS = 20
_UNCLOSED = re.compile(rf"\[(?:/|(?:{_METHOD})\b)[^\[\]]*$")
_NAME_AFTER_PATH = re.compile(r"(?P<uri>\S+)\s+(?:[-:\u2013\u2014]\s+)(?P<name>.+)")


@dataclass
class Part:
    """A heading that means something, and the blocks up to the next one."""

    kind: str
    heading: Heading
    name: str = ""
    method: str = ""
    uri: str = ""
    bare: bool = False
    """Whether the heading is without brackets: `GET /things`, which begins a resource."""
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Bracketed:
    """A heading `name [inner] rest`."""

    name: str
    inner: str
    rest: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What follows a heading: whether a call stands below it, and an action after it."""

    has_call: bool = False
    next_is_action: bool = False


class HeadingReader:
    """Classifies the headings of one page, in their order."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self.diagnostics = diagnostics

    def classify(self, heading: Heading, parts: Sequence[Part], outlook: Outlook) -> Part | None:
        """Return the part that a heading begins, or None where it belongs to a description."""
        text = _plain(heading.text)
        in_types = bool(parts) and parts[-1].kind in {"types", "type"}
        part = self._keyword(heading, text) or self._bracketed(
            heading, text, Outlook() if in_types else outlook
        )
        part = part or (self._loose_action(heading, text) if outlook.has_call else None)
        if part:
            return part
        if in_types:
            section = parts[-1].kind == "type" and is_type_section(heading.text)
            return None if section else Part("type", heading)
        if not parts:
            return Part("name", heading, name=heading.text)
        if _brackets(text):
            message = (
                f"{heading.text!r} is read as text: the brackets hold neither a method in capitals "
                "nor a path that begins at /"
            )
            self.diagnostics.warning(heading.at, message, "heading")
        return None

    def _keyword(self, heading: Heading, text: str) -> Part | None:
        if match := _GROUP.fullmatch(text):
            return Part("group", heading, name=match["name"].strip())
        if _TYPES.fullmatch(text):
            return Part("types", heading)
        if match := _BARE_ACTION.fullmatch(text):
            uri, name = self._named_path(heading, (match["uri"] or "").strip())
            return Part("action", heading, name, match["method"], uri, bare=True)
        if match := _PATH_THEN_METHOD.fullmatch(text):
            message = f"{text!r} is taken for {match['method']} {match['uri']}"
            self.diagnostics.warning(heading.at, message, "heading")
            return Part("action", heading, "", match["method"], match["uri"], bare=True)
        if _BARE_RESOURCE.fullmatch(text):
            uri, name = self._named_path(heading, text)
            return Part("resource", heading, name, uri=uri, bare=True)
        return None

    def _named_path(self, heading: Heading, text: str) -> tuple[str, str]:
        """Part `/things - All things` into the path and the name."""
        match = _NAME_AFTER_PATH.fullmatch(text)
        if match is None:
            return text, ""
        message = f"{match['name']!r} after the path is taken for the name"
        self.diagnostics.warning(heading.at, message, "heading")
        return match["uri"], match["name"].strip()

    def _bracketed(self, heading: Heading, text: str, outlook: Outlook) -> Part | None:
        found = _brackets(text)
        if found is None:
            return None
        part = self._action(heading, found) or self._resource(heading, found, outlook)
        if part and found.rest:
            message = f"{found.rest!r} after the brackets is left out of the name"
            self.diagnostics.warning(heading.at, message, "heading")
        return part

    def _action(self, heading: Heading, found: _Bracketed) -> Part | None:
        match = _BARE_ACTION.fullmatch(found.inner)
        if match:
            uri = (match["uri"] or "").strip()
            return Part("action", heading, found.name, match["method"], uri)
        match = _LOOSE_ACTION.fullmatch(found.inner)
        if match is None:
            return None
        method = (match["method"] or match["shouted"]).upper()
        uri = match["uri"] or (f"/{match['word']}" if match["word"] else "")
        message = f"{found.inner} is taken for {f'{method} {uri}'.strip()}"
        self.diagnostics.warning(heading.at, message, "heading")
        return Part("action", heading, found.name, method, uri)

    def _resource(self, heading: Heading, found: _Bracketed, outlook: Outlook) -> Part | None:
        inner = found.inner
        if re.match(_PATH, inner):
            return Part("resource", heading, found.name, uri=inner)
        like_path = _OF_A_PATH.fullmatch(inner) and ("/" in inner or "{" in inner)
        if like_path or (outlook.next_is_action and re.fullmatch(r"[\w.-]+", inner)):
            message = f"the path {inner} is taken for /{inner}"
            self.diagnostics.warning(heading.at, message, "heading")
            return Part("resource", heading, found.name, uri=f"/{inner}")
        return None

    def _loose_action(self, heading: Heading, text: str) -> Part | None:
        """Read `GET all things`, with a Response below it, as the action that it must be."""
        match = _WORDED_ACTION.fullmatch(text)
        if match is None:
            return None
        first, _, rest = match["words"].partition(" ")
        uri, name = (f"/{first}", rest.strip()) if "/" in first else ("", match["words"])
        message = f"{text!r} is taken for the method {match['method']}"
        self.diagnostics.warning(heading.at, message, "heading")
        return Part("action", heading, name, match["method"], uri, bare=bool(uri))


def is_action_without_path(text: str) -> bool:
    """Tell whether a heading is an action that needs a resource above it."""
    found = _brackets(_plain(text))
    inner = found.inner if found else _plain(text)
    match = _BARE_ACTION.fullmatch(inner)
    return bool(match and not match["uri"])


def _brackets(text: str) -> _Bracketed | None:
    """Part `name [inner] rest` at the last brackets with a method or a path, or else the last."""
    if _UNCLOSED.search(text):
        text += "]"
    found = None
    for start, end in _pairs(text):
        rest = text[end + 1 :].strip()
        inner = text[start + 1 : end].replace("`", "").strip()
        link = re.match(r"\(\S*[./#]\S*\)", rest)  # A Markdown link is no bracket of Blueprint.
        if link and not _BARE_ACTION.fullmatch(inner):
            continue
        part = _Bracketed(" ".join(text[:start].split()), inner, rest)
        means = _LOOSE_ACTION.fullmatch(inner) or re.match(_PATH, inner)
        if means or found is None:
            found = part
        if means:
            break
    return found


def _pairs(text: str) -> list[tuple[int, int]]:
    """Return the outer brackets of a text, the last pair first."""
    pairs: list[tuple[int, int]] = []
    depth, start = 0, 0
    for index, character in enumerate(text):
        if character == "[":
            start = start if depth else index
            depth += 1
        elif character == "]" and depth:
            depth -= 1
            if depth == 0:
                pairs.append((start, index))
    return pairs[: -_MOST_PAIRS - 1 : -1]


def _plain(text: str) -> str:
    """Return a heading without the emphasis or the backticks around all of it."""
    # One space for several, so that no pattern has to look for where a run of them ends.
    bare = " ".join(text.split())
    for mark in ("**", "__", "`"):
        if len(bare) > 2 * len(mark) and bare.startswith(mark) and bare.endswith(mark):
            bare = bare[len(mark) : -len(mark)].strip()
    return bare
