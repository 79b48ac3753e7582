"""By what an answer shows a fault, as a test that a shell makes; None where it can't tell.

A status tells most. Else what the failure names is looked at: a header, the media type, a member of
the body. Nothing is concluded from what merely looks alike.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from harness.http.cookies import parse_cookie
from harness.steps.answers import members, way_to
from harness.steps.quoting import word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.core.exchange import Exchange

_STATUSES: tuple[tuple[re.Pattern[str], Callable[[int], bool]], ...] = (
    (re.compile(r"\(4xx\)"), lambda status: 400 <= status < 500),
    (re.compile(r"a refusal\b"), lambda status: 400 <= status < 500),
    (re.compile(r"\(2xx\)|no refusal"), lambda status: 200 <= status < 300),
    (re.compile(r"^the documented success|to set a new password"), lambda status: status < 400),
    (re.compile(r"no log-in\b|nobody to be invited"), lambda status: not 200 <= status < 300),
    (re.compile(r"no server error|^an answer$"), lambda status: 0 < status < 500),
)
"""What words of an expectation say of the status."""
_DOCUMENTED = re.compile(r"the documented (\d{3})\b")
_OTHERWISE = re.compile(r"^a success of .*, which is its (\d{3})\b")
_BEFORE = re.compile(r"^the same answer as before: (\d{3})\b")
_MESSAGE = re.compile(r"the documented (?:\d{3} |message )(['\"])(.+)\1")
_UNDOCUMENTED = re.compile(r"status \d+ is not documented")
_MEMBER = r"[A-Za-z0-9_-]+"
_REQUIRED = re.compile(rf"'({_MEMBER})' is a required property")
_MISTYPED = re.compile(rf"body at \$[^:]*?\.({_MEMBER}): .*? is not of type '(\w+)'")
_FLAG = re.compile(rf"^(?:a boolean |an object )?`({_MEMBER})`")
_NAMED = re.compile(rf"`({_MEMBER})`")
_HEADER = re.compile(r"header ([A-Za-z0-9-]+) is missing|^the header ([A-Za-z0-9-]+)$")
_IS = re.compile(rf"`({_MEMBER})` was '[^']*' and is '([^'\s]*)'")
_USER = re.compile(r"^the user of (\S+)$")
_TOKEN = re.compile(r"token")


def sign_of(
    expected: str,
    came: str,
    shown: Exchange,
    after: list[Exchange],
    fill: Callable[[str], str],
) -> str | None:
    """Return the test by which a shell sees that an answer is as it came.

    ``fill`` makes a word of the shell of a value that may be the run's own.
    """
    if _is_told_by_status(expected, came, shown):
        return status_sign(shown)
    for make in (_by_members, _by_headers, _by_message, _by_token, _by_cookie):
        if sign := make(expected, came, shown):
            return sign
    return _by_values(expected, shown, fill) or (status_sign(shown) if after else None)


def status_sign(shown: Exchange) -> str:
    """Return the test that the last status is as it came."""
    return f'[ "$STATUS" = {shown.status:03d} ]'


def _is_told_by_status(expected: str, came: str, shown: Exchange) -> bool:
    if "not what a genuine token gets" in expected and shown.status in {404, 405}:
        return True  # by which no token is refused
    if _UNDOCUMENTED.search(came) or shown.status == 0:
        return True
    for pattern in (_DOCUMENTED, _BEFORE, _OTHERWISE):
        if (found := pattern.search(expected)) and int(found[1]) != shown.status:
            return True
    return any(
        pattern.search(expected) and not is_right(shown.status) for pattern, is_right in _STATUSES
    )


def _by_members(expected: str, came: str, shown: Exchange) -> str | None:
    """Look at a member that is missing, or of another type."""
    told = members(shown.text)
    for found in _REQUIRED.finditer(came):
        if not any(name == found[1] for name, _ in told):
            return f"! plain | grep -q '\"{found[1]}\"'"
    for found in _MISTYPED.finditer(came):
        if sign := _kind_sign(found[1], shown):
            return sign
    if "is not valid under any of the given schemas" in came:
        return _by_id(told, shown)
    if came.startswith("the documented body is missing"):
        return '[ ! -s "$W/body" ]'
    if "the body is not JSON" in came:
        first = shown.text.lstrip()[:1]
        is_odd = first not in set('{["tfn-0123456789') and first.isascii() and first.isprintable()
        return (
            f'[ "$(tr -d \'[:space:]\' < "$W/body" | cut -c1)" = {word([first.encode()])} ]'
            if is_odd and first
            else None
        )
    return _by_flag(expected, shown)


def _by_values(expected: str, shown: Exchange, fill: Callable[[str], str]) -> str | None:
    """Look at a member whose value is not what it should be."""
    for name, value in _IS.findall(expected):
        if shown.member(name) == value:
            return f'[ "$(member {name})" = {fill(value)} ]'
    if expected.startswith("a user who was deleted not to be found"):
        return status_sign(shown) + ' && [ "$(member deleted)" != true ]'
    if expected.startswith("a user who was not deleted") and shown.member("deleted") is True:
        return status_sign(shown) + ' && [ "$(member deleted)" = true ]'
    found, email = _USER.search(expected), shown.member("email")
    if found is None or not isinstance(email, str) or email == found[1]:
        return None
    return f'{status_sign(shown)} && [ "$(member email)" != {fill(found[1])} ]'


def _by_id(told: list[tuple[str, str]], shown: Exchange) -> str | None:
    """Look at the id of what several types may describe: none of them goes without one."""
    if not any(name == "id" for name, _ in told):
        return "! plain | grep -q '\"id\"'"
    is_number = isinstance(shown.member("id"), int | float)
    return _kind_sign("id", shown) if is_number else None


def _by_flag(expected: str, shown: Exchange) -> str | None:
    found = _FLAG.search(expected) or _NAMED.search(expected)
    if found is None:
        return None
    if not any(name == found[1] for name, _ in members(shown.text)):
        return f"! plain | grep -q '\"{found[1]}\"'"
    return _kind_sign(found[1], shown) if expected.startswith("a boolean") else None


def _kind_sign(name: str, shown: Exchange) -> str | None:
    """Look at the first character of a member's value: it tells a text from a number."""
    pattern = re.compile(rf'"{name}"[ \t\r\n]*:[ \t\r\n]*("|-?[0-9]|[tfn{{\[])')
    found = pattern.search(shown.text)
    if found is None:
        return None
    kind = "0-9-" if found[1][-1].isdigit() else found[1]
    listed = "tf" if kind in {"t", "f"} else kind
    bracket = "[[]" if listed == "[" else f"[{listed}]"
    return f"tr -d '\\n' < \"$W/body\" | grep -q '\"{name}\"[[:space:]]*:[[:space:]]*{bracket}'"


