"""Access tokens that tell their session and when it began, beside a signature: not as JWTs do.

They are looked up all the same, so that a log-out can end them.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable

from reference.instance import Instance
from reference.sessions import Session, Sessions

Write = Callable[[int], str]
Read = Callable[[str], int]


class TimedTokens:
    """The tokens of one instance's sessions: label, session, time and signature, parted."""

    def __init__(
        self,
        sessions: Sessions,
        separator: str = ":",
        write: Write = str,
        pack: Callable[[str], str] = str,
        unpack: Callable[[str], str] = str,
    ) -> None:
        self.sessions = sessions
        self.separator, self.write = separator, write
        self.pack, self.unpack = pack, unpack
        self.key = secrets.token_bytes(32)
        self.by_name: dict[str, Session] = {}

    def use(self, instance: Instance) -> "TimedTokens":
        """Let an instance spell its tokens so."""
        for name in ("spell", "find", "make_older"):
            setattr(instance.sessions, name, getattr(self, name))
        return self

    def spell(self, session: Session) -> str:
        """Give a token that tells of its session."""
        name = secrets.token_hex(8)
        self.by_name[name] = session
        parts = ["own", name, self.write(int(session.issued_at))]
        return self.pack(self.separator.join([*parts, self.signature(parts)]))

    def signature(self, parts: list[str]) -> str:
        """Sign what stands before the signature."""
        said = self.separator.join(self.covered(parts))
        return hmac.digest(self.key, said.encode(), hashlib.sha256).hex()

    def covered(self, parts: list[str]) -> list[str]:
        """Give the parts that the signature covers: all of them."""
        return parts

    def parts(self, token: str) -> list[str]:
        """Give the first three parts of a token whose signature is ours; none of another."""
        try:
            *parts, signature = self.unpack(token).split(self.separator)
        except ValueError:
            return []
        is_ours = len(parts) == 3 and signature.isascii()
        is_ours = is_ours and hmac.compare_digest(self.signature(parts), signature)
        return parts if is_ours and self.pack(self.unpack(token)) == token else []

    def find(self, token: str) -> Session | None:
        """Give the session of a token, whatever its age, unless it has ended."""
        parts = self.parts(token) if token.isascii() else []
        session = self.by_name.get(parts[1]) if parts else None
        return None if session is None or session.ended or session.user.deleted else session

    def make_older(self, token: str, seconds: float) -> str | None:
        """Give a token of the same session that says that it began so much earlier."""
        session = self.find(token)
        if session is None:
            return None
        session.issued_at -= seconds
        return self.spell(session)
