"""Conformance: an answer held against what its page documents.

Status, media type, headers and body, with the schemas of the product's OpenAPI document. Where the
page is silent (``x-undocumented``), everything conforms. Of a body that can't be read nothing is
said.

A documented refusal is held to its documented form only where the suite knows that the page's
reason for it applies: a page that answers 401 to a wrong password says nothing of a 401 to
malformed JSON. See :func:`refusal_violations`.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from harness.http.left_out import is_of_null, without_nulls
from harness.http.raw_secrets import assigned
from harness.redaction.secret_names import gives_secret, looks_opaque

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

    from harness.core.exchange import Exchange
    from spec.answers import DocumentedAnswer
    from spec.specification import Operation, Specification

JSON = "application/json"
MOST_ERRORS = 20
"""Errors of one body that are named."""
LONGEST_WORDS = 500
"""Characters of an error that are shown: it may quote the whole body."""


def violations(spec: Specification, exchange: Exchange) -> list[str]:
    """Return in what the answer departs from its page, one line each; none if it conforms."""
    operation = exchange.operation
    if operation is None:
        return []
    documented = operation.answer_for(exchange.status)
    if documented is None:
        return [f"status {exchange.status} is not documented ({_statuses(operation)})"]
    if documented.undocumented or exchange.status >= 400:
        return []
    return _form_violations(spec, operation, documented, exchange)


def refusal_violations(
    spec: Specification, operation: Operation, documented: DocumentedAnswer, exchange: Exchange
) -> list[str]:
    """Hold a refusal against its documented form, where the page's reason to refuse applies."""
    if exchange.status != int(documented.status):
        return []
    return _form_violations(spec, operation, documented, exchange)


def _form_violations(
    spec: Specification, operation: Operation, documented: DocumentedAnswer, exchange: Exchange
) -> list[str]:
    found = [
        f"header {name} is missing"
        for name, required in documented.header_schemas.items()
        if required and exchange.header(name) is None
    ]
    if not exchange.body and not exchange.unreadable:
        return found + (["the documented body is missing"] if documented.body_required else [])
    if not documented.media_types:
        return found
    if exchange.media_type not in documented.media_types:
        wanted = " or ".join(documented.media_types)
        return [*found, f"media type is {exchange.media_type or 'missing'}, not {wanted}"]
    return found + _body_violations(spec, operation, documented, exchange)


def _body_violations(
    spec: Specification, operation: Operation, documented: DocumentedAnswer, exchange: Exchange
) -> list[str]:
    if exchange.media_type != JSON or exchange.unreadable:
        return []
    try:
        body = exchange.decoded()
    except ValueError:
        return ["the body is not JSON"]
    if not documented.body_required:
        return []
    errors = list(islice(spec.body_errors(operation, documented, JSON, body), MOST_ERRORS))
    if errors and (shorter := without_nulls(spec.document, body)) != body:
        found = spec.body_errors(operation, documented, JSON, shorter)
        errors = list(islice((e for e in found if not is_of_null(e, body)), MOST_ERRORS))
    return [f"body at {_cut(error.json_path)}: {_cut(_said(error))}" for error in errors]


def _cut(words: str) -> str:
    """Cut the end off; the mark tells masking that a secret may have been cut in two."""
    return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS]}…"


def _said(error: ValidationError) -> str:
    """Return an error's words, without the value where it may be a secret, or hold one."""
    name = next((each for each in reversed(error.absolute_path) if isinstance(each, str)), "")
    value = repr(error.instance)
    is_secret = gives_secret(name) and looks_opaque(value)
    if is_secret or next(assigned(value), None) is not None:
        return str(error.message).replace(value, "what it holds")
    return str(error.message)


def _statuses(operation: Operation) -> str:
    return ", ".join(sorted(operation.answers))
