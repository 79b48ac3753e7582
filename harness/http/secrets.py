"""The secrets that an exchange holds, so that they are masked from then on."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from harness.core import json_text
from harness.http.body_text import gives_token, readable_json, searchable
from harness.http.cookies import parse_cookie
from harness.http.links import secrets_of, token_in_path
from harness.http.raw_secrets import assigned, readings, web_tokens
from harness.redaction.secret_names import (
    GIVEN_MEMBERS,
    SECRET_MEMBERS,
    gives_secret,
    looks_opaque,
    looks_random,
    may_name_secret,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.core.exchange import Exchange
    from spec.specification import Specification

SHORTEST_SENT, LONGEST_SENT = 12, 4096
"""Characters of a sent value that is masked like a secret; others are no near miss of one."""
_WORD = re.compile(r"""[^\s"'`<>,()\\]++""")
_IN_LINK = re.compile(r"[?#&/]")
_PART = re.compile(r"""[^\s"',;=]{6,}+={0,2}""")
_LETS_IN = re.compile(r"(?i)invit|reset|magic|activat")
_UNNAMED = re.compile(
    r"(?![0-9.:TZ+-]+$|/)(?![0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$)[\w.~+/=|:%-]{16,}+"
)
_MIXED = re.compile(r"[a-z][A-Z]+[a-z]+[A-Z]")
"""What may be a token under whatever name: no number, moment, path or UUID."""
_HARMLESS = re.compile(
    r"(?i)(?:etag|date|age|via|server|nel|report-to|alt-svc|expires|last-modified|set-cookie2?|"
    r"content-.*|strict-.*|cf-.*|x-amz.*|traceparent|tracestate|server-timing|x-b3-.*|x-azure-ref|"
    r".*(?:request|correlation|trace|span|transaction|build|version|revision)(?:[-_]?id)?)"
)
"""Headers that look random and are none of a secret; cookies are told by themselves."""
LINK_PART, UNNAMED = "LINK_PART", "OPAQUE"
GUESSED = frozenset({LINK_PART, UNNAMED})
"""Label what may be a token or an id: it is masked, but not looked for where it was not."""
Found = list[tuple[str, str]]
"""Values, each with the label that stands for it in outputs."""


def secrets_in(exchange: Exchange) -> Found:
    """Return the secrets that an answer holds: tokens, cookies and the tokens of links.

    A refusal gives none away; what it holds is one only where it looks like one: ``code`` and
    ``token`` are what many call the words for what was wrong.
    """
    is_refusal = exchange.status >= 400
    found: Found = []
    with suppress(ValueError):
        body = readable_json(exchange.body)
        found += _in_json(body, frozenset() if is_refusal else GIVEN_MEMBERS)
        found += [(body, "TOKEN")] if isinstance(body, str) and looks_random(body) else []
    for name, value in exchange.headers:
        found += _in_header(name, value)
    found += _in_text(searchable(exchange.body), is_refusal=is_refusal)
    if gives_token(exchange):
        found += _unnamed(exchange)
    return sorted(dict.fromkeys(found), key=lambda each: each[1] in GUESSED)


def _unnamed(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """Yield whatever else may be the token, where one is given: it may stand under any name."""
    texts = [value for name, value in exchange.headers if not _HARMLESS.fullmatch(name)]
    with suppress(ValueError):
        texts += _texts_in(readable_json(exchange.body))
    for text in texts:
        if _UNNAMED.fullmatch(text) and (looks_random(text) or _MIXED.search(text)):
            yield text, UNNAMED


def _texts_in(body: object) -> Iterator[str]:
    """Yield each text of a JSON value, the names of members among them."""
    waiting = [body]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += [*each, *each.values()]
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str):
            yield each


def secrets_sent(headers: Mapping[str, str], body: bytes | None, spec: Specification) -> Found:
    """Return what is sent where a secret belongs: a forgery is nearly the real one."""
    found: Found = [(spec.token_in(headers.get(spec.token_header, "")), "TOKEN")]
    with suppress(ValueError):
        found += _in_json(json_text.parsed(body or b""), SECRET_MEMBERS)
    return [each for each in found if SHORTEST_SENT <= len(each[0]) <= LONGEST_SENT]


def _in_header(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield the secrets of a header; a refusal's as well, since it has no words there."""
    if name.lower() in {"set-cookie", "set-cookie2"}:
        yield from _in_cookie(value)
    elif may_name_secret(name):
        for part in _PART.findall(value):
            if looks_random(part) or (gives_secret(name) and looks_opaque(part)):
                yield part, "TOKEN"
    yield from _in_text(value, is_refusal=True)


def _in_cookie(line: str) -> Iterator[tuple[str, str]]:
    """Yield what a cookie is set to, and whatever else looks like it: several may be folded."""
    with suppress(ValueError, OverflowError):
        cookie = parse_cookie(line)
        if cookie is not None and not cookie.is_expired:
            yield cookie.value, "COOKIE"
    for part in re.split(r"[;,]\s*", line):
        value = part.partition("=")[2].strip('"')
        if looks_random(value):
            yield value, "COOKIE"


def _in_text(text: str, *, is_refusal: bool) -> Iterator[tuple[str, str]]:
    """Yield the secrets of a text of any form."""
    for reading in readings(text):
        for each in web_tokens(reading):
            yield each, "TOKEN"
        for name, value, *_ in assigned(reading):
            is_given = gives_secret(name) and looks_opaque(value) and not is_refusal
            if looks_random(value) or is_given:
                yield value, _label(name)
        yield from _of_links(reading, lets_in=False)


def _of_links(text: str, *, lets_in: bool) -> Iterator[tuple[str, str]]:
    """Yield the secrets of the links in a text, whole or relative."""
    for word in dict.fromkeys(_WORD.findall(text)):
        if _IN_LINK.search(word):
            for each in secrets_of(word):
                yield each, "RESET_TOKEN"
            if found := token_in_path(word):
                yield found[0], "RESET_TOKEN" if found[1] or lets_in else LINK_PART


def _in_json(value: object, named: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the secrets of a JSON value; members that are ``named`` hold one, whatever it is.

    It is gone through without recursion, since it may be as deep as it was read.
    """
    waiting: list[tuple[str, object]] = [("", value)]
    while waiting:
        name, each = waiting.pop()
        if isinstance(each, dict):
            waiting += [(_name_of(key, name), inner) for key, inner in each.items()]
        elif isinstance(each, list):
            waiting += [(name, inner) for inner in each]
        elif isinstance(each, str) or _is_number(each):
            text = str(each)
            if name in named or _is_secret(name, text, is_given=bool(named)):
                yield text, _label(name)
            yield from _of_links(text, lets_in=bool(_LETS_IN.search(name)))


def _name_of(key: str, outer: str) -> str:
    """Return what a member is called: within a ``token``, its ``value`` is one."""
    is_plain = key in {"value", "data", "raw", "string"}
    return outer if is_plain and gives_secret(outer) else key


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_secret(name: str, value: str, *, is_given: bool) -> bool:
    """Whether a member is called as if it held a secret, and looks like one."""
    if "://" in value:
        return False  # what a link holds is told by itself
    if is_given and gives_secret(name) and looks_opaque(value):
        return True
    return (name in SECRET_MEMBERS or may_name_secret(name)) and looks_random(value)


def _label(name: str) -> str:
    return re.sub(r"\W", "_", name).upper()
