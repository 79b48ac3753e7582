"""Generated input: schemathesis reads the OpenAPI document and makes cases of it.

Cases are sent by the client, as everything is: its budget, redaction and conformance hold for them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import schemathesis

from spec import specification

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy
    from schemathesis.schemas import BaseSchema

    from spec.specification import Specification


def body(spec: Specification, operation_id: str) -> SearchStrategy[dict[str, Any]]:
    """Return a strategy for JSON bodies that the operation's schema allows."""
    operation = spec.operation(operation_id)
    cases = _schema(spec.product)[operation.path][operation.method].as_strategy()
    return cases.map(_object)


def _object(case: schemathesis.Case[Any]) -> dict[str, Any]:
    assert isinstance(case.body, dict), "the pages' request bodies are objects"
    return case.body


@cache
def _schema(product: str) -> BaseSchema:
    return schemathesis.openapi.from_dict(dict(specification.load(product).document))
