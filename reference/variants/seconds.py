"""The variant of tokens that tell of a user and a second, and of nothing else."""

import hashlib
import hmac
import secrets

from reference.instance import Instance
from reference.sessions import Session
from reference.variants.registry import variant


class TokensOfSeconds:
    """The tokens of one instance's sessions: two log-ins within a second give the same."""

    def __init__(self, instance: Instance) -> None:
        self.users = instance.accounts.users
        self.key = secrets.token_bytes(32)
        self.ended: set[str] = set()
        self.known: dict[str, Session] = {}
        """What tokens stand for that were seen."""

    def spell(self, session: Session) -> str:
        """Give the token of a user and a second."""
        text = f"{session.user.id}.{int(session.issued_at)}"
        return f"{text}.{hmac.digest(self.key, text.encode(), hashlib.sha256).hex()}"

    def find(self, token: str) -> Session | None:
        """Give what a token tells, unless it was logged out."""
        user_id, _, rest = token.partition(".")
        second = rest.partition(".")[0]
        user = next((each for each in self.users.values() if each.id == user_id), None)
        if user is None or user.deleted or token in self.ended or not second.isdecimal():
            return None
        session = Session(user, float(second))
        if not token.isascii() or self.spell(session) != token:
            return None
        return self.known.setdefault(token, session)

    def end(self, token: str) -> bool:
        """End the sessions of a token; false if there was none."""
        is_there = self.find(token) is not None
        self.ended.add(token)
        return is_there

    def make_older(self, token: str, seconds: float) -> str | None:
        """Give the token of the same user, of so many seconds earlier."""
        session = self.find(token)
        if session is None:
            return None
        return self.spell(Session(session.user, session.issued_at - seconds))


@variant("tokens-of-a-second", axis="spelling")
def spells_seconds(instance: Instance) -> None:
    """Tokens are signed, and tell of a user and a second: two log-ins within one give the same."""
    tokens = TokensOfSeconds(instance)
    for name in ("spell", "find", "end", "make_older"):
        setattr(instance.sessions, name, getattr(tokens, name))
