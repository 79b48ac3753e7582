"""Sequences of what happens to sessions, held against the model of a token's life.

A state machine logs in, makes tokens older, uses, refreshes and logs them out, in any order. A
sequence ends with the first promise that is broken. What they show is gathered for each rule.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial, wraps
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import HealthCheck, Phase, settings, stateful
from hypothesis import strategies as st

from harness.core.clock import in_words
from harness.core.errors import NoAnswer, SourceFailed
from harness.core.outcomes import Broken, Excluded, Skipped, Unproven, precondition
from harness.fixtures.expectations import expect_refused, expect_success
from harness.fixtures.tokens import random_token
from harness.generation.hypothesis_home import hypothesis_leaves_nothing
from harness.sequences.known import KNOWN
from harness.sequences.model import Model, Token
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.fixtures.gates import Gate
    from harness.http.answer import Answer
    from harness.run.target_run import TargetRun
    from harness.sequences.model import Promise

MOST_REQUESTS = 150
"""That an exploration may send; and as many again, to shorten what it found."""


class Step(NamedTuple):
    """One step of a sequence: the name of the state machine's rule, and its arguments."""

    name: str
    arguments: dict[str, Any]


class Failure(NamedTuple):
    """A broken promise, and the steps that showed it."""

    rule: str
    steps: list[Step]
    expected: str
    why: Broken


class _Over(Exception):  # noqa: N818 - ends a sequence, and is no error
    """There is no more to learn from this sequence."""


def _step(act: Callable[..., None]) -> Callable[..., None]:
    """Let a rule end its sequence, or the whole exploration, rather than fail."""

    @wraps(act)
    def take(sessions: Sessions, **arguments: Any) -> None:
        if sessions.is_over or not sessions.exploration.goes_on():
            return
        sessions.steps.append(Step(act.__name__, arguments))
        try:
            act(sessions, **arguments)
        except _Over:
            sessions.is_over = True
        except (Skipped, SourceFailed, NoAnswer) as why:
            sessions.exploration.stopped = why

    return take


WHICH = st.sampled_from([-1, -1, -2, 0])
"""One of the tokens in the order in which they were given, counted round and round."""
CHANGES = st.sampled_from(["", "", "", "out", "out, in", "in"])
AMOUNTS = st.one_of(
    st.runner().flatmap(lambda sessions: st.sampled_from(sessions.exploration.amounts)),
    st.integers(0, 300).map(lambda minutes: timedelta(minutes=minutes)),
)


class Sessions(stateful.RuleBasedStateMachine):
    """The sessions of one sequence. What is drawn does not depend on what the instance answers."""

    def __init__(self, exploration: Exploration) -> None:
        super().__init__()
        self.exploration = exploration
        self.steps: list[Step] = []
        self.is_over = False
        self.failure: Failure | None = None
        self._run, self._model = exploration.run, exploration.model
        self._tokens: list[Token] = []
        """The newest last."""
        self._names = (chr(ord("A") + index) for index in count())
        self._words: list[str] = []

    @stateful.initialize()
    def begin(self) -> None:
        """Log in before all else."""
        self.log_in()

    @stateful.rule(by=AMOUNTS, change=CHANGES, of=WHICH)
    def use_later(self, by: timedelta, change: str, of: int) -> None:
        """Send a token to the gate, after the newest was made older and sessions changed."""
        self._prepare(by, change, of)
        self.use(of=of)

    @stateful.rule(by=AMOUNTS, change=CHANGES, of=WHICH)
    def refresh_later(self, by: timedelta, change: str, of: int) -> None:
        """Refresh a token, after the newest was made older and sessions changed."""
        self._prepare(by, change, of)
        self.refresh(of=of)

    def _prepare(self, by: timedelta, change: str, of: int) -> None:
        self.make_older(by=by)
        if "out" in change:
            self.log_out(of=of)
        if "in" in change:
            self.log_in()

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
            token.text = self._run.ager.age(token.text, by)
            token.aged += by
            self.exploration.given.add(token.text)
            self._words.append(f"{token.name} older by {in_words(by)}")

    @_step
    def use(self, of: int = -1) -> None:
        """Send a token to the gate."""
        gate = self.exploration.gate
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
        self.exploration.given.add(text)
        self._tokens.append(Token(name, text, (sent, time.monotonic())))
        return self._tokens[-1]

    def _renew(self, token: Token, text: str, sent: float, rule_id: str) -> None:
        """Begin the life of a refreshed token; the same string begins another one."""
        name = token.name if text == token.text else next(self._names)
        if text == token.text:
            self._tokens.remove(token)
        elif text in self.exploration.given:
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
        self.exploration.given.add(token)
        self._let_go()
        return token

    def _new_token(self) -> str:
        token = self._run.tokens.fresh()
        if token in self.exploration.given:
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
            self.exploration.failures.setdefault(promise.rule, self.failure)
            raise _Over from None
        self.exploration.kept.add(promise.rule)


