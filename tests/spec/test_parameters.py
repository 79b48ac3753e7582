"""The parameters of an operation, as its document has them."""

from __future__ import annotations

from typing import Any

import pytest

from spec.parameters import parameters_of


def read(name: str, words: str, **more: Any) -> list[str] | None:
    raw = {"name": name, "in": "query", "description": words, "schema": {"type": "string"}, **more}
    (found,) = parameters_of({}, [raw])
    values: list[str] | None = found.schema.get("enum")
    return values


@pytest.mark.parametrize(
    ("words", "sample", "values"),
    [
        ("created, name or priority", "created", ["created", "name", "priority"]),
        ("`plate`, `battery` or `rides_count`", None, ["plate", "battery", "rides_count"]),
        ("`name` or `docks`", "-docks", ["name", "-name", "docks", "-docks"]),
        ("name and size", "weight", None),
        ("The name of a member", "name", None),
        ("What to sort by: name or size", "name", None),
    ],
)
def test_values_of_an_order_that_words_list_are_its_values(
    words: str, sample: str | None, values: list[str] | None
) -> None:
    assert read("order_by", words, **({"example": sample} if sample else {})) == values


def test_values_of_other_parameters_are_not_looked_for_in_words() -> None:
    assert read("tag", "red or blue") is None


def test_values_of_a_schema_count_before_words() -> None:
    assert read("order_by", "name or size", schema={"enum": ["name"]}) == ["name"]
