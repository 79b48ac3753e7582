"""What is inferred of paths, methods and schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from spec import specification
from spec.compiler import yaml_files
from spec.resources import (
    Resource,
    above_of,
    below,
    changes_what_is_once,
    followed,
    on_the_way,
    parent_of,
    with_named_values,
    words_in_scope,
)
from tests.spec.pages import compile_pages

if TYPE_CHECKING:
    from spec.specification import Specification

BODY = "+ Request (application/json)\n    + Attributes\n        + name (string)\n\n"
LIST = "+ Response 200 (application/json)\n    + Attributes (array)\n        + (object)\n"
THING = (
    "+ Response 200 (application/json)\n    + Attributes\n        + id (string)\n"
    "        + name (string)\n"
)
MADE = BODY + "+ Response 201\n"
SCHEME = (
    "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n"
    "  - target: $\n    update: {components: {securitySchemes: {accessToken: {type: apiKey, "
    "in: header, name: X-Access-Token, x-lifetime-seconds: 1, x-refresh-window-seconds: 1}}}}\n"
)


def spec_of(*operations: tuple[str, str]) -> Specification:
    page = "# A\n\n" + "\n".join(f"## {heading}\n\n{below}" for heading, below in operations)
    return specification.parse("x", yaml_files.dump(compile_pages(page, overlay=SCHEME).document))


CRUD = (
    ("GET /things", LIST),
    ("POST /things", MADE),
    ("GET /things/{id}", THING),
    ("PATCH /things/{id}", BODY + THING),
    ("DELETE /things/{id}", "+ Response 204\n"),
)


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        (("PUT /things/{id}", BODY + THING), "replace"),
        (("PUT /things/{id}", "+ Response 204\n"), "action"),
        (("PUT /things/{id}/star", "+ Response 204\n"), "action"),
        (("POST /things/{id}/archive", "+ Response 200\n"), "action"),
        (("POST /things/bulk", MADE), "action"),
        (("POST /sign-ups", MADE), "create"),
        (("POST /register", MADE), "action"),
        (("GET /things/count", THING.replace("id (string)", "count (number)")), "read"),
        (("GET /tags/{tag}", LIST), "read"),
        (("POST /things/{id}/notes/new", MADE), "create"),
        (("DELETE /things", "+ Response 204\n"), "action"),
        (("PUT /settings", BODY + THING), "action"),
        (("GET /", THING), "read"),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else each,
)
def test_kind_of_an_operation(operation: tuple[str, str], kind: str) -> None:
    spec = spec_of(*CRUD, operation)
    method, path = operation[0].split(" ")

    found = spec.find(method, path)

    assert found is not None
    assert found.kind == kind


def test_resource_has_its_operations() -> None:
    (found,) = spec_of(*CRUD).resources

    assert (found.path, found.item_path, found.parameter) == ("/things", "/things/{id}", "id")
    assert {kind.value for kind in found.operations} == {
        "create", "list", "get", "modify", "delete",
    }  # fmt: skip


def test_sub_resource_belongs_to_a_thing() -> None:
    found = spec_of(
        *CRUD,
        ("GET /things/{id}/notes", LIST),
        ("POST /things/{id}/notes", MADE),
        ("DELETE /things/{id}/notes/{note_id}", "+ Response 204\n"),
    ).resources

    assert [(each.path, each.parent) for each in found] == [
        ("/things", None),
        ("/things/{id}/notes", "/things"),
    ]


HALLS = (
    *CRUD,
    ("GET /things/{id}/halls", LIST),
    ("POST /things/{id}/halls", MADE),
    ("GET /halls/{hall_id}", THING),
)


def test_things_that_are_made_below_others_may_be_found_elsewhere() -> None:
    things, halls = spec_of(*HALLS, ("GET /halls/{hall_id}/seats", LIST)).resources[:2]

    assert (halls.path, halls.item_path, halls.parent) == ("/halls", "/halls/{hall_id}", "/things")
    assert {kind.value for kind in halls.operations} == {"create", "list", "get"}
    assert things.parent is None


@pytest.mark.parametrize(
    "more",
    [("POST /halls", MADE), ("GET /things/{id}/halls/{hall_id}", THING)],
    ids=["made-there-too", "found-here-too"],
)
def test_things_that_are_made_or_found_in_both_places_are_two_kinds(more: tuple[str, str]) -> None:
    found = spec_of(*HALLS, more).resources

    assert "/things/{id}/halls" in {each.path for each in found}


def test_parents_come_first_and_what_is_below_them_is_known() -> None:
    deep = ("POST /halls/{hall_id}/rows", MADE), ("GET /halls/{hall_id}/rows", LIST)
    spec = spec_of(*HALLS, *deep)

    assert [each.path for each in spec.resources] == ["/things", "/halls", "/halls/{hall_id}/rows"]
    assert [each.path for each in below(spec, spec.resources[0])] == [
        "/halls",
        "/halls/{hall_id}/rows",
    ]
    assert below(spec, spec.resources[2]) == []


OF_ITS_TYPE = (
    "# A\n\n## GET /things/{id}\n\n+ Response 200 (application/json)\n    + Attributes (Thing)\n\n"
    "## POST /things\n\n+ Request (application/json)\n    + Attributes (Thing)\n\n"
    "+ Response 201 (application/json)\n    + Attributes (Thing)\n\n"
    "## POST /things/{id}/NAME\n\nWORDS\n\n+ Response 201 (application/json)\n"
    "    + Attributes (Thing)\n\n# Data Structures\n\n## Thing (object)\n+ id (string)\n"
)


@pytest.mark.parametrize(
    ("name", "words", "kind"),
    [
        ("refunds", "Money back.", "action"),
        ("duplicate", "Money back.", "create"),
        ("again", "Makes a copy.", "create"),
    ],
)
def test_what_is_done_to_a_thing_and_gives_it_makes_none_but_a_copy(
    name: str, words: str, kind: str
) -> None:
    page = OF_ITS_TYPE.replace("NAME", name).replace("WORDS", words)
    document = compile_pages(page, overlay=SCHEME).document
    spec = specification.parse("x", yaml_files.dump(document))

    found = spec.find("POST", f"/things/{{id}}/{name}")

    assert found is not None
    assert found.kind == kind


def test_values_of_a_named_enumeration_are_those_of_its_member() -> None:
    document = {"named": {"enum": ["a", "b"]}, "object": {"properties": {}}}
    members = {"state": {"$ref": "#/named", "description": "Now"}, "other": {"$ref": "#/object"}}

    found = with_named_values(document, {"properties": members})["properties"]

    assert found == {**members, "state": {"enum": ["a", "b"], "description": "Now"}}


def test_what_there_is_but_one_of_is_replaced_where_it_can_be_read() -> None:
    spec = spec_of(("GET /settings", THING), ("PUT /settings", BODY + THING))

    assert {each.kind.value for each in spec.operations.values() if each.kind} == {
        "read",
        "replace",
    }


def test_words_of_a_path_name_the_collection_before_them() -> None:
    spec = spec_of(
        ("GET /things/list", LIST), ("POST /things/create", MADE), ("GET /things/{id}", THING)
    )

    (found,) = spec.resources
    assert {kind.value for kind in found.operations} == {"list", "create", "get"}


@pytest.mark.parametrize("path", ["/", "/{id}", "/{a}/{b}"])
def test_path_without_a_word_has_a_name(path: str) -> None:
    for each in spec_of((f"GET {path}", THING)).resources:
        assert each.name


@pytest.mark.parametrize(
    ("member", "is_list"),
    [
        ("scopes (array[string])", False),
        ("things (array[object])", True),
        ("rows (array[object])", True),
    ],
)
def test_lone_array_is_a_list_where_it_holds_things(member: str, is_list: bool) -> None:  # noqa: FBT001
    below = f"+ Response 200 (application/json)\n    + Attributes\n        + {member}\n"

    (found,) = spec_of(("GET /things", below)).operations.values()

    assert (found.kind == "list") == is_list


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (("GET /things/{id}/notes/{note_id}", THING), ("get", "/things/{id}/notes")),
        (("PUT /things/{id}/star", BODY + THING), ("action", "/things/{id}/star")),
        (("POST /exports", BODY + "+ Response 202\n"), ("create", "/exports")),
        (("POST /things/{id}/run", BODY + "+ Response 202\n"), ("action", "/things/{id}/run")),
        (("GET /things/{id}/sums/{period}", LIST), ("read", "/things/{id}/sums")),
        (("PATCH /things", BODY + LIST), ("action", "/things")),
        (("DELETE /things/{id}/notes", "+ Response 204\n"), ("action", "/things/{id}/notes")),
    ],
    ids=lambda each: each[0],
)
def test_kind_and_resource_of_an_operation(
    operation: tuple[str, str], expected: tuple[str, str]
) -> None:
    found = spec_of(*CRUD, operation).find(*operation[0].split(" "))

    assert found is not None
    assert (found.kind, found.resource) == expected


def test_operations_with_contracts_of_their_own_are_of_no_kind() -> None:
    page = specification.load("me")

    assert all(each.kind is not None for each in page.operations.values() if each.is_as_any_other)
    assert all(each.kind is None for each in page.operations.values() if not each.is_as_any_other)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/companies", "company"),
        ("/classes", "class"),
        ("/boxes", "box"),
        ("/batches", "batch"),
        ("/address", "address"),
        ("/things/{id}/notes", "note"),
        ("/news", "new"),
    ],
)
def test_name_of_a_thing(path: str, name: str) -> None:
    assert Resource(path, None, {}, None).name == name


def test_thing_without_an_id_has_no_parameter() -> None:
    assert Resource("/settings", "/settings", {}, None).parameter is None
    assert Resource("/things", "/things/{id}", {}, None).parameter == "id"
    assert Resource("/things", None, {}, None).parameter is None


def test_thing_is_named_by_the_path_of_what_is_done_to_it() -> None:
    ride, bell = spec_of(
        ("POST /rides", MADE),
        ("POST /rides/{ride_id}/finish", "+ Response 200\n"),
        ("POST /rides/{ride_id}/bells", MADE),
        ("POST /rides/{ride_id}/bells/{bell_id}/ring", "+ Response 200\n"),
        ("POST /lamps/{lamp_id}/light", "+ Response 200\n"),
    ).resources

    assert (ride.item_path, ride.parameter) == ("/rides/{ride_id}", "ride_id")
    assert (bell.item_path, bell.parent) == ("/rides/{ride_id}/bells/{bell_id}", "/rides")


def test_reference_that_leads_in_a_circle_comes_to_an_end() -> None:
    document = {"a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}, "c~/d": {"type": "string"}}

    assert "$ref" in followed(document, {"$ref": "#/a"})
    assert followed(document, {"$ref": "#/c~0~1d"}) == {"type": "string"}
    assert followed(document, {}) == {}


@pytest.mark.parametrize(
    ("operation", "on", "above"),
    [
        ("GET /things", [], None),
        ("GET /things/1", ["/things"], None),
        ("POST /things/1/archive", ["/things"], "/things"),
        ("POST /things/1/notes", ["/things"], "/things"),
        ("GET /things/1/notes/2", ["/things/{id}/notes", "/things"], "/things"),
        ("GET /settings", [], None),
    ],
)
def test_things_on_the_way_of_an_operation(
    operation: str, on: list[str], above: str | None
) -> None:
    spec = spec_of(
        *CRUD,
        ("POST /things/{id}/archive", THING),
        ("GET /things/{id}/notes", LIST),
        ("POST /things/{id}/notes", MADE),
        ("GET /things/{id}/notes/{note_id}", THING),
        ("GET /settings", THING),
    )
    asked = spec.find(*operation.split())
    assert asked is not None

    assert [each.path for each in on_the_way(spec, asked)] == on
    found = above_of(spec, asked)
    assert (found and found.path) == above


def test_thing_that_others_belong_to() -> None:
    spec = spec_of(
        *CRUD, ("GET /things/{id}/notes", LIST), ("GET /things/{id}/notes/{note_id}", THING)
    )
    things, notes = spec.resources

    assert parent_of(spec, notes) == things
    assert parent_of(spec, things) is None


def test_what_there_is_but_once_is_changed_where_it_can_be_read() -> None:
    change = ("PUT /settings", BODY + THING)
    spec = spec_of(*CRUD, ("GET /settings", THING), change)
    found = [e.path for e in spec.operations.values() if changes_what_is_once(spec, e)]
    assert found == ["/settings"]

    spec = spec_of(*CRUD, change)
    assert not any(changes_what_is_once(spec, each) for each in spec.operations.values())


@pytest.mark.parametrize(
    ("said", "secured"),
    [
        (
            "Every request carries a token in the header `X-Access-Token`.",
            {"/things", "/things/{id}"},
        ),
        ("All operations take a token in X-Access-Token.", {"/things", "/things/{id}"}),
        ("Some take one in `X-Access-Token`.", set()),
        ("Every request is counted. See `X-Access-Token`.", set()),
    ],
)
def test_token_that_every_request_carries_is_told_once(
    said: str,
    secured: bool,  # noqa: FBT001
) -> None:
    page = f"# A\n\n{said}\n\n" + "\n".join(
        f"## {heading}\n\n+ Response 200\n"
        for heading in ("GET /things", "GET /things/{id}", "POST /login", "GET /auth_options")
    )
    spec = specification.parse("x", yaml_files.dump(compile_pages(page, overlay=SCHEME).document))

    found = {each.path for each in spec.secured()}
    assert found == ({"/things", "/things/{id}"} if secured else set())


def test_what_pages_say_of_an_operation_above_it_is_in_its_scope() -> None:
    page = (
        "# A\n\nOf all.\n\n# Group B\n\nOf some.\n\n## GET /things\n\nOf one.\n\n+ Response 200\n"
    )
    spec = specification.parse("x", yaml_files.dump(compile_pages(page, overlay=SCHEME).document))

    (operation,) = spec.operations.values()
    said = words_in_scope(spec.document, operation)
    assert said.split("\n") == ["Of one.", "Of some.", "Of all."]
