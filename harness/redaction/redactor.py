"""Masking of secrets, by value, in all that a run writes.

A secret is registered the moment it becomes known: configured, made up by the suite, or received
in an answer. Masking knows the forms in which a value can appear in an output.
"""

from __future__ import annotations

import base64
import html
import json
import os
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

LEDGER_KEY = "MEIRO_LEDGER_KEY"
"""The variable that holds the key of the ledgers."""
SHORTEST = 6
"""Values below this length are masked by the name of their field alone: a shorter one would also
mask half the words of a report."""
_TRUNCATION_MARKS = ("...", "…")
_SHORTEST_FRAGMENT = 4
_WRAPPED_BYTES = re.compile(r"""(?:'\n(?:E[ ])?\s*b'|"\n(?:E[ ])?\s*b")""")
_PART = "\0\n\0"


class Redactor:
    """The secrets of a run, and the masking of them."""

    def __init__(self) -> None:
        self._masks: list[tuple[str, str]] = []
        self._is_sorted = True
        self._secrets: dict[str, str] = {}
        self._untold: list[str] = []

    def register(self, value: str, label: str, *, is_real: bool = True) -> None:
        """Remember ``value`` as a secret; ``label`` (PASSWORD, TOKEN…) names it in outputs.

        One that is not real is masked as well: it is nearly a secret, or stands where one would.
        """
        if len(value) < SHORTEST or value in self._secrets:
            return
        self._secrets[value] = label
        if is_real:
            self._untold.append(value)
        thorough = label.endswith("PASSWORD")  # they are few, and travel in more disguises
        self._masks.extend((form, f"${label}") for form in forms_of(value, thorough=thorough))
        self._is_sorted = False

    def take_new(self) -> list[str]:
        """Hand over the real secrets registered since the last call, in the clear."""
        taken, self._untold = self._untold, []
        return taken

    def mask(self, text: str) -> str:
        """Return ``text`` with every secret, and every truncated one, replaced by its label.

        Bytes that a traceback's locals show over several lines are joined for it.
        """
        text = _WRAPPED_BYTES.sub("", text)
        for form, mask in self._longest_first():
            if form in text:
                text = text.replace(form, mask)
        if any(mark in text for mark in _TRUNCATION_MARKS):
            text = self._mask_fragments(text)
        return text.encode("utf-8", "backslashreplace").decode("utf-8")

    def mask_all(self, value: object) -> Any:
        """Mask every string in a structure of plain lists, tuples and dictionaries.

        The strings are masked as one text: a run has many of them, and many secrets.
        """
        texts: list[str] = []
        _collect_texts(value, texts)
        masked = self.mask(_PART.join(texts)).split(_PART)
        if len(masked) != len(texts):  # an instance sent the separator
            masked = [self.mask(text) for text in texts]
        return _with_texts(value, iter(masked))

    def _longest_first(self) -> list[tuple[str, str]]:
        """Return every form with its mask; a secret may hold another.

        Sorted here, and not as each comes: a run registers thousands between two looks.
        """
        if not self._is_sorted:
            self._masks.sort(key=lambda mask: -len(mask[0]))
            self._is_sorted = True
        return self._masks

    def _mask_fragments(self, text: str) -> str:
        for mark in _TRUNCATION_MARKS:
            parts = text.split(mark)
            for index in range(len(parts) - 1):
                parts[index] = self._without_tail(parts[index])
                parts[index + 1] = self._without_head(parts[index + 1])
            text = mark.join(parts)
        return text

    def _without_tail(self, text: str) -> str:
        for secret, label in self._secrets.items():
            for length in range(len(secret) - 1, _SHORTEST_FRAGMENT - 1, -1):
                if text.endswith(secret[:length]):
                    return text[:-length] + f"${label}"
        return text

    def _without_head(self, text: str) -> str:
        for secret, label in self._secrets.items():
            for length in range(len(secret) - 1, _SHORTEST_FRAGMENT - 1, -1):
                if text.startswith(secret[-length:]):
                    return f"${label}" + text[length:]
        return text


def secrets_of_environment() -> list[str]:
    """Return the secrets that the environment holds for a run: the ledger's key, a proxy's."""
    urls = [value for name, value in os.environ.items() if name.lower().endswith("_proxy")]
    found = [
        os.environ.get(LEDGER_KEY, "").strip("\ufeff \t\r\n"),
        *(urlsplit(each).password or "" for each in urls),
    ]
    return [each for each in found if each]


def _collect_texts(value: object, texts: list[str]) -> None:
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, dict):
        for key, each in value.items():
            _collect_texts(key, texts)
            _collect_texts(each, texts)
    elif isinstance(value, list | tuple):
        for each in value:
            _collect_texts(each, texts)


def _with_texts(value: object, texts: Iterator[str]) -> Any:
    """Rebuild a structure with other strings, in the order in which they were collected."""
    if isinstance(value, str):
        return next(texts)
    if isinstance(value, dict):
        return {_with_texts(key, texts): _with_texts(each, texts) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_with_texts(each, texts) for each in value]
    return value


def forms_of(value: str, *, thorough: bool = False) -> set[str]:
    """Return every form in which a secret can appear in an output.

    Those that a token hardly ever takes (behind other bytes in base64, in hexadecimal) only where
    it is to be ``thorough``: each form is looked for in all that a run writes.
    """
    raw = value.encode("utf-8", "surrogatepass")
    quoted = quote(raw, safe="")
    forms = {
        value,
        quoted,
        quoted.lower(),
        quote(raw),
        quote_plus(raw),
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        json.dumps(value)[1:-1].replace("/", "\\/"),
        json.dumps(json.dumps(value))[3:-3],
        repr(value)[1:-1],
        html.escape(value),
        html.escape(value, quote=False),
        html.escape(json.dumps(value)[1:-1]),
        base64.b64encode(raw).decode().rstrip("="),
        base64.urlsafe_b64encode(raw).decode().rstrip("="),
    }
    return forms | _disguises(value, raw) if thorough else forms


def _disguises(value: str, raw: bytes) -> set[str]:
    """Return what becomes of a secret inside other text that is encoded."""
    encoded = [_inside_base64(raw, offset) for offset in range(3)]
    escaped = json.dumps(value)[1:-1]
    for character in "&<>":
        escaped = escaped.replace(character, f"\\u{ord(character):04x}")
    decimal = value.replace("&", "&#38;").replace("'", "&#39;").replace('"', "&#34;")
    found = {*encoded, *(each.translate(_URLSAFE) for each in encoded), escaped, decimal}
    return {each for each in found | {raw.hex(), raw.hex().upper()} if len(each) >= SHORTEST}


_URLSAFE = str.maketrans("+/", "-_")


def _inside_base64(raw: bytes, offset: int) -> str:
    """Return the characters of base64 that tell these bytes alone, behind ``offset`` others."""
    whole = base64.b64encode(b"\0" * offset + raw).decode()
    bits = 8 * (offset + len(raw))
    return whole[-(-8 * offset // 6) : bits // 6]
