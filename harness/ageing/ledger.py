"""The ledger: one sealed file a target, where specimens wait until they are of age.

Whatever changes it does so in a transaction: the file is locked, read, changed and replaced as a
whole, so that a killed run loses nothing and two runs at once see each other's changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken

from harness.ageing.stored_tokens import Specimen
from harness.core.errors import BadTarget
from harness.redaction.redactor import LEDGER_KEY as KEY_VARIABLE
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harness.targets.model import Target

MAKE_A_KEY = (
    "python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
)
_MAGIC = "meiro-ledger 1"


@dataclass
class Book:
    """What a ledger holds of one target."""

    owner: dict[str, str]
    """The instance's URL, and the account that the specimens are of."""
    specimens: dict[str, Specimen] = field(default_factory=dict)
    proofs: dict[str, datetime] = field(default_factory=dict)
    """When each contract, by its name and case, was last proven by a specimen."""
    hourly: dict[str, list[datetime]] = field(default_factory=dict)
    """When the budgets of an hour were drawn on, by kind."""

    def add(self, specimen: Specimen) -> None:
        """Add a specimen."""
        self.specimens[specimen.id] = specimen

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "owner": self.owner,
            "specimens": [each.as_json() for each in self.specimens.values()],
            "proofs": self.proofs,
            "hourly": self.hourly,
        }

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Book:
        """Read it back."""
        specimens = [Specimen.from_json(each) for each in raw["specimens"]]
        return cls(
            owner=raw["owner"],
            specimens={each.id: each for each in specimens},
            proofs={name: datetime.fromisoformat(at) for name, at in raw["proofs"].items()},
            hourly={
                kind: [datetime.fromisoformat(at) for at in moments]
                for kind, moments in raw.get("hourly", {}).items()
            },
        )


@dataclass(frozen=True)
class Ledgers:
    """The directory of ``--ledger``, and the key that seals what is in it."""

    directory: Path
    key: bytes = field(repr=False)

    @classmethod
    def at(cls, directory: Path) -> Ledgers:
        """Open the directory with the key of the environment; BadTarget where either is wrong."""
        key = os.environ.get(KEY_VARIABLE, "")
        if not key:
            raise BadTarget(f"--ledger needs {KEY_VARIABLE}; make one by {MAKE_A_KEY}")
        try:
            Fernet(key)
        except ValueError:
            raise BadTarget(f"{KEY_VARIABLE}: is no key; make one by {MAKE_A_KEY}") from None
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as failure:
            raise BadTarget(f"--ledger: {directory} can't be made: {failure}") from None
        return cls(directory, key.encode())

    def of(self, target: Target) -> Ledger | None:
        """Return the ledger of a target; None where it has an ager, or specimens can't be had."""
        if target.token_ager or target.account is None or target.effects < Effects.SESSION:
            return None
        owner = {"url": target.url, "account": target.account.email}
        return Ledger(self.directory / f"{target.name}.ledger", self.key, owner)

    def hourly_of(self, target: Target) -> Ledger | None:
        """Return what counts the hourly budgets of a target's account, under whatever name."""
        if target.account is None or target.effects < Effects.SESSION:
            return None
        owner = {"url": target.url, "account": target.account.email}
        name = hashlib.sha256(json.dumps(owner, sort_keys=True).encode()).hexdigest()[:12]
        return Ledger(self.directory / f"{name}.hourly", self.key, owner)


class Ledger:
    """The file of one target; without an ``owner``, whosever it is."""

    def __init__(self, path: Path, key: bytes, owner: dict[str, str] | None = None) -> None:
        self.path = path
        self._fernet = Fernet(key)
        self._head = f"{_MAGIC} {hashlib.sha256(key).hexdigest()[:8]}"
        self._owner = owner

    def read(self) -> Book:
        """Return what it holds; BadTarget, and nothing changed, where it can't be read."""
        try:
            text = self.path.read_text(encoding="ascii")
        except FileNotFoundError:
            return Book(self._owner or {})
        except (OSError, UnicodeDecodeError) as failure:
            raise BadTarget(f"ledger {self.path}: can't be read: {failure}") from None
        head, _, sealed = text.partition("\n")
        if head.startswith(_MAGIC) and head != self._head:
            raise BadTarget(f"ledger {self.path}: is sealed with another key than {KEY_VARIABLE}")
        try:
            book = Book.from_json(json.loads(self._fernet.decrypt(sealed.strip())))
        except (InvalidToken, ValueError, KeyError, TypeError):
            raise BadTarget(f"ledger {self.path}: is damaged; nothing was changed") from None
        if self._owner is not None and book.owner != self._owner:
            was, now = (f"{each['account']} at {each['url']}" for each in (book.owner, self._owner))
            raise BadTarget(f"ledger {self.path}: is of {was}, not of {now}; move it away")
        return book

    @contextmanager
    def transaction(self) -> Iterator[Book]:
        """Give what it holds, to be changed; written whole at the end, or not at all.

        BadTarget where the file can't be read or written.
        """
        try:
            with self._lock():
                book = self.read()
                yield book
                self._write(json.dumps(book.as_json(), default=datetime.isoformat).encode())
        except OSError as failure:
            raise BadTarget(f"ledger {self.path}: can't be written: {failure}") from None

    @contextmanager
    def _lock(self) -> Iterator[None]:
        descriptor = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)  # which unlocks it, as the end of the process does

    def _write(self, content: bytes) -> None:
        part = self.path.with_suffix(".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(f"{self._head}\n".encode() + self._fernet.encrypt(content) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)
        directory = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)  # the new name, too, outlives a power cut
        finally:
            os.close(directory)
