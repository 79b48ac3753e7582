"""The parameters by which lists are parted and ordered."""

from typing import Any, cast

import pytest

from spec.paging import DIRECTIONS, LIMITS, ORDERS, PAGES, named
from spec.specification import Operation, Parameter


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
