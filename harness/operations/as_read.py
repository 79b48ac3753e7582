"""Bodies that leave a thing as it was read: what may be sent of what the run did not make."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harness.core.outcomes import Unproven
from harness.operations.arguments import unanswered
from harness.operations.items import thing_of
from harness.redaction.secret_names import gives_secret
from spec.resources import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.http.answer import Answer
    from harness.operations.arguments import Arguments
    from spec.specification import Operation, Specification


def as_it_is(
    spec: Specification,
    operation: Operation,
    where: Arguments,
    whole: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    asked: Callable[[Operation, Arguments], Answer],
) -> Arguments:
    """Return what changes nothing of what is there but once: it is sent back as it was read.

    ``whole`` gives a schema with what it refers to, and ``asked`` sends an operation.
    """
    read = spec.find("GET", operation.path)
    if read is None or operation.kind not in {Kind.MODIFY, Kind.REPLACE}:
        raise Unproven(f"{operation.id} changes what the run did not make")
    answer = asked(read, where)
    resource = spec.resource_of(operation)
    now = thing_of(resource, answer.json) if resource and answer.succeeded else None
    if now is None:
        raise unanswered(read, answer)
    body = as_read(whole(operation.body_schema or {}), now)
    if body is None:
        raise Unproven(f"{read.id} does not show all that {operation.id} would overwrite")
    return replace(where, body=body, guessed=(*where.guessed, *body))


def as_read(schema: Mapping[str, Any], now: Mapping[str, object]) -> dict[str, object] | None:
    """Return a body that leaves a thing as it was read; None where not all of it was shown."""
    names = schema.get("properties", {})
    is_hidden = any(name not in now for name in schema.get("required", ()))
    if is_hidden or any(_is_kept_back(name, now.get(name)) for name in names):
        return None
    return {name: now[name] for name in names if name in now}


def _is_kept_back(name: str, value: object) -> bool:
    """Whether a member is a secret, or shown as one: sent back, what is shown would replace it."""
    if isinstance(value, dict):
        return any(_is_kept_back(inner, each) for inner, each in value.items())
    is_masked = isinstance(value, str) and re.search(r"\*{3}|[•●]{3}", value) is not None
    return gives_secret(name) or is_masked
