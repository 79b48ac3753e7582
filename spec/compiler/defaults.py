"""Defaults, checked once all types are written: OpenAPI wants none that its schema forbids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .diagnostics import Diagnostics, Position
    from .values import Json


def check_defaults(
    found: Iterable[tuple[Json, Position]], components: Json, told: Diagnostics
) -> None:
    """Move each default that its own schema forbids below `x-default`, in place."""
    for schema, at in found:
        if "default" in schema and not _allows(schema, components):
            value = schema.pop("default")
            schema["x-default"] = [*schema.get("x-default", []), value]
            message = f"the default {value!r} is not allowed by its type: kept as x-default"
            told.warning(at, message, "value")


def _allows(schema: Json, components: Json) -> bool:
    if set(schema) <= {"type", "default", "description"} and isinstance(schema["default"], str):
        return bool(schema.get("type", "string") == "string")
    whole = {"allOf": [schema], "components": {"schemas": components}}
    checker = Draft202012Validator.FORMAT_CHECKER
    validator = Draft202012Validator(whole, format_checker=checker)
    try:
        return not list(validator.iter_errors(schema["default"]))
    except RecursionError:
        return False
