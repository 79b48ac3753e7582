"""The encodings in which a secret may come: all of them in one table.

Masking and the last look at what was written both go by it. An encoding that makes one text of a
value is looked for by that text. One that is ``read`` makes too many (each character may be
escaped or not, a value may be compressed among others), so that it is undone instead: by
``escapes`` and ``packing``. Its forms stand here all the same, for the tests that hold it.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import gzip
import html
import json
import quopri
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from harness.redaction.escapes import normal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHORTEST_FORM = 7
"""Characters of an encoded form that is looked for; a shorter one may come by chance."""
PLAIN = "plain"


@dataclass(frozen=True)
class Encoding:
    """What an encoding makes of a value."""

    name: str
    make: Callable[[str], str | list[str]]
    is_read: bool = False
    """Whether it is found by being undone, so that its forms need not be looked for."""
    is_from_start: bool = False
    """Whether a character of it tells how far it is from the beginning of the value."""

    def forms(self, value: str) -> list[str]:
        """Return what it makes of a value; nothing where it can't be encoded so."""
        try:
            made = self.make(value)
        except UnicodeError:
            return []
        return [made] if isinstance(made, str) else made


def _raw(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def _of_each(pattern: str, join: str = "") -> Callable[[str], str]:
    """Escape every character by its number."""
    return lambda value: join.join(pattern.format(ord(each)) for each in value)


def _of_each_byte(pattern: str, join: str = "") -> Callable[[str], str]:
    made = [pattern.format(each) for each in range(256)]
    return lambda value: join.join([made[each] for each in _raw(value)])


def _json(value: str) -> str:
    return json.dumps(value)[1:-1]


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _inside(raw: bytes, encode: Callable[[bytes], bytes], group: int, bits: int) -> list[str]:
    """Return the characters that tell these bytes alone, wherever in a longer text they stand.

    ``group`` bytes begin anew, and each character tells ``bits`` bits.
    """
    found = []
    for offset in range(group):
        whole = encode(b"\0" * offset + raw).decode()
        found.append(whole[-(-8 * offset // bits) : 8 * (offset + len(raw)) // bits])
    return [each for each in found if len(each) >= SHORTEST_FORM]


def _inside_base64(raw: bytes) -> list[str]:
    return _inside(raw, base64.b64encode, 3, 6)


def _deflated(raw: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(raw) + packer.flush()


def _uuencoded(value: str) -> str:
    """Return its first line, without the character that tells its length."""
    return binascii.b2a_uu(_raw(value)[:45]).decode()[1:].rstrip()


def _latin_1(value: str) -> list[str]:
    """Return what an instance makes of it that does not speak UTF-8; nothing of ASCII."""
    return [] if value.isascii() else [quote(value.encode("latin-1")), ascii(value)[1:-1]]


ENCODINGS = (
    Encoding(PLAIN, str),
    Encoding("what looks escaped in it undone", normal),
    Encoding("upper case", str.upper),
    Encoding("lower case", str.lower),
    Encoding("swapped case", str.swapcase),
    Encoding("reversed", lambda value: value[::-1]),
    Encoding("ROT13", lambda value: codecs.encode(value, "rot13")),
    Encoding("base64", lambda value: _inside_base64(_raw(value))),
    Encoding("UTF-16 in base64", lambda value: _inside_base64(value.encode("utf-16-le"))),
    Encoding("big-endian in base64", lambda value: _inside_base64(value.encode("utf-16-be"))),
    Encoding("base32", lambda value: _inside(_raw(value), base64.b32encode, 5, 5)),
    Encoding("base85", lambda value: base64.b85encode(_raw(value)).decode(), is_from_start=True),
    Encoding("Ascii85", lambda value: base64.a85encode(_raw(value)).decode(), is_from_start=True),
    Encoding("uuencode", _uuencoded, is_from_start=True),
    Encoding("UTF-16", "\0".join),
    Encoding("UTF-7", lambda value: value.encode("utf-7").decode()),
    Encoding("Latin-1", _latin_1),
    Encoding("hexadecimal", _of_each_byte("{:02x}")),
    Encoding("hexadecimal, parted by blanks", _of_each_byte("{:02x}", " ")),
    Encoding("hexadecimal, parted by colons", _of_each_byte("{:02x}", ":")),
    Encoding("hexadecimal numbers", _of_each_byte("0x{:02x}", ", ")),
    Encoding("UTF-16 in hexadecimal", lambda value: value.encode("utf-16-le").hex()),
    Encoding("numbers", _of_each_byte("{}", ", ")),
    Encoding("numbers without blanks", _of_each_byte("{}", ",")),
    Encoding("binary", _of_each_byte("{:08b}", " ")),
    Encoding("quoted-printable", lambda value: quopri.encodestring(_raw(value)).decode()),
    Encoding("quoted-printable, every byte", _of_each_byte("={:02X}")),
    # What is undone: each form is but one of many.
    Encoding("percent", lambda value: quote(_raw(value), safe=""), is_read=True),
    Encoding("percent, small", lambda value: quote(_raw(value), safe="").lower(), is_read=True),
    Encoding("percent in a path", lambda value: quote(_raw(value)), is_read=True),
    Encoding("form", lambda value: quote_plus(_raw(value)), is_read=True),
    Encoding("percent twice", lambda value: quote(quote(_raw(value), safe="")), is_read=True),
    Encoding("percent thrice", lambda v: quote(quote(quote(_raw(v), safe=""))), is_read=True),
    Encoding("percent, every byte", _of_each_byte("%{:02X}"), is_read=True),
    Encoding("JavaScript's escape", _of_each("%u{:04x}"), is_read=True),
    Encoding("JSON", _json, is_read=True),
    Encoding("JSON as it is", lambda v: json.dumps(v, ensure_ascii=False)[1:-1], is_read=True),
    Encoding("JSON, solidus", lambda value: _json(value).replace("/", "\\/"), is_read=True),
    Encoding("JSON in JSON", lambda value: json.dumps(json.dumps(value))[3:-3], is_read=True),
    Encoding("JSON, every character", _of_each("\\u{:04x}"), is_read=True),
    Encoding("JSON, every character, capitals", _of_each("\\u{:04X}"), is_read=True),
    Encoding("JSON in JSON, every character", _of_each("\\\\u{:04x}"), is_read=True),
    Encoding("JavaScript, every character", _of_each("\\u{{{:x}}}"), is_read=True),
    Encoding("backslash x", _of_each_byte("\\x{:02x}"), is_read=True),
    Encoding("octal", _of_each_byte("\\{:03o}"), is_read=True),
    Encoding("repr", lambda value: repr(value)[1:-1], is_read=True),
    Encoding("repr of bytes", lambda value: repr(_raw(value))[2:-1], is_read=True),
    Encoding("HTML", html.escape, is_read=True),
    Encoding("HTML text", lambda value: html.escape(value, quote=False), is_read=True),
    Encoding("XML", lambda v: html.escape(v).replace("&#x27;", "&apos;"), is_read=True),
    Encoding("HTML twice", lambda value: html.escape(html.escape(value)), is_read=True),
    Encoding("HTML, every character", _of_each("&#{};"), is_read=True),
    Encoding("HTML, zero-padded", _of_each("&#{:07};"), is_read=True),
    Encoding("HTML, hexadecimal", _of_each("&#x{:x};"), is_read=True),
    Encoding("HTML, hexadecimal, capitals", _of_each("&#X{:04X};"), is_read=True),
    Encoding("JSON in HTML", lambda value: html.escape(_json(value)), is_read=True),
    Encoding("JSON in a query", lambda value: quote(_json(value), safe=""), is_read=True),
    Encoding("base64 twice", lambda v: _base64(_base64(_raw(v)).encode()), is_read=True),
    Encoding("JSON in base64", lambda v: _base64(json.dumps({"a": v}).encode()), is_read=True),
    Encoding("broken base64", lambda v: base64.encodebytes(_raw(v * 9)).decode(), is_read=True),
    Encoding("base64 in hexadecimal", lambda v: _base64(_raw(v)).encode().hex(), is_read=True),
    Encoding("gzip in base64", lambda v: _base64(gzip.compress(_raw(v))), is_read=True),
    Encoding("gzip in hexadecimal", lambda v: gzip.compress(_raw(v)).hex(), is_read=True),
    Encoding("zlib in base64", lambda v: _base64(zlib.compress(_raw(v))), is_read=True),
    Encoding("deflate in base64", lambda v: _base64(_deflated(_raw(v))), is_read=True),
    Encoding(
        "JSON in gzip in base64", lambda v: _base64(gzip.compress(_json(v).encode())), is_read=True
    ),
)


def by_form() -> Iterator[Encoding]:
    """Yield the encodings that are looked for by what they make of a value."""
    return (each for each in ENCODINGS if not each.is_read)
