"""Whatever two documents hold, they are compared: no crash, and the same both ways."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spec import specification
from spec.diff.document import Document
from spec.diff.rendering import Comparison, as_markdown, as_text
from spec.diff.report import changes_between
from spec.diff.rules_touched import Touched
from tests.products import PRODUCTS

USER = {"$ref": "#/components/schemas/User"}
JUNK: list[Any] = [
    *(None, True, 0, 1.5, "", "x", [], {}, [1], [{}], {"a": 1}, USER, {"$ref": 7}, {"$ref": "#/x"}),
    *({"allOf": [USER]}, {"oneOf": []}, {"anyOf": [USER, {"type": "null"}]}, {"enum": [[]]}),
    *({"type": []}, {"type": [1, "string"]}, {"required": "a"}, {"properties": []}, {"const": {}}),
]
KEYS = [
    *("$ref", "type", "properties", "required", "anyOf", "oneOf", "allOf", "enum", "items", "in"),
    *("additionalProperties", "parameters", "security", "tags", "headers", "content", "schema"),
    *("example", "examples", "name", "default", "const", "nullable", "minimum", "responses"),
    *("patternProperties", "requestBody", "x-effects", "deprecated", "summary", "servers", "info"),
]


def containers(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [value, *(found for each in inner if each for found in containers(each))]


@st.composite
def mangled(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a product's document in which a few values are replaced by what doesn't belong there."""
    product = draw(st.sampled_from(PRODUCTS))
    document: dict[str, Any] = copy.deepcopy(dict(specification.load(product).document))
    for _ in range(draw(st.integers(0, 6))):
        places = [each for each in containers(document) if isinstance(each, dict | list) and each]
        place = draw(st.sampled_from(places))
        junk = copy.deepcopy(draw(st.sampled_from(JUNK)))
        if isinstance(place, list):
            place[draw(st.integers(0, len(place) - 1))] = junk
        else:
            place[draw(st.sampled_from([*place, *KEYS]))] = junk
    return document


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(mangled(), mangled())
def test_any_two_documents_are_compared(old: dict[str, Any], new: dict[str, Any]) -> None:
    there = changes_between(Document(old), Document(new))
    back = changes_between(Document(new), Document(old))

    assert bool(there) == bool(back)
    comparison = Comparison("old", "new", there, Touched("me"))
    assert as_text(comparison).endswith("\n")
    assert as_markdown(comparison).endswith("\n")


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(mangled())
def test_no_document_differs_from_itself(document: dict[str, Any]) -> None:
    assert changes_between(Document(document), Document(copy.deepcopy(document))) == []
