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

from harness.core import json_text
from harness.core.errors import SourceFailed
from harness.sources.connection import HELPER_TIMEOUT, Connection

if TYPE_CHECKING:
    from harness.redaction.redactor import Redactor
    from harness.targets.model import Helper


class HelperSource:
    """A helper of a target, and what it is asked for: by a URL's one connection, or a command."""

    def __init__(self, helper: Helper, key: str, redactor: Redactor) -> None:
        self._helper = helper
        self._key = key
        self._redactor = redactor
        self._connection = Connection()

    def ask(self, said: dict[str, object], wanted: str) -> str:
        """Give it JSON, and return the text called ``wanted`` of the JSON that it answers.

        Raises SourceFailed with the helper's own words, where it fails or answers anything else.
        """
        text = self._post(self._helper.url, said) if self._helper.url else self._run(said)
        try:
            answer = json_text.parsed(text)
        except ValueError:
            raise self._failed("answered no JSON") from None
        value = answer.get(wanted) if isinstance(answer, dict) else None
        if not isinstance(value, str) or not value:
            raise self._failed(f"answered no text {wanted!r}")
        self._redactor.register(value, wanted.upper())
        return value

    def close(self) -> None:
        """Close its connection; it may be asked again."""
        self._connection.close()

    def _post(self, url: str, said: dict[str, object]) -> str:
        try:
            answer = self._connection.send("POST", url, json=said, allow_redirects=False)
        except (requests.RequestException, ValueError) as failure:  # or of a redirect's URL
            raise self._failed(one_line(failure)) from None
        if answer.status_code != 200:
            raise self._failed(f"{url} answered {answer.status_code} {_head(answer.text)}")
        return answer.text

    def _run(self, said: dict[str, object]) -> str:
        command = self._helper.command
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
            raise self._failed(one_line(failure)) from None
        if done.returncode != 0:
            words = _tail(one_line(done.stderr))
            raise self._failed(f"{command[0]} ended with {done.returncode}: {words}")
        return done.stdout

    def _failed(self, words: str) -> SourceFailed:
        return SourceFailed(f"{self._key}: {words}")


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
