"""The overlay of a page as text: written once, and from then on a person's to edit.

Its first line holds a digest of the rest. As long as that is right nobody has edited the file, and
adding the page again writes it anew; otherwise all that stands there stays, and new guesses come
below it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .guesses import Guess

_MARK = re.compile(rb'# Guessed by "python -m spec add" \(([0-9a-f]{12})\)[^\n]*\n')
_FIRST = (
    '# Guessed by "python -m spec add" ({digest}): edit what is wrong; what you edit is kept.\n'
)


def is_untouched(content: bytes) -> bool:
    """Tell whether an overlay is as it was written."""
    found = _MARK.match(content)
    return found is not None and found[1].decode() == _digest(content[found.end() :])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def written(title: str, guesses: Sequence[Guess]) -> bytes:
    """Return an overlay of guesses."""
    head = yaml.safe_dump(
        {"overlay": "1.0.0", "info": {"title": title, "version": "1"}},
        sort_keys=False,
        allow_unicode=True,
        width=96,
    )
    body = f"{head}actions:\n{_actions(guesses)}".encode()
    return _FIRST.format(digest=_digest(body)).encode() + body


def extended(content: bytes, guesses: Sequence[Guess]) -> bytes:
    """Return an overlay that a person has written or edited, with more guesses at its end."""
    guesses = _new(content, guesses)
    if not guesses:
        return content
    ending = b"" if content.endswith(b"\n") else b"\n"
    return content + ending + f"\n{_actions(guesses)}".encode()


def _new(content: bytes, guesses: Sequence[Guess]) -> list[Guess]:
    """Return the guesses of which the overlay does not speak."""
    raw = yaml.safe_load(content) or {}
    said = {
        (str(each.get("target")), str(key))
        for each in raw.get("actions", [])
        for key in (each.get("update") if isinstance(each.get("update"), dict) else {})
    }
    left = (
        replace(each, update={k: v for k, v in each.update.items() if (each.target, k) not in said})
        for each in guesses
    )
    return [each for each in left if each.update]


def _actions(guesses: Sequence[Guess]) -> str:
    return "\n".join(map(_action, guesses))


def _action(guess: Guess) -> str:
    entry = {"target": guess.target, "description": guess.reason, "update": dict(guess.update)}
    text = yaml.safe_dump(entry, sort_keys=False, allow_unicode=True, width=92)
    first, *rest = text.rstrip("\n").split("\n")
    return "\n".join([f"  - {first}", *(f"    {line}" if line else line for line in rest)]) + "\n"
