"""Sources: what a contract needs that the API alone can't give.

Each is a helper outside the instance, named in the targets file; where the target names none, the
rule that asks is excluded, with the key that would bring it in. A helper that fails is an error of
its own, and says nothing of the rule.
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import requests

from harness.core.errors import SourceFailed
from harness.core.hosts import proxies_of

if TYPE_CHECKING:
    from harness.redaction.redactor import Redactor
    from harness.targets.model import Helper

HELPER_TIMEOUT = 30.0
"""Seconds that a helper may take."""


def ask(helper: Helper, said: dict[str, object], wanted: str, key: str, redactor: Redactor) -> str:
    """Give a helper JSON, and return the text called ``wanted`` of the JSON that it answers.

    Raises SourceFailed with the helper's own words, where it fails or answers anything else.
    """
    text = _post(helper.url, said, key) if helper.url else _run(helper.command, said, key)
    try:
        answer = json.loads(text)
    except ValueError:
        raise SourceFailed(f"{key}: answered no JSON") from None
    value = answer.get(wanted) if isinstance(answer, dict) else None
    if not isinstance(value, str) or not value:
        raise SourceFailed(f"{key}: answered no text {wanted!r}")
    redactor.register(value, wanted.upper())
    return value


def _post(url: str, said: dict[str, object], key: str) -> str:
    try:
        answer = requests.post(
            url,
            json=said,
            timeout=HELPER_TIMEOUT,
            allow_redirects=False,
            proxies=proxies_of(url),
        )
    except requests.RequestException as failure:
        raise SourceFailed(f"{key}: {one_line(failure)}") from None
    if answer.status_code != 200:
        raise SourceFailed(f"{key}: {url} answered {answer.status_code} {_head(answer.text)}")
    return answer.text


def _run(command: tuple[str, ...], said: dict[str, object], key: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, from the targets file
            command,
            input=json.dumps(said),
            capture_output=True,
            text=True,
            timeout=HELPER_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError) as failure:
        raise SourceFailed(f"{key}: {one_line(failure)}") from None
    if done.returncode != 0:
        words = _tail(one_line(done.stderr))
        raise SourceFailed(f"{key}: {command[0]} ended with {done.returncode}: {words}")
    return done.stdout


MOST_WORDS = 200
"""Characters of a helper's own words that are shown."""


def _head(words: str) -> str:
    """Cut the end off; the mark tells masking that a secret may have been cut in two."""
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS]}…"


def _tail(words: str) -> str:
    return words if len(words) <= MOST_WORDS else f"…{words[-MOST_WORDS:]}"


def one_line(words: object) -> str:
    """Return the words of a failure without line breaks."""
    return " ".join(str(words).split())
