"""Requests that reach a protected operation past who guards it, all without a token.

A guard may look at a path before it is put in order, believe a header that only a proxy should
write, or judge by what a request says it is. What is sent is the request that a genuine token got
its success for, without the token, and changed in one way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.outcomes import Unproven
from harness.core.rule_ids import AUTHENTICATES, REQUIRED
from harness.generation.case import Case
from harness.generation.search import Failure, Search, crashes_of
from harness.http.cookies import parse_cookie
from harness.run.settings import Depth
from spec.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.core.exchange import Exchange, Headers
    from harness.http.answer import Answer
    from harness.run.target_run import TargetRun
    from harness.run.turns import Turns

PATHS: Mapping[str, str] = {
    "two slashes": "/{path}",
    "a slash at the end": "{path}/",
    "an encoded letter": "{encoded}",
    "a matrix parameter": "{path};a=.css",
    "dot segments": "/a/..{path}",
    "capitals": "{PATH}",
    "a suffix": "{path}.json",
    "a query": "{path}?token=null&debug=true",
}
"""Ways to write a path that some router takes for the same one."""
HEADERS: Mapping[str, Headers] = {
    "a near address": (
        ("X-Forwarded-For", "127.0.0.1"), ("X-Real-IP", "127.0.0.1"), ("Forwarded", "for=127.0.0.1")
    ),
    "a user of a proxy": (
        ("X-Forwarded-User", "admin"), ("X-Remote-User", "admin"), ("X-User-Id", "1")
    ),
    "a bearer of nothing": (("Authorization", "Bearer null"), ("Cookie", "access_token=null")),
    "a near host": (("X-Forwarded-Host", "localhost"), ("Origin", "http://localhost")),
    "another method": (("X-HTTP-Method-Override", "OPTIONS"),),
}  # fmt: skip
"""Headers that only a proxy, a browser or nobody writes."""
ANOTHER_PATH = "another path by a header"
"""The path of what anybody may look up, and the protected one in a header."""
SURE = (
    *("two slashes", "a slash at the end", "an encoded letter", "capitals", "a query"),
    "a near address",
)
BY_TURNS = 2
"""Of the others, so many are sent in a standard run."""


def of_default_gate(run: TargetRun) -> Search:
    """Send what the default protected operation would answer, without the token, in odd ways."""
    gate = run.gates.default
    genuine = run.tokens.shared.asked(gate.send)
    if not genuine.succeeded:
        message = f"{gate.name} answered {genuine.status} to a genuine token"
        raise Unproven(f"rests on {AUTHENTICATES}: {message}")
    asked = genuine.exchange.request

    def send(case: Case) -> Answer:
        assert case.oddity is not None
        return run.api.odd(asked.method, case.oddity, body=asked.body)

    def judge(case: Case, answer: Answer) -> Iterator[Failure]:
        if passes(answer, genuine):
            expected = f"a refusal by {gate.called(genuine)}, as there is no token"
            yield Failure(REQUIRED, case, expected, answer.description(), answer.exchange)
        yield from crashes_of(case, answer)

    path = asked.url.removeprefix(run.target.url)
    options = run.spec.of_role(Role.OPTIONS)
    open_path = options.path if options is not None else None
    known = cases(gate.name, path, open_path, run.generation.depth, run.turns)
    return Search(run, f"past {gate.name}", send, judge).explore(known)


def cases(name: str, path: str, open_path: str | None, depth: Depth, turns: Turns) -> list[Case]:
    """Return the requests, of a path that is protected and of one that is not.

    The latter is that of the options alone: what another look-up gives anybody may look like what
    the protected one gives.
    """
    found = {
        how: Case(name, f"without a token: {how}", target=_filled(target, path))
        for how, target in PATHS.items()
    }
    found |= {
        how: Case(name, f"without a token: {how}", target=path, headers=headers)
        for how, headers in HEADERS.items()
    }
    if open_path is not None:
        headers = (("X-Original-URL", path), ("X-Rewrite-URL", path))
        how = f"without a token: {ANOTHER_PATH}"
        found[ANOTHER_PATH] = Case(name, how, target=open_path, headers=headers)
    if depth is Depth.DEEP:
        return list(found.values())
    if depth is Depth.QUICK:
        return [found[SURE[0]]]
    others = [each for each in found if each not in SURE]
    return [found[each] for each in (*SURE, *turns.pick("past a gate", others, BY_TURNS))]


def passes(answer: Answer, genuine: Answer) -> bool:
    """Whether an answer is the success that a genuine token gets, and not some other page.

    Told by the members of its JSON, or by the cookies that it sets.
    """
    if not answer.succeeded:
        return False
    given, wanted = answer.json, genuine.json
    if isinstance(wanted, dict) and isinstance(given, dict):
        return given.keys() == wanted.keys() and not wanted.keys() <= {"message"}
    if isinstance(wanted, list) and isinstance(given, list):
        return True
    return wanted is None and bool(_cookies(genuine.exchange) & _cookies(answer.exchange))


def _cookies(exchange: Exchange) -> set[str]:
    """Return the names of the cookies that an answer sets, with a value."""
    found = (parse_cookie(line) for line in exchange.header_values("Set-Cookie"))
    return {each.name for each in found if each is not None and each.value and not each.is_expired}


def _filled(target: str, path: str) -> str:
    first = path[1:2]
    encoded = f"/%{ord(first):02x}{path[2:]}" if first.isascii() and first else path
    return (
        target.replace("{path}", path).replace("{PATH}", path.upper()).replace("{encoded}", encoded)
    )
