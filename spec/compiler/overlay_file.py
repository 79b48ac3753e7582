"""An overlay's file: what OpenAPI Overlay 1.0, 1.1 and 1.2 let stand in it, and its actions.

What the specification lets pass, and what still is hardly meant, is a warning: two fields of which
one has no impact, or a JSONPath that other tools read and RFC 9535 does not. It is an error where
`strict` is asked for.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from . import jsonpath, yaml_files
from .diagnostics import Position

if TYPE_CHECKING:
    from collections.abc import Callable

    from .diagnostics import Diagnostics
    from .jsonpath import JSONPath
    from .markdown import Source

_VERSION = re.compile(r"1\.([012])\.[0-9]+")
_NEWEST = 2
_REUSABLE = re.compile("#/components/actions/((?:[^~/]|~0|~1)+)")
_KINDS: dict[str, type] = {"a text": str, "a mapping": dict, "a list": list, "true or false": bool}


@dataclass(frozen=True, slots=True)
class Action:
    """One change to whatever `target` matches, by the rules of Overlay 1.`minor`."""

    at: Position
    target: JSONPath
    verb: str
    """`update`, `copy`, `remove`, or nothing."""

    update: Any
    copy: JSONPath | None
    minor: int


@dataclass(frozen=True, slots=True)
class _Field:
    """A field that an object of the specification may have, since Overlay 1.`since`."""

    kind: str = ""
    since: int = 0
    required: bool = False


@dataclass(frozen=True, slots=True)
class _Shape:
    """An object of the specification; it may have extensions, `x-…`, besides its fields."""

    name: str
    fields: dict[str, _Field]


_FIELDS = {
    "description": _Field("a text"),
    "update": _Field(),
    "copy": _Field("a text", since=1),
    "remove": _Field("true or false"),
}
_TARGET = {"target": _Field("a text", required=True)}
_OVERLAY = _Shape(
    "an overlay",
    {
        "overlay": _Field(),  # the version, which is looked at by itself
        "$self": _Field("a text", since=2),
        "info": _Field("a mapping", required=True),
        "extends": _Field("a text"),
        "actions": _Field("a list", required=True),
        "components": _Field("a mapping", since=2),
    },
)
_INFO = _Shape(
    "info",
    {
        "title": _Field("a text", required=True),
        "version": _Field("a text", required=True),
        "description": _Field("a text"),  # since 1.1, see _check_info
    },
)
_ACTION = _Shape("an action", _TARGET | _FIELDS)
_REFERENCE = _Shape(
    "a reference to an action",
    _TARGET | {"$ref": _Field("a text", required=True), "description": _Field("a text")},
)
_COMPONENTS = _Shape("components", {"actions": _Field("a mapping")})
_COMPONENT = _Shape(
    "a reusable action", {"description": _Field("a text"), "fields": _Field("a mapping")}
)
_COMPONENT_FIELDS = _Shape("fields", _FIELDS)


@dataclass(frozen=True, slots=True)
class _Part:
    """A value of the overlay, and where it stands."""

    value: Any
    node: yaml.Node
    file: str

    @property
    def at(self) -> Position:
        """Where the value begins."""
        return Position(self.file, self.node.start_mark.line + 1, self.node.start_mark.column + 1)

    def member(self, key: str) -> _Part:
        """Return the value of a key, which is there."""
        pairs = self.node.value if isinstance(self.node, yaml.MappingNode) else []
        nodes = {each.value: child for each, child in pairs}
        # What `<<` merged in has no place of its own.
        return _Part(self.value[key], nodes.get(key, self.node), self.file)

    def items(self) -> list[_Part]:
        """Return the values of a list."""
        nodes = self.node.value if isinstance(self.node, yaml.SequenceNode) else []
        pairs = itertools.zip_longest(self.value, nodes, fillvalue=self.node)
        return [_Part(value, node, self.file) for value, node in pairs]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one overlay, and remarks on what is wrong in it."""

    diagnostics: Diagnostics
    minor: int
    objection: Callable[[Position, str, str], None]
    """Remarks on what the specification lets pass."""

    reusable: dict[str, _Part]

    def fits(self, part: _Part, shape: _Shape) -> bool:
        """Tell whether a value is an object of this shape, and remark on all that it is not."""
        if not isinstance(part.value, dict):
            self.error(part, f"{shape.name} is a mapping")
            return False
        required = {key for key, field in shape.fields.items() if field.required}
        missing = sorted(required - part.value.keys())
        for key in missing:
            self.error(part, f"{shape.name} needs the key {key}")
        wrong = {key: message for key in part.value if (message := self._misfit(part, shape, key))}
        for key, message in wrong.items():
            self.error(part.member(key), message)
        return not missing and not wrong

    def _misfit(self, part: _Part, shape: _Shape, key: str) -> str:
        field = shape.fields.get(key)
        if field is None:
            return "" if key.startswith("x-") else f"{key} is no key of {shape.name}"
        if field.since > self.minor:
            since = f"Overlay 1.{field.since}; this is 1.{self.minor}"
            return f"{key} is a key of {shape.name} since {since}"
        if field.kind and not isinstance(part.value[key], _KINDS[field.kind]):
            return f"{key} of {shape.name} is {field.kind}"
        return ""

    def error(self, part: _Part, message: str) -> None:
        """Remark on what the specification forbids."""
        self.diagnostics.error(part.at, message, "overlay")

    def action(self, part: _Part) -> list[Action]:
        """Return the action that a value describes, or none where it is wrong."""
        if self.minor >= 2 and isinstance(part.value, dict) and "$ref" in part.value:
            return self._referenced(part)
        if not self.fits(part, _ACTION):
            return []
        return self._change(part, part)

    def _referenced(self, part: _Part) -> list[Action]:
        if not self.fits(part, _REFERENCE):
            return []
        match = _REUSABLE.fullmatch(part.value["$ref"])
        name = match[1].replace("~1", "/").replace("~0", "~") if match else ""
        if name not in self.reusable:
            self.error(part.member("$ref"), f"{part.value['$ref']} is no action of components")
            return []
        return self._change(part, self.reusable[name])

    def _change(self, part: _Part, fields: _Part) -> list[Action]:
        target = self._path(part.member("target"))
        copy = self._path(fields.member("copy")) if "copy" in fields.value else None
        if target is None or ("copy" in fields.value and copy is None):
            return []
        verb = self._verb(part.at, fields.value)
        return [Action(part.at, target, verb, fields.value.get("update"), copy, self.minor)]

    def _verb(self, at: Position, fields: dict[str, Any]) -> str:
        changes = [key for key in ("update", "copy") if key in fields]
        if fields.get("remove"):
            if changes:
                message = f"{' and '.join(changes)} without impact beside `remove: true`"
                self.objection(at, message, "no-impact")
            return "remove"
        if len(changes) == 1:
            return changes[0]
        message = "an action of neither update, copy nor `remove: true` changes nothing"
        if changes:
            message = "update and copy in one action: neither has an impact beside the other"
        self.objection(at, message, "no-impact")
        return ""

    def _path(self, part: _Part) -> JSONPath | None:
        try:
            path = jsonpath.parse(part.value)
        except ValueError as error:
            message = f"{part.value} is no JSONPath: {error}"
            self.diagnostics.error(part.at, message, "jsonpath")
            return None
        if path.repaired:
            message = f"{part.value} is no JSONPath of RFC 9535; read as {path.repaired}"
            self.objection(part.at, message, "jsonpath")
        return path


