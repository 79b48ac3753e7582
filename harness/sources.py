"""Sources: what a contract needs that the API alone can't give.

Each is a helper outside the instance, named in the targets file; where the target names none, the
rule that asks is excluded, with the key that would bring it in. A helper that fails is an error of
its own, and says nothing of the rule.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import requests

from harness.outcomes import Broken, Excluded
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from harness.redaction import Redactor
    from harness.targets import Helper, Target

HELPER_TIMEOUT = 30.0
"""Seconds that a helper may take."""
_POLL_EVERY = 0.5


class SourceFailed(Exception):  # noqa: N818 - named after what happened
    """A helper outside the instance failed; the message is one line."""


class TokenAger:
    """Makes a token older, by the helper that the instance's operators offer."""

    def __init__(self, target: Target, redactor: Redactor) -> None:
        self._helper = target.token_ager
        self._redactor = redactor
        self.check: Callable[[], None] | None = None
        """Makes sure that what the helper gives are tokens; asked before the first is given."""
        self._failed: SourceFailed | None = None

    def age(self, token: str, by: timedelta) -> str:
        """Return the token of the same session, that much older."""
        if self._helper is None:
            raise Excluded(Need.TOKEN_AGER, f"needs {Need.TOKEN_AGER.words}")
        self._check_once()
        said = {"token": token, "seconds": int(by.total_seconds())}
        return ask(self._helper, said, "token", "token_ager", self._redactor)

    def _check_once(self) -> None:
        check, self.check = self.check, None
        try:
            if check is not None:
                check()
        except SourceFailed as failure:
            self._failed = failure
        if self._failed is not None:
            raise SourceFailed(str(self._failed))


class SsoCodes:
    """Fresh authorization codes of the identity provider, for the account."""

    def __init__(self, target: Target, redactor: Redactor) -> None:
        self._helper = target.sso_code
        self._redactor = redactor

    def code(self) -> str:
        """Return a code that was never used."""
        if self._helper is None:
            raise Excluded(Need.SSO_CODE, f"needs {Need.SSO_CODE.words}")
        return ask(self._helper, {}, "code", "sso_code", self._redactor)


class Mailbox:
    """The mail that the instance sends to the test accounts, read through Mailpit's REST API."""

    def __init__(self, target: Target, redactor: Redactor) -> None:
        self._address = target.mailbox.mailpit if target.mailbox else None
        self._wait = target.mailbox.wait.total_seconds() if target.mailbox else 0.0
        self._redactor = redactor

    def require(self) -> None:
        """Exclude a rule that needs mail where the target has no mailbox."""
        if self._address is None:
            raise Excluded(Need.MAILBOX, f"needs {Need.MAILBOX.words}")

    def messages(self, email: str) -> frozenset[str]:
        """Return the ids of the messages to ``email`` that are there."""
        self.require()
        found = self._get("api/v1/search", {"query": f'to:"{email}"'})
        return frozenset(
            str(message["ID"])
            for message in found.get("messages", [])
            if email.lower() in {str(to.get("Address")).lower() for to in message.get("To", [])}
        )

    def links(self, email: str, before: frozenset[str]) -> list[str]:
        """Wait for a message to ``email`` that was not there before, and return its links.

        Broken when none with a link has come within the limit.
        """
        ends = time.monotonic() + self._wait
        while True:
            new = sorted(self.messages(email) - before)
            if links := [link for each in new for link in self._links_of(each)]:
                return links
            if time.monotonic() > ends:
                words = "none" if not new else "one without a link"
                raise Broken(f"a mail with a link to {email}", f"{words} in {self._wait:.0f} s")
            time.sleep(_POLL_EVERY)

    def _links_of(self, message_id: str) -> list[str]:
        message = self._get(f"api/v1/message/{message_id}", {})
        text = f"{message.get('Text', '')} {html.unescape(message.get('HTML', ''))}"
        links = re.findall(r"https?://[^\s\"'<>]+", text)
        for link in links:
            self._redactor.register(link, "LINK")
        return links

    def _get(self, path: str, parameters: dict[str, str]) -> Any:
        url = urljoin(f"{self._address}/", path)
        try:
            answer = requests.get(url, params=parameters, timeout=HELPER_TIMEOUT)
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as failure:
            raise SourceFailed(f"mailbox: {_one_line(failure)}") from None


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
        answer = requests.post(url, json=said, timeout=HELPER_TIMEOUT, allow_redirects=False)
    except requests.RequestException as failure:
        raise SourceFailed(f"{key}: {_one_line(failure)}") from None
    if answer.status_code != 200:
        raise SourceFailed(f"{key}: {url} answered {answer.status_code} {answer.text[:200]}")
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
        raise SourceFailed(f"{key}: {_one_line(failure)}") from None
    if done.returncode != 0:
        words = _one_line(done.stderr)[-200:]
        raise SourceFailed(f"{key}: {command[0]} ended with {done.returncode}: {words}")
    return done.stdout


def _one_line(words: object) -> str:
    return " ".join(str(words).split())
