"""Strategies of bodies: by schemathesis, from the OpenAPI document, and from boundaries."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from harness.generation.boundaries import FIELD_VALUES, encoded
from harness.generation.case import DRAWN, Case
from harness.operations.values import PREFIX
from spec import specification

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy
    from schemathesis.schemas import BaseSchema

    from spec.specification import Specification

NOWHERE = "example.com"
"""Where no mail arrives (RFC 2606 §3): a drawn address must not be somebody's."""
_PLAUSIBLE = st.sampled_from(
    ["qa@example.com", "o'brien@example.com", '"a b"@example.com', f"{'a' * 256}@example.com"]
)


def bodies(spec: Specification, operation_id: str) -> SearchStrategy[Case]:
    """Return a strategy for bodies: what the schema allows, what it does not, and near misses."""
    operation = spec.operation(operation_id)
    described = _schema(spec.product)[operation.path][operation.method]
    drawn = [
        described.as_strategy(mode).map(lambda case: _encoded(case, operation_id))
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    ]
    return st.one_of(*drawn, _near_misses(operation_id, operation.body_fields))


def _near_misses(operation_id: str, fields: tuple[str, ...]) -> SearchStrategy[Case]:
    """Draw bodies of the documented fields, of which most look right, and one may be odd."""
    odd = st.sampled_from(list(FIELD_VALUES.values())) | st.text(max_size=20)
    likely = _PLAUSIBLE | st.text(min_size=1, max_size=8)

    @st.composite
    def bodies_of_fields(draw: st.DrawFn) -> Case:
        body: dict[str, Any] = {name: draw(likely) for name in fields}
        which = draw(st.sampled_from([*fields, ""]))
        if which:
            body[which] = draw(odd)
        return Case(operation_id, DRAWN, encoded(harmless(body)))

    return bodies_of_fields()


def _encoded(case: schemathesis.Case[Any], operation_id: str) -> Case:
    """Keep the body of schemathesis' case: its headers and path are ours."""
    sent = case.as_transport_kwargs()
    raw = sent.get("data")
    body = raw if isinstance(raw, bytes) else encoded(harmless(sent.get("json")))
    return Case(operation_id, DRAWN, body)


def harmless(value: object) -> object:
    """Send every address somewhere where nobody is, and mark a user who comes of it as ours."""
    if not isinstance(value, dict):
        return value
    return {name: _nowhere(each) if name == "email" else each for name, each in value.items()}


def _nowhere(value: object) -> object:
    if not isinstance(value, str) or "@" not in value:
        return value
    return f"{value.rpartition('@')[0]}+{PREFIX}@{NOWHERE}"


@cache
def _schema(product: str) -> BaseSchema:
    # A copy: schemathesis may write into what it is given, and bodies are held against ours.
    document = json.loads(json.dumps(specification.load(product).document))
    return schemathesis.openapi.from_dict(document)
