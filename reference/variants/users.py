"""Variants of me's users: invitations, links and passwords."""

# ruff: noqa: D401 - a variant's docstring tells what the instance does

import re
import secrets
from collections.abc import Callable
from urllib.parse import quote

from reference.accounts import User
from reference.answers import Answer, Refusal, message
from reference.calls import Call
from reference.changes import Handler, edit_answers, fields, me, wrap
from reference.instance import Instance
from reference.variants.registry import variant

ME = ["me"]
Send = Callable[[str, str, str], None]


@variant("emails-lower-cased", products=ME)
def stores_lower_case(instance: Instance) -> None:
    """Addresses are kept, and answered, in small letters."""
    accounts = instance.accounts
    for name in ("find", "invite"):
        wrap(accounts, name, lambda honest, email: honest(email.lower()))

    def redeem(honest: Callable[[str, str], User | None], email: str, token: str) -> User | None:
        return honest(email.lower(), token)

    wrap(me(instance).resets, "redeem", redeem)
    wrap(accounts, "rename", lambda honest, user, email: honest(user, email.lower()))


@variant("domains-lower-cased", products=ME)
def stores_small_domains(instance: Instance) -> None:
    """The domains of addresses are kept, and answered, in small letters, as Django does."""
    accounts = instance.accounts

    def spelt(email: str) -> str:
        local, at, domain = email.rpartition("@")
        return f"{local}{at}{domain.lower()}"

    def redeem(honest: Callable[[str, str], User | None], email: str, token: str) -> User | None:
        return honest(spelt(email), token)

    for name in ("find", "invite"):
        wrap(accounts, name, lambda honest, email: honest(spelt(email)))
    wrap(me(instance).resets, "redeem", redeem)
    wrap(accounts, "rename", lambda honest, user, email: honest(user, spelt(email)))


@variant("capitals-refused", products=ME)
def refuses_capitals(instance: Instance) -> None:
    """An address whose domain has capitals is none that is invited (422)."""

    def invite(honest: Handler, call: Call) -> Answer:
        domain = call.email().rpartition("@")[2]
        if domain != domain.lower():
            raise Refusal(422, "The domain must be in small letters")
        return honest(call)

    wrap(instance, "invite", invite)


