"""Variants of changing a password: who may, what is refused, and what becomes of sessions."""

# ruff: noqa: D401 - a variant's docstring tells what the instance does

from collections import Counter
from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import PASSWORD_LIMIT, Call
from reference.changes import Handler, edit_answers, me, wrap
from reference.instance import Instance
from reference.variants.registry import variant

ME, CHANGE = ["me"], "change_password"
OWN, WRONG, POLICY = "whose password", "wrong old password", "password policy"
LOCKED_AT = 5


def own_alone(instance: Instance, status: int, words: str) -> None:
    """Let users change their own passwords alone; what else is refused so."""

    def change_password(honest: Handler, call: Call) -> Answer:
        if instance.authenticated(call).id != call.parameters["user_id"]:
            raise Refusal(status, words)
        return honest(call)

    wrap(instance, CHANGE, change_password)


@variant("change-password-own-alone", axis=OWN, products=ME)
def forbids_others(instance: Instance) -> None:
    """The password of another is changed by nobody (403)."""
    own_alone(instance, 403, "Only your own password can be changed")


@variant("change-password-own-alone-401", axis=OWN, products=ME)
def forbids_like_strangers(instance: Instance) -> None:
    """The password of another is changed by nobody, which is refused as a wrong token is."""
    own_alone(instance, 401, "The access token is not valid")


@variant("change-password-own-alone-400", axis=OWN, products=ME)
def forbids_as_bad(instance: Instance) -> None:
    """The password of another is changed by nobody (400)."""
    own_alone(instance, 400, "user_id must be your own")


@variant("change-password-unknown-first", axis=OWN, products=ME)
def looks_up_first(instance: Instance) -> None:
    """Whether there is such a user is told before the token is looked at."""

    def change_password(honest: Handler, call: Call) -> Answer:
        me(instance).named_user(call)
        return honest(call)

    wrap(instance, CHANGE, change_password)


@variant("change-password-by-administrators", axis=OWN, products=ME)
def is_for_administrators(instance: Instance) -> None:
    """Only the account may change passwords; who was invited may not even change the own one."""

    def change_password(honest: Handler, call: Call) -> Answer:
        if instance.authenticated(call).email != instance.account.email:
            raise Refusal(403, "You may not change passwords")
        return honest(call)

    wrap(instance, CHANGE, change_password)


def refuse_wrong(instance: Instance, status: int) -> None:
    """Answer a wrong old password so."""

    def edit(answer: Answer) -> None:
        answer.status = status

    edit_answers(instance, [CHANGE], edit, [400])


@variant("change-password-wrong-401", axis=WRONG, products=ME)
def answers_unauthorized(instance: Instance) -> None:
    """A wrong old password is answered 401."""
    refuse_wrong(instance, 401)


@variant("change-password-wrong-403", axis=WRONG, products=ME)
def answers_forbidden(instance: Instance) -> None:
    """A wrong old password is answered 403."""
    refuse_wrong(instance, 403)


@variant("change-password-wrong-422", axis=WRONG, products=ME)
def answers_unprocessable(instance: Instance) -> None:
    """A wrong old password is answered 422."""
    refuse_wrong(instance, 422)


@variant("change-password-locks", axis=WRONG, products=ME)
def locks(instance: Instance) -> None:
    """A user whose old password was wrong five times in a row is locked out (423)."""
    failed: Counter[str] = Counter()

    def change_password(honest: Handler, call: Call) -> Answer:
        user = call.parameters["user_id"]
        if failed[user] >= LOCKED_AT:
            raise Refusal(423, "The user is locked")
        try:
            return honest(call)
        except Refusal as refusal:
            failed[user] += refusal.answer.status == 400
            raise

    def log_in(honest: Handler, call: Call) -> Answer:
        user = instance.accounts.find(str(call.json_object().get("email", "")))
        if user is not None and failed[user.id] >= LOCKED_AT:
            raise Refusal(423, "The user is locked")
        answer = honest(call)
        if user is not None:
            failed[user.id] = 0
        return answer

    wrap(instance, CHANGE, change_password)
    wrap(instance, "log_in", log_in)


@variant("change-password-ends-sessions", products=ME)
def ends_sessions(instance: Instance) -> None:
    """Who changes a password is logged out everywhere."""

    def change_password(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        instance.sessions.end_all(me(instance).named_user(call))
        return answer

    wrap(instance, CHANGE, change_password)


@variant("change-password-remembers", axis=POLICY, products=ME)
def remembers(instance: Instance) -> None:
    """A password that the user has, or had before, is refused."""
    had: dict[str, list[bytes]] = {}

    def set_password(honest: Callable[[User, str], None], user: User, password: str) -> None:
        honest(user, password)
        had.setdefault(user.id, []).append(user.password_hash or b"")

    def change_password(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        new = call.text("new_password", PASSWORD_LIMIT)
        known = had.get(call.parameters["user_id"], [])
        if any(instance.accounts.matches(new, each) for each in known):
            raise Refusal(422, "new_password was used before")
        if new == call.json_object().get("old_password"):
            raise Refusal(422, "new_password must be another one")
        return honest(call)

    wrap(instance.accounts, "set_password", set_password)
    wrap(instance, CHANGE, change_password)


@variant("change-password-once-a-day", axis=POLICY, products=ME)
def wants_it_to_last(instance: Instance) -> None:
    """A password that was set within a day can't be changed (400)."""

    def change_password(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        user = me(instance).named_user(call)
        before = user.password_hash
        honest(call)
        user.password_hash = before
        raise Refusal(400, "A password can be changed once a day")

    wrap(instance, CHANGE, change_password)
