"""Faults of changing a password by the old one."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import PASSWORD_LIMIT, Call
from reference.changes import Handler, edit_answers, me, set_field, set_status, wrap
from reference.faults.registry import fault
from reference.instance import Instance

ME, CHANGE = ["me"], "change_password"
CHANGES, NEEDS_OLD, ANSWERS = "password.changes", "password.needs-old", "operation.answers"
REQUIRED, FORGED, DIES = "token.required", "token.refuses-forged", "token.dies-after-8h"
AUTHENTICATES = "login.token-authenticates"
Verify = Callable[[str, str], User | None]


def excuse_old(instance: Instance, excused: Callable[[User, dict[str, object]], bool]) -> None:
    """Let some old passwords, by what else is known and sent, pass for the right one."""

    def change_password(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        user = me(instance).named_user(call)
        if not excused(user, call.json_object()):
            return honest(call)
        instance.accounts.set_password(user, call.text("new_password", PASSWORD_LIMIT))
        return Answer(200, user.as_json())

    wrap(instance, CHANGE, change_password)


def is_right(instance: Instance, user: User, password: object) -> bool:
    """Tell whether that is the user's password."""
    if not isinstance(password, str) or not password.isprintable():
        return False
    return instance.accounts.verify(user.email, password) is user


@fault("change-password-by-any-old", products=ME, breaks=[NEEDS_OLD])
def looks_at_no_old(instance: Instance) -> None:
    """A password is changed by whatever old one."""
    excuse_old(instance, lambda _user, _sent: True)


@fault("change-password-by-empty-old", products=ME, breaks=[NEEDS_OLD])
def takes_empty_old(instance: Instance) -> None:
    """A password is changed where the old one is empty."""
    excuse_old(instance, lambda _user, sent: sent.get("old_password") == "")


@fault("change-password-without-old", products=ME, breaks=[NEEDS_OLD])
def takes_no_old(instance: Instance) -> None:
    """A password is changed where no old one is sent."""
    excuse_old(instance, lambda _user, sent: "old_password" not in sent)


@fault("change-password-by-new-one", products=ME, breaks=[NEEDS_OLD])
def compares_with_new(instance: Instance) -> None:
    """A password is changed where the old one that is sent is the new one."""
    excuse_old(instance, lambda _user, sent: sent.get("old_password") == sent.get("new_password"))


@fault("change-password-near-old", products=ME, breaks=[NEEDS_OLD])
def ignores_ends(instance: Instance) -> None:
    """A password is changed by the old one with blanks around it, or in other cases, or cut."""

    def excused(user: User, sent: dict[str, object]) -> bool:
        old = sent.get("old_password")
        if not isinstance(old, str):
            return False
        nearly = (old.strip(), old.swapcase(), f"{old}!")
        return any(is_right(instance, user, each) for each in nearly)

    excuse_old(instance, excused)


@fault("change-password-by-another", products=ME, breaks=[NEEDS_OLD])
def checks_the_caller(instance: Instance) -> None:
    """A password is changed by the old one of whoever's token it is."""

    def change_password(honest: Handler, call: Call) -> Answer:
        actor, user = instance.authenticated(call), me(instance).named_user(call)
        if user is actor:
            return honest(call)
        if not is_right(instance, actor, call.text("old_password", PASSWORD_LIMIT)):
            raise Refusal(400, "The old password is not right")
        instance.accounts.set_password(user, call.text("new_password", PASSWORD_LIMIT))
        return Answer(200, user.as_json())

    wrap(instance, CHANGE, change_password)