def parse_overlay(
    source: Source, diagnostics: Diagnostics, *, strict: bool = False
) -> list[Action]:
    """Return the actions of an overlay, in their order."""
    remarks = len(diagnostics.found)
    value, node = yaml_files.load(source.text, source.name, diagnostics)
    if node is None or not isinstance(value, dict):
        if len(diagnostics.found) == remarks:
            diagnostics.error(Position(source.name), "an overlay is a mapping", "overlay")
        return []
    root = _Part(value, node, source.name)
    match = _VERSION.fullmatch(str(value.get("overlay")))
    if not match:
        message = "an overlay begins with its version, as `overlay: 1.1.0`; 1.0 to 1.2 are read"
        diagnostics.error(root.at, message, "overlay")
    objection = diagnostics.error if strict else diagnostics.warning
    reader = _Reader(diagnostics, int(match[1]) if match else _NEWEST, objection, {})
    return _actions(root, reader, strict=strict)


def _actions(root: _Part, reader: _Reader, *, strict: bool) -> list[Action]:
    reader.fits(root, _OVERLAY)
    if isinstance(root.value.get("info"), dict):
        _check_info(root.member("info"), reader)
    _check_references(root, reader, strict=strict)
    if isinstance(root.value.get("components"), dict):
        _read_components(root.member("components"), reader)
    if not isinstance(root.value.get("actions"), list):
        return []
    items = root.member("actions").items()
    if not items:
        reader.error(root.member("actions"), "actions is a list of one or more")
    _check_unique(items, reader)
    return [action for item in items for action in reader.action(item)]


def _check_info(info: _Part, reader: _Reader) -> None:
    reader.fits(info, _INFO)
    if reader.minor < 1 and "description" in info.value:
        # Written in many an overlay of 1.0, and without an effect in any.
        message = "description is a key of info since Overlay 1.1; this is 1.0"
        reader.objection(info.member("description").at, message, "overlay")


def _check_references(root: _Part, reader: _Reader, *, strict: bool) -> None:
    for key in ("$self", "extends"):
        if reader.minor >= 2 and "#" in str(root.value.get(key, "")):
            reader.error(root.member(key), f"{key} names a whole document, without a fragment")
    if strict and "extends" in root.value:
        message = "extends decides nothing here: the overlay's own name says what it applies to"
        reader.objection(root.member("extends").at, message, "no-impact")


def _read_components(part: _Part, reader: _Reader) -> None:
    """Keep the actions that references may name: all of which the shape is right."""
    if not reader.fits(part, _COMPONENTS) or "actions" not in part.value:
        return
    actions = part.member("actions")
    for name in actions.value:
        action = actions.member(name)
        if not reader.fits(action, _COMPONENT):
            continue
        fields = dataclasses.replace(action, value={})
        if "fields" in action.value:
            fields = action.member("fields")
        if reader.fits(fields, _COMPONENT_FIELDS):
            reader.reusable[name] = fields


def _check_unique(items: list[_Part], reader: _Reader) -> None:
    first: dict[str, _Part] = {}
    for item in items:
        same = first.setdefault(json.dumps(_comparable(item.value), sort_keys=True), item)
        if same is not item:
            message = f"the same action stands on line {same.at.line}; each is there once"
            reader.error(item, message)


def _comparable(value: Any) -> Any:
    """Return a value in which equal numbers are the same: to JSON, 1.0 is 1."""
    if isinstance(value, dict):
        return {key: _comparable(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