class Exploration:
    """What sequences show of one target: known ones, and random ones."""

    def __init__(self, run: TargetRun) -> None:
        self.run = run
        self.model = Model(run.spec.token_lifetime, run.spec.refresh_window, run.target.skew)
        self.gate: Gate | None = None
        self.blind: Skipped | None = None
        """Why there is no gate to tell who authenticates."""
        self.given: set[str] = set()
        """Every token that the instance gave."""
        self.failures: dict[str, Failure] = {}
        """The first broken promise of each rule."""
        self.kept: set[str] = set()
        """The rules of which a promise was kept."""
        self.stopped: Skipped | SourceFailed | NoAnswer | None = None
        """What ended the exploration early."""
        self._boundaries = self.model.boundaries()
        self.amounts = list(self._boundaries.values())
        self._last_request = run.client.count + MOST_REQUESTS

    def goes_on(self) -> bool:
        """Whether more may be sent."""
        return self.stopped is None and self.run.client.count < self._last_request

    def expect(self, rule_id: str) -> None:
        """Expect that no sequence broke the rule; Unproven where none came to it."""
        self.run.tokens.evidence = "ager"
        if rule_id in self.failures:
            failure = self.failures[rule_id]
            raise Broken(failure.expected, failure.why.came, failure.why.exchange)
        if isinstance(self.stopped, SourceFailed | NoAnswer):
            raise self.stopped
        if rule_id not in self.kept:
            others = ", ".join(sorted(self.failures)) or "what comes before"
            why = Unproven(f"rests on {others}: no sequence got there")
            raise self.stopped or self.blind or why

    def explore(self) -> Exploration:
        """Play the known sequences, then random ones, and shorten those that broke a promise."""
        try:
            self.run.ager.require()
            self._look_at_gate()
        except (Skipped, SourceFailed, NoAnswer) as why:
            self.stopped = why
        for known in KNOWN:
            self._play(self._steps(known))
        if not self.run.generation.is_quick:
            self._play_random()
        self._shorten()
        return self

    def _play_random(self) -> None:
        machine: Any = partial(Sessions, self)
        with hypothesis_leaves_nothing():
            stateful.run_state_machine_as_test(machine, settings=_SETTINGS)

    def _look_at_gate(self) -> None:
        try:
            gate = self.run.gates.default
            with precondition("login.token-authenticates"):
                gate.expect_pass(gate.send(self.run.tokens.fresh()))
            sees, self.gate = gate.lets_pass(gate.send(random_token())) is False, gate
        except Skipped as why:
            sees, self.blind = False, why
        self.model = replace(self.model, sees=sees)

    def _steps(self, known: str) -> Iterator[Step]:
        for word in known.split():
            name, _, letter = word.partition(":")
            if name in self._boundaries:
                yield Step("make_older", {"by": self._boundaries[name]})
            else:
                yield Step(name, {"of": ord(letter) - ord("A")} if letter else {})

    def _play(self, steps: Iterable[Step]) -> Failure | None:
        """Play a sequence; return the promise that it broke."""
        sessions = Sessions(self)
        for step in steps:
            getattr(sessions, step.name)(**step.arguments)
        return sessions.failure

    def _shorten(self) -> None:
        """Leave out of the sequences that broke a promise what they can do without.

        Hypothesis does it better, and takes hundreds of requests for it.
        """
        stopped, self._last_request = self.stopped, self.run.client.count + MOST_REQUESTS
        for failure in list(self.failures.values()):
            for index in range(len(failure.steps) - 2, -1, -1):
                shortest = self.failures[failure.rule].steps
                found = self._play([*shortest[:index], *shortest[index + 1 :]])
                if found is not None and found.rule == failure.rule:
                    self.failures[failure.rule] = found
        self.stopped = stopped


@cache
def explored(run: TargetRun) -> Exploration:
    """Explore a target, once a run; Excluded where nothing can make its tokens older."""
    if run.target.token_ager is None:
        raise Excluded(Need.TOKEN_AGER, f"needs {Need.TOKEN_AGER.words}")
    return Exploration(run).explore()


_SETTINGS = settings(
    max_examples=12,
    stateful_step_count=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # nothing fails: a broken promise ends its sequence
    suppress_health_check=[HealthCheck.too_slow],  # it is the network that takes the time
)


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
