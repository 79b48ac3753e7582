"""An exchange as a person reads it: headers in lines, a body of JSON with its members in lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.core import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Header = tuple[str, str]


@dataclass(frozen=True)
class ShownExchange:
    """One request and its answer, as text."""

    request: str
    """Its first line."""
    request_headers: tuple[Header, ...]
    request_body: str
    answer: str
    """Its first line."""
    answer_headers: tuple[Header, ...]
    answer_body: str
    took: str
    """When it was sent, and how long its answer took."""


def shown_exchange(data: Mapping[str, Any]) -> ShownExchange:
    """Return what is shown of an exchange; ``data`` as ``shown_data`` makes it."""
    return ShownExchange(
        request=f"{data['method']} {data['target']}",
        request_headers=_headers(data["request_headers"]),
        request_body=formatted(data["request_body"]),
        answer=f"{data['status']} {data['reason']}".strip(),
        answer_headers=_headers(data["answer_headers"]),
        answer_body=formatted(data["answer_body"]),
        took=f"sent {data['started'][:19].replace('T', ' ')} UTC, "
        f"answered after {data['milliseconds']:g} ms",
    )


def exchange_lines(shown: ShownExchange) -> list[str]:
    """Return it in the lines of a text."""
    lines = [shown.request, *(f"{name}: {value}" for name, value in shown.request_headers)]
    lines += ["", shown.request_body] if shown.request_body else []
    lines += ["", shown.answer, *(f"{name}: {value}" for name, value in shown.answer_headers)]
    return lines + (["", shown.answer_body] if shown.answer_body else [])


def formatted(body: str) -> str:
    """Put each member of a body of JSON in a line of its own.

    Only where nothing else is changed by it: a member that comes twice, or an unusual way to write
    a number or a letter, may be the very failure.
    """
    try:
        value = json_text.parsed(body)
        if not isinstance(value, dict | list) or body.strip() not in _ways(value):
            return body
        return json.dumps(value, indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):  # no JSON, or too deep
        return body


def _ways(value: object) -> set[str]:
    """Return the usual ways to write it."""
    return {
        json.dumps(value, separators=separators, ensure_ascii=is_ascii)
        for separators in ((",", ":"), (", ", ": "))
        for is_ascii in (True, False)
    }


def _headers(headers: Iterable[Iterable[str]]) -> tuple[Header, ...]:
    return tuple((name, value) for name, value in headers)
