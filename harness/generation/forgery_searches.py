"""Searches for a forged token that passes: known forgeries, and characters altered anywhere.

A case names its forgery, and holds no token: it is made anew of what the run has. One genuine token
serves a whole search, and passes at its end: else what was refused before proves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.ageing.age import Moment
from harness.ageing.by_ager import AgedByAger
from harness.core.outcomes import Broken, Excluded, precondition
from harness.core.rule_ids import AUTHENTICATES, REFRESH_REFUSES_FORGED, REFUSES_FORGED
from harness.fixtures.expectations import expect_refused
from harness.fixtures.tokens import random_like
from harness.generation import boundaries, forge, forged_jwts, forged_times, forged_tokens
from harness.generation.case import Case
from harness.generation.forge import ALTERED, BEHIND_A_BLANK, SIGNATURE, TAIL, Forge
from harness.generation.search import Failure, Search
from harness.generation.wrong_credentials import id_of
from harness.run.settings import Depth
from spec.roles import Role
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.fixtures.gate import Gate
    from harness.http.answer import Answer
    from harness.run.target_run import TargetRun

_SHORT_JWT = tuple(map(id_of, forged_jwts.SHORT))
_TIMES = tuple(map(id_of, forged_times.FORGERIES))
_RANDOM = id_of(random_like)
FIRST = (*map(id_of, forged_tokens.FORGERIES), *_TIMES, *_SHORT_JWT)
"""What is tried at session effects."""
_QUICK = ("altered-at-the-end", "cut-in-half")
"""What is tried at protected operations beside the one that stands for them all; of a JWT, what
else is tried at session effects."""
_BY_TURNS = (TAIL, f"{ALTERED}7", "cut-short", "altered-in-front")
"""Of these, one more."""
_EXPIRED = ("altered-in-the-middle", "altered-at-the-end", "cut-in-half", *_TIMES, *_SHORT_JWT)
"""What is made of an expired token."""
_JWT_TURNS = (SIGNATURE, *map(id_of, forged_jwts.TURNS))
_OF_GATE = (*forge.CLAIMS, *map(id_of, forged_jwts.OF_GATE))
_OF_REFRESH = (TAIL, *map(id_of, forged_jwts.OF_REFRESH))
_OPERATOR = boundaries.encoded({"token": {"$gt": ""}})
"""What a query takes for a question in the place of a text."""


def first_of_gate(run: TargetRun, gate: Gate) -> Search:
    """Send the default gate what is plainly altered; a random one, every gate is sent elsewhere."""
    made_of = Forge(run, run.gates.live, has_other=False)
    search = _search_of_gate(run, gate, made_of, f"altered for {gate.name}", is_generated=False)
    first = (BEHIND_A_BLANK, *FIRST)
    names = made_of.names(each for each in first if each != _RANDOM)
    search.explore([Case(gate.name, name) for name in names])
    return _proven(search, gate, made_of)


def of_gate(run: TargetRun, gate: Gate) -> Search:
    """Send a protected operation forged tokens; a quick run, only to the default one."""
    is_default, generation = gate is run.gates.default, run.generation
    if generation.is_quick and not is_default:
        raise Excluded("--depth standard", "a quick run tries one protected operation")
    if (is_default and not generation.is_quick) or generation.depth is Depth.DEEP:
        return _much_of_gate(run, gate)
    made_of = Forge(run, run.gates.own, other=run.gates.genuine)
    jwts = () if is_default else _SHORT_JWT
    others = run.turns.pick(f"altered for {gate.name}", _BY_TURNS)
    names = made_of.names((*jwts, *_QUICK, *others))
    search = _search_of_gate(run, gate, made_of, f"forged for {gate.name}", is_generated=False)
    search.explore([Case(gate.name, name) for name in names])
    return _proven(search, gate, made_of)


def _much_of_gate(run: TargetRun, gate: Gate) -> Search:
    """Send a protected operation all that there is room for."""
    kinds = run.once(forge.other_kinds)
    is_default = gate is run.gates.default  # others may do what can be done once
    base = (lambda: forge.of_code(run, gate)) if is_default else run.tokens.fresh
    made_of = Forge(run, base, kinds=kinds)
    # All that is known of JSON Web Tokens, where they are some, goes to one operation.
    turns = _JWT_TURNS if is_default else ()
    names = made_of.names(dict.fromkeys((TAIL, *_OF_GATE, *_many(run, gate.name), *turns)))
    search = _search_of_gate(run, gate, made_of, f"forged for {gate.name}")
    search.explore([Case(gate.name, name) for name in names], made_of.positions(gate.name))
    return _proven(search, gate, made_of)


def first_of_refresh(run: TargetRun) -> Search:
    """Refresh what is plainly altered."""
    made_of = Forge(run, run.gates.live, has_other=False)
    search = _search_of_refresh(run, made_of, "altered", is_generated=False)
    return search.explore(_cases_of(run, made_of, FIRST))


def of_refresh(run: TargetRun) -> Search:
    """Refresh forged tokens, made of one that was refreshed itself."""
    if run.generation.is_quick:
        made_of = Forge(run, run.gates.own, other=run.gates.genuine)
        known = _cases_of(run, made_of, _OF_REFRESH)
        return _search_of_refresh(run, made_of, "forged").explore(known)
    kinds = run.once(forge.other_kinds)
    made_of = Forge(run, lambda: forge.refreshed(run), kinds=kinds)
    refresh = run.spec.role(Role.REFRESH).id
    names = (*_OF_REFRESH, "behind-a-null", *_many(run, refresh))
    search = _search_of_refresh(run, made_of, "forged")
    known = [*_cases_of(run, made_of, names), Case(refresh, "an operator", _OPERATOR)]
    return search.explore(known, made_of.positions(refresh))


def of_expired(run: TargetRun) -> Search:
    """Refresh what is made of an expired token: who takes one may look at less of it."""
    aged = run.aged
    if not isinstance(aged, AgedByAger):
        raise Excluded(Need.TOKEN_AGER, f"needs {Need.TOKEN_AGER.words}")
    made_of = Forge(run, lambda: aged.at(Moment.AFTER_EXPIRY, spend=True), has_other=False)
    search = _search_of_refresh(run, made_of, "forged of an expired one", is_generated=False)
    return search.explore(_cases_of(run, made_of, _EXPIRED))


def _many(run: TargetRun, about: str) -> tuple[str, ...]:
    """Name what is tried where there is room; by turns what only a deep run has room for."""
    if run.generation.depth is Depth.DEEP:
        return (*forge.STANDARD, *_OF_GATE, *_JWT_TURNS, *forge.WORDS_BY_TURNS)
    jwts = run.turns.pick(f"forged JWTs for {about}", _JWT_TURNS, 2)
    return (*forge.STANDARD, *jwts, *run.turns.pick(f"words for {about}", forge.WORDS_BY_TURNS))


def _cases_of(run: TargetRun, made_of: Forge, names: Iterable[str]) -> list[Case]:
    refresh = run.spec.role(Role.REFRESH).id
    return [Case(refresh, name) for name in made_of.names(names)]


def _search_of_gate(
    run: TargetRun, gate: Gate, made_of: Forge, name: str, *, is_generated: bool = True
) -> Search:
    def judge(case: Case, answer: Answer) -> Iterator[Failure]:
        if 400 <= answer.status < 500 and not gate.lets_pass(answer):
            return
        try:
            gate.expect_refusal(answer, control=made_of.token)
        except Broken as why:
            expected = f"{why.expected}, as {forge.told(case.how)}"
            yield Failure(REFUSES_FORGED, case, expected, why.came, answer.exchange)

    def send(case: Case) -> Answer:
        return gate.send(made_of.made(case))

    return Search(run, name, send, judge, is_generated=is_generated)


def _proven(search: Search, gate: Gate, made_of: Forge) -> Search:
    """Make sure that a genuine token passes where no forged one did: it, or one of a log-in.

    An instance may end a session of which it is shown a forged token.
    """
    if search.has_failed or gate.is_known_to_pass:
        return search
    gate.prepare()
    if gate.lets_pass(gate.send(made_of.token)):
        return search
    gate.prepare()
    with precondition(AUTHENTICATES):
        gate.expect_pass(gate.send(made_of.fresh()))
    return search


def _search_of_refresh(
    run: TargetRun, made_of: Forge, how: str, *, is_generated: bool = True
) -> Search:
    def judge(case: Case, answer: Answer) -> Iterator[Failure]:
        try:
            expect_refused(answer)
        except Broken as why:
            expected = f"{why.expected}, as {forge.told(case.how)}"
            yield Failure(REFRESH_REFUSES_FORGED, case, expected, why.came, answer.exchange)

    refresh = run.spec.role(Role.REFRESH).id

    def send(case: Case) -> Answer:
        if case.body is not None:
            return run.api.call_raw(refresh, case.body)
        return run.api.refresh(made_of.made(case))

    return Search(run, f"{how} for {refresh}", send, judge, is_generated=is_generated)
