"""The sessions of a target, step by step, held against the model of a token's life."""

from __future__ import annotations

import math
import time
from contextlib import suppress
from datetime import timedelta
from functools import partial, wraps
from itertools import count
from typing import TYPE_CHECKING, Any

from harness.core.clock import duration_in_words
from harness.core.errors import NoAnswer, SourceFailed
from harness.core.outcomes import AnswerLost, Broken, Excluded, Skipped, Unproven
from harness.fixtures.expectations import expect_refused, expect_success
from harness.sequences.model import ACTIVE, ENDS, EXPIRED, OTHER, SSO, Promise, Token
from harness.sequences.shared import Failure, Step
from harness.targets.model import Account
from spec.roles import Role
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.ageing.age import Age
    from harness.fixtures.gate import Gate
    from harness.http.answer import Answer
    from harness.run.target_run import TargetRun
    from harness.sequences.shared import Shared

_UNKNOWN = -math.inf
_FEW = 5
"""One refresh in five may go wrong."""
_A_SECOND = 1.05
_SAME_SECOND = 2.0
"""Within so many seconds, an instance that tells whole ones may give a token twice."""


class _Over(Exception):  # noqa: N818 - ends a sequence, and is no error
    """There is no more to learn from this sequence."""


def _step(act: Callable[..., None]) -> Callable[..., None]:
    """Let a rule end its sequence, or the whole exploration, rather than fail."""

    @wraps(act)
    def take(sessions: Sessions, **arguments: Any) -> None:
        if sessions.is_over or not sessions.shared.goes_on():
            return
        sessions.steps.append(Step(act.__name__, arguments))
        try:
            act(sessions, **arguments)
        except _Over:
            sessions.is_over = True
        except AnswerLost as why:
            sessions.is_over, sessions.shared.lost = True, why
        except (Skipped, SourceFailed, NoAnswer) as why:
            sessions.shared.stopped = why

    return take


