"""OpenAPI Overlay 1.0, 1.1 and 1.2: what Blueprint cannot say, added to a document.

By the specification, a target that matches nothing passes. In an overlay that was written for one
page it is a mistake: the page has changed, and what the overlay adds would be lost. Here it is a
warning, and an error where `strict` is asked for.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from .overlay_file import Action, parse_overlay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .diagnostics import Diagnostics, Position
    from .jsonpath import JSONPath, Place
    from .values import Json

    Objection = Callable[[Position, str, str], None]

__all__ = ["Action", "apply", "parse_overlay"]

_PLAIN = "a plain value"

MAX_ADDED = 1_000_000
"""How many values overlays may add to a document, which copies of copies double each time."""


class _RefusedError(Exception):
    """Why an action cannot be applied, and the code of the remark on it."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def apply(
    document: Json, actions: list[Action], diagnostics: Diagnostics, *, strict: bool = False
) -> Json:
    """Return the document with every action applied, each to the result of the last.

    An action that cannot be applied is an error, and changes nothing.
    """
    result: Json = _fresh(document, itertools.repeat(0))
    added = itertools.count()
    objection = diagnostics.error if strict else diagnostics.warning
    for action in actions:
        try:
            result = _applied(result, action, added, objection)
        except _RefusedError as refused:
            diagnostics.error(action.at, str(refused), refused.code)
    return result


def _applied(document: Any, action: Action, added: Iterator[int], objection: Objection) -> Any:
    places = _places(action.target, document)
    if not places:
        objection(action.at, f"{action.target.text} matches nothing", "no-match")
    elif action.verb == "remove":
        _remove(document, places)
    elif action.verb == "update":
        return _updated(document, places, action.update, action, added, objection)
    elif action.verb == "copy" and action.copy is not None:
        sources = _places(action.copy, document)
        if len(sources) != 1:
            count = f"{len(sources)} values" if sources else "nothing"
            message = f"{action.copy.text} matches {count}; what is copied is one value"
            raise _RefusedError(message, "copy")
        value = _value(document, sources[0])
        return _updated(document, places, value, action, added, objection)
    return document


def _places(path: JSONPath, document: Any) -> list[Place]:
    try:
        return path.places(document)
    except ValueError as error:
        raise _RefusedError(f"{path.text} cannot be followed: {error}", "jsonpath") from error


def _value(document: Any, place: Place) -> Any:
    for step in place:
        document = document[step]
    return document


def _remove(document: Any, places: list[Place]) -> None:
    if () in places:
        raise _RefusedError("the whole document cannot be removed", "overlay")
    # Backwards, so that removing an item leaves the places of those before it as they are.
    for place in sorted(places, key=_order, reverse=True):
        del _value(document, place[:-1])[place[-1]]


def _order(place: Place) -> list[tuple[bool, int, str]]:
    return [
        (isinstance(step, str), step if isinstance(step, int) else 0, str(step)) for step in place
    ]


def _updated(
    document: Any,
    places: list[Place],
    update: Any,
    action: Action,
    added: Iterator[int],
    objection: Objection,
) -> Any:
    """Return the document with an update merged into each place."""
    targets = [_value(document, place) for place in places]
    _check_kinds(targets, update, action, objection)
    for target in targets:
        _merged(target, update, action.minor)  # refused before anything is changed
    copies = [_fresh(update, added) for _ in places]  # before what is copied changes
    for place, fresh in zip(places, copies, strict=True):
        merged = _merged(_value(document, place), fresh, action.minor)
        if not place:
            document = merged
        else:
            _value(document, place[:-1])[place[-1]] = merged
    return document


def _check_kinds(targets: list[Any], update: Any, action: Action, objection: Objection) -> None:
    kinds = sorted({_kind(target) for target in targets})
    text = action.target.text
    if action.minor and len(kinds) > 1:
        raise _RefusedError(f"{text} matches {' and '.join(kinds)}; all are of one kind", "kinds")
    if not action.minor and _PLAIN in kinds:
        message = f"{text} matches a plain value; Overlay 1.0 wants what holds it, 1.1 replaces it"
        objection(action.at, message, "plain-target")
    if not action.minor and "an array" in kinds and isinstance(update, list):
        message = "an array becomes one entry of an array in Overlay 1.0; 1.1 puts them end to end"
        objection(action.at, message, "entry")


def _merged(target: Any, update: Any, minor: int) -> Any:
    """Return what a target becomes, which itself stays as it is."""
    if isinstance(target, list):
        return target + (update if minor and isinstance(update, list) else [update])
    if isinstance(target, dict):
        if not isinstance(update, dict):
            raise _RefusedError("the update of an object is an object", "overlay")
        return _merged_object(target, update, minor)
    if isinstance(update, dict | list):
        raise _RefusedError("the update of a plain value is a plain value", "overlay")
    return update


def _merged_object(target: Json, update: Json, minor: int) -> Json:
    """Merge objects key by key and arrays end to end; plain values are replaced."""
    merged = dict(target)
    for key, value in update.items():
        old = target.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[key] = _merged_object(old, value, minor)
        elif isinstance(old, list) and isinstance(value, list):
            merged[key] = old + value
        elif key in target and _kind(old) != _kind(value) and (minor or _kind(old) != _PLAIN):
            message = f"{key} is {_kind(old)}, which {_kind(value)} cannot be merged into"
            raise _RefusedError(message, "merge")
        else:
            merged[key] = value
    return merged


def _fresh(value: Any, added: Iterator[int]) -> Any:
    """Return a copy of a value that shares nothing with it."""
    if next(added) > MAX_ADDED:
        message = f"overlays add more than {MAX_ADDED} values to the document"
        raise _RefusedError(message, "too-large")
    if isinstance(value, dict):
        return {key: _fresh(member, added) for key, member in value.items()}
    if isinstance(value, list):
        return [_fresh(item, added) for item in value]
    return value


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    return "an array" if isinstance(value, list) else _PLAIN
