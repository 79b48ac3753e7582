"""What may stand in an overlay's file, by OpenAPI Overlay 1.0, 1.1 and 1.2."""

from __future__ import annotations

import pytest

from tests.spec.overlays import EVERY_VERSION, Applied, apply_text, read, written


@EVERY_VERSION
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("actions: [{target: $}]", id="least"),
        pytest.param("actions: [{target: $, update: {}, description: why}]", id="description"),
        pytest.param("actions: [{target: $, x-mine: {}, x-: 1}]", id="extension of an action"),
        pytest.param("x-mine: null\nactions: [{target: $}]", id="extension of the overlay"),
        pytest.param("extends: ../a.yaml\nactions: [{target: $}]", id="extends"),
        pytest.param(
            "actions: [{target: $, update: 1}, {target: $, update: true}]", id="1 and true"
        ),
    ],
)
def test_overlay_is_read(version: str, text: str) -> None:
    head = f"overlay: {version}.3\ninfo: {{title: t, version: '1', x-mine: [1]}}\n"
    actions, diagnostics = read(head + text)

    assert actions
    assert not diagnostics.failed, diagnostics.lines()


@EVERY_VERSION
@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("{target: title, update: a}", "4:14: error: title is no JSONPath: expected '$', "),
        ("{target: '$.paths[', update: a}", "4:14: error: $.paths[ is no JSONPath: "),
        ("{target: $, update: a, upsert: b}", "4:36: error: upsert is no key of an action"),
        ("{update: a}", "4:5: error: an action needs the key target"),
        ("{target: 1}", "4:14: error: target of an action is a text"),
        ("{target: $, description: 1}", "4:30: error: description of an action is a text"),
        ("{target: $, remove: maybe}", "4:25: error: remove of an action is true or false"),
        ("text", "4:5: error: an action is a mapping"),
        ("{target: $, update: 1}\n  - {update: 1.0, target: $}", "5:5: error: the same action"),
    ],
)
def test_bad_action_is_an_error_with_its_place(version: str, action: str, message: str) -> None:
    _, diagnostics = read(written(action, version=version))

    assert any(f"o.yaml:{message}" in line for line in diagnostics.lines()), diagnostics.lines()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("overlay: 2.0.0\n", "1:1: error: an overlay begins with its version, as `overlay: "),
        ("overlay: 1.1\n", "1:1: error: an overlay begins with its version, as `overlay: "),
        ("info: {}\n", "1:1: error: an overlay begins with its version, as `overlay: "),
        ("overlay: 1.0.0\n", "1:1: error: an overlay needs the key info"),
        ("overlay: 1.0.0\n", "1:1: error: an overlay needs the key actions"),
        ("overlay: 1.0.0\ninfo: a\n", "2:7: error: info of an overlay is a mapping"),
        ("overlay: 1.0.0\ninfo: {title: 1}\n", "2:15: error: title of info is a text"),
        ("overlay: 1.0.0\ninfo: {title: a}\n", "2:7: error: info needs the key version"),
        ("overlay: 1.1.0\ninfo: {descripton: a}\n", "error: descripton is no key of info"),
        ("overlay: 1.1.0\nextends: {}\n", "2:10: error: extends of an overlay is a text"),
        ("overlay: 1.1.0\nsteps: 1\n", "2:8: error: steps is no key of an overlay"),
        ("overlay: 1.1.0\nactions: {}\n", "2:10: error: actions of an overlay is a list"),
        ("overlay: 1.1.0\nactions: []\n", "2:10: error: actions is a list of one or more"),
        ("- a\n", "1:1: error: an overlay is a mapping"),
        ("", "1:1: error: an overlay is a mapping"),
        ("a: [\n", "error: no YAML: "),
        ("a: 1\na: 2\n", "2:1: error: no YAML: 'a' again"),
    ],
)
def test_bad_overlay_is_an_error(text: str, message: str) -> None:
    _, diagnostics = read(text)

    assert any(line.startswith("o.yaml:") and message in line for line in diagnostics.lines()), (
        diagnostics.lines()
    )


