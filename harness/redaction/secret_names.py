"""What names a secret: members of JSON, headers, and parameters of links."""

from __future__ import annotations

import re

SECRET_MEMBERS = frozenset({"token", "password", "code", "old_password", "new_password"})
"""Members of JSON whose values are secrets."""
GIVEN_MEMBERS = frozenset({"token"})
"""Of those, the ones by which a success gives a secret, whatever it looks like."""
SECRET_HEADERS = {
    "x-access-token": "TOKEN",
    "authorization": "AUTHORIZATION",
    "cookie": "COOKIE",
    "set-cookie": "SET_COOKIE",
}
"""Headers whose values are secrets, in small letters, each with the label that stands for it. A
test holds that the header of every product's access token is among them."""
LINK_WORDS = ("token", "key", "code")
"""What is in the name of a link's parameter that holds a secret, whatever it looks like; the
likeliest first. In JSON, a ``status_code`` or a ``key`` is none."""
SHORTEST_GUESSED = 12
"""Characters of a value that is taken for a secret because it looks like one."""
_TELLING = re.compile(r"(?i)token|jwt|secret|passw|api_?key|session|bearer|^sid$")


def may_name_secret(name: str) -> bool:
    """Whether a member, a header or a parameter is called as if it held a secret.

    That it does is told by its value as well: many a ``token_error`` holds words.
    """
    return bool(_TELLING.search(name))


def looks_random(value: str) -> bool:
    """Whether a value may be a secret by its looks: long, of one word, and not of letters alone."""
    is_long = len(value) >= SHORTEST_GUESSED
    return is_long and not re.search(r"\s", value) and any(each.isdigit() for each in value)
