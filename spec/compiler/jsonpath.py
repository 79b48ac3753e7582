"""JSONPath (RFC 9535), and the names without brackets that overlays write beside it.

The RFC writes `['x-internal']` and `['200']`, since a name after a dot holds no hyphen and begins
with no digit. Overlays, examples of the specification among them, write `.x-internal` and `.200`.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jsonpath_rfc9535
from jsonpath_rfc9535 import JSONPathError

if TYPE_CHECKING:
    from jsonpath_rfc9535 import JSONPathQuery

Place = tuple[int | str, ...]
"""Where a value stands in a document: the keys and indices that lead to it."""

MAX_LENGTH = 4_000
"""How many characters a JSONPath may have."""

_TOKEN = re.compile(
    r"""'(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*"
        | -?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?
        | (?P<dots>\.\.?)(?P<name>[\w$/{}-]+)
        | [^'"0-9.-]+ | .""",
    re.VERBOSE | re.DOTALL,
)
_SHORTHAND = re.compile(r"[^\W\d]\w*")
"""A name that the RFC allows after a dot."""


@dataclass(frozen=True, slots=True)
class JSONPath:
    """A JSONPath as it is written, and how it is read."""

    text: str
    query: JSONPathQuery
    repaired: str = ""
    """The JSONPath that is meant, where the text is none."""

    def places(self, document: Any) -> list[Place]:
        """Return each place that matches, once. Raises ValueError for what nests too deeply."""
        try:
            return list(dict.fromkeys(tuple(node.location) for node in self.query.find(document)))
        except (JSONPathError, RecursionError) as error:
            raise ValueError(_reason(error)) from error


def parse(text: str) -> JSONPath:
    """Return a JSONPath. Raises ValueError, which says what is wrong, for a text that is none."""
    if len(text) > MAX_LENGTH:
        raise ValueError(f"it has more than {MAX_LENGTH} characters")
    try:
        return JSONPath(text, _query(text))
    except ValueError:
        repaired = _bracketed(text.rstrip())
        with contextlib.suppress(ValueError):
            return JSONPath(text, _query(repaired), repaired)
        raise


def _query(text: str) -> JSONPathQuery:
    try:
        return jsonpath_rfc9535.compile(text)
    except (JSONPathError, RecursionError) as error:
        raise ValueError(_reason(error)) from error


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    message, _, column = str(error).rpartition(", line 1, column ")
    if not column.isdecimal():  # of a text with several lines
        return " ".join(str(error).split())
    return f"{message} at its character {int(column) + 1}"


def _bracketed(text: str) -> str:
    """Return a JSONPath with the names in brackets that the RFC does not allow after a dot."""
    return _TOKEN.sub(_bracket, text)


def _bracket(token: re.Match[str]) -> str:
    name = token["name"]
    if name is None or _SHORTHAND.fullmatch(name):
        return token[0]
    return f"{token['dots'] if token['dots'] == '..' else ''}['{name}']"