@fault("change-password-refused-but-done", products=ME, breaks=[NEEDS_OLD])
def sets_before_refusing(instance: Instance) -> None:
    """A change by a wrong old password is refused, when the new one is set already."""

    def change_password(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        user = me(instance).named_user(call)
        if is_right(instance, user, call.json_object().get("old_password")):
            return honest(call)
        instance.accounts.set_password(user, call.text("new_password", PASSWORD_LIMIT))
        return honest(call)

    wrap(instance, CHANGE, change_password)


@fault("change-password-of-the-caller", products=ME, breaks=[CHANGES])
def sets_the_callers(instance: Instance) -> None:
    """Who changes another's password sets the own one."""

    def change_password(honest: Handler, call: Call) -> Answer:
        actor, user = instance.authenticated(call), me(instance).named_user(call)
        if not is_right(instance, user, call.text("old_password", PASSWORD_LIMIT)):
            return honest(call)
        instance.accounts.set_password(actor, call.text("new_password", PASSWORD_LIMIT))
        return Answer(200, user.as_json())

    wrap(instance, CHANGE, change_password)


@fault("change-password-does-nothing", products=ME, breaks=[CHANGES])
def does_nothing(instance: Instance) -> None:
    """A change is answered as it should be, and the old password stays."""

    def change_password(honest: Handler, call: Call) -> Answer:
        user = instance.accounts.by_id(call.parameters["user_id"])
        before = user.password_hash if user is not None else None
        try:
            return honest(call)
        finally:
            if user is not None:
                user.password_hash = before

    wrap(instance, CHANGE, change_password)


@fault("change-password-keeps-old", products=ME, breaks=[CHANGES])
def keeps_old(instance: Instance) -> None:
    """The password from before a change still logs in."""
    old: set[tuple[str, str]] = set()

    def change_password(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        user = me(instance).named_user(call)
        old.add((user.email, call.text("old_password", PASSWORD_LIMIT)))
        return answer

    def verify(honest: Verify, email: str, password: str) -> User | None:
        user = instance.accounts.find(email)
        return user if (email, password) in old else honest(email, password)

    wrap(instance, CHANGE, change_password)
    wrap(instance.accounts, "verify", verify)


@fault("change-password-cuts-new", products=ME, breaks=[CHANGES])
def cuts_new(instance: Instance) -> None:
    """The new password is cut to 20 characters, and the one that logs in is not."""

    def change_password(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        new = call.text("new_password", PASSWORD_LIMIT)[:20]
        instance.accounts.set_password(me(instance).named_user(call), new)
        return answer

    wrap(instance, CHANGE, change_password)


@fault("change-password-answers-202", products=ME, breaks=[ANSWERS, "answers.documented"])
def answers_accepted(instance: Instance) -> None:
    """A change of a password answers 202."""
    edit_answers(instance, [CHANGE], set_status(202))


@fault("change-password-answers-another", products=ME, breaks=[ANSWERS])
def answers_another(instance: Instance) -> None:
    """A change of a password is answered with another user."""
    other = instance.accounts.find(instance.account.email)
    edit_answers(instance, [CHANGE], set_field("id", other.id if other is not None else ""))


@fault("change-password-refuses-right", products=ME, breaks=[ANSWERS])
def refuses_right(instance: Instance) -> None:
    """A change is refused whatever the old password is, as if it were wrong."""

    def change_password(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        user = me(instance).named_user(call)
        if is_right(instance, user, call.text("old_password", PASSWORD_LIMIT)):
            raise Refusal(400, "The old password is not right")
        return honest(call)

    wrap(instance, CHANGE, change_password)


def let_in(instance: Instance, whom: Callable[[str | None], User | None]) -> None:
    """Let these change passwords, by what they have for a token."""

    def authenticated(honest: Callable[[Call], User], call: Call) -> User:
        user = whom(call.token) if call.operation == CHANGE else None
        return user or honest(call)

    wrap(instance, "authenticated", authenticated)


def the_account(instance: Instance) -> User | None:
    """Give the user of the account."""
    return instance.accounts.find(instance.account.email)


@fault("change-password-without-token", products=ME, breaks=[REQUIRED])
def asks_for_no_token(instance: Instance) -> None:
    """Who has no token changes a password by the old one."""
    let_in(instance, lambda token: None if token else the_account(instance))


@fault("change-password-by-any-token", products=ME, breaks=[REQUIRED, FORGED])
def looks_at_no_token(instance: Instance) -> None:
    """Whatever is for a token, or none, changes a password by the old one."""
    let_in(instance, lambda _: the_account(instance))


@fault("change-password-by-expired-token", products=ME, breaks=[DIES])
def looks_at_no_age(instance: Instance) -> None:
    """A token of any age changes a password by the old one."""

    def whom(token: str | None) -> User | None:
        session = instance.sessions.find(token or "")
        return session.user if session is not None else None

    let_in(instance, whom)


@fault("change-password-by-former-one", products=ME, breaks=[NEEDS_OLD])
def takes_former(instance: Instance) -> None:
    """Any password that the user had before passes for the old one."""
    had: dict[str, list[bytes]] = {}

    def set_password(honest: Callable[[User, str], None], user: User, password: str) -> None:
        if user.password_hash is not None:
            had.setdefault(user.id, []).append(user.password_hash)
        honest(user, password)

    def excused(user: User, sent: dict[str, object]) -> bool:
        old = str(sent.get("old_password"))
        known = had.get(user.id, ()) if old.isprintable() else ()
        return any(instance.accounts.matches(old, each) for each in known)

    wrap(instance.accounts, "set_password", set_password)
    excuse_old(instance, excused)


@fault("change-password-trims-new", products=ME, breaks=[CHANGES])
def trims_new(instance: Instance) -> None:
    """Blanks around the new password are left out when it is set, and not when it logs in."""

    def change_password(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        new = call.text("new_password", PASSWORD_LIMIT).strip()
        instance.accounts.set_password(me(instance).named_user(call), new)
        return answer

    wrap(instance, CHANGE, change_password)


@fault("change-password-cuts-new-to-64", products=ME, breaks=[CHANGES])
def cuts_long_new(instance: Instance) -> None:
    """The new password is cut to 64 characters, and the one that logs in is not."""

    def change_password(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        new = call.text("new_password", PASSWORD_LIMIT)[:64]
        instance.accounts.set_password(me(instance).named_user(call), new)
        return answer

    wrap(instance, CHANGE, change_password)


@fault("change-password-answers-the-caller", products=ME, breaks=[CHANGES])
def answers_the_caller(instance: Instance) -> None:
    """Who changes another's password is answered with the own user."""

    def change_password(honest: Handler, call: Call) -> Answer:
        actor = instance.authenticated(call)
        answer = honest(call)
        return Answer(200, actor.as_json()) if answer.status == 200 else answer

    wrap(instance, CHANGE, change_password)


@fault("change-password-only-once", products=ME, breaks=[CHANGES])
def changes_once(instance: Instance) -> None:
    """A user's second change and all later ones are answered, and change nothing."""
    changed: set[str] = set()

    def change_password(honest: Handler, call: Call) -> Answer:
        user = me(instance).named_user(call)
        before = user.password_hash
        answer = honest(call)
        if user.id in changed:
            user.password_hash = before
        changed.add(user.id)
        return answer

    wrap(instance, CHANGE, change_password)
