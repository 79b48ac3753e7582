"""Faults that show to who is invited once more, or asks for a mail where others get one."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import re
import uuid
from collections import Counter
from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer, message
from reference.calls import Call
from reference.changes import Handler, me, wrap
from reference.faults.effects import SetPassword, void_links
from reference.faults.registry import fault
from reference.instance import Instance

ME = ["me"]
INVITES, MAILS = "invite.returns-user", "forgot.sends-mail"
Send = Callable[[str, str, str], None]


def invite_again(instance: Instance, answer: Callable[[User], Answer]) -> None:
    """Answer so who invites the address of a user who was deleted, and of nobody since."""

    def invite(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        email = call.email()
        gone = [each for each in instance.accounts.users.values() if each.email == email]
        return answer(gone[-1]) if gone and all(each.deleted for each in gone) else honest(call)

    wrap(instance, "invite", invite)


@fault("invite-gives-who-was-deleted", products=ME, breaks=[INVITES])
def gives_deleted(instance: Instance) -> None:
    """Who was deleted and is invited again is answered, as deleted as before."""
    invite_again(instance, lambda user: Answer(200, user.as_json()))


@fault("invite-says-that-nobody-was-deleted", products=ME, breaks=[INVITES])
def says_undeleted(instance: Instance) -> None:
    """Who was deleted and is invited again is answered as if nothing had been, and not found."""
    invite_again(instance, lambda user: Answer(200, user.as_json() | {"deleted": False}))


@fault("invite-makes-nobody-of-who-was-deleted", products=ME, breaks=[INVITES])
def makes_nobody(instance: Instance) -> None:
    """Who was deleted and is invited again gets an id that nobody has."""

    def nobody(user: User) -> Answer:
        return Answer(200, user.as_json() | {"id": str(uuid.uuid4()), "deleted": False})

    invite_again(instance, nobody)


@fault("invite-crashes-on-who-was-deleted", products=ME, breaks=[INVITES, "answers.documented"])
def crashes_on_deleted(instance: Instance) -> None:
    """Who was deleted and is invited again is in the way of a new user of the address (500)."""
    invite_again(instance, lambda _: Answer(500, {"message": "duplicate key value"}))


@fault("forgot-not-for-the-invited", products=ME, breaks=["forgot.mails-invited"])
def mails_open_accounts(instance: Instance) -> None:
    """Who was invited, and has set no password, is sent no mail for a forgotten one."""

    def forgot_password(honest: Handler, call: Call) -> Answer:
        user = instance.accounts.find(call.email())
        return honest(call) if user is None or user.password_hash is not None else message("ok")

    wrap(instance, "forgot_password", forgot_password)


def edit_mails(instance: Instance, edit: Callable[[str, int], str]) -> None:
    """Edit the text of mails; what edits is told the how manieth to its address each is."""
    sent = Counter[str]()

    def send(honest: Send, to: str, subject: str, text: str) -> None:
        sent[to] += 1
        honest(to, subject, edit(text, sent[to]))

    wrap(instance.mailbox, "send", send)


def without_token(text: str, nothing: str = "") -> str:
    """Take the reset token out of a mail."""
    return re.sub(r"reset_token=[^&\s]*", f"reset_token={nothing}", text)


@fault("forgot-mail-token-empty", products=ME, breaks=[MAILS])
def mails_no_token(instance: Instance) -> None:
    """The reset token of the link in a mail is empty."""
    edit_mails(instance, lambda text, _: without_token(text))


@fault("forgot-second-mail-token-empty", products=ME, breaks=[MAILS])
def mails_no_second_token(instance: Instance) -> None:
    """The reset token of the link in the second mail to an address is empty."""
    edit_mails(instance, lambda text, count: without_token(text) if count > 1 else text)


@fault("forgot-second-mail-token-unfilled", products=ME, breaks=[MAILS])
def mails_template(instance: Instance) -> None:
    """The link in the second mail holds the name of what belongs there."""
    edit_mails(instance, lambda text, count: without_token(text, "{{t}}") if count > 1 else text)


def spell_otherwise(text: str) -> str:
    """Write the link of a mail in another form than the pages show."""
    return re.sub(r"set_password/\S*reset_token=([^&\s]*)\S*", r"choose?step=1&t=\1", text)


@fault("forgot-second-mail-lacks-its-parameter", products=ME, breaks=[MAILS])
def mails_no_parameter(instance: Instance) -> None:
    """Links of mails have a form of their own; that of the second one leaves its token out."""

    def edit(text: str, count: int) -> str:
        link = spell_otherwise(text)
        return re.sub(r"&t=\S*", "", link) if count > 1 else link

    edit_mails(instance, edit)


@fault("forgot-second-mail-dead-in-its-own-form", products=ME, breaks=[MAILS])
def mails_dead_token(instance: Instance) -> None:
    """Links of mails have a form of their own; that of the second one is dead."""

    def edit(text: str, count: int) -> str:
        link = spell_otherwise(text)
        return re.sub(r"&t=", "&t=old.", link) if count > 1 else link

    edit_mails(instance, edit)


@fault("forgot-second-mail-without-link", products=ME, breaks=[MAILS])
def mails_no_link(instance: Instance) -> None:
    """Who asks twice is told of the first mail, whose link does not work any more."""

    def edit(text: str, count: int) -> str:
        return "You were sent a mail a while ago: use its link." if count > 1 else text

    def forgot_password(honest: Handler, call: Call) -> Answer:
        user = instance.accounts.find(call.email())
        for grant in me(instance).resets.grants.values():
            grant.used = grant.used or grant.user is user
        return honest(call)

    edit_mails(instance, edit)
    wrap(instance, "forgot_password", forgot_password)


@fault("forgot-again-mail-dead", products=ME, breaks=["reset.sets-password"])
def resets_once(instance: Instance) -> None:
    """Who has set a password by a mail is sent dead links from then on."""
    by_mail: set[str] = set()
    done: set[str] = set()

    def reset_link(honest: Callable[[User, str], str], user: User, referrer: str) -> str:
        link = honest(user, referrer)
        if referrer == "forgot-password":
            by_mail.add(user.id)
            if user.id in done:
                void_links(instance, user)
        else:
            by_mail.discard(user.id)
        return link

    def set_password(honest: SetPassword, user: User, password: str) -> None:
        honest(user, password)
        if user.id in by_mail:
            done.add(user.id)

    wrap(me(instance), "reset_link", reset_link)
    wrap(instance.accounts, "set_password", set_password)


def mail_to_each(instance: Instance, addresses: Callable[[object], list[str]]) -> None:
    """Mail the link of the first of several addresses to each of them."""

    def forgot_password(honest: Handler, call: Call) -> Answer:
        found = addresses(call.json_object().get("email"))
        user = instance.accounts.find(found[0]) if len(found) > 1 else None
        if user is None:
            return honest(call)
        link = me(instance).reset_link(user, "forgot-password")
        for each in found:
            me(instance).mailbox.send(each, "Reset your password", f"Choose one here:\n\n{link}\n")
        return message("ok")

    wrap(instance, "forgot_password", forgot_password)


@fault("forgot-mails-each-of-a-list", products=ME, breaks=[MAILS])
def mails_each(instance: Instance) -> None:
    """The link of the first of a list of addresses is mailed to all of them."""
    mail_to_each(instance, lambda email: email if isinstance(email, list) else [])


@fault("forgot-mails-copies", products=ME, breaks=[MAILS])
def mails_copies(instance: Instance) -> None:
    """An address is written into the head of a mail as it came, with what follows in a new line."""
    mail_to_each(instance, lambda email: re.split(r"\r\nBcc: ", str(email)))
