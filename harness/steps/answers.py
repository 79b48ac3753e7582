"""How a script finds a value in an answer again, by functions that a shell and sed have.

Each way is tried here as the shell will go it, so that a script holds none that finds another
value. ``FUNCTIONS`` are what the ways call.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.core.exchange import Exchange

FUNCTIONS = {
    "plain": r"""plain() { sed -e 's,\\/,/,g' -e 's/\\u0026/\&/g' -e 's/&amp;/\&/g' "$W/body"; }""",
    "member": r"""member() {  # the value of a member of the answer's JSON
  plain | tr '{},\133\135' '\n\n\n\n\n' |
    sed -n 's/^[[:space:]]*"'"$1"'"[[:space:]]*:[[:space:]]*"\{0,1\}\([^"[:space:]]*\).*$/\1/p' |
    sed -n "${2:-1}p"
}""",
    "each_of": r"""each_of() {  # the values of a member wherever it stands, a line each
  plain | tr '{},\133\135' '\n\n\n\n\n' |
    sed -n 's/^[[:space:]]*"'"$1"'"[[:space:]]*:[[:space:]]*"\{0,1\}\([^"[:space:]]*\).*$/\1/p'
}""",
    "linked": r"""linked() {  # what a link in the answer says of that name
  plain | tr '",<> \t\r' '\n\n\n\n\n\n\n' |
    sed -n 's/^.*[?&#;]'"$1"'=\([^&#\\]*\).*$/\1/p' | sed -n "${2:-1}p"
}""",
    "behind": r"""behind() {  # the part of a link's path behind that one
  plain | tr '",<> \t\r' '\n\n\n\n\n\n\n' |
    sed -n 's,^.*/'"$1"'/\([^/?&#\\]*\).*$,\1,p' | sed -n "${2:-1}p"
}""",
    "cookie": r"""cookie() {  # what the answer sets that cookie to
  tr -d '\r' < "$W/head" |
    sed -n 's/^[Ss][Ee][Tt]-[Cc][Oo][Oo][Kk][Ii][Ee]: *'"$1"'=\([^;]*\).*$/\1/p' | sed -n 1p
}""",
    "header": r"""header() {  # the value of a header of the answer
  tr -d '\r' < "$W/head" | grep -i "^$1:" | sed -n '1s/^[^:]*:[[:space:]]*//p'
}""",
    "whole": r"""whole() { tr -d '"\r\n' < "$W/body"; }""",
}
"""Of the shell, by name."""
NEEDED = {"member": "plain", "each_of": "plain", "linked": "plain", "behind": "plain"}
"""What one of them calls."""
LARGEST = 200_000
"""Characters of an answer that are looked through."""
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_MEMBER = re.compile(r'[ \t\r\f\v]*"([A-Za-z0-9_-]+)"[ \t\r\f\v]*:[ \t\r\f\v]*"?([^"\s]*).*')
_ENDS_JSON = re.compile(r"[{},\[\]\n]")
_ENDS_LINK = re.compile(r'[",<> \t\r\n]')
_SET_COOKIE = re.compile(r"([A-Za-z0-9_.-]+)=([^;]*)")


def way_to(exchange: Exchange, value: str) -> str | None:
    """Return the words that find a value in an answer; None where nothing simple does."""
    if way := way_in(exchange.text, value):
        return way
    for name, content in exchange.headers:
        cookie = _SET_COOKIE.match(content) if name.lower() == "set-cookie" else None
        if cookie is not None and cookie[2] == value:
            return f"cookie {cookie[1]}"
        if content == value and _NAME.fullmatch(name) and exchange.header(name) == value:
            return f"header {name}"
    return None


def way_in(text: str, value: str) -> str | None:
    """Return the words that find a value in the text of an answer, or of a mail."""
    if not value or re.search(r"\s", value):
        return None
    if text.strip().strip('"') == value:
        return "whole"
    read = plain(text[:LARGEST])
    return next((way for way, found in _ways(read, value) if found == value), None)


def plain(text: str) -> str:
    """Undo what is escaped once too often, as the shell's function of that name does."""
    return text.replace("\\/", "/").replace("\\u0026", "&").replace("&amp;", "&")


def members(text: str) -> list[tuple[str, str]]:
    """Return the members of JSON as the shell's function sees them."""
    found = [_MEMBER.match(line) for line in _ENDS_JSON.split(plain(text))]
    return [(each[1], each[2]) for each in found if each]


def _ways(text: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield ways, and what each of them finds."""
    seen = [each for each in _ENDS_JSON.split(text) if value in each]
    for name in {each[1] for each in map(_MEMBER.match, seen) if each and each[2] == value}:
        found = [each for member, each in members(text) if member == name]
        yield _way("member", name, found, value)
    words = _ENDS_LINK.split(text)
    for written in dict.fromkeys((value, quote(value, safe=""))):
        for name in _named_in(words, rf"[?&#;]([A-Za-z0-9_-]+)={re.escape(written)}(?:[&#\\]|$)"):
            found = _all_of(words, rf".*[?&#;]{name}=([^&#\\]*)")
            yield _way("linked", name, found, value)
        for name in _named_in(words, rf"/([A-Za-z0-9_-]+)/{re.escape(written)}(?:[/?&#\\]|$)"):
            found = _all_of(words, rf".*/{name}/([^/?&#\\]*)")
            yield _way("behind", name, found, value)


def _named_in(words: list[str], pattern: str) -> list[str]:
    return list(dict.fromkeys(name for each in words for name in re.findall(pattern, each)))


def _all_of(words: list[str], pattern: str) -> list[str]:
    return [match[1] for each in words if (match := re.match(pattern, each))]


def _way(function: str, name: str, found: list[str], value: str) -> tuple[str, str]:
    """Return a way to the first of what a function finds that is the value."""
    if value not in found:
        return "", ""
    at = found.index(value) + 1
    return f"{function} {name}" + (f" {at}" if at > 1 else ""), value
