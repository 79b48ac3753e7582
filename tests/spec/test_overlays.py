"""What overlays make of a document, by OpenAPI Overlay 1.0, 1.1 and 1.2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from spec.compiler import project
from tests.spec.overlays import EVERY_VERSION, LIBRARY, library, overlaid, read, written
from tests.spec.pages import compile_pages, page

if TYPE_CHECKING:
    from pathlib import Path

PAGE = page("+ Request\n    + Headers\n\n            X-Key: 1\n\n+ Response 204", resource="Text.")
KEY_SCHEME = "{components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}}"


@EVERY_VERSION
@pytest.mark.parametrize(
    ("update", "info"),
    [
        pytest.param("{x: {y: 1}}", {"x": {"y": 1}}, id="inserted"),
        pytest.param("{version: '2'}", {"version": "2"}, id="replaced"),
        pytest.param("{version: null}", {"version": None}, id="null for a value"),
        pytest.param("{}", {}, id="nothing"),
    ],
)
def test_object_is_merged_into_an_object(version: str, update: str, info: dict[str, Any]) -> None:
    applied = overlaid(f"{{target: $.info, update: {update}}}", version=version)

    assert applied.document == library(info=LIBRARY["info"] | info)
    assert applied.remarks == []


@EVERY_VERSION
@pytest.mark.parametrize(
    ("target", "update"),
    [
        pytest.param("$", "{tags: [new]}", id="within the update"),
        pytest.param("$.tags", "new", id="an entry"),
    ],
)
def test_array_grows_at_its_end(version: str, target: str, update: str) -> None:
    applied = overlaid(f"{{target: {target}, update: {update}}}", version=version)

    assert applied.document == library(tags=["old", "kept", "new"])
    assert applied.remarks == []


@pytest.mark.parametrize(
    ("version", "tags", "codes"),
    [
        pytest.param("1.0", ["old", "kept", ["x", "y"]], ["entry"], id="one entry in 1.0"),
        pytest.param("1.1", ["old", "kept", "x", "y"], [], id="end to end since 1.1"),
    ],
)
def test_array_for_an_array(version: str, tags: list[Any], codes: list[str]) -> None:
    applied = overlaid("{target: $.tags, update: [x, y]}", version=version)

    assert applied.document == library(tags=tags)
    assert applied.codes("warning") == codes


@pytest.mark.parametrize(
    ("version", "codes"),
    [
        pytest.param("1.0", ["plain-target"], id="with a warning in 1.0"),
        pytest.param("1.1", [], id="since 1.1"),
    ],
)
def test_plain_value_is_replaced(version: str, codes: list[str]) -> None:
    applied = overlaid("{target: $.info.title, update: Books}", version=version)

    assert applied.document["info"]["title"] == "Books"
    assert applied.codes("warning") == codes
    assert applied.codes("error") == []


@EVERY_VERSION
@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param("$.info.title", library(info={"version": "1"}), id="plain member"),
        pytest.param("$.tags[?@ == 'old']", library(tags=["kept"]), id="plain item"),
        pytest.param("$.tags[0,0]", library(tags=["kept"]), id="item that matches twice"),
        pytest.param("$.tags[*]", library(tags=[]), id="every item"),
        pytest.param("$.servers[?@.x-stage]", library(servers=[{"url": "b"}]), id="object in list"),
        pytest.param("$.servers", {k: v for k, v in LIBRARY.items() if k != "servers"}, id="list"),
        pytest.param("$.paths..*", library(paths={}), id="values within one another"),
        pytest.param("$..[?@ == 'old']", None, id="in many places"),
    ],
)
def test_remove_takes_every_match_out(version: str, target: str, expected: Any) -> None:
    applied = overlaid(f'{{target: "{target}", remove: true}}', version=version)

    if expected is None:
        assert '"old"' not in json.dumps(applied.document)
    else:
        assert applied.document == expected
    assert applied.codes("error") == []


@pytest.mark.parametrize(
    ("target", "source", "expected"),
    [
        pytest.param(
            "$.paths['/books']",
            "$.paths['/loans']",
            {
                "get": {"summary": "Loans", "tags": ["old", "old", "kept"]},
                "post": {"x-internal": True},
            },
            id="object into object",
        ),
        pytest.param(
            "$.paths['/books'].get.tags",
            "$.tags",
            {"get": {"summary": "Books", "tags": ["old", "old", "kept"]}},
            id="array onto array",
        ),
        pytest.param(
            "$.paths['/books'].get.tags",
            "$.info.title",
            {"get": {"summary": "Books", "tags": ["old", "Library"]}},
            id="plain value onto array",
        ),
        pytest.param(
            "$.paths['/books'].get.summary",
            "$.info.title",
            {"get": {"summary": "Library", "tags": ["old"]}},
            id="plain value for plain value",
        ),
    ],
)
def test_copy_merges_what_it_finds(target: str, source: str, expected: dict[str, Any]) -> None:
    applied = overlaid(f'{{target: "{target}", copy: "{source}"}}')

    assert applied.remarks == []
    books = applied.document["paths"]["/books"]
    assert books == {"post": {"x-internal": True}} | expected
    assert applied.document["paths"]["/loans"] == LIBRARY["paths"]["/loans"]


def test_path_is_moved_by_three_actions() -> None:
    applied = overlaid(
        "{target: $.paths, update: {/lendings: {}}}",
        "{target: \"$.paths['/lendings']\", copy: \"$.paths['/loans']\"}",
        "{target: \"$.paths['/loans']\", remove: true}",
    )

    assert applied.remarks == []
    paths = applied.document["paths"]
    assert list(paths) == ["/books", "/lendings"]
    assert paths["/lendings"] == LIBRARY["paths"]["/loans"]


def test_copies_into_several_places_are_of_the_value_before_the_action() -> None:
    applied = overlaid("{target: $.paths.*, copy: $.paths}")

    books = applied.document["paths"]["/books"]
    loans = applied.document["paths"]["/loans"]
    assert books["/books"] == loans["/books"] == LIBRARY["paths"]["/books"]


def test_actions_apply_one_after_another() -> None:
    applied = overlaid(
        "{target: $.servers, remove: true}", "{target: $, update: {servers: [{url: c}]}}"
    )

    assert applied.document == library(servers=[{"url": "c"}])


@pytest.mark.parametrize("verb", ["update: &v {deep: {a: 1}}", "copy: $.info"])
def test_places_share_nothing(verb: str) -> None:
    change = "{target: \"$.paths['/books']\", update: {deep: {a: 2}, title: new}}"
    applied = overlaid(f"{{target: $.paths.*, {verb}}}", change)

    loans = applied.document["paths"]["/loans"]
    assert loans.get("deep", {"a": 1}) == {"a": 1}
    assert loans.get("title", "Library") == "Library"
    assert LIBRARY["info"] == {"title": "Library", "version": "1"}


def test_alias_is_a_value_of_its_own() -> None:
    applied = overlaid(
        "{target: $, update: {x-a: &a {n: 1}, x-b: *a}}", "{target: $.x-a, update: {n: 2}}"
    )

    assert (applied.document["x-a"], applied.document["x-b"]) == ({"n": 2}, {"n": 1})


def test_overlay_may_be_json_indented_by_tabs() -> None:
    text = json.dumps(
        {
            "overlay": "1.1.0",
            "info": {"title": "t", "version": "1"},
            "actions": [{"target": "$.none", "update": {"x-smile": "\N{SLIGHTLY SMILING FACE}"}}],
        },
        indent="\t",
    )
    (action,), diagnostics = read(text)

    assert diagnostics.lines() == []
    assert action.update == {"x-smile": "\N{SLIGHTLY SMILING FACE}"}
    assert str(action.at) == "o.yaml:8:3"


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        pytest.param("{at: 2027-01-31}", {"at": "2027-01-31"}, id="date"),
        pytest.param("{at: 12:30, on: yes}", {"at": "12:30", "on": "yes"}, id="yaml 1.1"),
        pytest.param("{200: OK, null: 1}", {"200": "OK", "null": 1}, id="key is a text"),
        pytest.param("{n: 1e3, o: 0o17, t: true}", {"n": 1000.0, "o": 15, "t": True}, id="plain"),
    ],
)
def test_values_are_those_of_yaml_1_2(update: str, expected: dict[str, Any]) -> None:
    applied = overlaid(f"{{target: $, update: {{x: {update}}}}}")

    assert applied.document["x"] == expected


# What cannot be applied


@pytest.mark.parametrize(
    ("action", "code"),
    [
        pytest.param("{target: $, remove: true}", "overlay", id="whole document"),
        pytest.param("{target: $.info, update: [1]}", "overlay", id="array into object"),
        pytest.param(
            "{target: \"$['paths','info']\", update: {title: {}}}", "merge", id="second place"
        ),
        pytest.param("{target: $.info, update: 1}", "overlay", id="value into object"),
        pytest.param("{target: $.info.title, update: {a: 1}}", "overlay", id="object for value"),
        pytest.param("{target: $.info.title, copy: $.info}", "overlay", id="copied for value"),
        pytest.param("{target: $, update: {info: []}}", "merge", id="array over object"),
        pytest.param("{target: $, update: {paths: null}}", "merge", id="value over object"),
        pytest.param("{target: $, update: {tags: {}}}", "merge", id="object over array"),
        pytest.param("{target: $.info, update: {title: {}}}", "merge", id="object over value"),
        pytest.param("{target: '$.*', update: 1}", "kinds", id="of several kinds"),
        pytest.param("{target: $.info, copy: $.none}", "copy", id="copy of nothing"),
        pytest.param("{target: $.info, copy: $.paths.*}", "copy", id="copy of several"),
    ],
)
def test_action_that_cannot_be_applied_is_an_error_and_changes_nothing(
    action: str, code: str
) -> None:
    applied = overlaid(action, "{target: $, update: {x-next: true}}")

    (line,) = applied.remarks
    assert line.startswith("o.yaml:4:5: error: ")
    assert applied.codes("error") == [code]
    assert applied.document == library(**{"x-next": True})


@pytest.mark.parametrize(
    ("target", "update"),
    [
        pytest.param("$.info", "{title: {}}", id="object over value"),
        pytest.param("$['info','tags']", "{x: 1}", id="of several kinds"),
    ],
)
def test_overlay_1_0_is_silent_on_what_1_1_forbids(target: str, update: str) -> None:
    applied = overlaid(f'{{target: "{target}", update: {update}}}', version="1.0")

    assert applied.codes("error") == []
    assert applied.document != LIBRARY


def test_copies_of_copies_come_to_an_end() -> None:
    actions = [f"{{target: $.info, copy: $, description: '{n}'}}" for n in range(40)]

    assert "too-large" in overlaid(*actions).codes("error")


# What the specification lets pass, and the project does not


@pytest.mark.parametrize(
    ("action", "code", "version"),
    [
        pytest.param("{target: $.none, update: {a: 1}}", "no-match", "1.1", id="no match"),
        pytest.param("{target: $.none, remove: true}", "no-match", "1.1", id="no match to remove"),
        pytest.param("{target: $}", "no-impact", "1.1", id="neither"),
        pytest.param("{target: $, remove: false}", "no-impact", "1.1", id="remove is false"),
        pytest.param(
            "{target: $.x, update: 1, copy: $.info}", "no-impact", "1.1", id="update and copy"
        ),
        pytest.param("{target: $.info.x-a, update: 1}", "jsonpath", "1.1", id="name of a hyphen"),
        pytest.param("{target: $.info.title, update: a}", "plain-target", "1.0", id="plain value"),
        pytest.param("{target: $.tags, update: [a]}", "entry", "1.0", id="array as one entry"),
    ],
)
def test_mistake_that_the_specification_lets_pass(action: str, code: str, version: str) -> None:
    lenient = overlaid(action, version=version)
    strict = overlaid(action, version=version, strict=True)

    assert code in lenient.codes("warning")
    assert lenient.codes("error") == []
    assert code in strict.codes("error")


@pytest.mark.parametrize("beside", ["update: {a: 1}", "copy: $.tags"])
def test_remove_wins_over_what_stands_beside_it(beside: str) -> None:
    action = f"{{target: $.info, {beside}, remove: true}}"

    applied = overlaid(action)

    assert "info" not in applied.document
    assert applied.codes("warning") == ["no-impact"]
    assert overlaid(action, strict=True).codes("error") == ["no-impact"]


def test_update_and_copy_together_change_nothing() -> None:
    applied = overlaid("{target: $.info, update: {a: 1}, copy: $.paths}")

    assert applied.document == LIBRARY
    assert applied.codes("warning") == ["no-impact"]


@pytest.mark.parametrize(("strict_overlays", "level"), [(False, "warning"), (True, "error")])
def test_target_that_matches_nothing_is_as_bad_as_is_asked(
    tmp_path: Path, level: str, *, strict_overlays: bool
) -> None:
    (tmp_path / "a.apib").write_text(PAGE)
    (tmp_path / "a.yaml").write_text(written("{target: $.none, remove: true}"))
    built = project.compile_files(
        tmp_path,
        [tmp_path / "a.apib"],
        [tmp_path / "a.yaml"],
        "a",
        strict_overlays=strict_overlays,
    )

    assert f"a.yaml:4:5: {level}: $.none matches nothing [no-match]" in built.diagnostics.lines()
    assert bool(built.text) == (level == "warning")


def test_project_is_strict_with_its_own_overlays(checkout: Path) -> None:
    file = checkout / "spec/overlays/me/users.yaml"
    file.write_text(file.read_text() + "  - {target: $.none, remove: true}\n")

    (built,) = [
        each for each in project.compile_products(project.Layout(checkout)) if each.product == "me"
    ]

    assert any("error: $.none matches nothing" in line for line in built.diagnostics.lines())


# With pages


def test_target_may_be_a_filter() -> None:
    compiled = compile_pages(
        PAGE, overlay=written('{target: "$.paths[*][?@.responses]", update: {x-seen: true}}')
    )

    assert compiled.operation()["x-seen"] is True
    assert "x-seen" not in compiled.document["paths"]["/things"]


def test_header_that_is_a_key_becomes_security() -> None:
    compiled = compile_pages(PAGE, overlay=written(f"{{target: $, update: {KEY_SCHEME}}}"))

    assert compiled.operation()["security"] == [{"key": []}]
    assert "parameters" not in compiled.operation()


def test_header_that_is_no_key_stays_a_parameter() -> None:
    compiled = compile_pages(PAGE)

    assert "security" not in compiled.operation()
    assert [each["name"] for each in compiled.operation()["parameters"]] == ["X-Key"]
