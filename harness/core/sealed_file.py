"""A file that only the holder of a key can read.

Whatever changes it does so while it is locked: it is read, changed and replaced as a whole, so that
a killed run loses nothing and two runs at once see each other's changes.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken

from harness.core.errors import BadTarget
from harness.core.json_text import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MAGIC = "meiro-ledger"
_FORMAT = 1
"""Of what is sealed; it grows by one when a reader of the old one would go wrong."""
_HEAD = re.compile(rb"meiro-ledger ([1-9][0-9]{0,8}) ([0-9a-f]{8})")
"""The format, and by which key it is sealed: nothing rests on either but what is said."""


class SealedFile:
    """One sealed file of JSON; each error is a BadTarget of one line that names it."""

    def __init__(self, path: Path, key: bytes, key_name: str) -> None:
        self.path = path
        self._fernet = Fernet(key)
        self._head = f"{_MAGIC} {_FORMAT} {hashlib.sha256(key).hexdigest()[:8]}"
        self._key_name = key_name
        """What the key is called where it comes from."""

    def read(self) -> dict[str, Any] | None:
        """Return what it holds; None where there is no file."""
        try:
            head, _, sealed = self.path.read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        except OSError as failure:
            raise BadTarget(f"ledger {self.path}: can't be read: {failure}") from None
        told = _HEAD.fullmatch(head)
        if told is not None and int(told[1]) > _FORMAT:
            raise BadTarget(
                f"ledger {self.path}: is of format {int(told[1])}, from a newer version of the "
                "suite; nothing was changed"
            )
        try:
            held = parsed(self._fernet.decrypt(sealed.strip()))
        except InvalidToken:
            if told is not None and head != self._head.encode():
                words = f"is sealed with another key than {self._key_name}"
                raise BadTarget(f"ledger {self.path}: {words}") from None
            raise self.damaged() from None
        except ValueError:
            raise self.damaged() from None
        if not isinstance(held, dict):
            raise self.damaged()
        return held

    def damaged(self) -> BadTarget:
        """Return the error of a file that holds something else than it should."""
        return BadTarget(f"ledger {self.path}: is damaged; nothing was changed")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other runs from reading and writing the file."""
        try:
            descriptor = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield
            finally:
                os.close(descriptor)  # which unlocks it, as the end of the process does
        except OSError as failure:
            raise BadTarget(f"ledger {self.path}: can't be written: {failure}") from None

    def write(self, value: dict[str, Any]) -> None:
        """Replace what it holds, whole or not at all; to be called while it is locked."""
        content = json.dumps(value, default=datetime.isoformat).encode()
        part = self.path.with_suffix(".part")
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(f"{self._head}\n".encode() + self._fernet.encrypt(content) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)
        finally:
            part.unlink(missing_ok=True)  # on a full disk, it would take what little is left
        directory = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)  # the new name, too, outlives a power cut
        finally:
            os.close(directory)
