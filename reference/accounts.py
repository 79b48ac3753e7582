"""The users of an instance, and who may act as them."""

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass, field

# An instance under test checks thousands of passwords that live for minutes: a thousand rounds
# keep an answer within a millisecond, where a production would take hundreds of thousands.
ROUNDS = 1000


@dataclass
class User:
    """A user, by the fields that the pages name, and what is never shown."""

    email: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    deleted: bool = False
    sso_enabled: bool = False
    features: frozenset[str] = frozenset()
    password_hash: bytes | None = None

    def as_json(self) -> dict[str, object]:
        """Give the User of the pages."""
        return {
            "email": self.email,
            "id": self.id,
            "deleted": self.deleted,
            "sso_enabled": self.sso_enabled,
        }


class Accounts:
    """Every user of one instance."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self._nobody = hash_password(secrets.token_urlsafe())

    def create(self, email: str, password: str, features: frozenset[str] = frozenset()) -> User:
        """Add a user who can log in."""
        user = self.invite(email)
        user.features = features
        self.set_password(user, password)
        return user

    def invite(self, email: str) -> User:
        """Add a user without a password, or give the one of that address."""
        existing = self.find(email)
        if existing is not None:
            return existing
        user = User(email)
        self.users[user.id] = user
        return user

    def find(self, email: str) -> User | None:
        """Give the user of that address."""
        for user in self.users.values():
            if user.email == email and not user.deleted:
                return user
        return None

    def by_id(self, user_id: str) -> User | None:
        """Give the user of that id."""
        user = self.users.get(user_id)
        return None if user is None or user.deleted else user

    def verify(self, email: str, password: str) -> User | None:
        """Give the user whose address and password these are.

        An unknown address is hashed for as well, so that time does not tell it from a known one.
        """
        user = self.find(email)
        expected = user.password_hash if user is not None else None
        matches = self.matches(password, expected or self._nobody)
        return user if matches and expected is not None else None

    def matches(self, password: str, expected: bytes) -> bool:
        """Tell whether the hash is this password's."""
        return hmac.compare_digest(hash_password(password, expected[:16]), expected)

    def set_password(self, user: User, password: str) -> None:
        """Give the user this password, and no other."""
        user.password_hash = hash_password(password)

    def rename(self, user: User, email: str) -> None:
        """Give the user this address."""
        user.email = email

    def delete(self, user: User) -> None:
        """Take the user's access away for good."""
        user.deleted = True
        user.password_hash = None


def hash_password(password: str, salt: bytes | None = None) -> bytes:
    """Give the salt (16 bytes) and what it makes of the password."""
    salt = salt or secrets.token_bytes(16)
    return salt + hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ROUNDS)
