"""Changes that close a thing, so that it takes no other.

A visit that is set to *done* is history, and its page documents the 409 of what would change it
then. What a run sends to such an operation later is to reach it: it leaves the member out that
closed the thing, and goes to another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.operations.ways import CONFLICT
from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from harness.operations.arguments import Called
    from spec.specification import Operation


def that_may_close(
    operation: Operation,
    called: Called,
    whole: Callable[[Mapping[str, Any]], Mapping[str, Any]],
) -> dict[str, object]:
    """Return what a change sent that may have closed its thing: one of a few words, beside others.

    ``whole`` gives a schema with what it refers to. Nothing where the page has no such refusal.
    """
    body, is_own = called.arguments.fields, called.arguments.thing is not None
    if operation.kind is not Kind.MODIFY or str(CONFLICT) not in operation.answers or not is_own:
        return {}
    schema = whole(operation.body_schema or {})
    known = schema.get("properties", {})
    found = {name: each for name, each in body.items() if "enum" in whole(known.get(name, {}))}
    is_needed = found.keys() == body.keys() or found.keys() & {*schema.get("required", ())}
    return {} if is_needed or not called.answer.succeeded else found


def without(body: object, names: Collection[str]) -> object:
    """Return a body without some members."""
    if not isinstance(body, dict) or not names:
        return body
    return {name: value for name, value in body.items() if name not in names}
