"""The secrets that an exchange holds, so that they are masked from then on."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from harness.cookies import parse_cookie
from harness.redaction import SECRET_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.exchange import Exchange

SHORTEST_SENT, LONGEST_SENT = 12, 4096
"""Characters of a sent value that is masked like a secret; others are no near miss of one."""
SHORTEST_UNNAMED = 12
"""Characters of a value that is taken for a secret by a part of its member's name alone."""
_TELLING = re.compile(r"(?i)token|jwt|secret|passw|api_?key|session_?id")
_JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")
Found = list[tuple[str, str]]
"""Values, each with the label that stands for it in outputs."""


def secrets_in(exchange: Exchange) -> Found:
    """Return the secrets that an answer holds: tokens, cookies and the tokens of links."""
    found: Found = [(each, "TOKEN") for each in _JWT.findall(exchange.text)]
    with suppress(ValueError, RecursionError):
        _collect(exchange.decoded(), found)
    for line in exchange.header_values("Set-Cookie"):
        cookie = parse_cookie(line)
        found += [(cookie.value, "COOKIE")] if cookie else []
    return found


def secrets_sent(headers: Mapping[str, str], body: bytes | None, token_header: str) -> Found:
    """Return what is sent where a secret belongs: a forgery is nearly the real one."""
    found: Found = [(headers.get(token_header, ""), "TOKEN")]
    with suppress(ValueError, RecursionError):
        _collect(json.loads(body or b""), found)
    return [each for each in found if SHORTEST_SENT <= len(each[0]) <= LONGEST_SENT]


def _collect(value: object, found: Found) -> None:
    if isinstance(value, dict):
        for name, each in value.items():
            if isinstance(each, str) and _is_secret(name, each):
                found.append((each, name.upper()))
            _collect(each, found)
    elif isinstance(value, list):
        for each in value:
            _collect(each, found)
    elif isinstance(value, str) and "://" in value:
        query = parse_qsl(urlsplit(value).query)
        found += [
            (each, "RESET_TOKEN") for name, each in query if "token" in name or name == "code"
        ]


def _is_secret(name: str, value: str) -> bool:
    """Whether a member is known to hold a secret, or is called as if and holds no sentence."""
    if name in SECRET_FIELDS:
        return True
    return bool(_TELLING.search(name)) and len(value) >= SHORTEST_UNNAMED and " " not in value
