"""Whether a token authenticates: what a protected operation answers to it.

A token authenticates when a protected operation gives it its success, while no token and a random
token are refused. A gate is such an operation, with arguments under which a fresh token succeeds.

On an *open* gate success is a 2xx, which nothing refused can look like. On an *ambiguous* one
success is a 4xx of another kind (the 404 of an unknown user, the 403 of a missing feature), and is
told from a refusal by comparing the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from harness.outcomes import Excluded, Unproven
from harness.tokens import random_token
from spec.rules import Need
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.api import Api
    from harness.exchange import Answer
    from harness.targets import Target
    from harness.tokens import Tokens
    from harness.users import Users
    from spec.specification import Specification

PROBE = "probe"
"""The name of the gate that is the target's probe."""


class Gate:
    """A protected operation, and how it tells who may pass."""

    def __init__(
        self, name: str, send: Callable[[str | None], Answer], ambiguous_success: int | None
    ) -> None:
        self.name = name
        self.send = send
        self._ambiguous_success = ambiguous_success
        self._refusals: tuple[Answer, Answer] | None = None

    def passes(self, answer: Answer) -> bool:
        """Whether the answer is the operation's success."""
        if 200 <= answer.status < 300:
            return True
        return answer.status == self._ambiguous_success and not self._looks_refused(answer)

    def expect_pass(self, answer: Answer) -> None:
        """Expect that a genuine token got the success.

        Broken when it is refused like a random one; Unproven when that can't be told.
        """
        if self.passes(answer):
            self._expect_meaning(answer)
            return
        refused = self._refused()[0]
        if answer.status == self._ambiguous_success:
            message = f"{self.name} answers {answer.status} to a genuine and a random token alike"
            raise Unproven(message)
        if 400 <= answer.status < 500 and answer.status == refused.status:
            raise answer.lacks(f"the success of {self.name}, as the token is genuine")
        raise Unproven(f"{self.name} answered {answer.in_words()} to a genuine token")

    def expect_refusal(self, answer: Answer, control: str) -> None:
        """Expect that what should not authenticate was refused (4xx).

        ``control`` is a genuine token: unless it passes, a refusal proves nothing.
        """
        if 200 <= answer.status < 300 or not 400 <= answer.status < 500:
            raise answer.lacks(f"a refusal (4xx) by {self.name}")
        if answer.status == self._ambiguous_success:
            self._refused()
        genuine = self.send(control)
        if not self.passes(genuine):
            alike = "as to the refused one" if genuine.status == answer.status else "instead"
            message = f"{self.name} answered {genuine.status} to a genuine token, {alike}"
            raise Unproven(f"rests on login.token-authenticates: {message}")
        if answer.status != self._ambiguous_success or not self.passes(answer):
            return
        if answer.status == 403 and not self._stable():
            raise Unproven(f"{self.name} answers 403 to all, and no two bodies of it are the same")
        if looks_alike(answer, genuine, stable=self._stable()):
            raise answer.lacks(f"a refusal by {self.name}, not what a genuine token gets")

    def _expect_meaning(self, answer: Answer) -> None:
        """Refuse to conclude from a success that a random token gets as well."""
        if self.passes(self._refused()[0]):
            message = f"rests on token.refuses-forged: {self.name} lets a random token pass"
            raise Unproven(f"{message}, so that {answer.status} proves nothing")

    def _looks_refused(self, answer: Answer) -> bool:
        return looks_alike(answer, self._refused()[0], stable=self._stable())

    def _refused(self) -> tuple[Answer, Answer]:
        """Return what random tokens get: two, to learn whether bodies can be compared."""
        if self._refusals is None:
            self._refusals = (self.send(random_token()), self.send(random_token()))
        return self._refusals

    def _stable(self) -> bool:
        first, second = self._refused()
        return first.exchange.body == second.exchange.body


def looks_alike(first: Answer, second: Answer, *, stable: bool) -> bool:
    """Whether two answers look the same; bodies count where they are ``stable``."""
    if first.status != second.status:
        return False
    return not stable or first.exchange.body == second.exchange.body


class Gates:
    """The gates of one target."""

    def __init__(self, api: Api, target: Target, tokens: Tokens, users: Users) -> None:
        self._api = api
        self._target = target
        self._tokens = tokens
        self._users = users
        self._made: dict[str, Gate] = {}

    @property
    def default(self) -> Gate:
        """The gate that tells whether a token authenticates.

        The target's probe; else Metabase log-in, or the invitation link. Excluded where the
        product's pages have no protected operation and the target has no probe.
        """
        if self._target.probe is not None:
            return self.named(PROBE)
        for name in ("loginToMetabase", "getInvitationLink"):
            if name in self._api.spec.operations:
                return self.named(name)
        raise Excluded(Need.PROBE, f"needs {Need.PROBE.words}")

    def named(self, name: str) -> Gate:
        """Return the gate of an operation; Unproven where what it takes can't be had."""
        if name not in self._made or name == "deleteUser":
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Gate:
        probe = self._target.probe
        if name == PROBE:
            if probe is None:
                raise Excluded(Need.PROBE, f"needs {Need.PROBE.words}")
            return Gate(name, lambda token: self._api.probe(probe.method, probe.path, token), None)
        if name == "loginToMetabase":
            return Gate(name, self._api.metabase_login, self._metabase_ambiguity())
        if self._target.effects < Effects.ACCOUNT:
            unknown = str(uuid4())
            return Gate(name, lambda token: self._on_user(name, token, unknown), 404)
        return self._account_gate(name)

    def _account_gate(self, name: str) -> Gate:
        if name == "inviteUser":
            return Gate(name, lambda token: self._api.invite(token, self._users.address()), None)
        try:
            user = self._users.invite()
        except Unproven:
            if name != "getInvitationLink":
                raise
            unknown = str(uuid4())
            return Gate(name, lambda token: self._on_user(name, token, unknown), 404)
        if name == "reinviteUser":
            return Gate(name, lambda token: self._api.reinvite(token, user.email), None)
        return Gate(name, lambda token: self._on_user(name, token, user.id), None)

    def _on_user(self, name: str, token: str | None, user_id: str) -> Answer:
        return self._api.call(name, token=token, path={"user_id": user_id})

    def _metabase_ambiguity(self) -> int | None:
        feature = self._api.spec.operation("loginToMetabase").required_feature
        return None if feature in self._tokens.account.features else 403


def gate_names(spec: Specification, target: Target) -> tuple[str, ...]:
    """Return the names of the protected operations of a target, its probe among them.

    Log-out is none of them: the token in its header names the session to end.
    """
    names = tuple(each.id for each in spec.secured() if each.id != "logout")
    return (*names, PROBE) if target.probe is not None or not names else names
