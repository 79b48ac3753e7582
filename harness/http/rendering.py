"""How an exchange is shown, and the curl line that repeats it.

What is said above it, of the rule and what was expected, ``harness/results/judge.py`` lays out.
Everything returned here still holds secrets by value; whoever writes it masks it.
"""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

from harness.core import json_text
from harness.redaction.secret_names import SECRET_HEADERS, SECRET_MEMBERS

if TYPE_CHECKING:
    from harness.core.exchange import Exchange, Headers

LONGEST_SHOWN = 2000
"""Characters of a body that are shown."""
MOST_HEADERS = 100
"""Headers of an answer that are shown."""


def exchange_text(exchange: Exchange) -> str:
    """Show an exchange as HTTP, with a curl line that repeats it."""
    request = exchange.request
    lines = [f"{request.method} {request.url}", *_sent_header_lines(exchange)]
    if request.body:
        lines += ["", _sent_body(exchange)]
    lines += ["", f"{exchange.status} {exchange.reason}".rstrip()]
    lines += _header_lines(exchange.headers)
    if exchange.unreadable:
        lines += ["", f"(the body {exchange.unreadable})"]
    elif exchange.body:
        lines += ["", _shortened(_redacted_body(exchange.body))]
    return "\n".join([*lines, "", curl(exchange)])


def curl(exchange: Exchange) -> str:
    """Return a curl line that sends the request again, secrets as $VARIABLES."""
    request = exchange.request
    words = ["curl", "-i", "-X", request.method, shlex.quote(request.url)]
    for name, shown in _sent_headers(exchange):
        if name != "Content-Length":  # curl counts for itself, and $VARIABLES change the length
            words += ["-H", _double_quoted(f"{name}: {shown}")]
    if request.body:
        words += ["--data-raw", _shell_body(_sent_body(exchange))]
    return " ".join(words)


def redacted_headers(headers: Headers) -> list[tuple[str, str]]:
    """Return headers with the values of secret ones left out."""
    return [
        (name, f"${SECRET_HEADERS[name.lower()]}" if name.lower() in SECRET_HEADERS else value)
        for name, value in headers
    ]


def shown_headers(headers: Headers) -> list[tuple[str, str]]:
    """Return an answer's headers, secret ones left out, and what is long or many cut."""
    shown = [(name, _shortened(value)) for name, value in redacted_headers(headers[:MOST_HEADERS])]
    left = len(headers) - MOST_HEADERS
    return [*shown, ("X-Not-Shown", f"{left} more headers")] if left > 0 else shown


def redacted_text(body: bytes) -> str:
    """Return a body as text, the secret members of JSON left out, and long ones cut."""
    return _shortened(_redacted_body(body))


def _sent_headers(exchange: Exchange) -> list[tuple[str, str]]:
    """Return the request's headers; what was drawn is shown, and masked only by value."""
    headers = exchange.request.headers
    return list(headers) if exchange.is_generated else redacted_headers(headers)


def _sent_header_lines(exchange: Exchange) -> list[str]:
    return [f"{name}: {value}" for name, value in _sent_headers(exchange)]


def _sent_body(exchange: Exchange) -> str:
    body = exchange.request.body or b""
    if exchange.is_generated:
        return _shortened(body.decode("utf-8", "backslashreplace"))
    return _shortened(_redacted_body(body))


def _header_lines(headers: Headers) -> list[str]:
    return [f"{name}: {value}" for name, value in shown_headers(headers)]


def _redacted_body(body: bytes) -> str:
    text = body.decode("utf-8", "backslashreplace")
    try:
        value = json_text.parsed(text)
    except ValueError:
        return text
    if not isinstance(value, dict) or not SECRET_MEMBERS & value.keys():
        return text
    return json.dumps(_without_secrets(value), ensure_ascii=False)


def _without_secrets(value: dict[str, Any]) -> dict[str, Any]:
    return {
        name: f"${name.upper()}"
        if name in SECRET_MEMBERS and isinstance(each, str) and each
        else each
        for name, each in value.items()
    }


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_SHOWN:
        return text
    return f"{text[:LONGEST_SHOWN]}… ({len(text)} characters)"


def _double_quoted(text: str) -> str:
    """Quote for a shell that still fills $VARIABLES in."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("`", "\\`")
    return f'"{escaped}"'


def _shell_body(text: str) -> str:
    return _double_quoted(text) if "$" in text else shlex.quote(text)
