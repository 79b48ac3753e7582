from typing import Any

import pytest

from spec.compiler import validity
from spec.compiler.diagnostics import Diagnostics

RESPONSES = {"204": {"description": "x"}}
VALID: Any = {"x-source": "a.apib:3", "responses": RESPONSES}
NAMELESS: Any = {"x-source": "a.apib:9", "parameters": [{"in": "query"}], "responses": RESPONSES}


def document(*operations: Any, **schemas: Any) -> Any:
    paths = {f"/{number}": {"get": operation} for number, operation in enumerate(operations)}
    info = {"title": "A", "version": "1"}
    components = {"schemas": schemas}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": components}


def test_valid_document_is_returned_as_it_is() -> None:
    diagnostics = Diagnostics()

    checked = validity.check(document(VALID, VALID), "a.apib", diagnostics)

    assert checked == document(VALID, VALID)
    assert not diagnostics.found


def test_operation_that_would_be_invalid_is_left_out() -> None:
    diagnostics = Diagnostics()

    checked = validity.check(document(VALID, NAMELESS), "a.apib", diagnostics)

    assert checked["paths"] == {"/0": {"get": VALID}, "/1": {}}
    assert any(
        line.startswith("a.apib:9:1: error: GET /1 would be") for line in diagnostics.lines()
    )
    assert diagnostics.unread_lines() == ["a.apib:9:1: not read: GET /1"]


def test_type_that_would_be_invalid_is_left_open() -> None:
    diagnostics = Diagnostics()
    broken = {"type": "whatever", "x-source": "a.apib:5"}

    checked = validity.check(document(VALID, T=broken), "a.apib", diagnostics)

    assert checked["components"]["schemas"] == {"T": {"x-invalid": True}}
    assert diagnostics.failed


def test_reference_to_nothing_is_found() -> None:
    diagnostics = Diagnostics()
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/None"}}}
    broken = VALID | {"responses": {"200": {"description": "x", "content": content}}}

    checked = validity.check(document(VALID, broken, VALID), "a.apib", diagnostics)

    assert [list(item) for item in checked["paths"].values()] == [["get"], [], ["get"]]
    assert diagnostics.failed


@pytest.mark.parametrize("place", ["operation", "type"])
def test_default_that_its_schema_refuses_costs_nothing_else(place: str) -> None:
    diagnostics = Diagnostics()
    schema: Any = {"type": "number", "default": "x"}
    parameter = {"name": "a", "in": "query", "schema": schema}
    operation = VALID | ({"parameters": [parameter]} if place == "operation" else {})
    types = {"T": {"type": "object", "properties": {"default": schema}}} if place == "type" else {}

    checked = validity.check(document(operation, **types), "a.apib", diagnostics)

    assert not validity.problems(checked)
    assert "'x-default': 'x'" in str(checked)
    assert {remark.code for remark in diagnostics.found} == {"default"}
    assert not diagnostics.failed


def test_what_no_part_alone_is_to_blame_for_is_an_error() -> None:
    diagnostics = Diagnostics()
    same = VALID | {"operationId": "a"}

    validity.check(document(same, same), "a.apib", diagnostics)

    assert diagnostics.lines()[0].startswith("a.apib:1:1: error: the document would be no OpenAPI")


@pytest.mark.parametrize("count", [1, 3])
def test_schema_that_repeats_is_still_looked_into(count: int) -> None:
    parameter = {"name": "a", "in": "query", "schema": {"type": "whatever"}}
    broken = VALID | {"parameters": [parameter]}

    assert validity.problems(document(*[broken] * count))
    assert not validity.problems(document(*[VALID] * count))
