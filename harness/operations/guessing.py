"""Values of which the page gives no more than a type: tried where they can do no harm.

They are for bodies that an instance may refuse without a word against it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from harness.redaction.secret_names import may_name_secret

if TYPE_CHECKING:
    from collections.abc import Mapping

_OF_A_KNOWN_SET = re.compile(
    r"(?i)(status|state|kind|type|role|mode|level|category|class|unit|units|format|scope|method"
    r"|colou?r|country|region|city|language|lang|locale|currency|time_?zone|tz|code|phone|zip"
    r"|postal(_code)?|version|priority|permissions?|features?|operator|encoding|algorithm)s?$"
)
"""Words of which an instance knows a set that the page does not tell."""
_SAID_BY_THE_INSTANCE = re.compile(
    r"(?i)creat|updat|modif|delet|^last|^is_|^has_|count|total|size|length|hash|sum$|_by$"
    r"|owner|author|result|error|progress|revision"
)
"""Members that an instance tells of itself, which pages show beside those that it takes."""
_PLAIN = 3
"""A number that is seldom what an instance gives a member by itself."""
_FORMED = {"enum", "const", "pattern", "format", "multipleOf", "exclusiveMinimum"}


def guessed(name: str, kind: str, schema: Mapping[str, Any], text: str) -> object:
    """Return a value for a member of which the page gives a type alone; None where none is safe."""
    is_known = _OF_A_KNOWN_SET.search(name) or _SAID_BY_THE_INSTANCE.search(name)
    if is_known or schema.keys() & _FORMED or may_name_secret(name):
        return None
    if kind in {"integer", "number"}:
        return _PLAIN
    return text if kind == "string" else None
