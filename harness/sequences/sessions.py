"""The sessions of a target, step by step, held against the model of a token's life."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import timedelta
from functools import partial, wraps
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from harness.core.clock import duration_in_words
from harness.core.errors import NoAnswer, SourceFailed
from harness.core.outcomes import AnswerLost, Broken, Skipped, Unproven
from harness.fixtures.expectations import expect_refused, expect_success
from harness.sequences.model import Model, Token

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.ageing.by_ager import AgedByAger
    from harness.fixtures.gates import Gate
    from harness.http.answer import Answer
    from harness.run.target_run import TargetRun
    from harness.sequences.model import Promise

MOST_REQUESTS = 150
"""That an exploration may send; and as many again, to shorten what it found."""


class Step(NamedTuple):
    """One step of a sequence: the name of a method of :class:`Sessions`, and its arguments."""

    name: str
    arguments: dict[str, Any]


class Failure(NamedTuple):
    """A broken promise, and the steps that showed it."""

    rule: str
    steps: list[Step]
    expected: str
    why: Broken


class Shared:
    """What the sequences of one target share: the instance, and what they have shown so far."""

    def __init__(self, run: TargetRun, aged: AgedByAger) -> None:
        self.run = run
        self.aged = aged
        self.model = Model(run.spec.token_lifetime, run.spec.refresh_window, run.target.skew)
        self.gate: Gate | None = None
        self.given: set[str] = set()
        """Every token that the instance gave."""
        self.failures: dict[str, Failure] = {}
        """The first broken promise of each rule."""
        self.kept: set[str] = set()
        """The rules of which a promise was kept."""
        self.stopped: Skipped | SourceFailed | NoAnswer | None = None
        """What ended the exploration early."""
        self.lost: AnswerLost | None = None
        """What ended a sequence early."""
        self.boundaries = self.model.boundaries()
        """By how much a token is made older to stand before or after a boundary, by name."""
        self.last_request = run.client.count + MOST_REQUESTS

    def goes_on(self) -> bool:
        """Whether more may be sent."""
        return self.stopped is None and self.run.client.count < self.last_request


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
        sent = time.monotonic()
        text = self._new_token()
        token = self._begin(next(self._names), text, sent)
        self._words.append(f"log in: {token.name}")

    @_step
    def make_older(self, by: timedelta) -> None:
        """Make the newest token older, where its session is known to be there."""
        token = self._pick(-1)
        if self._model.can_age(token) and by > timedelta(0):
            token.text = self.shared.aged.older(token.text, by)
            token.aged += by
            self.shared.given.add(token.text)
            self._words.append(f"{token.name} older by {duration_in_words(by)}")

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
        self._hold(promise, partial(self._expect_use, gate, answer, passes=passes))
        self._words[-1] += f" ({answer.status})"
        if passes is False or (promise is not None and not promise.succeeds):
            self._model.saw_refused(token, age)

    @_step
    def refresh(self, of: int = -1) -> None:
        """Refresh a token; other sessions may end, whatever is answered."""
        token = self._pick(of)
        self._words.append(f"refresh {token.name}")
        sent = time.monotonic()
        answer = self._run.api.refresh(token.text)
        age = token.age(sent, time.monotonic())
        self._hold(self._model.of_refresh(token, age), partial(_expect_refresh, answer))
        self._let_go(all_but=token)
        renewed = _token_of(answer)
        if renewed is None:
            self._words[-1] += f" ({answer.status})"
            self._model.saw_not_renewed(token, age)
        else:
            self._renew(token, renewed, sent, self._model.renewal(token, age))

    @_step
    def log_out(self, of: int = -1) -> None:
        """Log a token out; other sessions may end, whatever is answered."""
        token = self._pick(of)
        answer = self._run.api.logout(token.text)
        self._words.append(f"log out {token.name} ({answer.status})")
        self._let_go()
        token.is_logged_out = token.is_logged_out or answer.succeeded

    def _begin(self, name: str, text: str, sent: float) -> Token:
        """Begin the life of a token, which was asked for at that second."""
        self._let_go()
        self.shared.given.add(text)
        self._tokens.append(Token(name, text, (sent, time.monotonic())))
        return self._tokens[-1]

    def _renew(self, token: Token, text: str, sent: float, rule_id: str) -> None:
        """Begin the life of a refreshed token; the same string begins another one."""
        name = token.name if text == token.text else next(self._names)
        if text == token.text:
            self._tokens.remove(token)
        elif text in self.shared.given:
            raise _Over  # nobody knows when its life began
        self._begin(name, text, sent).renewed_by(rule_id)
        self._words[-1] += f": {name}"

    def _let_go(self, all_but: Token | None = None) -> None:
        """Expect no session to be there any more."""
        for token in self._tokens:
            token.is_held = token.is_held and token is all_but

    def _pick(self, of: int) -> Token:
        if not self._tokens:
            raise _Over
        return self._tokens[of % len(self._tokens)]

    def _expect_use(
        self, gate: Gate, answer: Answer, *, passes: bool | None, success: bool
    ) -> None:
        if passes is success:
            return
        if success:
            gate.expect_pass(answer, self._control)
        else:
            gate.expect_end(answer, self._control())

    def _control(self) -> str:
        """Log in, to see what a fresh token gets; other sessions may end."""
        token = self._new_token()
        self.shared.given.add(token)
        self._let_go()
        return token

    def _new_token(self) -> str:
        token = self._run.tokens.fresh()
        if token in self.shared.given:
            raise Unproven("a log-in gave a token that was given before: nobody knows its age")
        return token

    def _hold(self, promise: Promise | None, expect: Callable[..., None]) -> None:
        """Hold what was answered against what was promised."""
        if promise is None:
            return
        try:
            expect(success=promise.succeeds)
        except Broken as why:
            expected = f"{why.expected}, at the end of: {'; '.join(self._words)}"
            self.failure = Failure(promise.rule, self.steps, expected, why)
            self.shared.failures.setdefault(promise.rule, self.failure)
            raise _Over from None
        self.shared.kept.add(promise.rule)


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
