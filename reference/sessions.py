"""Access tokens: issued at log-in, dead after 8 hours, refreshed for 4 more."""

import hashlib
import secrets
from dataclasses import dataclass

from reference.accounts import User
from reference.clock import HOUR, Clock


@dataclass(eq=False)
class Session:
    """What a token stands for, alike to no other; times are seconds since the epoch."""

    user: User
    issued_at: float
    ended: bool = False


class UnknownTokenError(Exception):
    """The token was never issued, or its session has ended."""


class TooOldError(Exception):
    """The token expired too long ago to be refreshed."""


class Sessions:
    """Every session of one instance, by the digest of its token."""

    lifetime = 8 * HOUR
    refresh_window = 4 * HOUR

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.store: dict[str, Session] = {}

    def spell(self, session: Session) -> str:  # noqa: ARG002 - a token may tell of its session
        """Give a new token for a session."""
        return secrets.token_urlsafe(24)

    def issue(self, user: User) -> str:
        """Begin a session, and give its token."""
        session = Session(user, self.clock.now())
        token = self.spell(session)
        self.store[digest(token)] = session
        return token

    def find(self, token: str) -> Session | None:
        """Give the session of a token, whatever its age, unless it has ended."""
        session = self.store.get(digest(token))
        if session is None or session.ended or session.user.deleted:
            return None
        return session

    def age(self, session: Session) -> float:
        """Seconds since the session began."""
        return self.clock.now() - session.issued_at

    def authenticate(self, token: str) -> User | None:
        """Give the user for whom the token stands, for 8 hours."""
        session = self.find(token)
        if session is None or self.age(session) >= self.lifetime:
            return None
        return session.user

    def refresh(self, token: str) -> str:
        """Begin a session of its own from another, which stays as it was."""
        session = self.find(token)
        if session is None:
            raise UnknownTokenError
        if self.age(session) >= self.lifetime + self.refresh_window:
            raise TooOldError
        return self.issue(session.user)

    def end(self, token: str) -> bool:
        """End the session of a token; false if there was none."""
        session = self.find(token)
        if session is None:
            return False
        session.ended = True
        return True

    def end_all(self, user: User) -> None:
        """End every session of a user."""
        for session in self.store.values():
            session.ended = session.ended or session.user is user

    def end_every(self) -> None:
        """End every session of every user, as a server does that keeps them in its memory."""
        for session in self.store.values():
            session.ended = True

    def rotate_key(self, *, keeps_old: bool) -> None:
        """Keep tokens under another key from now on; those of the key before end, unless kept."""
        if not keeps_old:
            self.end_every()

    def make_older(self, token: str, seconds: float) -> str | None:
        """Give the token of the same session, begun that much earlier."""
        session = self.find(token)
        if session is None:
            return None
        session.issued_at -= seconds
        return token


def digest(token: str) -> str:
    """Give what is kept of a token; looked up by it, a token's characters leak no timing."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
