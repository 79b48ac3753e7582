from typing import Any

import pytest

from tests.spec.pages import Compiled, compile_pages, page

HEAD = "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions:\n"
PAGE = page("+ Request\n    + Headers\n\n            X-Key: 1\n\n+ Response 204", resource="Text.")
KEY_SCHEME = "{components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}}"


def overlaid(target: str, change: str) -> Compiled:
    return compile_pages(PAGE, overlay=f'{HEAD}  - target: "{target}"\n    {change}\n')


@pytest.mark.parametrize(
    ("target", "update", "expected"),
    [
        pytest.param("$.info", "{x: {y: 1}}", {"x": {"y": 1}}, id="object into object"),
        pytest.param("$.info", "{version: '2'}", {"version": "2"}, id="value replaced"),
        pytest.param("$.info", "{at: 2027-01-31}", {"at": "2027-01-31"}, id="date is a text"),
    ],
)
def test_update_is_merged(target: str, update: str, expected: dict[str, Any]) -> None:
    compiled = overlaid(target, f"update: {update}")

    info = compiled.document["info"]
    assert info == {"title": "An API", "version": "1", **expected}


@pytest.mark.parametrize(
    ("target", "update"),
    [
        pytest.param("$", "{servers: [{url: b}]}", id="array in the update"),
        pytest.param("$.servers", "{url: b}", id="array as the target"),
    ],
)
def test_update_is_appended_to_an_array(target: str, update: str) -> None:
    overlay = f'{HEAD}  - target: "{target}"\n    update: {update}\n'

    compiled = compile_pages(f"HOST: a\n\n{PAGE}", overlay=overlay)

    assert compiled.document["servers"] == [{"url": "a"}, {"url": "b"}]


def test_target_may_be_a_filter() -> None:
    compiled = overlaid("$.paths[*][?@.responses]", "update: {x-seen: true}")

    assert compiled.operation()["x-seen"] is True
    assert "x-seen" not in compiled.document["paths"]["/things"]


def test_actions_apply_one_after_another() -> None:
    overlay = (
        f"{HEAD}  - {{target: $.info, update: {{x: {{}}}}}}\n  - {{target: $.info.x, remove: true}}"
    )

    assert "x" not in compile_pages(PAGE, overlay=overlay).document["info"]


def test_remove_takes_every_match_out() -> None:
    overlay = (
        f"{HEAD}  - {{target: $, update: {{list: [{{a: 1}}, {{b: 1}}, {{a: 2}}]}}}}\n"
        '  - {target: "$.list[?@.a]", remove: true}\n'
    )

    assert compile_pages(PAGE, overlay=overlay).document["list"] == [{"b": 1}]


@pytest.mark.parametrize(
    ("target", "change", "code"),
    [
        pytest.param("$.paths['/none']", "update: {a: 1}", "no-match", id="no match"),
        pytest.param("$.paths[", "update: {a: 1}", "jsonpath", id="no JSONPath"),
        pytest.param("$.info.title", "update: {a: 1}", "plain-target", id="plain value"),
        pytest.param("$", "remove: true", "overlay", id="whole document"),
        pytest.param("$.info", "update: [1]", "overlay", id="array into object"),
        pytest.param("$", "update: {info: []}", "merge", id="array over object"),
        pytest.param("$", "update: {paths: null}", "merge", id="value over object"),
        pytest.param("$", "remove: false", "overlay", id="neither update nor remove"),
        pytest.param("$", "upsert: {a: 1}", "overlay", id="unknown key"),
    ],
)
def test_bad_action_is_an_error_with_its_place(target: str, change: str, code: str) -> None:
    remarks = overlaid(target, change).remarks

    assert any(
        line.startswith("o.yaml:4:5: error: ") and line.endswith(f"[{code}]") for line in remarks
    ), remarks


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("overlay: 2.0.0\n", "an overlay begins with `overlay: 1.0.0`"),
        ("overlay: 1.0.0\n", "info needs a title and a version"),
        ("- a\n", "an overlay is a mapping"),
        ("a: [\n", "no YAML: "),
        ("a: 1\na: 2\n", "no YAML: 'a' again"),
        (f"{HEAD}  []\n", "actions is a list of one or more"),
        (f"steps: 1\n{HEAD}  - {{target: $, update: {{a: 1}}}}\n", "steps is no key of an overlay"),
        (f"extends: a\n{HEAD}  - {{target: $, update: {{a: 1}}}}\n", "extends is not supported"),
    ],
)
def test_bad_overlay_is_an_error(text: str, message: str) -> None:
    remarks = compile_pages(PAGE, overlay=text).remarks

    assert any(line.startswith("o.yaml:") and message in line for line in remarks), remarks


def test_header_that_is_a_key_becomes_security() -> None:
    compiled = overlaid("$", f"update: {KEY_SCHEME}")

    assert compiled.operation()["security"] == [{"key": []}]
    assert "parameters" not in compiled.operation()


def test_header_that_is_no_key_stays_a_parameter() -> None:
    compiled = compile_pages(PAGE)

    assert "security" not in compiled.operation()
    assert [each["name"] for each in compiled.operation()["parameters"]] == ["X-Key"]
