"""Searches for a forged token that passes: known forgeries, and characters altered anywhere.

A case names its forgery, and holds no token: it is made anew of what the run has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.outcomes import Broken, Excluded, Unproven
from harness.core.rule_ids import AUTHENTICATES, REFRESH_REFUSES_FORGED, REFUSES_FORGED
from harness.fixtures.expectations import expect_refused
from harness.generation import forged_tokens
from harness.generation.case import Case
from harness.generation.search import Failure, Search
from harness.generation.wrong_credentials import id_of
from harness.run.settings import Depth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis.strategies import SearchStrategy

    from harness.fixtures.gates import Gate
    from harness.http.answer import Answer
    from harness.run.target_run import TargetRun

_ALTERED = "altered at "
_TAIL = "another session's tail"
_WORDS = ("null", "undefined", "*", "%")
"""Values that a careless comparison lets pass."""
_JWT = {id_of(each): each for each in forged_tokens.JWT_FORGERIES}
_EVERY = {id_of(each): each for each in (*forged_tokens.FORGERIES, forged_tokens.padded)} | _JWT
_SHORT = ("unsigned", "signature-left-out", "changed-claim", _TAIL, f"{_ALTERED}7")
"""What is tried where all would be too many requests."""


def of_gate(run: TargetRun, gate: Gate) -> Search:
    """Send a protected operation forged tokens; a quick run, only to the default one."""
    is_default = gate is run.gates.default
    if run.generation.is_quick and not is_default:
        raise Excluded("--depth standard", "a quick run tries one protected operation")
    forge = Forge(run)
    if not gate.lets_pass(gate.send(forge.token)):
        raise Unproven(f"rests on {AUTHENTICATES}: {gate.name} refuses a genuine token")

    def judge(case: Case, answer: Answer) -> Iterator[Failure]:
        if 400 <= answer.status < 500 and not gate.lets_pass(answer):
            return
        try:
            gate.expect_refusal(answer, control=forge.token)
        except Broken as why:
            yield Failure(REFUSES_FORGED, case, why.expected, why.came, answer.exchange)

    search = Search(run, f"forged for {gate.name}", lambda case: gate.send(forge.made(case)), judge)
    return _explored(search, run, gate.name, forge, is_short=not is_default)


def of_refresh(run: TargetRun) -> Search:
    """Refresh forged tokens."""
    forge = Forge(run)

    def judge(case: Case, answer: Answer) -> Iterator[Failure]:
        try:
            expect_refused(answer)
        except Broken as why:
            yield Failure(REFRESH_REFUSES_FORGED, case, why.expected, why.came, answer.exchange)

    def send(case: Case) -> Answer:
        return run.api.refresh(forge.made(case))

    search = Search(run, "forged for refreshToken", send, judge)
    return _explored(search, run, "refreshToken", forge, is_short=False)


def _explored(
    search: Search, run: TargetRun, about: str, forge: Forge, *, is_short: bool
) -> Search:
    depth = run.generation.depth
    is_short = depth is Depth.QUICK or (is_short and depth is not Depth.DEEP)
    names = forge.names(_SHORT if is_short else (*_EVERY, _TAIL, *_WORDS))
    drawn = None if is_short else forge.positions(about)
    return search.explore([Case(about, name) for name in names], drawn)


class Forge:
    """Two tokens of the account, and what is made of them."""

    def __init__(self, run: TargetRun) -> None:
        self._other = run.tokens.fresh()
        self.token = run.tokens.fresh()
        """The younger: on some instances it has ended the other one."""
        self._redactor = run.redactor

    def names(self, wanted: tuple[str, ...]) -> list[str]:
        """Return those of the wanted forgeries that can be made of a token of this kind."""
        return [name for name in wanted if self._made(name) is not None]

    def positions(self, about: str) -> Callable[[], SearchStrategy[Case]]:
        """Return what draws characters to alter."""

        def drawn() -> SearchStrategy[Case]:
            from hypothesis import strategies as st  # noqa: PLC0415 - Hypothesis loads slowly

            last = len(forged_tokens.telling_positions(self.token)) - 1
            return st.integers(0, last).map(lambda at: Case(about, f"{_ALTERED}{at}"))

        return drawn

    def made(self, case: Case) -> str:
        """Make the forged token of a case; Excluded where it can't be made of this one."""
        made = self._made(case.how)
        if made is None:
            raise Excluded("", "tokens of this instance have no such forgery")
        self._redactor.register(made, "TOKEN", is_real=False)
        return made

    def _made(self, name: str) -> str | None:
        try:
            if name.startswith(_ALTERED):
                return forged_tokens.altered_at(self.token, int(name.removeprefix(_ALTERED)))
            if name in _WORDS:
                return name
            if name == _TAIL:
                return forged_tokens.with_tail(self.token, self._other)
            return _EVERY[name](self.token)
        except Excluded:
            return None
