"""What forged tokens are made of: genuine ones of the account, and what else a run has in hand."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from harness.ageing.claims import jwt_of
from harness.core.errors import NoAnswer, SourceFailed
from harness.core.outcomes import Excluded, Skipped
from harness.generation import forged_jwts, forged_times, forged_tokens
from harness.generation.case import Case
from harness.generation.search import NotMade
from harness.generation.wrong_credentials import id_of
from spec.resources import followed, success_schema
from spec.roles import Role
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hypothesis.strategies import SearchStrategy

    from harness.fixtures.gate import Gate
    from harness.run.target_run import TargetRun
    from spec.specification import Specification

ALTERED = "altered at "
BEHIND_A_BLANK = id_of(forged_tokens.behind_a_blank)
TAIL = "another session's tail"
SIGNATURE = "another session's signature"
CLAIM = "the token's own "
CODE, RESET_TOKEN, USER = "a code of single sign-on", "a reset token", "the id of a user"
SAMPLE = "the sample of a token on the page"
WORDS = ("null", "undefined", "*", "%", ".*", "constructor", "__proto__")
"""Values that a careless comparison lets pass: those of a client that has none, those that stand
for anything in a pattern (of files, of SQL, of a regular expression), and names that a language's
objects have by themselves."""
WORDS_BY_TURNS = (
    *("true", "false", "0", "1", "-1", "0e12345", "NaN", "nil", "None", "[object Object]"),
    *("toString", "valueOf", "hasOwnProperty", "prototype", "__class__", "__dict__", "length"),
    *("admin", "anonymous", "guest", "test", "token", "default"),
)
_EVERY = {
    id_of(each): each
    for each in (
        *forged_tokens.FORGERIES,
        *forged_tokens.PATTERNS,
        *forged_times.FORGERIES,
        forged_tokens.padded,
        forged_tokens.behind_a_null,
        forged_tokens.behind_a_blank,
        *forged_jwts.SHORT,
        *forged_jwts.FORGERIES,
        *forged_jwts.OF_GATE,
        *forged_jwts.OF_REFRESH,
        *forged_jwts.TURNS,
    )
}
STANDARD = (
    "padded",
    *map(id_of, forged_tokens.PATTERNS),
    *WORDS,
    CODE,
    RESET_TOKEN,
    USER,
    SAMPLE,
    *map(id_of, (*forged_jwts.SHORT, *forged_jwts.FORGERIES)),
)
"""What every run tries where there is room, the few apart that come first."""
CLAIMS = tuple(f"{CLAIM}{name}" for name in ("jti", "sid", "sub"))


def of_code(run: TargetRun, gate: Gate) -> str:
    """Return a token of single sign-on that passes; one of a log-in where there is none."""
    with suppress(Skipped, NoAnswer, SourceFailed):
        run.tokens.require_sso()
        token = run.tokens.by_new_code()
        if gate.lets_pass(gate.send(token)):
            return token
    return run.tokens.fresh()


def refreshed(run: TargetRun) -> str:
    """Return a refreshed token; one of a log-in where refreshing is broken."""
    token = run.tokens.fresh()
    with suppress(Skipped, NoAnswer):
        return run.tokens.refreshed(token)
    return token


def other_kinds(run: TargetRun) -> dict[str, str]:
    """Return what is no access token, and opens something else, by what it is."""
    kinds = {SAMPLE: sample} if (sample := sample_of_token(run.spec)) else {}
    with suppress(Skipped, NoAnswer, SourceFailed):
        run.tokens.require_sso()
        kinds[CODE] = run.sso.code()
    with suppress(Skipped, NoAnswer):
        if run.target.effects >= Effects.ACCOUNT and run.spec.has(Role.INVITATION_LINK):
            user = run.users.others.anybody()
            kinds[USER] = user.id
            kinds[RESET_TOKEN] = run.users.link(user).reset_token
    return kinds


def sample_of_token(spec: Specification) -> str | None:
    """Return what the page of log-in shows as a token; None where it shows none."""
    if not spec.has(Role.LOGIN):
        return None
    login = spec.role(Role.LOGIN)
    schema = followed(spec.document, success_schema(spec.document, login))
    member = followed(spec.document, schema.get("properties", {}).get("token", {}))
    shown = [each.get("token") for each in login.success().examples if isinstance(each, dict)]
    for sample in (*shown, *member.get("examples", ()), member.get("example")):
        if isinstance(sample, str) and sample.isascii() and sample.isprintable() and sample:
            return sample
    return None


def told(how: str) -> str:
    """Say what is wrong with a forged token, as far as its name is that of a forgery."""
    forgery = _EVERY.get(how)
    first = next(iter(((forgery.__doc__ if forgery else "") or "").splitlines()), "")
    if not first:
        return "the token is forged"
    return f"the token is forged ({first[:1].lower()}{first[1:].rstrip('.')})"


class Forge:
    """A genuine token, and what is made of it."""

    def __init__(
        self,
        run: TargetRun,
        base: Callable[[], str] | None = None,
        *,
        has_other: bool = True,
        other: Callable[[], str] | None = None,
        kinds: dict[str, str] | None = None,
    ) -> None:
        """Get the tokens: the one of ``base`` last, since on some instances it ends the others.

        ``other`` gives another one that was issued, where it need not be new.
        """
        self.fresh = run.tokens.fresh
        self._kinds = kinds or {}
        self._other = (other or self.fresh)() if has_other else ""
        self.token = (base or self.fresh)()
        self._redactor = run.redactor
        self._has_scheme = bool(run.spec.token_scheme)

    def names(self, wanted: Iterable[str]) -> list[str]:
        """Return those of the wanted forgeries that can be made of a token of this kind."""
        return [name for name in wanted if self._made(name) is not None]

    def positions(self, about: str) -> Callable[[], SearchStrategy[Case]]:
        """Return what draws characters to alter."""

        def drawn() -> SearchStrategy[Case]:
            from hypothesis import strategies as st  # noqa: PLC0415 - Hypothesis loads slowly

            last = len(forged_tokens.telling_positions(self.token)) - 1
            return st.integers(0, last).map(lambda at: Case(about, f"{ALTERED}{at}"))

        return drawn

    def made(self, case: Case) -> str:
        """Make the forged token of a case; NotMade where there is none of this one."""
        made = self._made(case.how)
        if made is None:
            raise NotMade("", "tokens of this instance have no such forgery")
        if made != case.how:  # a word is no secret, and stands in every report
            self._redactor.register(made, "TOKEN", is_real=False)
        return made

    def _made(self, name: str) -> str | None:
        if name in WORDS or name in WORDS_BY_TURNS:
            return name
        if name in {CODE, RESET_TOKEN, USER, SAMPLE}:
            return self._kinds.get(name)
        if name.startswith(CLAIM):
            return self._claim(name.removeprefix(CLAIM))
        try:
            return self._forged(name)
        except Excluded:
            return None

    def _forged(self, name: str) -> str | None:
        if name.startswith(ALTERED):
            return forged_tokens.altered_at(self.token, int(name.removeprefix(ALTERED)))
        if name == BEHIND_A_BLANK and self._has_scheme:
            return None  # a header of several words, of which many a server reads the second
        if name == TAIL:
            return forged_tokens.with_tail(self.token, self._other) if self._other else None
        if name == SIGNATURE:
            return forged_jwts.signature_of_another(self.token, self._other)
        return _EVERY[name](self.token) if name in _EVERY else None

    def _claim(self, name: str) -> str | None:
        """Return what the token says of itself; None where that can't stand in a header."""
        jwt = jwt_of(self.token)
        value = jwt.claims.get(name) if jwt is not None else None
        if not isinstance(value, str) or not value.isascii() or not value.isprintable():
            return None
        return value or None
