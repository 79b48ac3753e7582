"""The parameters of an operation's path and query, as a product's OpenAPI document has them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from spec.resources import followed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True)
class Parameter:
    """One documented parameter of a path or a query."""

    name: str
    where: str
    """``path`` or ``query``."""
    required: bool
    schema: Mapping[str, Any]
    """What its value is; empty where the page does not say."""
    example: object
    """The page's sample value, or None."""
    description: str = ""
    """The page's words about it."""


def parameters_of(
    document: Mapping[str, Any], raw: Sequence[Mapping[str, Any]]
) -> Iterator[Parameter]:
    """Yield the parameters of a path and a query, as a document has them, references followed."""
    for each in map(partial(followed, document), raw):
        if each["in"] in {"path", "query"}:
            schema = followed(document, each.get("schema", {}))
            required = bool(each.get("required"))
            words = str(each.get("description", ""))
            yield Parameter(each["name"], each["in"], required, schema, each.get("example"), words)
