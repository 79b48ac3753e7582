"""Resets of a password by what is no reset token of the user.

One user stands for many tries: the password is the same in all of them, so that whatever sets it
lets the user log in at the end.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from harness.core.outcomes import SomebodyElse
from harness.generation import forge, forged_jwts, forged_tokens
from harness.generation.case import Case
from harness.generation.forge import Forge
from harness.generation.forgery_searches import FIRST
from harness.generation.wrong_credentials import id_of
from spec.roles import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.fixtures.users import User
    from harness.http.answer import Answer
    from harness.run.target_run import TargetRun

_NO_TOKENS: dict[str, Mapping[str, object]] = {
    "no token": {},
    "an empty token": {"token": ""},
    "null as the token": {"token": None},
    "an operator as the token": {"token": {"$gt": ""}},
}
_PATTERNS = tuple(map(id_of, forged_tokens.PATTERNS))
_JWT = tuple(map(id_of, (*forged_jwts.FORGERIES, *forged_jwts.OF_GATE)))
_LOOKS = 2
"""Tries that are answered as a success, after which the password is tried at once: an instance may
answer all of them alike, and lock a user who fails too often."""


def of_a_link(run: TargetRun) -> Resets:
    """Make forged tokens of the reset token of a link."""
    user = run.users.others.anybody()
    token = run.users.link(user).reset_token
    made_of = Forge(run, lambda: token, has_other=False)
    names = FIRST if run.generation.is_quick else (*FIRST, *_PATTERNS, *_JWT)
    reset = run.spec.role(Role.RESET_PASSWORD).id
    made = {each: made_of.made(Case(reset, each)) for each in made_of.names(names)}
    return Resets(run, user, _NO_TOKENS | {name: {"token": value} for name, value in made.items()})


def of_other_kinds(run: TargetRun) -> Resets:
    """Take for a reset token what opens something else of the user's, and what is nothing at all.

    The account is open, so that no reset is pending: what an instance compares with is empty.
    """
    resident = run.residents.open(is_new=False)
    user = resident.user
    kinds: dict[str, object] = {
        "an access token": run.residents.log_in(resident),
        "the address of the user": user.email,
        forge.USER: user.id,
    }
    if not run.generation.is_quick:
        kinds |= {each: value for each, value in run.once(forge.other_kinds).items()
                  if each == forge.CODE}  # fmt: skip
        words = run.turns.pick("words as reset tokens", forge.WORDS_BY_TURNS, 2)
        kinds |= {each: each for each in (*forge.WORDS, *words)}
    made = {name: {"token": value} for name, value in kinds.items()}
    return Resets(run, user, {**_NO_TOKENS, **made})


class Resets:
    """Tries to set one user's password, by what each has in the place of the reset token."""

    def __init__(
        self,
        run: TargetRun,
        user: User,
        made: Mapping[str, Mapping[str, object]],
    ) -> None:
        self._run = run
        self._user = user
        self._password = run.users.password()
        self._made = made

    def expect_nothing_set(self) -> None:
        """Expect that none of them sets the password.

        Unproven where a right token sets none either, or nothing reached the instance.
        """
        held_back: SomebodyElse | None = None
        answer: Answer | None = None
        looks = _LOOKS
        for name in self._made:
            try:
                answer = self._reset(name)
            except SomebodyElse as why:
                held_back = why
                continue
            if answer.succeeded and looks:
                looks -= 1
                self._expect_no_log_in(answer, name)
        self._run.residents.one()
        if answer is not None:
            self._expect_no_log_in(answer, "any of the tokens before")
        elif held_back is not None:
            raise held_back

    def _reset(self, name: str) -> Answer:
        fields = {"email": self._user.email, "password": self._password, **self._made[name]}
        is_word = self._made[name].get("token") == name  # which is no secret, and stands elsewhere
        with self._run.generating() if is_word else nullcontext():
            return self._run.api.call(Role.RESET_PASSWORD, fields=fields)

    def _expect_no_log_in(self, answer: Answer, by: str) -> None:
        if self._run.residents.has_password(self._user, self._password):
            raise answer.broken(f"the password not to be set by {by}")
