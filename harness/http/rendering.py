"""What is shown of an exchange, as plain data.

The reports lay it out, with what is said above it of the rule and of what was expected. Everything
returned here still holds secrets by value; whoever writes it masks it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from harness.core import json_text
from harness.http.body_text import left_out, must_be_left_out, text_of
from harness.http.raw_secrets import assigned
from harness.redaction.secret_names import (
    SECRET_HEADERS,
    SECRET_MEMBERS,
    gives_secret,
    looks_opaque,
    may_name_secret,
)

if TYPE_CHECKING:
    from harness.core.exchange import Exchange, Headers

LONGEST_SHOWN = 2000
"""Characters of a body that are shown."""
MOST_HEADERS = 100
"""Headers of an answer that are shown."""
_PART = re.compile(r"""[^\s"',;=]+""")
_BETWEEN_WORDS = " \t\r\n\"'<>{}[],"


def exchange_data(exchange: Exchange) -> dict[str, Any]:
    """Return an exchange as plain data, secret headers and members left out."""
    request = exchange.request
    return {
        "operation": exchange.operation.id if exchange.operation else "",
        "started": exchange.started.isoformat(),
        "milliseconds": round(exchange.seconds * 1000, 1),
        "method": request.method,
        "url": request.url,
        "request_headers": redacted_headers(request.headers),
        "request_body": redacted_text(request.body) if request.body else "",
        "status": exchange.status,
        "reason": exchange.reason,
        "answer_headers": shown_headers(exchange.headers),
        "answer_body": redacted_answer(exchange),
        "media_type": exchange.media_type or "",
        "size": len(exchange.body),
    }


def shown_data(exchange: Exchange) -> dict[str, Any]:
    """Return the same of one that shows a failure: what was drawn stands as it was sent.

    There it is masked by value alone, or a password that was made up would look like the right one.
    """
    request = exchange.request
    return exchange_data(exchange) | {
        "target": request.target or request.url,
        "request_headers": _sent_headers(exchange),
        "request_body": _sent_body(exchange) if request.body else "",
    }


def redacted_headers(headers: Headers) -> list[tuple[str, str]]:
    """Return headers with the values of secret ones left out."""
    return [(name, _redacted_value(name, value)) for name, value in headers]


def answer_text(exchange: Exchange) -> str:
    """Return an answer's body, its secret members left out; or why it is not shown at all."""
    if exchange.unreadable:
        return f"(the body {exchange.unreadable})"
    reason = must_be_left_out(exchange)
    return left_out(exchange, reason) if reason else _redacted_body(exchange.body)


def redacted_answer(exchange: Exchange) -> str:
    """Return an answer's body as text, secret members left out, and a long one cut."""
    return shortened(answer_text(exchange))


def shown_headers(headers: Headers) -> list[tuple[str, str]]:
    """Return an answer's headers, secret ones left out, and what is long or many cut."""
    shown = [(name, shortened(value)) for name, value in redacted_headers(headers[:MOST_HEADERS])]
    left = len(headers) - MOST_HEADERS
    return [*shown, ("X-Not-Shown", f"{left} more headers")] if left > 0 else shown


def redacted_text(body: bytes) -> str:
    """Return a body that was sent as text, the secret members of JSON left out, a long one cut."""
    return shortened(_redacted_body(body))


def shortened(text: str) -> str:
    """Cut a long text, and say how long it was."""
    is_long = len(text) > LONGEST_SHOWN
    return f"{cut(text, LONGEST_SHOWN)} ({len(text)} characters)" if is_long else text


def cut(text: str, longest: int) -> str:
    """Cut a long text, but never through what may be a secret: half of one is not known."""
    if len(text) <= longest:
        return text
    shown = text[: longest - 1]
    begins = max(map(shown.rfind, _BETWEEN_WORDS)) + 1
    if looks_opaque(shown[begins:]):
        shown = shown[:begins]
    return f"{shown}…"


def _sent_headers(exchange: Exchange) -> list[tuple[str, str]]:
    """Return the request's headers; what was drawn is shown, and masked only by value."""
    headers = exchange.request.headers
    return list(headers) if exchange.is_generated else redacted_headers(headers)


def _sent_body(exchange: Exchange) -> str:
    body = exchange.request.body or b""
    if exchange.is_generated:
        return shortened(body.decode("utf-8", "backslashreplace"))
    return shortened(_redacted_body(body))


def _redacted_value(name: str, value: str) -> str:
    if name.lower() in SECRET_HEADERS:
        return f"${SECRET_HEADERS[name.lower()]}"
    is_secret = may_name_secret(name) and any(map(looks_opaque, _PART.findall(value)))
    return "$TOKEN" if is_secret else value


def _redacted_body(body: bytes) -> str:
    text = text_of(body)
    if text is None:
        return body.decode("utf-8", "backslashreplace")
    try:
        value = json_text.parsed(text)
        redacted = _without_secrets(value, "")
    except (ValueError, RecursionError):  # what was read may still be too deep to go through
        return _without_assigned(text)
    return text if redacted == value else json.dumps(redacted, ensure_ascii=False)


def _without_secrets(value: object, name: str) -> Any:
    """Leave the secrets of a JSON value out, by the names of its members."""
    if isinstance(value, dict):
        return {
            key: _without_secrets(each, key if _names_secret(key) else name)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_without_secrets(each, name) for each in value]
    is_secret = bool(value) and isinstance(value, str | int) and not isinstance(value, bool)
    return f"${name.upper()}" if is_secret and _names_secret(name) else value


def _names_secret(name: str) -> bool:
    return name in SECRET_MEMBERS or gives_secret(name)


def _without_assigned(text: str) -> str:
    """Leave out what a text that is no JSON assigns to the names of secrets, as far as shown."""
    parts, read = [], 0
    found = assigned(text[: 2 * LONGEST_SHOWN])
    for name, value, start, end in sorted(found, key=lambda each: each.start):
        if start >= read and gives_secret(name) and looks_opaque(value):
            parts += [text[read:start], f"${re.sub(r'[^A-Z0-9]', '_', name.upper())}"]
            read = end
    return "".join([*parts, text[read:]])
