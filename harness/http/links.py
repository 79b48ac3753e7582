"""Links that carry a secret: an invitation's, or that of a mail.

Their parameters stand in the query, or behind the ``#`` where an application in the browser reads
them; a mail's link may also have its token as the last part of its path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from harness.core.urls import parts_of
from harness.redaction.secret_names import LINK_WORDS, looks_opaque, looks_random, may_name_secret

if TYPE_CHECKING:
    from harness.http.answer import Answer

SHORTEST_TOKEN = 16
"""Characters of a part of a path that may be a token."""

_LETTING_IN = re.compile(
    r"(?i)reset|invit|activat|confirm|verif|magic|token|passw|recover|unlock|welcome|onboard|"
    r"join|accept|log_?in|sign|^set$|^sso$|auth"
)
"""What the path of a link says that lets a person in."""
_ID = re.compile(
    r"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9-]+|[0-9a-f]{24}"
)
"""Ids as they are mostly made: UUIDs, numbers, MongoDB's."""


@dataclass(frozen=True)
class Link:
    """An invitation link, taken apart."""

    email: str
    reset_token: str = field(repr=False)


def parse_link(answer: Answer) -> Link:
    """Take the link apart that an answer holds; Broken where it lacks address or token."""
    query = _query(answer.text_field("user_invitation_link"))
    found = dict(parse_qsl(query))
    if not found.get("email") or not found.get("reset_token"):
        raise answer.broken("a link with a non-empty `email` and `reset_token`")
    # An unquoted plus sign is how many instances write an address: it stays one.
    plain = dict(parse_qsl(query.replace("+", "%2B")))
    return Link(plain["email"], found["reset_token"])


def secrets_of(link: str) -> list[str]:
    """Return every value of a link's parameters that may be a secret, as it stands and decoded."""
    found: list[str] = []
    for pair in re.split("[&;]", _query(link)):
        name, _, value = pair.partition("=")
        if _holds_secret(name, value):
            found += [value, *(decoded for _, decoded in parse_qsl(pair))]
    return [each for each in dict.fromkeys(found) if each]


def token_in_path(link: str) -> tuple[str, bool] | None:
    """Return what may be a token at the end of a link's path, and whether the path says so.

    Else it may as well be the id of what was made: one of many, or of the usual form, it is one.
    """
    last = _last_part(link)
    if not any(each.isdigit() for each in last):
        return None
    parts = parts_of(link)
    path = parts_of(parts.fragment).path or parts.path
    before = path.rstrip("/").removesuffix(last).rstrip("/").rpartition("/")[2]
    if _LETTING_IN.search(before):
        return last, True
    is_of_many = before.endswith("s")  # users, components
    return None if is_of_many or _ID.fullmatch(last) else (last, False)


def _holds_secret(name: str, value: str) -> bool:
    lower = name.lower().removeprefix("amp;")
    if "token" in lower or lower in LINK_WORDS:
        return True
    is_named = lower.endswith(LINK_WORDS) and looks_opaque(value)
    return is_named or (may_name_secret(name) and looks_random(value))


def _last_part(link: str) -> str:
    """Return the last part of the path where it is long enough for a token; else nothing."""
    parts = parts_of(link)
    last = (parts_of(parts.fragment).path or parts.path).rstrip("/").rpartition("/")[2]
    return last if len(last) >= SHORTEST_TOKEN and "=" not in last else ""


def _query(link: str) -> str:
    """Return the parameters, wherever they stand, still encoded."""
    parts = parts_of(link)
    inner = parts_of(parts.fragment)
    behind = inner.query or (parts.fragment if "=" in parts.fragment else "")
    return "&".join(part for part in (parts.query, behind) if part)
