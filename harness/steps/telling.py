"""The steps of a script in words: what each does, to what, by whom, and what came of it.

The words stand in the script, before each step, and the report lists them: they hold numbers,
methods, paths of the pages and words of this file, and nothing that an instance said.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from harness.core.clock import duration_in_words
from harness.core.exchange import Exchange
from harness.operations.values import PREFIX
from harness.steps.quoting import comment
from spec.roles import Role

if TYPE_CHECKING:
    from harness.steps.origins import Origins
    from harness.steps.trace import Given

WORDS = {
    Role.LOGIN: "log in",
    Role.LOGOUT: "log out",
    Role.REFRESH: "refresh the token",
    Role.SSO_LOGIN: "log in by single sign-on",
    Role.INVITE: "invite a user",
    Role.REINVITE: "invite the user once more",
    Role.INVITATION_LINK: "fetch the invitation link of the user",
    Role.FORGOT_PASSWORD: "ask for a mail to choose another password",
    Role.RESET_PASSWORD: "set a password by the token of the link",
    Role.GET_USER: "look up the user",
    Role.DELETE_USER: "delete the user",
}
_STEP = re.compile(r"(?:^|\n\n)# (\d+)\. ([^\n]+)")
_PLAIN = re.compile(r"[0-9]{1,5}|[a-z_]{1,16}|ASC|DESC")
_SECRET = re.compile(r"token|code|password|secret|key|session", re.IGNORECASE)
_NAMED = ("the token", "the token of the link")
"""Ends of words that speak of the token already."""
_PASSWORDS = ("new_password", "password")


class Telling:
    """Says in words what the events do that one script repeats."""

    def __init__(self, origins: Origins, events: list[int], failing: int) -> None:
        self._origins = origins
        self._events = origins.trace.events
        self._failing = failing
        self._numbers = {index: number for number, index in enumerate(events, 1)}

    def asked(self, index: int) -> str:
        """Say what a request asks for, with which token, and what was answered."""
        event = self._events[index]
        assert isinstance(event, Exchange)
        came = f"answered {event.status}" if event.status else "not answered"
        came += ": here it shows" if index == self._failing else ""
        return f"{self._request(event)}{self._done(event, index)} ({came})"

    def aged(self, event: Given, index: int) -> str:
        """Say by how much a token is made older, and how old it is then."""
        by, whole = event.seconds, event.seconds + self._older_already(event.of, index)
        of = self._step_of(event.of, index)
        in_all = f", so {_duration(whole)} in all" if whole > by else ""
        return f"make the token{of} older by {_duration(by)}{in_all}"

    def _request(self, event: Exchange) -> str:
        if event.operation is not None:
            return f"{event.operation.method} {event.operation.path}{_query(event)}"
        probe, target = self._origins.target.probe, self._origins.target
        method = comment(event.request.method)[:40]
        is_plain = event.request.target is None
        if probe is not None and is_plain and event.request.url == target.url + probe.path:
            return f"{method} {comment(probe.path)[:200]}"
        return f"{method} of a path that is not in the pages"

    def _done(self, event: Exchange, index: int) -> str:
        operation = event.operation
        words = WORDS.get(operation.role, "") if operation is not None and operation.role else ""
        words = words or (comment(operation.summary) if operation is not None else "")
        if event.is_for(Role.LOGIN):
            words += self._by_whom(event, index)
        else:
            words += self._thing(event, index)
            words += self._by_token(event, index, is_named=words.endswith(_NAMED))
        return f": {words}" if words and operation is not None else words

    def _thing(self, event: Exchange, index: int) -> str:
        """Name the step that made what the path names."""
        named = [unquote(each) for each in urlsplit(event.request.url).path.split("/")]
        return next(filter(None, (self._step_of(each, index) for each in named if each)), "")

    def _by_token(self, event: Exchange, index: int, *, is_named: bool) -> str:
        """Name the step that gave the token that a request bears."""
        for value in self._tokens(event):
            if step := self._step_of(value, index):
                return step if is_named else f", with the token{step}"
            forged = self._origins.forged_of(value, index)
            steps = [self._step_of(each, index) for each in forged[1]] if forged else []
            if step := next(filter(None, steps), ""):
                return f", with a token made of that{step}"
        return ""

    def _tokens(self, event: Exchange) -> list[str]:
        sent = event.sent()
        said = [sent.get("token")] if isinstance(sent, dict) else []
        borne = [value for name, value in event.request.headers if "token" in name.lower()]
        return [each for each in (*said, *borne) if isinstance(each, str) and each]

    def _step_of(self, value: str, index: int) -> str:
        """Return `` of step 3``, where one before it gave that value; else nothing."""
        before = [each for each in self._numbers if each < index]
        aged = [each for each in before if self._is_older(each, value)]
        given = aged[-1] if aged else self._origins.origin(value, index)
        number = self._numbers.get(given) if given is not None else None
        return f" of step {number}" if number else ""

    def _is_older(self, index: int, value: str) -> bool:
        event = self._events[index]
        return not isinstance(event, Exchange) and event.kind == "aged" and event.text == value

    def _older_already(self, token: str, index: int) -> int:
        """Return the seconds by which a token was made older in the steps before."""
        seconds = 0
        for each in sorted(self._numbers, reverse=True):
            if each < index and self._is_older(each, token):
                event = self._events[each]
                assert not isinstance(event, Exchange)
                seconds, token = seconds + event.seconds, event.of
        return seconds

    def _by_whom(self, event: Exchange, index: int) -> str:
        """Say who logs in, and how the password is like one that was set."""
        sent = event.sent()
        if not isinstance(sent, dict):
            return ""
        texts = [value for key, value in sent.items() if key != "password" and _is(value)]
        configured = self._origins.configured
        names = [configured[each] for each in texts if each in configured]
        who = next(filter(None, (self._user(each, index) for each in texts if PREFIX in each)), "")
        who = {"EMAIL": " as the account", "LIMITED_EMAIL": " as the limited account"}.get(
            next(iter(names), ""), who
        )
        password = sent.get("password")
        return who + (self._password(password, index) if isinstance(password, str) else "")

    def _user(self, address: str, index: int) -> str:
        """Name the step that brought an address up first."""
        for each, number in self._numbers.items():
            event = self._events[each]
            sent = event.sent() if each < index and isinstance(event, Exchange) else None
            if isinstance(sent, dict) and address in sent.values():
                return f" as the user of step {number}"
        return " as a user of this run"

    def _password(self, value: str, index: int) -> str:
        if value in self._origins.configured:
            return ""
        earlier: list[tuple[int, str]] = []
        for each in self._numbers:
            event = self._events[each]
            if each >= index or not isinstance(event, Exchange) or event.is_for(Role.LOGIN):
                continue
            sent = event.sent()
            if isinstance(sent, dict):
                earlier += [(each, sent[name]) for name in _PASSWORDS if _is(sent.get(name))]
        for each, other in reversed(earlier):
            if (words := likeness(value, other)) is not None:
                return f", with the password of step {self._numbers[each]}{words}"
        for other, name in self._origins.configured.items():
            if "PASSWORD" in name and (words := likeness(value, other)):
                return f", with the account's password{words}"
        return ", with another password"


def likeness(value: str, other: str) -> str | None:
    """Say how a value is nearly another one; nothing where it is that, None where it is not."""
    if value == other:
        return ""
    if value.strip() == other.strip():
        return ", its blanks left out" if len(value) < len(other) else ", and a blank more"
    if value.casefold() == other.casefold():
        is_one = sum(a != b for a, b in zip(value, other, strict=False)) == 1
        return ", one letter in the other case" if is_one else ", upper and lower case exchanged"
    if value and other.startswith(value):
        return f", the last {_characters(len(other) - len(value))} left out"
    if other and value.startswith(other):
        return f", and {_characters(len(value) - len(other))} more"
    return None


def in_words(script: str) -> list[str]:
    """Return the steps of a script in words, in their order."""
    found: list[str] = []
    for number, words in _STEP.findall(script):
        if int(number) == len(found) + 1:
            found.append(words)
    return found


def _query(event: Exchange) -> str:
    """Return the query of a request, where each value is a small number or a plain word.

    Of a parameter that may hold a secret, and of what was generated, nothing is told.
    """
    pairs = parse_qsl(urlsplit(event.request.url).query, keep_blank_values=True)
    known = {each.name for each in event.operation.parameters} if event.operation else set()
    is_plain = all(
        name in known and not _SECRET.search(name) and _PLAIN.fullmatch(value)
        for name, value in pairs
    )
    told = "&".join(f"{name}={value}" for name, value in pairs)
    return f"?{comment(told)}" if pairs and is_plain and not event.is_generated else ""


def _is(value: object) -> bool:
    return isinstance(value, str)


def _characters(count: int) -> str:
    return "character" if count == 1 else f"{count} characters"


def _duration(seconds: int) -> str:
    return duration_in_words(timedelta(seconds=seconds))
