"""Faults of forgotten passwords and their reset."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import html
import re
import secrets
from collections.abc import Callable
from threading import Timer

from reference.accounts import User
from reference.answers import Answer, Refusal, message
from reference.calls import PASSWORD_LIMIT, Call
from reference.changes import (
    Handler,
    edit_answers,
    me,
    passwords_of,
    set_message,
    set_status,
    wrap,
)
from reference.clock import HOUR
from reference.codes import Grant
from reference.faults.login import WRONG, compare_passwords
from reference.faults.near_misses import without_accents
from reference.faults.registry import fault
from reference.instance import Instance
from reference.sessions import digest

ME = ["me"]
ANSWERS, MAILS, ALIKE = "forgot.answers", "forgot.sends-mail", "forgot.answers-alike"
SETS, BAD_TOKEN, ONCE = "reset.sets-password", "reset.refuses-bad-token", "reset.token-works-once"
OPENS = "link.opens-account"
Redeem = Callable[[str, str], User | None]
Send = Callable[[str, str, str], None]


@fault("forgot-answers-202", products=ME, breaks=[ANSWERS, "answers.documented"])
def answers_accepted(instance: Instance) -> None:
    """Forgot password answers 202."""
    edit_answers(instance, ["forgot_password"], set_status(202))


@fault("reset-escapes-markup", products=ME, breaks=[SETS, "password.changes"])
def escapes_markup(instance: Instance) -> None:
    """A password that a reset sets is escaped as HTML is, and the one that logs in is not."""

    def set_password(honest: Callable[[User, str], None], user: User, password: str) -> None:
        honest(user, html.escape(password))

    wrap(instance.accounts, "set_password", set_password)


@fault("forgot-message", products=ME, breaks=[ANSWERS])
def says_otherwise(instance: Instance) -> None:
    """Forgot password says something that the page does not."""
    edit_answers(instance, ["forgot_password"], set_message("sent"))


@fault("forgot-sends-no-mail", products=ME, breaks=[MAILS])
def sends_none(instance: Instance) -> None:
    """Forgot password sends no mail."""

    def send(_honest: Send, _to: str, _subject: str, _text: str) -> None:
        return

    wrap(instance.mailbox, "send", send)


@fault("forgot-mail-late", products=ME, breaks=[MAILS])
def sends_late(instance: Instance) -> None:
    """The mail comes an hour late."""

    def send(honest: Send, *mail: str) -> None:
        timer = Timer(HOUR, honest, mail)
        timer.daemon = True
        timer.start()

    wrap(instance.mailbox, "send", send)


@fault("forgot-mail-without-link", products=ME, breaks=[MAILS])
def lacks_link(instance: Instance) -> None:
    """The mail has no link."""

    def send(honest: Send, to: str, subject: str, _text: str) -> None:
        honest(to, subject, "Ask your administrator for a new password.")

    wrap(instance.mailbox, "send", send)


@fault("forgot-mail-links-elsewhere", products=ME, breaks=[MAILS])
def links_elsewhere(instance: Instance) -> None:
    """The mail links to a page of help, and to nothing by which a password is set."""

    def send(honest: Send, to: str, subject: str, _text: str) -> None:
        honest(to, subject, "See https://reference.test/help?topic=forgotten-password for more.")

    wrap(instance.mailbox, "send", send)


@fault("forgot-mail-token-dead", products=ME, breaks=[MAILS])
def mails_dead_token(instance: Instance) -> None:
    """The reset token of the mail is not valid."""

    def send(honest: Send, to: str, subject: str, text: str) -> None:
        unknown = f"reset_token={secrets.token_urlsafe(24)}"
        honest(to, subject, re.sub(r"reset_token=[^&\s]*", unknown, text))

    wrap(instance.mailbox, "send", send)


@fault("forgot-mail-token-of-another", products=ME, breaks=[MAILS])
def mails_token_of_another(instance: Instance) -> None:
    """The link of the mail holds the reset token of another user."""

    def send(honest: Send, to: str, subject: str, text: str) -> None:
        other = instance.accounts.find(instance.account.email)
        token = me(instance).resets.issue(other) if other is not None else ""
        honest(to, subject, re.sub(r"reset_token=[^&\s]*", f"reset_token={token}", text))

    wrap(instance.mailbox, "send", send)


@fault("forgot-mail-unsubscribe-alone", products=ME, breaks=[MAILS])
def links_to_unsubscribe(instance: Instance) -> None:
    """The mail's one link is the user's own, and ends a subscription."""

    def send(honest: Send, to: str, subject: str, _text: str) -> None:
        link = f"https://reference.test/unsubscribe?token={secrets.token_urlsafe(24)}"
        honest(to, subject, f"You asked for a new password.\n\n{link}\n")

    wrap(instance.mailbox, "send", send)


@fault("forgot-mails-another", products=ME, breaks=[MAILS])
def mails_another(instance: Instance) -> None:
    """The mail goes to another address."""

    def send(honest: Send, _to: str, subject: str, text: str) -> None:
        honest("admin@elsewhere.test", subject, text)

    wrap(instance.mailbox, "send", send)


def tell_unknown(instance: Instance, answer: Callable[[], Answer]) -> None:
    """Answer an unknown address so."""

    def forgot_password(honest: Handler, call: Call) -> Answer:
        return honest(call) if instance.accounts.find(call.email()) else answer()

    wrap(instance, "forgot_password", forgot_password)


@fault("forgot-tells-unknown", products=ME, breaks=[ALIKE])
def refuses_unknown(instance: Instance) -> None:
    """Forgot password answers an unknown address 404."""
    tell_unknown(instance, lambda: Refusal(404, "There is no such user").answer)


@fault("forgot-whispers-unknown", products=ME, breaks=[ALIKE])
def words_unknown(instance: Instance) -> None:
    """Forgot password answers an unknown address in other words."""
    tell_unknown(instance, lambda: Answer(200, {"message": "unknown"}))


@fault("reset-does-nothing", products=ME, breaks=[SETS, OPENS])
def does_nothing(instance: Instance) -> None:
    """A reset answers as it should, and sets no password."""

    def set_password(_honest: object, _user: User, _password: str) -> None:
        return

    wrap(instance.accounts, "set_password", set_password)


@fault("reset-keeps-old-password", products=ME, breaks=[SETS, "password.changes"])
def keeps_old_password(instance: Instance) -> None:
    """The password from before a reset, or a change, still logs in."""
    known = passwords_of(instance)
    old: set[tuple[str, str]] = set()

    def set_password(honest: Callable[[User, str], None], user: User, password: str) -> None:
        old.add((user.id, known.get(user.id, password)))
        honest(user, password)

    def verify(honest: Redeem, email: str, password: str) -> User | None:
        user = instance.accounts.find(email)
        return user if user and (user.id, password) in old else honest(email, password)

    wrap(instance.accounts, "set_password", set_password)
    wrap(instance.accounts, "verify", verify)


@fault("reset-message", products=ME, breaks=[SETS])
def says_done(instance: Instance) -> None:
    """A reset says something that the page does not."""
    edit_answers(instance, ["reset_password"], set_message("done"))


@fault("reset-answers-204", products=ME, breaks=[SETS, "answers.documented"])
def answers_no_content(instance: Instance) -> None:
    """A reset answers 204."""
    edit_answers(instance, ["reset_password"], set_status(204))


@fault("reset-any-token", products=ME, breaks=[BAD_TOKEN, ONCE])
def accepts_any_token(instance: Instance) -> None:
    """Any reset token sets a password."""

    def redeem(honest: Redeem, email: str, token: str) -> User | None:
        return honest(email, token) or instance.accounts.find(email)

    wrap(me(instance).resets, "redeem", redeem)


def find_grant(instance: Instance, matches: Callable[[str], bool]) -> Grant | None:
    """Give the reset token whose digest fits, if it can be used."""
    resets = me(instance).resets
    fitting = (grant for name, grant in resets.grants.items() if matches(name))
    return next((grant for grant in fitting if resets.is_valid(grant)), None)


@fault("reset-token-of-another-user", products=ME, breaks=[BAD_TOKEN])
def accepts_another_users(instance: Instance) -> None:
    """A reset token sets anyone's password."""

    def redeem(honest: Redeem, email: str, token: str) -> User | None:
        grant = find_grant(instance, lambda name: name == digest(token))
        return honest(grant.user.email if grant else email, token) and instance.accounts.find(email)

    wrap(me(instance).resets, "redeem", redeem)


