"""The secrets that an exchange holds, so that they are masked from then on."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from harness.core import json_text
from harness.core.urls import urls_in
from harness.http.cookies import parse_cookie
from harness.http.links import secrets_of
from harness.redaction.secret_names import (
    GIVEN_MEMBERS,
    SECRET_MEMBERS,
    looks_random,
    may_name_secret,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.core.exchange import Exchange

SHORTEST_SENT, LONGEST_SENT = 12, 4096
"""Characters of a sent value that is masked like a secret; others are no near miss of one."""
_LINK = re.compile(r"""[^\s"'<>;,]*[?#&][^\s"'<>;,]*""")
_JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")
Found = list[tuple[str, str]]
"""Values, each with the label that stands for it in outputs."""


def secrets_in(exchange: Exchange) -> Found:
    """Return the secrets that an answer holds: tokens, cookies and the tokens of links.

    A refusal gives none away; what it holds is one only where it looks like one: ``code`` and
    ``token`` are what many call the words for what was wrong.
    """
    found: Found = [(each, "TOKEN") for each in _JWT.findall(exchange.text)]
    with suppress(ValueError, RecursionError):  # what was read may still be too deep to go through
        body = exchange.decoded()
        _collect(body, found, frozenset() if exchange.status >= 400 else GIVEN_MEMBERS)
        found += [(body, "TOKEN")] if isinstance(body, str) and looks_random(body) else []
    for name, value in exchange.headers:
        if name.lower() == "set-cookie":
            cookie = parse_cookie(value)
            is_set = cookie is not None and not cookie.is_expired
            found += [(cookie.value, "COOKIE")] if cookie is not None and is_set else []
        elif may_name_secret(name) and looks_random(value):
            found.append((value, "TOKEN"))
        else:
            found += _of_links(value)
    return found


def secrets_sent(headers: Mapping[str, str], body: bytes | None, token_header: str) -> Found:
    """Return what is sent where a secret belongs: a forgery is nearly the real one."""
    found: Found = [(headers.get(token_header, ""), "TOKEN")]
    with suppress(ValueError, RecursionError):
        _collect(json_text.parsed(body or b""), found, SECRET_MEMBERS)
    return [each for each in found if SHORTEST_SENT <= len(each[0]) <= LONGEST_SENT]


def _of_links(text: str) -> Found:
    """Return the secrets of the links in a text."""
    links = {*urls_in(text), *_LINK.findall(text)}
    return [(each, "RESET_TOKEN") for link in sorted(links) for each in secrets_of(link)]


def _collect(value: object, found: Found, named: frozenset[str]) -> None:
    """Collect the secrets of a JSON value; members that are ``named`` hold one, whatever it is."""
    if isinstance(value, dict):
        for name, each in value.items():
            if isinstance(each, str) and (name in named or _is_secret(name, each)):
                found.append((each, name.upper()))
            _collect(each, found, named)
    elif isinstance(value, list):
        for each in value:
            _collect(each, found, named)
    elif isinstance(value, str):
        found += _of_links(value) if "://" in value else []


def _is_secret(name: str, value: str) -> bool:
    """Whether a member is called as if it held a secret, and looks like one."""
    return (name in SECRET_MEMBERS or may_name_secret(name)) and looks_random(value)
