"""The parameters of an operation's path and query, as a product's OpenAPI document has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from spec.paging import DIRECTIONS, ORDERS
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
            words, sample = str(each.get("description", "")), each.get("example")
            if each["name"].lower() in {*ORDERS, *DIRECTIONS} and "enum" not in schema:
                schema = {**schema, **_listed(words, sample)}
            yield Parameter(each["name"], each["in"], required, schema, sample, words)


def _listed(words: str, sample: object) -> dict[str, list[str]]:
    """Return the values that words list, and nothing else: ``name``, ``docks`` or ``made_at``.

    Where the sample has a sign, each may have one.
    """
    found = _LIST.fullmatch(words)
    values = re.findall(r"[\w.]+", re.sub(_AND, ",", words)) if found is not None else []
    given = str(sample or "")
    if not values or (given and given.lstrip("+-") not in values):
        return {}
    signs = ("", "-") if given[:1] in {"+", "-"} else ("",)
    return {"enum": [f"{sign}{each}" for each in values for sign in signs]}


_AND = re.compile(r",? (?:or|and) ")
_VALUE = r"[`'\"]?[\w.]+[`'\"]?"
_LIST = re.compile(rf"(?:{_VALUE}, )*{_VALUE},? (?:or|and) {_VALUE}\.?")