@fault("reset-token-altered", products=ME, breaks=[BAD_TOKEN])
def accepts_altered(instance: Instance) -> None:
    """Only the first two parts of a reset token count."""
    known: dict[str, str] = {}

    def issue(honest: Callable[[User], str], user: User) -> str:
        token = honest(user)
        known[token.rpartition(".")[0]] = token
        return token

    def redeem(honest: Redeem, email: str, token: str) -> User | None:
        return honest(email, known.get(token.rpartition(".")[0], token))

    wrap(me(instance).resets, "issue", issue)
    wrap(me(instance).resets, "redeem", redeem)


@fault("reset-refused-but-done", products=ME, breaks=[BAD_TOKEN, "reset.token-works-once"])
def sets_before_refusing(instance: Instance) -> None:
    """A reset by a wrong token is refused, when the password is set already."""

    def reset_password(honest: Handler, call: Call) -> Answer:
        user = instance.accounts.find(call.text("email"))
        if user is not None:
            instance.accounts.set_password(user, call.text("password"))
        return honest(call)

    wrap(instance, "reset_password", reset_password)


@fault("reset-token-reusable", products=ME, breaks=[ONCE])
def accepts_used_token(instance: Instance) -> None:
    """A reset token works as often as it is used."""

    def void(_honest: object, _user: User) -> None:
        return

    wrap(me(instance).resets, "void", void)


