"""Faults of spelling: addresses with capitals, and tokens with something behind them."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import Handler, me, wrap
from reference.faults.registry import fault
from reference.instance import Instance

ME = ["me"]
INVITES, REINVITES = "invite.returns-user", "reinvite.returns-user"
OPENS, SETS = "link.opens-account", "reset.sets-password"
ANSWERS, MAILS = "forgot.answers", "forgot.sends-mail"


def keep_in_small_letters(instance: Instance, but_in: str) -> None:
    """Keep addresses in small letters, and look them up so, but in one operation as they came."""
    accounts, is_as_sent = instance.accounts, False

    def spelt(email: str) -> str:
        return email if is_as_sent else email.lower()

    def redeem(honest: Callable[[str, str], User | None], email: str, token: str) -> User | None:
        return honest(spelt(email), token)

    def act(honest: Handler, call: Call) -> Answer:
        nonlocal is_as_sent
        is_as_sent = True
        try:
            return honest(call)
        finally:
            is_as_sent = False

    wrap(accounts, "invite", lambda honest, email: honest(email.lower()))
    wrap(accounts, "find", lambda honest, email: honest(spelt(email)))
    wrap(me(instance).resets, "redeem", redeem)
    wrap(instance, but_in, act)


@fault("reinvite-looks-up-as-sent", products=ME, breaks=[REINVITES])
def reinvites_as_sent(instance: Instance) -> None:
    """Addresses are kept in small letters, and whom to invite again is looked up as it came."""
    keep_in_small_letters(instance, "reinvite")


@fault("login-looks-up-as-sent", products=ME, breaks=[OPENS, SETS], may_break=[MAILS])
def logs_in_as_sent(instance: Instance) -> None:
    """Addresses are kept in small letters, and who logs in is looked up as it came."""
    keep_in_small_letters(instance, "log_in")


@fault("reset-looks-up-as-sent", products=ME, breaks=[OPENS], may_break=[MAILS])
def resets_as_sent(instance: Instance) -> None:
    """Addresses are kept in small letters, and whose password is set is looked up as it came."""
    keep_in_small_letters(instance, "reset_password")


@fault("forgot-looks-up-as-sent", products=ME, breaks=[MAILS])
def mails_as_sent(instance: Instance) -> None:
    """Addresses are kept in small letters, and who is sent a mail is looked up as it came."""
    keep_in_small_letters(instance, "forgot_password")


@fault("forgot-refuses-capitals", products=ME, breaks=[ANSWERS], may_break=[MAILS])
def refuses_capitals(instance: Instance) -> None:
    """Who is sent a mail is looked up as it came, and where nobody is found, it is refused."""
    keep_in_small_letters(instance, "forgot_password")

    def forgot_password(honest: Handler, call: Call) -> Answer:
        email = call.email()
        is_known = instance.accounts.find(email) is not None
        if is_known and email != email.lower():
            raise Refusal(404, "There is no such user")
        return honest(call)

    wrap(instance, "forgot_password", forgot_password)


@fault("invite-crashes-on-capitals", products=ME, breaks=[INVITES, "answers.documented"])
def crashes_on_capitals(instance: Instance) -> None:
    """Who is invited twice in capitals is not found, and is not to be made a second time (500)."""
    keep_in_small_letters(instance, "log_out")

    def invite(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        email = call.email()
        if email != email.lower() and instance.accounts.find(email) is not None:
            return Answer(500, {"message": "duplicate key value"})
        return honest(call)

    wrap(instance, "invite", invite)


@fault("token-with-a-word-behind", breaks=["token.refuses-forged"])
def drops_what_is_behind(instance: Instance) -> None:
    """What stands behind a blank in the token's header is dropped."""

    def authenticate(honest: Callable[[str], User | None], token: str) -> User | None:
        return honest(token.strip().partition(" ")[0])

    wrap(instance.sessions, "authenticate", authenticate)
