"""Access tokens as JSON Web Tokens (RFC 7519), signed with HS256.

They tell when they were issued and when they expire, and are looked up all the same, so that a
log-out can end them.
"""

import base64
import hashlib
import hmac
import json
import secrets

from reference.instance import Instance
from reference.sessions import Session, Sessions

HEADER = {"alg": "HS256", "typ": "JWT"}


class JSONWebTokens:
    """The tokens of one instance's sessions."""

    def __init__(self, sessions: Sessions) -> None:
        self.sessions = sessions
        self.key = secrets.token_bytes(32)
        self.old_keys: list[bytes] = []
        self.by_id: dict[str, Session] = {}

    @classmethod
    def use(cls, instance: Instance) -> "JSONWebTokens":
        """Let an instance spell its tokens so."""
        sessions = instance.sessions
        tokens = cls(sessions)
        for name in ("spell", "find", "make_older", "rotate_key"):
            setattr(sessions, name, getattr(tokens, name))
        return tokens

    def spell(self, session: Session) -> str:
        """Give a token that tells of its session."""
        return self.spell_as(session, secrets.token_hex(8))

    def spell_as(self, session: Session, token_id: str) -> str:
        """Give a token that tells of its session under that id."""
        self.by_id[token_id] = session
        claims = {"sub": session.user.id, "jti": token_id, **self.times(session)}
        signed = f"{encode(json.dumps(HEADER).encode())}.{encode(json.dumps(claims).encode())}"
        return f"{signed}.{self.signature(signed)}"

    def times(self, session: Session) -> dict[str, int]:
        """Give the claims that tell when a token was issued, and when it expires."""
        issued_at = int(session.issued_at)
        return {"iat": issued_at, "exp": issued_at + int(self.sessions.lifetime)}

    def signature(self, signed: str) -> str:
        """Sign the first two parts of a token."""
        return self.signature_by(self.key, signed)

    def signature_by(self, key: bytes, signed: str) -> str:
        """Sign the first two parts of a token by a key."""
        return encode(hmac.digest(key, signed.encode(), hashlib.sha256))

    def rotate_key(self, *, keeps_old: bool) -> None:
        """Sign by another key from now on; tokens of the keys before are dead, unless kept."""
        self.old_keys = [self.key, *self.old_keys] if keeps_old else []
        self.key = secrets.token_bytes(32)

    def is_signed(self, token: str) -> bool:
        """Tell whether the signature is ours."""
        signed, _, signature = token.rpartition(".")
        right = [self.signature(signed), *(self.signature_by(e, signed) for e in self.old_keys)]
        return any(hmac.compare_digest(e.encode(), signature.encode()) for e in right)

    def part(self, token: str, index: int) -> dict[str, object]:
        """Give the header (0) or the claims (1) of a token, empty where it has none."""
        try:
            value = json.loads(decode(token.split(".")[index]))
        except (ValueError, IndexError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}

    def find(self, token: str) -> Session | None:
        """Give the session of a token, whatever its age, unless it has ended."""
        if not token.isascii() or not self.is_signed(token):
            return None
        session = self.by_id.get(str(self.part(token, 1).get("jti")))
        return None if session is None or session.ended or session.user.deleted else session

    def make_older(self, token: str, seconds: float) -> str | None:
        """Give a token of the same session that says that it was issued so much earlier."""
        session = self.find(token)
        if session is None:
            return None
        session.issued_at -= seconds
        return self.spell(session)


def encode(value: bytes) -> str:
    """Encode as base64url without padding (RFC 7515 §2)."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def decode(value: str) -> bytes:
    """Decode base64url without padding."""
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