def excuse_token(instance: Instance, excused: Callable[[object], bool]) -> None:
    """Let some reset tokens, by their value in the body, set a password; a missing one is empty."""

    def reset_password(honest: Handler, call: Call) -> Answer:
        if not excused(call.json_object().get("token", "")):
            return honest(call)
        user = instance.accounts.find(call.text("email"))
        if user is None:
            raise Refusal(400, "The reset token is not valid")
        instance.accounts.set_password(user, call.text("password", PASSWORD_LIMIT))
        return message("ok")

    wrap(instance, "reset_password", reset_password)


@fault("reset-empty-token", products=ME, breaks=[BAD_TOKEN])
def accepts_empty_token(instance: Instance) -> None:
    """A reset token that is empty, null or missing sets a password."""
    excuse_token(instance, lambda token: token is None or token == "")


@fault("reset-null-token", products=ME, breaks=[BAD_TOKEN])
def accepts_null_token(instance: Instance) -> None:
    """A reset token that is null sets a password, though an empty or missing one does not."""
    excuse_token(instance, lambda token: token is None)


@fault("reset-by-access-token", products=ME, breaks=[BAD_TOKEN])
def accepts_access_token(instance: Instance) -> None:
    """Any valid access token passes for a reset token."""
    excuse_token(
        instance,
        lambda token: isinstance(token, str) and instance.sessions.authenticate(token) is not None,
    )


@fault("forgot-mails-only-invitations", products=ME, breaks=[MAILS])
def mails_invitations(instance: Instance) -> None:
    """Inviting mails its link, and forgot password mails nothing."""

    def invite(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        user = instance.accounts.find(call.email())
        if user is not None:
            link = me(instance).reset_link(user, "invitation")
            instance.mailbox.send(user.email, "You are invited", f"Welcome:\n\n{link}\n")
        return answer

    def forgot_password(_honest: Handler, call: Call) -> Answer:
        call.email()
        return message("ok")

    wrap(instance, "invite", invite)
    wrap(instance, "forgot_password", forgot_password)


@fault("reset-strips-blanks", products=ME, breaks=[SETS, "password.changes"])
def strips_blanks(instance: Instance) -> None:
    """Blanks at the ends of a password are left out where it is set, and not where it is used."""

    def set_password(honest: Callable[[User, str], None], user: User, password: str) -> None:
        honest(user, password.strip())

    wrap(instance.accounts, "set_password", set_password)


@fault("reset-cuts-to-64", products=ME, breaks=[SETS])
def cuts_long_passwords(instance: Instance) -> None:
    """A reset cuts a password to 64 characters, and a log-in does not."""

    def reset_password(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        user = instance.accounts.find(call.text("email"))
        if user is not None:
            instance.accounts.set_password(user, call.text("password", PASSWORD_LIMIT)[:64])
        return answer

    wrap(instance, "reset_password", reset_password)


@fault("forgot-message-the-second-time", products=ME, breaks=[ANSWERS])
def says_otherwise_again(instance: Instance) -> None:
    """Who has asked for a new password before is told that the mail was sent already."""
    asked: set[str] = set()

    def forgot_password(honest: Handler, call: Call) -> Answer:
        answer, email = honest(call), call.email()
        said = message("already sent") if email in asked else answer
        asked.add(email)
        return said

    wrap(instance, "forgot_password", forgot_password)


@fault("login-password-in-latin-1", products=ME, breaks=[WRONG])
def compares_in_latin_1(instance: Instance) -> None:
    """What Latin-1 lacks is a question mark wherever a password is compared."""
    compare_passwords(instance, lambda given, actual: _in_latin_1(given) == _in_latin_1(actual))


@fault("login-password-without-accents", products=ME, breaks=[WRONG])
def compares_without_accents(instance: Instance) -> None:
    """Accents do not count in a password."""
    compare_passwords(instance, lambda *each: without_accents(each[0]) == without_accents(each[1]))


def _in_latin_1(password: str) -> bytes:
    return password.encode("latin-1", "replace")


@fault("forgot-tells-of-no-password", products=ME, breaks=[ANSWERS], may_break=[ALIKE])
def tells_of_no_password(instance: Instance) -> None:
    """Who has set no password yet is answered another message."""

    def forgot_password(honest: Handler, call: Call) -> Answer:
        user, answer = instance.accounts.find(call.email()), honest(call)
        has_none = user is not None and user.password_hash is None
        return message("invitation has been sent again") if has_none else answer

    wrap(instance, "forgot_password", forgot_password)
