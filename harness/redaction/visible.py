r"""Text of others, made safe to look at: what a reader's screen or page would obey is spelt out.

An answer, a mail, a helper, a file's name may hold anything. A terminal obeys control characters,
a pipeline's log some words, a page of Markdown its marks, and no reader sees a zero-width character
or one that turns the direction of writing. Each is shown as an escape, such as ``\x1b``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"})
"""Of Unicode: controls, formats (direction of writing, zero width), what is no character (and no
XML may hold), surrogates, separators of lines and paragraphs."""
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Joiners, fillers and variation selectors: letters and marks that show nothing."""
_LINE_END = re.compile(r"\r+\n")
_COMMAND = re.compile(r"(?m)^([^\S\n]*):(?=:[A-Za-z])")
"""Of GitHub Actions, Gitea, Forgejo: ``::error::…`` at the beginning of a line."""
_SERVICE_MESSAGE = re.compile(r"#(?=#[A-Za-z-]*\[)")
"""Anywhere in a line: ``##[…]`` of GitHub, ``##vso[…]`` of Azure, ``##teamcity[…]``."""


def visible(text: str) -> str:
    """Return a text, of several lines perhaps, with all that is obeyed or unseen as an escape.

    What is shown already stays as it is, so that it may be done twice. Windows line ends become
    plain ones.
    """
    if not text.isascii() or not text.isprintable():
        text = _LINE_END.sub("\n", text)
        text = text.translate(_TABLE)
    if "::" in text:
        text = _COMMAND.sub(r"\1\\x3a", text)
    return _SERVICE_MESSAGE.sub(r"\\x23", text) if "##" in text else text


def visible_line(text: str) -> str:
    """Return a text as one line: its line ends and tabs are shown as escapes, too."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def visible_all(value: object) -> Any:
    """Make every string visible in a structure of plain lists, tuples and dictionaries."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {visible_all(key): visible_all(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [visible_all(each) for each in value]
    return value


def hidden_in(text: str) -> str | None:
    """Return the first character that nobody sees, or that is obeyed, as an escape; else None."""
    return next((_escape(each) for each in text if _is_hidden(each)), None)


def markdown(text: str, hosts: Collection[str] = ()) -> str:
    """Return a text as one line of a Markdown page, none of whose marks it can be.

    No markup, link or mention comes of it: GitHub makes links of bare addresses, and calls whom an
    ``@`` names. Addresses at ``hosts`` may become links.
    """
    line = " ".join(visible(text).split())
    line = _MARKS.sub(r"\\\g<0>", _MENTION.sub(r"\\x40", line))
    known = "|".join(map(re.escape, hosts)) or "(?!)"
    return re.sub(rf":(?=//)(?!//(?:{known})(?:[/\s]|$))|{_BARE_HOST}", r"\\\g<0>", line)


_MENTION = re.compile(r"(?<![\w@.+-])@(?=\w)")
_MARKS = re.compile(r"[\\`*_<>\[\]|#~&]|^[-+](?=\s)")
_BARE_HOST = r"(?i:(?<=\bwww)\.)"


def _is_hidden(character: str) -> bool:
    if character in "\n\t":
        return False
    return unicodedata.category(character) in _CATEGORIES or bool(_UNSEEN.match(character))


def _escape(character: str) -> str:
    number = ord(character)
    if character == "\r":
        return "\\r"
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


class _Table(dict[int, str | int]):
    """What each character becomes; filled as characters come."""

    def __missing__(self, number: int) -> str | int:
        self[number] = _escape(chr(number)) if _is_hidden(chr(number)) else number
        return self[number]


_TABLE = _Table()
