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
TELLING = (
    r"token|jwt|secret|passw|passphrase|\bpwd|api[_-]?key|session|bearer|csrf|xsrf|credential"
    r"|\bsid\b|\bauth\b|_auth\b|\bauth_|authorization|\botp\b"
)
"""What is in a name that may be that of a secret (a regular expression)."""
_TELLING = re.compile(f"(?i){TELLING}")
_ABOUT = re.compile(
    r"(?i)(?:^|[_\W]|(?<=[a-z]))(?:type|expir\w*|issued\w*|created\w*|updated\w*|timeout|ttl|age|"
    r"lifetime|length|count|limit|status|error|message|name|policy|at|in|until|valid\w*|ur[il]|"
    r"link|endpoint|options?|authenticate|user[_-]?id|request[_-]?id)$"
)
"""How a name ends that tells something of a secret, and does not hold it."""
_GIVING = re.compile(
    r"(?i)(?:token|jwt|secret|password|passwd|passphrase|pwd|api[_-]?key|session[_-]?(?:id|key)?|"
    r"bearer|\bsid|\bauth|authorization|credentials?|\botp)$"
)
_WORD = re.compile(r"[A-Z]?[a-z]*|[A-Z]+|[0-9]{1,7}|\W+")


def may_name_secret(name: str) -> bool:
    """Whether a member, a header or a parameter is called as if it held a secret.

    That it does is told by its value as well: many a ``token_error`` holds words.
    """
    return bool(_TELLING.search(name)) and not _ABOUT.search(name)


def gives_secret(name: str) -> bool:
    """Whether a name is that of a secret itself, such as ``accessToken``."""
    return bool(_GIVING.search(name)) and may_name_secret(name)


def looks_random(value: str) -> bool:
    """Whether a value may be a secret by its looks: long, of one word, and not of letters alone."""
    is_long = len(value) >= SHORTEST_GUESSED
    return is_long and not re.search(r"\s", value) and any(each.isdigit() for each in value)


def looks_opaque(value: str) -> bool:
    """Whether a value is no word, however short: one under a secret's name is the secret."""
    if re.search(r"\s", value):
        return False
    return not all(_WORD.fullmatch(each) for each in re.split(r"[_./:-]", value))
