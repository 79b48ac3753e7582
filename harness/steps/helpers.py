"""What a script needs of others than the instance: tokens made older, codes, mail."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harness.steps.quoting import comment
from harness.targets.model import Helper

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.targets.model import Target

AGER, CODES, MAILPIT = "TOKEN_AGER", "SSO_CODE", "MAILPIT"
"""Variables that hold where they are."""
_ASK = """ask() {  # asks a helper by a POST of JSON
  curl -sS --max-time 60 -H 'Content-Type: application/json' --data-raw "$2" "$1" > "$W/body"
}"""
_MAIL = """newest() {  # the id of the newest mail to an address
  curl -sS -G --data-urlencode "query=to:\\"$1\\"" -d limit=1 "$MAILPIT/api/v1/search" > "$W/body"
  member ID
}
mail() {  # waits for a mail to an address that was not there before, and reads it
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    ID=$(newest "$1"); [ -n "$ID" ] && [ "$ID" != "$BEFORE" ] && break; ID=; sleep 1
  done
  : > "$W/body"
  [ -z "$ID" ] || curl -sS "$MAILPIT/api/v1/message/$ID" > "$W/body"
}"""
_PROMPT = """prompt() { printf '%s: ' "$1" > /dev/tty; read -r ANSWER < /dev/tty; }"""


def helper_lines(target: Target, steps: str) -> Iterator[str]:
    """Yield where the helpers are that the steps ask, and how they are asked."""
    ager, codes, mailbox = target.ager, target.sso_code, target.mailbox
    for name, url in (
        (AGER, ager.url if ager else None),
        (CODES, codes.url if isinstance(codes, Helper) else None),
        (MAILPIT, mailbox.mailpit if mailbox else None),
    ):
        if url and f"${name}" in f"{steps} {_uses(name, steps)}":
            yield f"{name}=${{{name}:-{url}}}" if _is_harmless(url) else f': "${{{name}:?}}"'
    for function, text in (("ask", _ASK), ("mail", _MAIL), ("prompt", _PROMPT)):
        if any(line.startswith(f"{function} ") for line in steps.splitlines()):
            yield text


def asking(helper: Helper | None, variable: str, said: str) -> list[str]:
    """Return the line that asks a helper; ``said`` is JSON, as a word of the shell."""
    if helper is None:
        return []
    if helper.url:
        return [f'ask "${variable}" {said}']
    command = " ".join(shlex.quote(comment(each)) for each in helper.command)
    return [f'printf %s {said} | {command} > "$W/body"']


def prompting(words: str) -> str:
    """Return the line that asks who runs the script."""
    return f"prompt {shlex.quote(comment(words))}"


def _uses(name: str, steps: str) -> str:
    return "$MAILPIT" if name == MAILPIT and "\nmail " in steps else ""


def _is_harmless(url: str) -> bool:
    """Whether a URL holds no password, and nothing that a shell obeys."""
    parts = urlsplit(url)
    has_secret = "@" in parts.netloc or bool(parts.query)
    return not has_secret and all(each.isalnum() or each in ":/._~-[]" for each in url)
