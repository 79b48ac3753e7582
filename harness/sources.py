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

from harness.hosts import proxies_of
from harness.outcomes import Excluded
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from harness.redaction import Redactor
    from harness.targets import Helper, Target

HELPER_TIMEOUT = 30.0
"""Seconds that a helper may take."""


class SourceFailed(Exception):  # noqa: N818 - named after what happened
    """A helper outside the instance failed; the message is one line."""


class TokenAger:
    """Makes a token older, by the helper that the instance's operators offer."""

    def __init__(self, target: Target, redactor: Redactor) -> None:
        self._helper = target.token_ager
        self._redactor = redactor
        self.check: Callable[[], None] | None = None
        """Makes sure that what the helper gives are tokens; asked before the first is given."""
        self.doubt: Callable[[str], None] | None = None
        """Told of a token that the helper failed on: it may be the token's failure."""
        self._failed: SourceFailed | None = None

    def age(self, token: str, by: timedelta) -> str:
        """Return the token of the same session, that much older."""
        if self._helper is None:
            raise Excluded(Need.TOKEN_AGER, f"needs {Need.TOKEN_AGER.words}")
        said = {"token": token, "seconds": int(by.total_seconds())}
        try:
            return ask(self._helper, said, "token", "token_ager", self._redactor)
        except SourceFailed:
            if self.doubt is not None:
                self.doubt(token)
            raise

    def require(self) -> None:
        """Make sure, before the first token that is to be aged is got, that there is an ager.

        Excluded where there is none, SourceFailed where its tokens never authenticate.
        """
        if self._helper is None:
            raise Excluded(Need.TOKEN_AGER, f"needs {Need.TOKEN_AGER.words}")
        check, self.check = self.check, None
        try:
            if check is not None:
                check()
        except SourceFailed as failure:
            self._failed = failure
        if self._failed is not None:
            raise SourceFailed(str(self._failed))


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
