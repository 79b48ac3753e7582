"""The samples of a body: which is the first request's, and what the others show beside it."""

from __future__ import annotations

import pytest

from spec import specification
from spec.compiler import yaml_files
from spec.members import properties_of
from tests.spec.pages import compile_pages
from tests.spec.test_resources import SCHEME

THING = "# Data Structures\n\n## Thing (object)\n+ name: `A` (string)\n+ size: 3 (number)\n"
BY_TYPE = "+ Request Whole (application/json)\n    + Attributes (Thing)\n\n+ Response 201\n\n"


def by_sample(body: str, status: str = "201") -> str:
    shown = f"+ Request Less (application/json)\n    + Body\n\n            {body}\n\n"
    return f"{shown}+ Response {status}\n\n"


def operation_of(*requests: str) -> tuple[specification.Specification, specification.Operation]:
    page = "# A\n\n## POST /things\n\n" + "".join(requests) + THING
    document = compile_pages(page, overlay=SCHEME).document
    spec = specification.parse("x", yaml_files.dump(document))
    (found,) = spec.operations.values()
    return spec, found


@pytest.mark.parametrize(
    ("requests", "first", "others"),
    [
        ((BY_TYPE,), None, ()),
        ((by_sample('{"name": "B"}'),), {"name": "B"}, ()),
        ((BY_TYPE, by_sample('{"name": "B"}')), None, ({"name": "B"},)),
        ((by_sample('{"name": "B"}'), BY_TYPE), {"name": "B"}, ()),
        ((by_sample('{"name": ""}', "400"), BY_TYPE), None, ()),
        (
            (by_sample('{"name": "B"}'), by_sample('{"name": "C"}')),
            {"name": "B"},
            ({"name": "C"},),
        ),
    ],
    ids=["type", "sample", "type-first", "sample-first", "refused-first", "samples"],
)
def test_first_request_tells_the_body(
    requests: tuple[str, ...], first: object, others: tuple[object, ...]
) -> None:
    _, found = operation_of(*requests)

    assert (found.body_example, found.samples.others) == (first, others)


@pytest.mark.parametrize(
    ("body", "is_one"), [('{"name": "B"}', True), ('{"name": "B", "mark": "x"}', False)]
)
def test_sample_with_no_more_than_a_type_is_no_other_kind_of_body(body: str, is_one: bool) -> None:  # noqa: FBT001
    spec, found = operation_of(BY_TYPE, by_sample(body))

    schema = found.body_schema or {}
    assert ("anyOf" in schema) is not is_one
    assert is_one is (properties_of(spec.document, schema).keys() == {"name", "size"})
    assert {"name", "size"} <= {*found.body_fields}
