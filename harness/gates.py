"""Whether a token authenticates: what a protected operation answers to it.

A token authenticates when a protected operation gives it its success, while no token and a random
token are refused. A gate is such an operation, with arguments under which a fresh token succeeds.

On an *open* gate success is a 2xx, which nothing refused can look like. On an *ambiguous* one
success is a 4xx of another kind (the 404 of an unknown user, the 403 of a missing feature), and is
told from a refusal by comparing the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn
from uuid import uuid4

from harness.outcomes import Excluded, Unproven
from harness.tokens import random_token
from spec.rules import Need
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.api import AccessToken, Api
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
        self, name: str, send: Callable[[AccessToken], Answer], ambiguous_success: int | None
    ) -> None:
        self.name = name
        self.send = send
        self._ambiguous_success = ambiguous_success
        self._first_refusal: Answer | None = None

    def expect_pass(self, answer: Answer, control: Callable[[], str | None] | None = None) -> None:
        """Expect that a genuine token got the success.

        Broken when it is refused like a random one; Unproven when that can't be told. Where
        ``control`` gives a token of a log-in just now, the other is broken by any refusal that
        this one does not get; it may give None, where what is concluded is confirmed elsewhere.
        """
        refusal = self._refusal()
        if self._succeeds(refusal) and self._look_alike(answer, refusal):
            self._say_meaningless(answer)
        if self._succeeds(answer):
            return
        mistyped = self.name == PROBE and answer.status in {404, 405}
        is_refused = 400 <= answer.status < 500 and not mistyped
        if is_refused and control is not None:
            self._require_pass(control)
        elif is_refused:
            is_refused = self._look_alike(answer, refusal)
        if is_refused:
            raise answer.lacks(f"the success of {self.name}, as the token is genuine")
        hint = "; is its path right?" if mistyped else ""
        raise Unproven(f"{self.name} answered {answer.in_words()} to a genuine token{hint}")

    def expect_refusal(self, answer: Answer, control: str) -> None:
        """Expect that what should not authenticate was refused (4xx).

        ``control`` is a genuine token: unless it passes, a refusal proves nothing.
        """
        if not 400 <= answer.status < 500:
            raise answer.lacks(f"a refusal (4xx) by {self.name}")
        genuine = self.send(control)
        if not self._succeeds(genuine):
            message = f"{self.name} answered {genuine.status} to a genuine token"
            raise Unproven(f"rests on login.token-authenticates: {message}")
        if answer.status != self._ambiguous_success:
            return
        refusal = self._refusal()
        if self._look_alike(genuine, refusal):
            self._say_meaningless(genuine)
        if not self._look_alike(answer, genuine):
            return
        # 403 is what an instance may answer both to nobody and to an account without the feature.
        if answer.status == 403 and (not self._is_stable() or not _has_token(answer)):
            raise Unproven(f"{self.name} answers 403 to a genuine token as well")
        raise answer.lacks(f"a refusal by {self.name}, not what a genuine token gets")

    def expect_end(self, answer: Answer, control: str) -> None:
        """Expect that a token was refused that authenticated before.

        Unproven where a random token passes too: then it is not the token that outlived its end.
        """
        if answer.succeeded:
            refusal = self._refusal()
            if self._succeeds(refusal):
                self._say_meaningless(refusal)
        self.expect_refusal(answer, control)

    def _require_pass(self, control: Callable[[], str | None]) -> None:
        """Make sure that a token of a log-in just now passes, where there is one, or the next."""
        for _ in range(2):
            token = control()
            if token is None or self.lets_pass(self.send(token)):
                return
        raise Unproven(f"rests on login.token-authenticates: {self.name} refuses a fresh token")

    def lets_pass(self, answer: Answer) -> bool | None:
        """Whether a token was let pass; None where success and refusal look alike."""
        if answer.succeeded:
            return True
        if answer.status != self._ambiguous_success:
            return False if 400 <= answer.status < 500 else None
        return None if self._look_alike(answer, self._refusal()) else True

    def _succeeds(self, answer: Answer) -> bool:
        return answer.succeeded or answer.status == self._ambiguous_success

    def _say_meaningless(self, answer: Answer) -> NoReturn:
        if answer.succeeded:
            message = f"rests on token.refuses-forged: {self.name} lets a random token pass"
        else:
            message = f"{self.name} answers {answer.status} to a genuine and a random token alike"
        raise Unproven(message)

    def _refusal(self) -> Answer:
        """Return what a random token gets now: bodies that hold the time differ a second later."""
        refusal = self.send(random_token())
        self._first_refusal = self._first_refusal or refusal
        return refusal

    def _is_stable(self) -> bool:
        """Whether two refusals have the same body, so that bodies can be compared."""
        first = self._first_refusal or self._refusal()
        return first.looks_like(self._refusal())

    def _look_alike(self, first: Answer, second: Answer) -> bool:
        if first.status != second.status:
            return False
        return first.looks_like(second) or not self._is_stable()


def _has_token(answer: Answer) -> bool:
    header = answer.spec.token_header.lower()
    return any(name.lower() == header for name, _ in answer.exchange.request.headers)


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

    @property
    def without_log_in(self) -> Gate | None:
        """The default gate, in the form that no log-in has to come before; None without a gate."""
        if self._target.probe is None and "getInvitationLink" in self._api.spec.operations:
            return self._gate_on_nobody("getInvitationLink")
        try:
            return self.default
        except Excluded:
            return None

    def require_genuine(self, token: str, answer: Answer) -> None:
        """Make sure that a token is genuine which an operation refused.

        Unproven where the default gate, if that is another operation, refuses it as well.
        """
        if not 400 <= answer.status < 500:
            return
        gate = self.default
        is_other = answer.operation is None or gate.name != answer.operation.id
        if is_other and gate.lets_pass(gate.send(token)) is False:
            raise Unproven(f"rests on login.token-authenticates: {gate.name} refuses the token too")

    def require_dead(self, token: str) -> None:
        """Make sure that a token no longer authenticates, where there is a gate to tell.

        Unproven where it does: what then becomes of it rests on its expiry.
        """
        try:
            gate = self.default
        except Excluded:
            return
        if gate.send(token).succeeded:
            raise Unproven("rests on token.dies-after-8h: a token that old still authenticates")

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
            return self._gate_on_nobody(name)
        return self._account_gate(name)

    def _gate_on_nobody(self, name: str) -> Gate:
        unknown = str(uuid4())
        return Gate(name, lambda token: self._on_user(name, token, unknown), 404)

    def _account_gate(self, name: str) -> Gate:
        if name == "inviteUser":
            return Gate(name, lambda token: self._api.invite(token, self._users.address()), None)
        try:
            user = self._users.invite()
        except Unproven:
            if name != "getInvitationLink":
                raise
            return self._gate_on_nobody(name)
        if name == "reinviteUser":
            return Gate(name, lambda token: self._api.reinvite(token, user.email), None)
        return Gate(name, lambda token: self._on_user(name, token, user.id), None)

    def _on_user(self, name: str, token: AccessToken, user_id: str) -> Answer:
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
