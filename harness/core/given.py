"""What is given in a file or in a variable of the environment: read, or refused in one line.

Editors, shells and pipelines add what nobody typed: a byte order mark, a line end, Windows' line
ends. They are taken off here. Blanks are not: a password may end with one. What is ambiguous is
said in a remark; neither a remark nor a refusal holds any of a secret.
"""

from __future__ import annotations

import codecs
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.redaction.visible import hidden_in

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 1_000_000
"""Of a file: what is larger is another, or has no end."""
_MARK = "\ufeff"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Secret:
    """A secret as it was meant, and what was ambiguous about how it was given."""

    value: str = field(repr=False)
    remark: str = ""
    """Said of the secret: "ends with a blank, which is kept"; empty where all was clear."""


def read_text(path: Path) -> str:
    """Return the text of a file: UTF-8, or UTF-16 by its mark; ValueError says why not."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as failure:  # a NUL in its name is the latter
        words = failure.strerror if isinstance(failure, OSError) else "it is no name of a file"
        raise ValueError(f"can't be read: {words}") from None
    if len(raw) > MOST_BYTES:
        raise ValueError(f"can't be read: it is larger than {MOST_BYTES} bytes")
    is_utf_16 = raw[:2] in _UTF_16 and len(raw) > 2
    try:
        return raw.decode("utf-16" if is_utf_16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("can't be read: it is no text in UTF-8") from None


def secret_of_file(path: Path) -> Secret:
    """Return the secret in a file; ValueError says why there is none.

    One line end is what editors and ``echo`` leave at its end, and needs no remark.
    """
    try:
        text = read_text(path)
    except FileNotFoundError:
        raise ValueError("can't be read: there is no such file") from None
    return _secret(text.removesuffix("\n").removesuffix("\r"))


def secret_of_variable(name: str) -> Secret | None:
    """Return the secret in a variable of the environment; None where it is unset or empty.

    ValueError says why what it holds is none.
    """
    text = os.environ.get(name, "")
    return _secret(text) if text else None


def word_of_variable(name: str) -> str:
    """Return what a variable holds without any blank around it; empty where it is unset."""
    return os.environ.get(name, "").strip(f"{_MARK} \t\r\n")


def _secret(text: str) -> Secret:
    unmarked = text.removeprefix(_MARK)
    value = unmarked.rstrip("\r\n")
    if not value:
        raise ValueError("is empty")
    if not value.strip():
        raise ValueError("holds nothing but blanks")
    if "\n" in value or "\r" in value:
        raise ValueError("holds more than one line")
    if _CONTROL.search(value):
        raise ValueError("holds control characters: is it the right one?")
    if _SURROGATE.search(value):
        raise ValueError("is no text in UTF-8")
    said = list(_remarks(value))
    if value != unmarked:
        said.insert(0, "ends with a line end, which was taken off")
    return Secret(value, "; ".join(said))


def _remarks(value: str) -> list[str]:
    ends = [word for word, end in (("begins", value[0]), ("ends", value[-1])) if end.isspace()]
    said = [f"{' and '.join(ends)} with a blank, which is kept"] if ends else []
    if len(value) > 2 and value[0] == value[-1] and value[0] in "\"'":
        said.append("stands in quotation marks, which are kept")
    hidden = hidden_in(value)
    if hidden is not None:
        said.append(f"holds a character that nobody sees ({hidden}), which is kept")
    return said