@pytest.mark.parametrize(
    ("since", "more", "action"),
    [
        pytest.param(1, "", "{target: $.info, copy: $.paths}", id="copy"),
        pytest.param(2, "$self: me.yaml\n", "{target: $}", id="$self"),
        pytest.param(2, "components: {actions: {}}\n", "{target: $}", id="components"),
        pytest.param(
            2,
            "components: {actions: {a: {}}}\n",
            "{$ref: '#/components/actions/a', target: $}",
            id="reference",
        ),
    ],
)
def test_field_is_an_error_before_the_version_that_has_it(
    since: int, more: str, action: str
) -> None:
    verdicts = [
        read(written(action, version=f"1.{minor}", more=more))[1].failed for minor in range(3)
    ]

    assert verdicts == [minor < since for minor in range(3)]


@pytest.mark.parametrize(("version", "remarks"), [("1.0", 1), ("1.1", 0), ("1.2", 0)])
def test_info_has_a_description_since_1_1(version: str, remarks: int) -> None:
    head = f"overlay: {version}.0\ninfo: {{title: t, version: '1', description: d}}\n"
    text = f"{head}actions: [{{target: $, update: {{}}}}]"

    assert [": warning: " in line for line in read(text)[1].lines()] == [True] * remarks
    assert read(text, strict=True)[1].failed == bool(remarks)


def test_extends_is_allowed_and_decides_nothing() -> None:
    text = written("{target: $, update: {}}", more="extends: ./library.yaml\n")

    assert read(text)[1].lines() == []
    (line,) = read(text, strict=True)[1].lines()
    assert line.startswith("o.yaml:3:10: error: extends decides nothing here")


REUSABLE = """components:
  actions:
    tag/all: {description: d, fields: {update: {tags: [new]}}}
    drop: {fields: {remove: true}, x-mine: 1}
    nothing: {}
"""


def reusing(*actions: str, more: str = REUSABLE) -> Applied:
    return apply_text(written(*actions, version="1.2", more=more))


def test_reusable_action_is_applied_to_each_target() -> None:
    applied = reusing(
        "{$ref: '#/components/actions/tag~1all', target: $, description: why}",
        "{$ref: '#/components/actions/tag~1all', target: '$.paths.*.get'}",
        "{$ref: '#/components/actions/drop', target: $.servers}",
    )

    assert applied.remarks == []
    assert applied.document["tags"] == ["old", "kept", "new"]
    assert applied.document["paths"]["/books"]["get"]["tags"] == ["old", "new"]
    assert "servers" not in applied.document


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("{$ref: '#/components/actions/none', target: $}", "/none is no action of components"),
        ("{$ref: '#/components/actions/tag/all', target: $}", "/all is no action of components"),
        ("{$ref: './a.yaml', target: $}", "./a.yaml is no action of components"),
        ("{$ref: 1, target: $}", "$ref of a reference to an action is a text"),
        ("{$ref: '#/components/actions/drop'}", "a reference to an action needs the key target"),
        (
            "{$ref: '#/components/actions/drop', target: $, update: {}}",
            "update is no key of a reference to an action",
        ),
    ],
)
def test_bad_reference_is_an_error(action: str, message: str) -> None:
    applied = reusing(action)

    assert any(": error: " in line and message in line for line in applied.remarks), applied.remarks


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("components: []\n", "components of an overlay is a mapping"),
        ("components: {action: {}}\n", "action is no key of components"),
        ("components: {actions: []}\n", "actions of components is a mapping"),
        ("components: {actions: {a: 1}}\n", "a reusable action is a mapping"),
        ("components: {actions: {a: {update: 1}}}\n", "update is no key of a reusable action"),
        ("components: {actions: {a: {fields: {target: $}}}}\n", "target is no key of fields"),
        ("components: {actions: {a: {fields: {copy: 1}}}}\n", "copy of fields is a text"),
        ("$self: a.yaml#b\n", "$self names a whole document, without a fragment"),
        ("extends: '#b'\n", "extends names a whole document, without a fragment"),
    ],
)
def test_bad_component_is_an_error(more: str, message: str) -> None:
    applied = reusing("{target: $, update: {}}", more=more)

    assert any(": error: " in line and message in line for line in applied.remarks), applied.remarks