@variant("users-unique", products=ME)
def refuses_existing(instance: Instance) -> None:
    """Inviting an address that has a user is refused (409)."""

    def invite(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        if instance.accounts.find(call.email()) is not None:
            raise Refusal(409, "There is a user of that address")
        return honest(call)

    wrap(instance, "invite", invite)


@variant("invite-answers-link", axis="invited", products=ME)
def answers_link(instance: Instance) -> None:
    """Inviting answers an invitation link, as a copy of the page has it that lost a heading."""

    def invite(honest: Handler, call: Call) -> Answer:
        user = instance.accounts.by_id(str(fields(honest(call))["id"]))
        link = me(instance).reset_link(user, "invitation-link") if user is not None else ""
        return Answer(200, {"user_invitation_link": link})

    wrap(instance, "invite", invite)


@variant("user-without-flags", axis="invited", products=ME)
def lacks_flags(instance: Instance) -> None:
    """A user has an address and an id, and no flags."""

    def edit(answer: Answer) -> None:
        user = fields(answer)
        answer.body = {name: user[name] for name in ("email", "id") if name in user}

    def edit_list(answer: Answer) -> None:
        users = fields(answer)["users"]
        assert isinstance(users, list)
        plain = [{name: each[name] for name in ("email", "id")} for each in users]
        answer.body = fields(answer) | {"users": plain}

    names = ["invite", "reinvite", "create_user", "get_user", "modify_user", "delete_user"]
    edit_answers(instance, names, edit, [200, 201])
    edit_answers(instance, ["list_users"], edit_list, [200])


@variant("link-gone-once-used", products=ME)
def ends_link(instance: Instance) -> None:
    """A user who has set a password has no invitation link any more (404)."""

    def invitation_link(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        if me(instance).named_user(call).password_hash is not None:
            raise Refusal(404, "The user has accepted the invitation")
        return honest(call)

    wrap(instance, "invitation_link", invitation_link)


@variant("forgot-unknown-404", products=ME, advice=["forgot.answers-alike"])
def refuses_unknown(instance: Instance) -> None:
    """Forgot password answers an unknown address 404."""

    def forgot_password(honest: Handler, call: Call) -> Answer:
        if instance.accounts.find(call.email()) is None:
            raise Refusal(404, "There is no such user")
        return honest(call)

    wrap(instance, "forgot_password", forgot_password)


@variant("reset-tokens-last", products=ME, advice=["reset.token-works-once"])
def keeps_token(instance: Instance) -> None:
    """A reset token works until it expires."""

    def void(_honest: object, _user: User) -> None:
        return

    wrap(me(instance).resets, "void", void)


@variant("reset-unknown-401", products=ME)
def answers_unauthorized(instance: Instance) -> None:
    """A wrong reset token is answered 401."""

    def edit(answer: Answer) -> None:
        answer.status = 401

    edit_answers(instance, ["reset_password"], edit, [400])


@variant("invite-mails-link", axis="invitation-mail", products=ME)
def mails_link(instance: Instance) -> None:
    """Inviting mails its link, too."""

    def invite(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        user = instance.accounts.find(call.email())
        if user is not None:
            link = me(instance).reset_link(user, "invitation-link")
            instance.mailbox.send(user.email, "You are invited", f"Welcome:\n\n{link}\n")
        return answer

    wrap(instance, "invite", invite)


@variant("invite-mails-late", axis="invitation-mail", products=ME)
def mails_link_late(instance: Instance) -> None:
    """Inviting mails its link, which takes so long that a mail asked for later comes with it."""
    late: dict[str, str] = {}

    def invite(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        user = instance.accounts.find(call.email())
        if user is not None:
            late.setdefault(user.email, me(instance).reset_link(user, "invitation-link"))
        return answer

    def forgot_password(honest: Handler, call: Call) -> Answer:
        if (link := late.pop(call.email(), None)) is not None:
            instance.mailbox.send(call.email(), "You are invited", f"Welcome:\n\n{link}\n")
        return honest(call)

    wrap(instance, "invite", invite)
    wrap(instance, "forgot_password", forgot_password)


@variant("forgot-mails-open-accounts", products=ME, advice=["forgot.mails-invited"])
def mails_open_accounts(instance: Instance) -> None:
    """Forgot password mails only users who have a password."""

    def forgot_password(honest: Handler, call: Call) -> Answer:
        user = instance.accounts.find(call.email())
        if user is not None and user.password_hash is None:
            return message("ok")
        return honest(call)

    wrap(instance, "forgot_password", forgot_password)


def spell_mailed_link(instance: Instance, start: str) -> None:
    """Let the links of mails be this, and the reset token."""

    def reset_link(honest: Callable[[User, str], str], user: User, referrer: str) -> str:
        if referrer != "forgot-password":
            return honest(user, referrer)
        return start + me(instance).resets.issue(user)

    wrap(instance, "reset_link", reset_link)


@variant("mailed-link-in-path", axis="link", products=ME)
def spells_path(instance: Instance) -> None:
    """The link of a mail has the reset token in its path."""
    spell_mailed_link(instance, "https://reference.test/reset/")


@variant("mailed-link-in-fragment", axis="link", products=ME)
def spells_fragment(instance: Instance) -> None:
    """The link of a mail has the reset token in its fragment."""
    spell_mailed_link(instance, "https://reference.test/#/reset?token=")


@variant("mailed-link-over-lines", axis="link", products=ME)
def wraps_lines(instance: Instance) -> None:
    """The link of a mail goes on in the next lines, as no more stands in one than 60 characters."""

    def send(honest: Callable[[str, str, str], None], to: str, subject: str, text: str) -> None:
        honest(to, subject, re.sub(r"(\S{60})(?=\S)", r"\1\n", text))

    wrap(instance.mailbox, "send", send)


@variant("mail-with-much-around", products=ME)
def surrounds_link(instance: Instance) -> None:
    """Mails have what stands around a letter: ways to read and to stop it, help and news."""

    def send(honest: Send, to: str, subject: str, text: str) -> None:
        own = secrets.token_urlsafe(24)
        view = f"https://reference.test/mail/view-in-browser/{own}"
        stop = f"https://reference.test/unsubscribe?token={own}&email={quote(to)}"
        news = "https://news.reference.test/2027/01/what-is-new-in-release-4.2"
        help_page = "https://reference.test/help?topic=passwords"
        honest(to, subject, f"{view}\n\n{text}\n\nSee {news}, or ask: {help_page}.\n\n{stop}\n")

    wrap(instance.mailbox, "send", send)


@variant("mail-behind-click-tracking", products=ME)
def tracks_clicks(instance: Instance) -> None:
    """Links of mails lead to a click tracker, which holds where they go."""

    def send(honest: Send, to: str, subject: str, text: str) -> None:
        def tracked(link: re.Match[str]) -> str:
            own = secrets.token_urlsafe(24)
            return f"https://click.reference.test/l?u={quote(link[0], safe='')}&m={own}"

        honest(to, subject, re.sub(r"https://[^\s,]+", tracked, text))

    wrap(instance.mailbox, "send", send)


def end_links(instance: Instance, user: User) -> None:
    """Use up the links that a user has by then."""
    for grant in me(instance).resets.grants.values():
        grant.used = grant.used or grant.user is user


@variant("log-in-ends-links", products=ME)
def ends_links_at_log_in(instance: Instance) -> None:
    """A log-in ends the reset links that the user was given before, as Django's does."""

    def verify(honest: Callable[[str, str], User | None], email: str, password: str) -> User | None:
        user = honest(email, password)
        if user is not None:
            end_links(instance, user)
        return user

    wrap(instance.accounts, "verify", verify)


@variant("reinvitation-ends-links", products=ME)
def ends_links_at_reinvitation(instance: Instance) -> None:
    """Who is invited again can't use a link from before any more."""

    def reinvite(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        user = instance.accounts.find(call.email())
        if user is not None:
            end_links(instance, user)
        return answer

    wrap(instance, "reinvite", reinvite)


@variant("reset-answers-alike", products=ME)
def answers_alike(instance: Instance) -> None:
    """A reset by a wrong token is answered as one that is done, and does nothing."""

    def edit(answer: Answer) -> None:
        if fields(answer).get("message") == "The reset token is not valid":
            answer.status, answer.body = 200, {"message": "ok"}

    edit_answers(instance, ["reset_password"], edit, [400])
