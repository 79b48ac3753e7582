"""Passwords of a target that can't be masked by their value: words that the suite itself writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.redaction.encodings import PLAIN
from harness.redaction.own_words import own_words_that_are
from harness.redaction.redactor import SHORTEST

if TYPE_CHECKING:
    from harness.targets.model import Target

WORDS = (
    "a password of this target is a word that the reports hold anyway: only where it is named or "
    "encoded can it be masked, so give the account another"
)


def shown_of(target: Target) -> list[str]:
    """Return what every output shows of a target, whatever was exchanged."""
    accounts = [each.email for each in (target.owner, target.limited_account) if each is not None]
    return [target.name, target.url, target.addresses or "", *accounts]


def unmaskable(target: Target) -> str:
    """Say in one line that a password of a target can't be masked; nothing where all can."""
    shown = shown_of(target)
    passwords = [each for each in target.passwords() if len(each) >= SHORTEST]
    is_one = any(PLAIN in own_words_that_are(each, shown) for each in passwords)
    return WORDS if is_one else ""
