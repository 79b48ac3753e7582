"""A mail as it travels (RFC 5322, MIME), read whatever is wrong with it."""

from __future__ import annotations

from email.header import decode_header
from email.utils import getaddresses
from typing import TYPE_CHECKING

from harness.sources.mail import Message

if TYPE_CHECKING:
    from email.message import Message as Mime


def message_of(mime: Mime) -> Message:
    """Return what a mail holds; a part, or a header, that can't be read is left out."""
    return Message(
        recipients=recipients_of(mime),
        subject=_decoded(str(mime.get("Subject", ""))),
        text="\n".join(_texts(mime, "text/plain")),
        html="\n".join(_texts(mime, "text/html")),
    )


def recipients_of(mime: Mime) -> frozenset[str]:
    """Return whom the headers say that a mail is to, in lower case."""
    lines = [str(line) for name in ("To", "Cc", "Bcc") for line in mime.get_all(name, [])]
    return frozenset(address.lower() for _, address in getaddresses(lines) if "@" in address)


def _texts(mime: Mime, wanted: str) -> list[str]:
    parts = [part for part in mime.walk() if part.get_content_type() == wanted]
    return [_text(part) for part in parts if part.get_content_disposition() != "attachment"]


def _text(part: Mime) -> str:
    """Decode a part; of a charset that nobody knows, what is ASCII can be read all the same."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(str(part.get_content_charset("utf-8")), "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _decoded(header: str) -> str:
    """Decode what is not ASCII in a header (RFC 2047)."""
    try:
        pieces = decode_header(header)
        return "".join(
            piece if isinstance(piece, str) else piece.decode(charset or "ascii", "replace")
            for piece, charset in pieces
        )
    except (LookupError, ValueError):
        return header
