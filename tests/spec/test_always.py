"""What a page says is always there is demanded of its answers, and not of requests."""

import copy
from typing import Any

import pytest

from spec.always import demanding

VISIT: dict[str, Any] = {
    "properties": {"id": {}, "minutes": {}, "tasks": {}, "mail": {}, "phone": {}},
    "required": ["id"],
    "oneOf": [{"required": ["mail"]}, {"required": ["phone"]}],
}


def required(words, *, taken_by=None):
    """Return what a visit must have, by the words about it."""
    schemas: dict[str, Any] = {"Visit": {**copy.deepcopy(VISIT), "description": words}}
    schemas["Page"] = {"properties": {"visits": {"items": {"$ref": "#/components/schemas/Visit"}}}}
    body = {"content": {"a": {"schema": {"$ref": f"#/components/schemas/{taken_by}"}}}}
    post = {"requestBody": body} if taken_by else {}
    document = {"paths": {"/visits": {"post": post}}, "components": {"schemas": schemas}}
    assert demanding(document) is document
    return schemas["Visit"]["required"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("As it is shown. `minutes` and `tasks` are always there. `mail` may be.",
         ["id", "minutes", "tasks"]),
        ("As it is shown; `tasks` is always present", ["id", "tasks"]),
        ("All its members are there, those not sent with their defaults.",
         ["id", "minutes", "tasks"]),
        ("All of the fields are always included", ["id", "minutes", "tasks"]),
        ("`mail` and `minutes` are always shown", ["id", "minutes"]),  # one excludes another
        ("`nothing` is always there", ["id"]),
        ("Not all its members are there", ["id"]),
        ("The minutes are there", ["id"]),
        ("It is always there", ["id"]),
        ("", ["id"]),
    ],
)  # fmt: skip
def test_what_is_always_there_is_required(words, names):
    assert required(words) == names


@pytest.mark.parametrize("taken_by", ["Visit", "Page"])
def test_what_requests_take_may_lack_it(taken_by):
    assert required("All its members are there", taken_by=taken_by) == ["id"]
