"""Users that a run invites: each bears the run's prefix and is removed at its end."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from harness.expectations import expect_documented, expect_refused, expect_success
from harness.links import Link, parse_link, token_of
from harness.outcomes import Excluded, NoAnswer, Unproven, precondition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from harness.api import Api
    from harness.exchange import Answer, Exchange
    from harness.mailbox import Mailbox
    from harness.redaction import Redactor
    from harness.tokens import Tokens

PREFIX = "meiro-contracts"
"""Begins the part of an address that a run makes up."""
_CREATING = frozenset({"inviteUser", "reinviteUser"})


@dataclass(frozen=True)
class User:
    """A user that the run invited."""

    email: str
    id: str


class Users:
    """The users of one target that this run makes and removes."""

    def __init__(
        self, api: Api, tokens: Tokens, redactor: Redactor, template: str | None = None
    ) -> None:
        self._api = api
        self._tokens = tokens
        self._redactor = redactor
        self._template = template
        self._run = f"{PREFIX}-{secrets.token_hex(4)}"
        self._count = 0
        self._created: dict[str, str] = {}
        self._unanswered: set[str] = set()
        """Addresses that were invited, and may have a user though no answer told its id."""
        self._resets_work = False

    def address(self) -> str:
        """Return an e-mail address that no user has.

        It is made by the target's template; without one it is the account's, with a part added.
        """
        self._count += 1
        template = self._template
        if template is None:
            local, _, domain = self._tokens.account.email.rpartition("@")
            template = f"{local}+{{id}}@{domain}"
        return template.replace("{id}", f"{self._run}-{self._count}")

    def password(self) -> str:
        """Make up a password that meets any usual policy.

        Excluded where the instance lets nobody log in by one.
        """
        self._tokens.require_credentials()
        password = f"{secrets.token_urlsafe(18)}-aA1!"
        self._redactor.register(password, "PASSWORD")
        return password

    def invite(self) -> User:
        """Invite a user with an address of its own; Unproven where inviting is broken."""
        email = self.address()
        token = self._tokens.fresh()
        with precondition("invite.returns-user"):
            answer = self._api.invite(token, email)
            if answer.find("user_invitation_link"):
                raise Unproven("rests on invite.returns-user: the answer holds a link, no user")
            return User(email, answer.text_field("id"))

    def link(self, user: User) -> Link:
        """Fetch the user's invitation link; Unproven where that is broken."""
        token = self._tokens.fresh()
        with precondition("link.opens-account"):
            return parse_link(self._api.invitation_link(token, user.id))

    def open_account(self, user: User) -> str:
        """Set a first password by the user's link, and return it; Unproven where that fails."""
        password = self.password()
        self._set_password(user, password, self.link(user))
        return password

    def use_link(self, user: User) -> Link:
        """Set a first password by the user's link, and return the used link."""
        link = self.link(user)
        self._set_password(user, self.password(), link)
        return link

    def another_token(self, user: User, mailbox: Mailbox) -> str:
        """Return a reset token of a user whose account is open.

        The page does not say whether an invitation outlives that; where it does not, the token is
        one of *forgot password*.
        """
        answer = self._api.invitation_link(self._tokens.fresh(), user.id)
        if 400 <= answer.status < 500:
            mailbox.require()
            return self.token_by_mail(user, mailbox)
        with precondition("link.opens-account"):
            return parse_link(answer).reset_token

    def ask_for_mail(self, user: User, mailbox: Mailbox) -> list[str]:
        """Ask for a mail to the user, wait for it, and return its links.

        Mail that came before, such as an invitation, is not it. Broken where none comes.
        """
        before = mailbox.messages(user.email)
        with precondition("forgot.answers"):
            expect_success(self._api.forgot_password(user.email))
        return mailbox.links(user.email, before)

    def mailed_links(self, mailbox: Mailbox) -> list[str]:
        """Return the links of the mail to a new user who forgot the password."""
        user = self.invite()
        self.open_account(user)
        return self.ask_for_mail(user, mailbox)

    def token_by_mail(self, user: User, mailbox: Mailbox) -> str:
        """Ask for a mail to the user, and return the reset token of its link.

        Unproven where none can be told: the page does not say of what form the link is.
        """
        with precondition("forgot.sends-mail"):
            links = self.ask_for_mail(user, mailbox)
        token = next((found for link in links if (found := token_of(link))), None)
        if token is None:
            raise Unproven("the mail came, but its links hold nothing that looks like a token")
        self._redactor.register(token, "RESET_TOKEN")
        return token

    def require_log_in(self, user: User, password: str) -> None:
        """Make sure that the user logs in by that password; Unproven where it does not."""
        if not self.logs_in(user, password):
            raise Unproven("rests on link.opens-account: the password that was set does not log in")

    def expect_present(self, user: User, answer: Answer) -> None:
        """Expect that the user is still there; ``answer`` is what should have done nothing."""
        other = self.invite()
        if self._api.user(self._tokens.fresh(), other.id).status != 200:
            raise Unproven("looking up a user that was just invited does not succeed")
        if self._api.user(self._tokens.fresh(), user.id).status != 200:
            raise answer.lacks("nothing to be done: the user is gone")

    def logs_in(self, user: User, password: str) -> bool:
        """Whether the user logs in by that password; Unproven where a success gives no token."""
        answer = self._api.login(user.email, password)
        if answer.succeeded and not answer.gives_token():
            raise Unproven("rests on login.issues-token: a log-in succeeded, and gave no token")
        return answer.succeeded

    def expect_no_log_in(self, users: Iterable[User], password: str, answer: Answer) -> None:
        """Expect that none of these users logs in by that password; ``answer`` is what set it."""
        for user in users:
            if self.logs_in(user, password):
                raise answer.lacks(f"the password of {user.email} not to be set")

    def require_working_resets(self) -> None:
        """Make sure, once a run, that a right reset token sets a password.

        Unproven where it does not: then what a wrong one leaves undone proves nothing.
        """
        if self._resets_work:
            return
        user = self.invite()
        self.require_log_in(user, self.open_account(user))
        self._resets_work = True

    def expect_user(self, answer: Answer, email: str, user_id: str | None = None) -> None:
        """Expect the user of that address, and of that id where it is known."""
        if answer.status == 200 and answer.find("user_invitation_link"):
            raise Unproven("the answer holds an invitation link where the page documents a user")
        expect_documented(answer)
        if answer.text_field("email").lower() != email.lower():
            raise answer.lacks(f"the user of {email}")
        if user_id not in {None, answer.text_field("id")}:
            raise answer.lacks(f"the same user as before: {user_id}")

    def expect_not_invited(self, answer: Answer, email: str) -> None:
        """Expect a refusal, and that no user of that address came of it."""
        expect_refused(answer)
        self.expect_absent(email)

    def expect_absent(self, email: str) -> None:
        """Expect that no user has that address: inviting it once more looks as for any other.

        Only an instance that tells unknown addresses from known ones gives a user away by it.
        """
        token = self._tokens.fresh()
        unknown = self._api.reinvite(token, self.address())
        suspect = self._api.reinvite(token, email)
        if suspect.status != unknown.status and suspect.succeeded:
            raise suspect.lacks("no user of that address")

    def expect_answer(self, exchange: Exchange) -> None:
        """Take note of an invitation that is about to be sent."""
        if exchange.operation is not None and exchange.operation.id in _CREATING:
            self._unanswered |= _invited(exchange)

    def track(self, exchange: Exchange) -> None:
        """Take note of users that an exchange made or removed, whatever sent it."""
        operation = exchange.operation
        if operation is None:
            return
        if operation.id in _CREATING:
            self._unanswered -= _invited(exchange)
        if not exchange.succeeded:
            return
        if operation.id == "deleteUser":
            self._created.pop(unquote(urlsplit(exchange.request.url).path.split("/")[-1]), None)
        elif operation.id in _CREATING:
            self._note_created(exchange)

    def remove_all(self) -> list[str]:
        """Remove every user that the run made; return what could not be, in words."""
        if not self._created and not self._unanswered:
            return []
        try:
            token = self._tokens.fresh()
        except (Unproven, Excluded, NoAnswer):
            token = self._tokens.last or ""  # log-in may be locked by now; this one may live
        for email in list(self._unanswered):
            with suppress(NoAnswer, Unproven):
                self._api.reinvite(token, email)  # answers the user, if there is one
        return [left for user_id in list(self._created) if (left := self._remove(token, user_id))]

    def _set_password(self, user: User, password: str, link: Link) -> None:
        with precondition("link.opens-account"):
            expect_success(self._api.reset_password(user.email, password, link.reset_token))

    def _remove(self, token: str, user_id: str) -> str | None:
        email = self._created[user_id].encode("unicode_escape").decode()
        try:
            answer = self._api.delete_user(token, user_id)
        except (NoAnswer, Unproven) as failure:
            return f"{email}: {failure}"
        if answer.status != 404 and not answer.succeeded:
            return f"{email}: DELETE answered {answer.status}"
        self._created.pop(user_id, None)
        return None

    def _note_created(self, exchange: Exchange) -> None:
        user_id = exchange.member("id")
        if isinstance(user_id, str):
            self._created[user_id] = str(exchange.member("email"))


def _invited(exchange: Exchange) -> set[str]:
    sent = exchange.sent()
    email = sent.get("email") if isinstance(sent, dict) else None
    return {email} if isinstance(email, str) and PREFIX in email else set()