class Sessions:
    """The sessions of one sequence, and each step that may be taken with them."""

    def __init__(self, shared: Shared) -> None:
        self.shared = shared
        self.steps: list[Step] = []
        self.is_over = False
        self.failure: Failure | None = None
        self._run, self._model = shared.run, shared.model
        self._tokens: list[Token] = []
        """The newest last."""
        self._names = (chr(ord("A") + index) for index in count())
        self._words: list[str] = []

    @_step
    def log_in(self) -> None:
        """Log in; other sessions may end."""
        self._words.append(f"log in (token {self._log_in(self._run.tokens.fresh).name})")

    @_step
    def sign_on(self) -> None:
        """Log in by a code of single sign-on, where there is one; other sessions may end."""
        try:
            self._run.tokens.require_sso()
            token = self._log_in(self._run.tokens.by_new_code)
        except (Skipped, SourceFailed):
            raise _Over from None  # what is wrong, the contracts of single sign-on say
        token.of_sso()
        self._words.append(f"log in by single sign-on (token {token.name})")

    @_step
    def log_other_in(self) -> None:
        """Log another user in, where the run has one; other sessions may end."""
        try:
            account = other_account(self._run)
            token = self._log_in(lambda: self._run.tokens.fresh(account))
        except (Skipped, SourceFailed):
            raise _Over from None
        token.origin, token.is_held = OTHER, False
        self._words.append(f"log another user in (token {token.name})")

    @_step
    def make_older(self, by: timedelta, of: int = -1) -> None:
        """Make a token older, where its session is known to be there."""
        token = self._pick(of)
        if self._model.can_age(token) and by > timedelta(0):
            self._aged(token, self._older(token, by), by)

    def _older(self, token: Token, by: timedelta) -> str:
        """Make a token older; nothing is learned from one whose session is gone already."""
        gate = self.shared.gate
        try:
            return self.shared.aged.older(token.text, by)
        except SourceFailed:
            if gate is not None and gate.lets_pass(gate.send(token.text)) is not True:
                raise _Over from None
            raise

    @_step
    def grow_old(self, to: timedelta, of: int = -1) -> None:
        """Make a token as old as that, unless its session was removed."""
        token = self._pick(of)
        by = to - token.aged
        text = None
        if not token.is_logged_out and by > timedelta(0):
            text = self.shared.aged.older_if_it_can(token.text, by)
        if text is None:
            raise _Over
        self._aged(token, text, by)

    def _aged(self, token: Token, text: str, by: timedelta) -> None:
        """Note that a token was made older: nobody knows when a string that stays so began."""
        if text != token.text and text in self.shared.spoilt:
            token.is_held = token.is_there = False
        token.text, token.aged = text, token.aged + by
        self.shared.given[text] = _UNKNOWN
        whole = f" (so {duration_in_words(token.aged)} in all)" if token.aged > by else ""
        self._words.append(f"make {token.name} older by {duration_in_words(by)}{whole}")

    @_step
    def use(self, of: int = -1) -> None:
        """Send a token to the gate."""
        gate = self.shared.gate
        if gate is None:
            return
        token = self._pick(of)
        self._words.append(f"use {token.name}")
        sent = time.monotonic()
        answer = gate.send(token.text)
        age = token.age(sent, time.monotonic())
        passes, promise = gate.lets_pass(answer), self._model.of_use(token, age)
        ended = token.text if promise is not None and promise.rule == ENDS else None
        self._hold(promise, partial(self._expect_use, gate, answer, ended, passes=passes))
        self._words[-1] += f" (answered {answer.status})"
        if passes:
            self._model.saw_passed(token, age)
        if passes is False or (promise is not None and not promise.succeeds):
            self._model.saw_refused(token, age)

    @_step
    def refresh(self, of: int = -1) -> None:
        """Refresh a token; other sessions may end, unless it only is too old, and is refused."""
        token = self._pick(of)
        self._words.append(f"refresh {token.name}")
        sent = time.monotonic()
        answer = self._run.api.refresh(token.text)
        age = token.age(sent, time.monotonic())
        promise = self._model.of_refresh(token, age)
        if promise is not None and promise.succeeds and _token_of(answer) is None:
            rule = self._narrowest(promise.rule, token, age, is_refusal=not answer.succeeded)
            promise = Promise(rule, succeeds=True)
        self._hold(promise, partial(_expect_refresh, answer))
        if not self._model.shows_age_alone(token, promise):
            self._let_go(all_but=token)
        token.is_spent = True
        self.shared.given[token.text] = _UNKNOWN
        self.shared.spoilt.add(token.text)
        renewed = _token_of(answer)
        if renewed is None:
            self._words[-1] += f" (answered {answer.status})"
            self._model.saw_not_renewed(token, age)
        else:
            self._renew(token, renewed, sent, self._model.renewal(token, age))

    @_step
    def log_out(self, of: int = -1) -> None:
        """Log a token out; other sessions may end, whatever is answered."""
        token = self._pick(of)
        answer = self._run.api.logout(token.text)
        self._words.append(f"log out {token.name} (answered {answer.status})")
        self._let_go()
        token.is_logged_out = token.is_logged_out or answer.succeeded
        token.is_there = False
        self.shared.given[token.text] = _UNKNOWN
        self.shared.spoilt.add(token.text)

    def _log_in(self, given_by: Callable[[], str]) -> Token:
        """Begin the life of a token that a log-in gives."""
        sent = time.monotonic()
        text = self._new_token(given_by)
        return self._begin(next(self._names), text, self.shared.given.get(text, sent))

    def _narrowest(self, rule: str, token: Token, age: Age, *, is_refusal: bool) -> str:
        """Return the rule that is broken where a token is not refreshed.

        That a refreshed one is not breaks its own rule only where it may be that its life began too
        early, and the token of a log-in would be refreshed at that age. Where no active token of an
        origin is refreshed, that no expired one is rests on it.
        """
        origin, by_age = token.origin, self._model.of_its_age(age)
        if token.is_refreshed:
            origin = "refresh"
            if self._lives(token, age) or not self._log_in_is_refreshed(token):
                rule = by_age
            elif (origin, by_age) in self.shared.refused:
                raise _Over
        elif rule == EXPIRED and not self._tells_of_age(origin, is_refusal=is_refusal):
            rule = ACTIVE
        if rule == EXPIRED and (origin, ACTIVE) in self.shared.refused:
            raise _Over
        self.shared.refused.add((origin, rule))
        return rule

    def _tells_of_age(self, origin: str, *, is_refusal: bool) -> bool:
        """Whether it is by its age that an expired token is not refreshed.

        A success that gives no token may come now and then, to active ones as well.
        """
        if origin == SSO and not self._sign_on_is_refreshed():
            return False
        return is_refusal or all(self._is_refreshed(self._control()) for _ in range(_FEW))

    def _lives(self, token: Token, age: Age) -> bool:
        """Whether a refreshed token lives its own life: the gate is asked while it should."""
        gate = self.shared.gate
        if gate is not None and self._model.of_its_age(age) == ACTIVE:
            return gate.lets_pass(gate.send(token.text)) is True
        return self._model.lives_as_it_should(token, age)

    def _log_in_is_refreshed(self, token: Token) -> bool:
        """Whether the token of a log-in is refreshed at the age of this one."""
        text = self._control()
        older = self.shared.aged.older(text, token.aged) if token.aged else text
        self.shared.given[text] = _UNKNOWN
        return self._is_refreshed(older)

    def _sign_on_is_refreshed(self) -> bool:
        """Whether a token of single sign-on is refreshed as it is given."""
        text = self._run.tokens.by_new_code()
        self._let_go()
        return self._is_refreshed(text)

    def _is_refreshed(self, text: str) -> bool:
        """Refresh a token, of which nothing is expected any more."""
        self.shared.given[text] = _UNKNOWN
        return _token_of(self._run.api.refresh(text)) is not None

    def _begin(self, name: str, text: str, sent: float) -> Token:
        """Begin the life of a token, which was asked for at that second."""
        self._let_go()
        self.shared.given[text] = sent
        self._tokens.append(Token(name, text, (sent, time.monotonic())))
        return self._tokens[-1]

    def _renew(self, token: Token, text: str, sent: float, rule_id: str) -> None:
        """Begin the life of a refreshed token; the same string begins another one."""
        name = token.name if text == token.text else next(self._names)
        if text == token.text:
            self._tokens.remove(token)
        elif not self._is_young(text, sent):
            raise _Over  # nobody knows when its life began
        since = self.shared.given.get(text, sent) if text != token.text else sent
        renewed = self._begin(name, text, since)
        renewed.origin = token.origin
        renewed.is_held = not token.is_of_another or token.seen_alive is not None
        renewed.renewed_by(rule_id)
        self._words[-1] += f" (gives {name})"

    def _let_go(self, all_but: Token | None = None) -> None:
        """Expect no session to be there any more."""
        for token in self._tokens:
            token.is_held = token.is_held and token is all_but

    def _pick(self, of: int) -> Token:
        if not self._tokens:
            raise _Over
        return self._tokens[of % len(self._tokens)]

    def _expect_use(
        self, gate: Gate, answer: Answer, ended: str | None, *, passes: bool | None, success: bool
    ) -> None:
        """Expect that a token passes, or not; one that was logged out is given as ``ended``."""
        if passes is success:
            return
        if success:
            gate.expect_pass(answer, self._control)
        elif ended is not None:
            gate.expect_logged_out(answer, ended, self._control())
        else:
            gate.expect_end(answer, self._control())

    def _control(self) -> str:
        """Log in, to see what a fresh token gets; other sessions may end."""
        sent = time.monotonic()
        token = self._new_token(self._run.tokens.fresh)
        self.shared.given.setdefault(token, sent)
        self._let_go()
        return token

    def _new_token(self, given_by: Callable[[], str]) -> str:
        """Return a token whose age is known.

        Some instances give the same one to log-ins of the same second: then the next is waited for.
        """
        sent = time.monotonic()
        token = given_by()
        if not self._is_young(token, sent):
            time.sleep(_A_SECOND)
            sent = time.monotonic()
            token = given_by()
        if not self._is_young(token, sent):
            raise Unproven("a log-in gave a token that was given before: nobody knows its age")
        return token

    def _is_young(self, text: str, now: float) -> bool:
        """Whether a token is new, or was given within the second that is told, and left alone."""
        return now - self.shared.given.get(text, now) < _SAME_SECOND

    def _hold(self, promise: Promise | None, expect: Callable[..., None]) -> None:
        """Hold what was answered against what was promised."""
        if promise is None:
            return
        try:
            expect(success=promise.succeeds)
        except Broken as why:
            expected = f"{why.expected} to the last of these steps: {', '.join(self._words)}"
            self.failure = Failure(promise.rule, self.steps, expected, why)
            self.shared.failures.setdefault(promise.rule, self.failure)
            raise _Over from None
        self.shared.kept.add(promise.rule)


def other_account(run: TargetRun) -> Account:
    """Return another user, who may log in; Excluded or Unproven where there is none."""
    if run.target.limited_account is not None:
        return run.target.limited_account
    if not run.spec.has(Role.INVITE) or run.target.effects < Effects.ACCOUNT:
        raise Excluded("limited_account", "there is no other user")
    resident = run.residents.one()
    return Account(resident.user.email, resident.password)


def _expect_refresh(answer: Answer, *, success: bool) -> None:
    if success:
        expect_success(answer)
        _ = answer.token
    else:
        expect_refused(answer)


def _token_of(answer: Answer) -> str | None:
    with suppress(Broken):
        return answer.token if answer.succeeded else None
    return None
