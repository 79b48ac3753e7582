"""The ledger: one sealed file a target, where tokens wait until they are old enough."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet

from harness.ageing.stored_tokens import StoredToken, moment_of
from harness.core.errors import BadTarget
from harness.core.given import word_of_variable
from harness.core.sealed_file import SealedFile
from harness.http.hourly import HourlyCounts
from harness.redaction.redactor import LEDGER_KEY as KEY_VARIABLE
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from harness.targets.model import Target

MAKE_A_KEY = (
    "python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
)


_OURS = frozenset({"owner", "specimens", "proofs", "hourly"})
"""Members of a ledger; a version before had counts of the hour in it, which have their own file."""


@dataclass
class Book:
    """What a ledger holds of one target."""

    owner: dict[str, str]
    """The instance's URL, and the account that the stored tokens are of."""
    tokens: dict[str, StoredToken] = field(default_factory=dict)
    proofs: dict[str, datetime] = field(default_factory=dict)
    """When each contract, by its name and case, was last proven by a stored token."""
    others: dict[str, Any] = field(default_factory=dict)
    """What a newer version of the suite keeps beside them: given back as it was."""

    def add(self, stored: StoredToken) -> None:
        """Add a stored token."""
        self.tokens[stored.id] = stored

    def is_ahead_of(self, moment: datetime) -> bool:
        """Whether something in it is of later: the clock went back since, or was ahead then."""
        noted = [s.at for each in self.tokens.values() for s in each.observations]
        given = [each.given for each in self.tokens.values()]
        return any(each > moment for each in (*noted, *given, *self.proofs.values()))

    def forget_undated(self) -> None:
        """Forget tokens whose age our clock alone tells: it can't be known where that is wrong."""
        self.tokens = {n: each for n, each in self.tokens.items() if each.offset is not None}

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return self.others | {
            "owner": self.owner,
            "specimens": [each.as_json() for each in self.tokens.values()],
            "proofs": self.proofs,
        }

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Book:
        """Read it back."""
        tokens = [StoredToken.from_json(each) for each in raw["specimens"]]
        return cls(
            owner=dict(raw["owner"]),
            tokens={each.id: each for each in tokens},
            proofs={name: moment_of(at) for name, at in raw["proofs"].items()},
            others={name: value for name, value in raw.items() if name not in _OURS},
        )


def key_of_environment() -> bytes:
    """Return the key that seals ledgers; BadTarget where there is none."""
    key = word_of_variable(KEY_VARIABLE)
    if not key:
        raise BadTarget(f"--ledger needs {KEY_VARIABLE}; make one by {MAKE_A_KEY}")
    try:
        Fernet(key)
    except ValueError:
        raise BadTarget(f"{KEY_VARIABLE}: is no key; make one by {MAKE_A_KEY}") from None
    return key.encode()


@dataclass(frozen=True)
class Ledgers:
    """The directory of ``--ledger``, and the key that seals what is in it."""

    directory: Path
    key: bytes = field(repr=False)

    @classmethod
    def at(cls, directory: Path) -> Ledgers:
        """Open the directory with the key of the environment; BadTarget where either is wrong."""
        key = key_of_environment()
        if directory.exists() and not directory.is_dir():
            raise BadTarget(f"--ledger: {directory} is a file, and must be a directory")
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as failure:
            raise BadTarget(f"--ledger: {directory} can't be made: {failure.strerror}") from None
        return cls(directory, key)

    def of(self, target: Target) -> Ledger | None:
        """Return the ledger of a target; None where it has an ager, or nobody may log in."""
        if target.ager or target.account is None or target.effects < Effects.SESSION:
            return None
        owner = {"url": target.url, "account": target.account.email}
        return Ledger(self.directory / f"{target.name}.ledger", self.key, owner)

    def hourly_of(self, target: Target) -> HourlyCounts | None:
        """Return what counts the hourly budgets of a target's account, under whatever name."""
        if target.account is None or target.effects < Effects.SESSION:
            return None
        owner = {"url": target.url, "account": target.account.email}
        name = hashlib.sha256(json.dumps(owner, sort_keys=True).encode()).hexdigest()[:12]
        file = SealedFile(self.directory / f"{name}.hourly", self.key, KEY_VARIABLE)
        return HourlyCounts(file, owner)


class Ledger:
    """The tokens that wait for one target; without an ``owner``, whosever they are."""

    def __init__(self, path: Path, key: bytes, owner: dict[str, str] | None = None) -> None:
        self.path = path
        self._file = SealedFile(path, key, KEY_VARIABLE)
        self._owner = owner

    def read(self) -> Book:
        """Return what it holds; BadTarget, and nothing changed, where it can't be read."""
        held = self._file.read()
        if held is None:
            return Book(self._owner or {})
        try:
            book = Book.from_json(held)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise self._file.damaged() from None
        if self._owner is not None and book.owner != self._owner:
            was, now = _owner_in_words(book.owner), _owner_in_words(self._owner)
            raise BadTarget(f"ledger {self.path}: is of {was}, not of {now}; move it away")
        return book

    @contextmanager
    def transaction(self) -> Iterator[Book]:
        """Give what it holds, to be changed; written whole at the end, or not at all.

        BadTarget where the file can't be read or written.
        """
        with self._file.locked():
            book = self.read()
            yield book
            self._file.write(book.as_json())


def _owner_in_words(owner: dict[str, str]) -> str:
    return f"{owner.get('account')} at {owner.get('url')}"
