"""The parameters by which lists are parted and ordered."""

from typing import Any, cast

import pytest

from spec.paging import DIRECTIONS, LIMITS, ORDERS, PAGES, is_empty_beyond_its_end, named
from spec.parameters import Parameter
from spec.specification import Operation


class Listed:
    def __init__(self, *parameters: Parameter) -> None:
        self.parameters = parameters


def lists(*parameters: Parameter) -> Operation:
    return cast("Operation", Listed(*parameters))


def parameter(
    name: str, schema: dict[str, Any], where: str = "query", example: object = None
) -> Parameter:
    return Parameter(name, where, required=False, schema=schema, example=example)


@pytest.mark.parametrize(
    ("parameters", "names", "expected"),
    [
        ([parameter("page", {"type": "integer"})], PAGES, "page"),
        ([parameter("pageSize", {}, example=10)], LIMITS, "pageSize"),
        ([parameter("take", {"type": "number"}), parameter("limit", {})], LIMITS, "limit"),
        ([parameter("limit", {})], LIMITS, "limit"),
        ([parameter("limit", {"type": "string"})], LIMITS, None),
        ([parameter("page", {"type": "integer"}, "path")], PAGES, None),
        ([parameter("leaf", {"type": "integer"})], PAGES, None),
    ],
)
def test_number_is_found_by_its_name(parameters, names, expected):
    found = named(lists(*parameters), names, is_number=True)

    assert (found and found.name) == expected


@pytest.mark.parametrize(
    ("schema", "is_found"), [({"type": "string"}, True), ({"type": "number"}, False)]
)
def test_order_is_no_number(schema, is_found):
    operation = lists(parameter("sort", schema))

    assert (named(operation, ORDERS, is_number=False) is not None) is is_found


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["asc", "desc"], "direction"),
        (["ASCENDING", "DESCENDING", None], "direction"),
        (None, "direction"),
        (["inbound", "outbound"], "sort_dir"),
    ],
)
def test_direction_of_a_trip_is_none_of_a_list(values, expected):
    way = parameter("direction", {"enum": values} if values else {"type": "string"})
    other = parameter("sort_dir", {"enum": ["asc", "desc"]})

    found = named(lists(way, other), DIRECTIONS, is_number=False)

    assert found is not None
    assert found.name == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("An `offset` beyond the end gives an empty list. An unknown filter is refused.", True),
        ("An `offset` beyond the last thing gives an empty list, not an error.", True),
        ("Where `page` is past the last page, nothing is listed.", True),
        ("You get an empty list for an offset that is larger than the total", True),
        ("An offset beyond the end is refused with 400. The list may be empty.", False),
        ("A list may be empty; an offset skips things.", False),
        ("The list is empty beyond the Alps", False),
    ],
)
def test_words_of_what_is_beyond_the_end_are_read(words: str, *, expected: bool) -> None:
    assert is_empty_beyond_its_end(words) is expected
