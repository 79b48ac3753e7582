"""What works once: the codes of a single sign-on, and the tokens that reset a password."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from reference.accounts import Accounts, User
from reference.clock import HOUR, MINUTE, Clock
from reference.sessions import digest

EmailOf = Callable[[str], str | None]  # by a provider's code, the address of who signed in


@dataclass
class Grant:
    """What a code or a reset token is good for, until it is used."""

    user: User
    expires_at: float
    used: bool = False


def no_email(_code: str) -> None:
    """Give nobody's address: there is no provider."""


class SingleSignOn:
    """The authorization codes that were issued here, and those of a provider, if there is one."""

    lifetime = MINUTE

    def __init__(self, clock: Clock, accounts: Accounts) -> None:
        self.clock = clock
        self.accounts = accounts
        self.grants: dict[str, Grant] = {}
        self.email_of: EmailOf = no_email

    def issue(self, user: User) -> str:
        """Give a fresh code for a user, as the provider does when the user has signed in."""
        code = secrets.token_urlsafe(24)
        self.grants[digest(code)] = Grant(user, self.clock.now() + self.lifetime)
        return code

    def redeem(self, code: str) -> User | None:
        """Give the user who signed in, once; raise ProviderError where that cannot be told."""
        grant = self.grants.get(digest(code))
        if grant is None:
            return self.redeem_there(code)
        if grant.used or self.clock.now() >= grant.expires_at:
            return None
        grant.used = True
        return None if grant.user.deleted else grant.user

    def redeem_there(self, code: str) -> User | None:
        """Give the user who signed in at the provider."""
        email = self.email_of(code)
        return self.accounts.find(email) if email is not None else None


class PasswordResets:
    """The reset tokens that invitation links and mails carry."""

    lifetime = 24 * HOUR

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.grants: dict[str, Grant] = {}

    def issue(self, user: User) -> str:
        """Give a fresh reset token for a user, in the three parts that the pages show."""
        token = ".".join(secrets.token_urlsafe(size) for size in (9, 24, 24))
        self.grants[digest(token)] = Grant(user, self.clock.now() + self.lifetime)
        return token

    def redeem(self, email: str, token: str) -> User | None:
        """Give the user whose token this is, once, and void the user's other ones."""
        grant = self.grants.get(digest(token))
        if grant is None or not self.is_valid(grant) or grant.user.email != email:
            return None
        self.void(grant.user)
        return grant.user

    def is_valid(self, grant: Grant) -> bool:
        """Tell whether a grant can still be used."""
        return not grant.used and not grant.user.deleted and self.clock.now() < grant.expires_at

    def void(self, user: User) -> None:
        """Use up every reset token of a user, since the password that they were for is set."""
        for grant in self.grants.values():
            grant.used = grant.used or grant.user is user
