"""OpenAPI Overlay 1.0: what Blueprint cannot say, added to a document.

A target that matches nothing is an error here, though Overlay 1.0 lets it pass: the page that it
was written for has changed, and what it adds would be lost without a word.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jsonpath_rfc9535
import yaml
from jsonpath_rfc9535 import JSONPathError

from . import yaml_files
from .diagnostics import Position

if TYPE_CHECKING:
    from .diagnostics import Diagnostics
    from .markdown import Source
    from .values import Json

_ROOT_KEYS = {"overlay", "info", "actions"}
_ACTION_KEYS = {"target", "description", "update", "remove"}


@dataclass(frozen=True, slots=True)
class Action:
    """One change: `update` is merged into each match of `target`, or each match is removed."""

    at: Position
    target: str
    update: Any
    remove: bool


def parse_overlay(source: Source, diagnostics: Diagnostics) -> list[Action]:
    """Return the actions of an overlay, in their order."""
    value, node = yaml_files.load(source.text, source.name, diagnostics)
    start = Position(source.name)
    if value is None and diagnostics.failed:
        return []
    if not isinstance(value, dict) or not isinstance(node, yaml.MappingNode):
        diagnostics.error(start, "an overlay is a mapping", "overlay")
        return []
    _check_root(value, start, diagnostics)
    nodes = {key.value: child for key, child in node.value}
    actions = value.get("actions")
    if not isinstance(actions, list) or not isinstance(nodes["actions"], yaml.SequenceNode):
        return []
    found = []
    for raw, child in zip(actions, nodes["actions"].value, strict=True):
        at = Position(source.name, child.start_mark.line + 1, child.start_mark.column + 1)
        found += _action(raw, at, diagnostics)
    return found


def _check_root(value: Json, at: Position, diagnostics: Diagnostics) -> None:
    if not str(value.get("overlay", "")).startswith("1.0."):
        diagnostics.error(at, "an overlay begins with `overlay: 1.0.0`", "overlay")
    info = value.get("info")
    if not isinstance(info, dict) or not {"title", "version"} <= set(info):
        diagnostics.error(at, "info needs a title and a version", "overlay")
    if not isinstance(value.get("actions"), list) or not value["actions"]:
        diagnostics.error(at, "actions is a list of one or more", "overlay")
    if "extends" in value:
        diagnostics.unsupported(at, "extends")
    for key in sorted(set(value) - _ROOT_KEYS - {"extends"}):
        if not key.startswith("x-"):
            diagnostics.error(at, f"{key} is no key of an overlay", "overlay")


def _action(raw: Any, at: Position, diagnostics: Diagnostics) -> list[Action]:
    if not isinstance(raw, dict) or not isinstance(raw.get("target"), str):
        diagnostics.error(at, "an action needs a target", "overlay")
        return []
    for key in sorted(set(raw) - _ACTION_KEYS):
        if not key.startswith("x-"):
            diagnostics.error(at, f"{key} is no key of an action", "overlay")
    remove = raw.get("remove", False)
    if not isinstance(remove, bool) or remove == ("update" in raw):
        diagnostics.error(at, "an action needs either update or `remove: true`", "overlay")
        return []
    return [Action(at, raw["target"], raw.get("update"), remove)]


def apply(document: Json, actions: list[Action], diagnostics: Diagnostics) -> Json:
    """Return the document with every action applied, each to the result of the last."""
    result = copy.deepcopy(document)
    for action in actions:
        try:
            matches = jsonpath_rfc9535.find(action.target, result)
        except JSONPathError as error:
            reason = str(error).split("\n")[0]
            message = f"{action.target} is no JSONPath: {reason}"
            diagnostics.error(action.at, message, "jsonpath")
            continue
        if not matches:
            diagnostics.error(action.at, f"{action.target} matches nothing", "no-match")
        # Backwards, so that removing an item leaves the places of those before it as they are.
        places = [tuple(match.location) for match in matches]
        for place in sorted(places, key=_order, reverse=True) if action.remove else places:
            _apply_at(result, place, action, diagnostics)
    return result


def _order(place: tuple[int | str, ...]) -> list[tuple[bool, int, str]]:
    return [
        (isinstance(step, str), step if isinstance(step, int) else 0, str(step)) for step in place
    ]


def _apply_at(
    document: Json, place: tuple[int | str, ...], action: Action, diagnostics: Diagnostics
) -> None:
    parent: Any = None
    target: Any = document
    for step in place:
        parent, target = target, target[step]
    if not isinstance(target, dict | list):
        message = f"{action.target} matches a plain value; Overlay 1.0 wants what holds it"
        diagnostics.error(action.at, message, "plain-target")
    elif action.remove and parent is None:
        diagnostics.error(action.at, "the whole document cannot be removed", "overlay")
    elif action.remove:
        del parent[place[-1]]
    elif isinstance(target, list):
        target.append(copy.deepcopy(action.update))
    elif isinstance(action.update, dict):
        _merge(target, action.update, action, diagnostics)
    else:
        diagnostics.error(action.at, "the update of an object is an object", "overlay")


def _merge(target: Json, update: Json, action: Action, diagnostics: Diagnostics) -> None:
    """Merge as Overlay 1.0 does: objects key by key, arrays end to end, the rest replaced."""
    for key, value in update.items():
        old = target.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            _merge(old, value, action, diagnostics)
        elif isinstance(old, list) and isinstance(value, list):
            old.extend(copy.deepcopy(value))
        elif isinstance(old, dict | list):
            message = f"{key} is {_kind(old)}, which {_kind(value)} cannot be merged into"
            diagnostics.error(action.at, message, "merge")
        else:
            target[key] = copy.deepcopy(value)


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    return "an array" if isinstance(value, list) else "a plain value"
