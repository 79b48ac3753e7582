"""Codes of single sign-on that no provider gave, made from one that it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.outcomes import Broken, Excluded
from harness.core.rule_ids import BAD_CODE
from harness.fixtures.expectations import expect_no_log_in
from harness.generation import boundaries, forge, forged_tokens
from harness.generation.case import Case
from harness.generation.search import Failure, NotMade, Search
from harness.generation.wrong_credentials import id_of
from harness.http.secrets import SHORTEST_SENT
from spec.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.http.answer import Answer
    from harness.run.target_run import TargetRun

_NEAR_MISSES = {
    id_of(each): each
    for each in (
        forged_tokens.other_case,
        forged_tokens.cut_short,
        forged_tokens.extended,
        forged_tokens.with_any_character,
        forged_tokens.behind_a_null,
    )
}
"""White space around a code may be let go of, and is not sent."""
_BODIES = {
    "an empty code": {"code": ""},
    "null as the code": {"code": None},
    "an operator as the code": {"code": {"$gt": ""}},
}
_ACCESS_TOKEN = "an access token"  # noqa: S105 - its name
_WORDS = tuple(each for each in (*forge.WORDS, *forge.WORDS_BY_TURNS) if len(each) < SHORTEST_SENT)
"""Of those, the ones that are no secret wherever they are sent."""
_SURE = (".*", "constructor", "undefined")
"""Those that every run tries: what fits anything, a member that an object has by itself, and what a
client has not."""


def of_codes(run: TargetRun) -> Search:
    """Log in by what is nearly a code, or is none: none is spent by it on an honest instance."""
    run.tokens.require_sso()
    code, log_in = run.sso.code(), run.spec.role(Role.SSO_LOGIN).id
    kinds = dict(run.once(forge.other_kinds))
    if run.tokens.last is not None:
        kinds[_ACCESS_TOKEN] = run.tokens.last
    made = {**_near_misses_of(code, kinds.pop(forge.CODE, "")), **kinds}
    for each in made.values():
        run.redactor.register(each, "CODE", is_real=False)
    others = [each for each in _WORDS if each not in _SURE]
    made |= {each: each for each in (*_SURE, *run.turns.pick("words as codes", others))}

    def send(case: Case) -> Answer:
        if case.body is not None:
            return run.api.call_raw(log_in, case.body)
        if case.how not in made:
            raise NotMade("", "codes of this instance have no such forgery")
        return run.api.sso_login(made[case.how])

    def judge(case: Case, answer: Answer) -> Iterator[Failure]:
        try:
            expect_no_log_in(answer)
        except Broken as why:
            yield Failure(BAD_CODE, case, why.expected, why.came, answer.exchange)

    cases = [Case(log_in, name) for name in made]
    cases += [Case(log_in, name, boundaries.encoded(body)) for name, body in _BODIES.items()]
    return Search(run, "forged codes", send, judge, is_generated=False).explore(cases)


def _near_misses_of(code: str, other: str) -> dict[str, str]:
    """Return what is nearly a code, by what it is; ``other`` is another code, or nothing."""
    made = {}
    for name, forge_it in _NEAR_MISSES.items():
        try:
            made[name] = forge_it(code)
        except Excluded:
            continue
    if other and len(other) == len(code):
        spliced = code[: len(code) // 2] + other[len(code) // 2 :]
        made |= {"another code's tail": spliced} if spliced not in {code, other} else {}
    return made
