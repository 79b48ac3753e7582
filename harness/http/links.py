"""Links that carry a secret: an invitation's, or that of a mail.

Their parameters stand in the query, or behind the ``#`` where an application in the browser reads
them; a mail's link may also have its token as the last part of its path.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from harness.redaction.secret_names import LINK_WORDS, looks_random, may_name_secret

if TYPE_CHECKING:
    from harness.http.answer import Answer

SHORTEST_TOKEN = 16
"""Characters of a part of a path that may be a token."""


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
    """Return every value of a link that may be a secret, as it stands there and decoded."""
    found = [last for last in [_last_part(link)] if any(each.isdigit() for each in last)]
    for pair in _query(link).split("&"):
        name, _, value = pair.partition("=")
        if _holds_secret(name, value):
            found += [value, *(decoded for _, decoded in parse_qsl(pair))]
    return [each for each in dict.fromkeys(found) if each]


def _holds_secret(name: str, value: str) -> bool:
    is_named = any(each in name.lower() for each in LINK_WORDS)
    return is_named or (may_name_secret(name) and looks_random(value))


def _last_part(link: str) -> str:
    """Return the last part of the path where it is long enough for a token; else nothing."""
    parts = urlsplit(link)
    last = (urlsplit(parts.fragment).path or parts.path).rstrip("/").rpartition("/")[2]
    return last if len(last) >= SHORTEST_TOKEN else ""


def _query(link: str) -> str:
    """Return the parameters, wherever they stand, still encoded."""
    parts = urlsplit(link)
    fragment = urlsplit(parts.fragment)
    behind = fragment.query or (parts.fragment if "=" in parts.fragment else "")
    return "&".join(part for part in (parts.query, behind) if part)
