"""What a link consists of."""

from __future__ import annotations

import re
from typing import NamedTuple

_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{0,30}:)?//[^/?#]*+")


class LinkParts(NamedTuple):
    """What a link consists of, as it stands there."""

    path: str
    query: str
    fragment: str


def parts_of(link: str) -> LinkParts:
    """Take a link apart, whole or relative (RFC 3986, section 4.2).

    Whatever an instance takes for a link has some: the standard library's parser raises on an
    unpaired bracket.
    """
    before, _, fragment = link.partition("#")
    path, _, query = before.partition("?")
    host = _HOST.match(path)
    return LinkParts(path[host.end() :] if host else path, query, fragment)
