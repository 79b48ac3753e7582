"""Which operations take an access token, by the words of their page.

A page shows the header at some calls, and says of others that "all requests must carry a token".
Such words count for all that stands below their heading, but never for how one comes by a token.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from spec.compiler.blueprint import Page

    from .operations import Shown

_NAMES = r"(?:token|api[- ]?key|x-access-token|authenticat\w*|credential\w*)"
_DEMANDED = r"(?:must|need\w*|requir\w*|carry|carries|has to|have to|only with|mandatory|shall)"
_ALL = r"(?:all|every|each|any)\b[^.]{0,40}\b(?:requests?|calls?|operations?|endpoints?|methods?)"
_OF_ALL = re.compile(
    rf"{_ALL}\b[^.]{{0,80}}{_DEMANDED}[^.]{{0,80}}{_NAMES}"
    rf"|{_NAMES}[^.]{{0,60}}{_DEMANDED}[^.]{{0,60}}{_ALL}"
    rf"|{_ALL}\b[^.]{{0,60}}{_NAMES}[^.]{{0,40}}{_DEMANDED}",
    re.IGNORECASE,
)
_OF_THESE = re.compile(
    rf"(?:user|client|caller|you|request)s?\b[^.]{{0,40}}{_DEMANDED}[^.]{{0,60}}\btoken"
    rf"|\btoken[^.]{{0,40}}(?:is|are|be)\s+(?:required|needed|mandatory)"
    rf"|requires?\s+(?:an?\s+)?(?:valid\s+)?(?:access\s+|auth\w*\s+|api\s+)?(?:token|authenticat\w*)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:no|without|not|never|n't|optional\w*|public\w*|unless|except\w*)\b", re.IGNORECASE
)
_BUT_LOG_IN = re.compile(
    r",?\s*\b(?:except|other than|apart from|but|besides)\b[^.]*?"
    r"(?:log.?in|sign.?in|authentication|auth_?options)\b"
    r"(?:\s+(?:calls?|requests?|operations?|endpoints?|itself))?",
    re.IGNORECASE,
)
_IT = re.compile(rf"{_ALL}\b[^.]{{0,80}}{_DEMANDED}[^.]{{0,40}}\b(?:it|one|this)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_KEY_HEADER = re.compile(r"(?:x-)?(?:[a-z]+-)*(?:token|api-?key|auth)", re.IGNORECASE)
_NAMED = re.compile(_NAMES, re.IGNORECASE)
_KEY = "authorization"
"""How the compiler calls an Authorization header that holds a key and no scheme."""
BEARER = "bearer"
"""How it calls one with a token behind that word (RFC 6750, 2.1)."""
_LONGEST = 20_000
"""How much of a description is read."""


def demanded(page: Page) -> Mapping[str, str]:
    """Return the words that demand a token, by the place of each operation that they count for."""
    found: dict[str, str] = {}
    for group in page.groups:
        above = _says(page.description, _OF_ALL) or _says(group.description, _OF_ALL)
        for resource in group.resources:
            words = above or _says(resource.description, _OF_ALL, _OF_THESE)
            for action in resource.actions:
                said = words or _says(action.description, _OF_ALL, _OF_THESE)
                if said and not _is_public(action.description):
                    found[action.at.source] = said
    return found


def _says(text: str, *patterns: re.Pattern[str]) -> str:
    """Return the sentence that demands a token, or nothing."""
    before = ""
    for sentence in _SENTENCE.split(text[:_LONGEST]):
        plain = " ".join(sentence.split())[:400]
        bare = _BUT_LOG_IN.sub("", plain)
        meant = any(each.search(bare) for each in patterns)
        meant = meant or (bool(_IT.search(bare)) and bool(_NAMED.search(before)))
        if meant and not _NOT.search(bare):
            return plain
        before = plain
    return ""


def _is_public(text: str) -> bool:
    """Whether a text says that no token is needed."""
    return any(
        _NAMED.search(each) and _NOT.search(each) for each in _SENTENCE.split(text[:_LONGEST])
    )


def other_header(operations: Sequence[Shown], header: str) -> tuple[str, str]:
    """Return another header that carries the token on a page, and why it is taken for that.

    Nothing where the product's own header is shown, or no other one looks like it.
    """
    shown = list(_headers(operations))
    if any(each.lower() == header.lower() for each in shown):
        return "", ""
    if is_bearer(operations):
        return "Authorization", "the page's requests show the token in Authorization, behind Bearer"
    if any(_KEY in demand for each in operations for demand in each.raw.get("security", [])):
        return "Authorization", "the page's requests show the token in Authorization, by itself"
    if any(each.raw.get("security") for each in operations):
        return "", ""
    keys = dict.fromkeys(each for each in shown if _KEY_HEADER.fullmatch(each))
    if len(keys) != 1:
        return "", ""
    name = next(iter(keys))
    return name, f"the page's requests show the token in {name}"


def _headers(operations: Sequence[Shown]) -> Iterator[str]:
    for each in operations:
        for parameter in each.raw.get("parameters", []):
            if parameter.get("in") == "header":
                yield str(parameter.get("name"))


def is_bearer(operations: Sequence[Shown]) -> bool:
    """Whether the token stands behind the word Bearer."""
    return BEARER in _demands(operations)


def _demands(operations: Sequence[Shown]) -> list[str]:
    """Return the schemes that operations demand, by the compiler's names."""
    every = (demand for each in operations for demand in each.raw.get("security", []))
    return [str(name) for demand in every for name in demand]


def foreign(operations: Sequence[Shown], scheme: str = "accessToken") -> tuple[str, str]:
    """Return the first operation whose token travels otherwise than in one header of the page's.

    It may stand there by itself or behind the word Bearer, but the same way in all.
    """
    allowed = {BEARER} if is_bearer(operations) else {scheme, _KEY}
    for each in operations:
        for name in _demands([each]):
            if name not in allowed:
                return each.name, name
    return "", ""
