"""What an answer's body says, and what of it may be shown."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from harness.core import json_text
from harness.redaction.secret_names import gives_secret

if TYPE_CHECKING:
    from harness.core.exchange import Exchange

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16's, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]")
"""What no text holds; a terminal's escape may stand in one."""
_FEW = 16
"""One in so many characters may be foreign to the text: a broken one is still a text."""


def text_of(body: bytes) -> str | None:
    """Return what a body says, in whatever of the usual encodings; None where it is no text."""
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return _decoded(body, encoding)
    if b"\0" in body[:64]:
        encoding = "utf-16-be" if body[:1] == b"\0" else "utf-16-le"
        return _decoded(body, encoding)
    text = body.decode("utf-8", "backslashreplace")
    few = len(body) // _FEW
    foreign = len(body) - len(body.decode("utf-8", "ignore").encode())
    if len(_CONTROL.findall(text)) > (0 if foreign else few):
        return None
    return text if foreign <= few else _in_latin_1(body)


def readable_json(body: bytes) -> object:
    """Read a body as JSON, in whatever encoding; ValueError where it is none."""
    text = text_of(body)
    if text is None:
        raise ValueError("no text")
    return json_text.parsed(text)


def searchable(body: bytes) -> str:
    """Return all that a body may say, text or not, to be looked through for secrets."""
    text = text_of(body)
    return body.decode("latin-1").replace("\0", "") if text is None else text


def must_be_left_out(exchange: Exchange) -> str:
    """Return why an answer's body can't be shown; nothing where it can.

    What can't be read may hold a secret that nobody knows, and that nothing would mask.
    """
    body = exchange.body
    if not body:
        return ""
    if text_of(body) is None or (_is_coded(exchange) and not _is_utf_8(body)):
        return "no text that can be read"
    if not _should_give_secret(exchange):
        return ""
    try:
        value = readable_json(body)
    except ValueError:
        return "they are no JSON, and may hold a secret"
    return (
        "" if isinstance(value, dict | list) else "they are no JSON object, and may hold a secret"
    )


def left_out(exchange: Exchange, reason: str) -> str:
    """Say what stands for a body that is not shown."""
    return f"({len(exchange.body)} bytes left out: {reason})"


def gives_token(exchange: Exchange) -> bool:
    """Whether an answer is the success that gives a token, by its page."""
    operation = exchange.operation
    if operation is None or not exchange.succeeded:
        return False
    return any(map(gives_secret, operation.success().fields))


def _should_give_secret(exchange: Exchange) -> bool:
    """Whether an answer is the success that gives a token or a link, by its page."""
    if gives_token(exchange):
        return True
    operation = exchange.operation
    if operation is None or not exchange.succeeded:
        return False
    gives_link = any("invitation" in name for name in operation.success().fields)
    return gives_link or "invit" in operation.id.lower()  # its page documents a user or a link


def _is_coded(exchange: Exchange) -> bool:
    """Whether an answer says that it is compressed, though nobody asked for it."""
    codings = {each.strip().lower() for each in exchange.header_values("Content-Encoding")}
    return bool(codings - {"", "identity"})


def _is_utf_8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(body: bytes, encoding: str) -> str | None:
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text


def _in_latin_1(body: bytes) -> str | None:
    """Return a text of Western letters; None where most of it is none."""
    text = body.decode("cp1252", "replace")
    return text if sum(each.isascii() for each in text) * 2 > len(text) else None