def _by_headers(expected: str, came: str, shown: Exchange) -> str | None:
    if found := _HEADER.search(came) or _HEADER.search(expected):
        return f"! grep -qi '^{found[1] or found[2]}:' \"$W/head\""
    if "media type is " in came:
        value = shown.media_type
        if value is None:
            return "! grep -qi '^Content-Type:' \"$W/head\""
        shown_type = re.escape(value).replace("\\-", "-").replace("\\+", "+")
        return f'grep -qi {word([f"^Content-Type: *{shown_type}".encode()])} "$W/head"'
    if expected.startswith("Cache-Control: no-store"):
        return "! grep -i '^Cache-Control:' \"$W/head\" | grep -qi no-store"
    return None


def _by_cookie(expected: str, came: str, shown: Exchange) -> str | None:
    """Look at what a cookie is set with, or that none is set where it should expire."""
    if came.startswith("a cookie without "):
        missing = came.removeprefix("a cookie without ").split(", ")[0]
        names = [each for each in _cookies(shown) if missing.lower() not in each[1]]
        if names and re.fullmatch(r"[A-Za-z0-9_-]+", names[0][0]):
            line = f"grep -i '^Set-Cookie: *{names[0][0]}=' \"$W/head\""
            return f"{line} > /dev/null && ! {line} | grep -qi '; *{missing}'"
    if "cookie" in expected and not shown.header_values("Set-Cookie"):
        return "! grep -qi '^Set-Cookie:' \"$W/head\""
    return None


def _cookies(shown: Exchange) -> Iterator[tuple[str, frozenset[str]]]:
    for line in shown.header_values("Set-Cookie"):
        cookie = parse_cookie(line)
        if cookie is not None and not cookie.is_expired:
            yield cookie.name, frozenset(cookie.attributes)


def _by_message(expected: str, came: str, shown: Exchange) -> str | None:
    """Look at the message: that of the page stands nowhere in the answer."""
    del came
    found = _MESSAGE.search(expected)
    if found is None or not found[2].isascii() or found[2] in shown.text:
        return None
    return f'! grep -qF {word([found[2].encode()])} "$W/body"'


def _by_token(expected: str, came: str, shown: Exchange) -> str | None:
    """Look for a token, where none should be, or where one should."""
    del came
    if not _TOKEN.search(expected):
        return None
    token = shown.member("token")
    is_given = isinstance(token, str) and bool(token.strip())
    if "no token" in expected or "gives no token away" in expected:
        way = way_to(shown, token) if isinstance(token, str) and is_given else None
        return f'[ -n "$({way})" ]' if way else None
    if not is_given and shown.succeeded:
        return '[ -z "$(member token)" ]'
    return None
