"""A sealed file: what it holds comes back, by its key alone, whole or as it was."""

from __future__ import annotations

import errno
import json
import os
import re
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from harness.core.errors import BadTarget
from harness.core.sealed_file import SealedFile
from tests.harness.making import CANARY

KEY = Fernet.generate_key()


@pytest.fixture
def file(tmp_path):
    return SealedFile(tmp_path / "acme.ledger", KEY, "THE_KEY")


def write(file, value):
    with file.locked():
        file.write(value)


def sealed(content: bytes, head: bytes | None = None) -> bytes:
    """Seal anything at all, under the file's own first line or another."""
    own = SealedFile(Path("any"), KEY, "THE_KEY")._head.encode()
    return (own if head is None else head) + b"\n" + Fernet(KEY).encrypt(content) + b"\n"


def test_file_that_is_not_there_holds_nothing(file):
    assert file.read() is None


def test_what_is_written_is_read_and_nobody_else_reads_it(file):
    write(file, {"a": [CANARY, 1, None]})

    assert file.read() == {"a": [CANARY, 1, None]}
    assert CANARY.encode() not in file.path.read_bytes()


def test_moments_are_written_in_their_own_zone(file):
    write(file, {"at": datetime(2027, 1, 1, 12, tzinfo=UTC)})

    assert file.read() == {"at": "2027-01-01T12:00:00+00:00"}


def test_file_of_another_key_names_what_the_key_is_called(file):
    write(file, {})

    with pytest.raises(BadTarget, match=r"acme\.ledger: is sealed with another key than OTHER$"):
        SealedFile(file.path, Fernet.generate_key(), "OTHER").read()


@pytest.mark.parametrize(
    "content",
    [
        sealed(b"{"),
        sealed(b"[]"),
        sealed(b"null"),
        sealed(b"[" * 100_000),
        sealed(b"\xff"),
        sealed(b"{}")[:-9],
    ],
    ids=["half", "list", "null", "deep", "no-text", "cut-off"],
)
def test_content_that_is_no_object_is_damaged(file, content):
    file.path.write_bytes(content)

    with pytest.raises(BadTarget, match=r"acme\.ledger: is damaged; nothing was changed$"):
        file.read()


def test_content_under_a_first_line_of_no_ledger_is_read_by_its_key(file):
    file.path.write_bytes(sealed(b'{"a": 1}', head=b"of another kind"))

    assert file.read() == {"a": 1}


def test_file_that_cannot_be_opened_is_one_line(file):
    file.path.mkdir()

    with pytest.raises(BadTarget, match=r"acme\.ledger: can't be read: .*directory"):
        file.read()


def test_file_that_cannot_be_replaced_stays_as_it_was(file, monkeypatch):
    write(file, {"a": 1})
    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(BadTarget, match="can't be written: No space left"):
        write(file, {"a": 2})

    assert file.read() == {"a": 1}


def full(*_):
    raise OSError("No space left on device")


def test_value_that_is_no_json_leaves_the_file_as_it_was(file):
    write(file, {"a": 1})

    with pytest.raises(TypeError):
        write(file, {"a": object()})

    assert file.read() == {"a": 1}


HELD = {"a": [1, "ž"]}
DAMAGED = r"acme\.ledger: is damaged; nothing was changed"
ANOTHER_KEY = r"acme\.ledger: is sealed with another key than THE_KEY"
NEWER = r"acme\.ledger: is of format \d+, from a newer version of the suite; nothing was changed"


def outcome(file, content):
    """What comes of reading a file of that content: what it holds, or the words that tell why not.

    Whatever is told, nothing is changed.
    """
    file.path.write_bytes(content)
    try:
        return file.read()
    except BadTarget as failure:
        assert file.path.read_bytes() == content
        return str(failure)


def is_said(words, *patterns):
    return isinstance(words, str) and any(re.search(f"{each}$", words) for each in patterns)


def test_file_cut_at_any_byte_is_whole_or_damaged(file):
    whole = sealed(json.dumps(HELD).encode())

    for length in range(len(whole) - 1):
        assert is_said(outcome(file, whole[:length]), DAMAGED), length
    assert outcome(file, whole[:-1]) == HELD  # a line's end is no part of what is sealed


def test_file_of_any_bit_flipped_is_whole_or_told(file):
    whole = sealed(json.dumps(HELD).encode())
    head = whole.index(b"\n")

    for place in range(len(whole)):
        for bit in range(8):
            content = bytearray(whole)
            content[place] ^= 1 << bit
            found = outcome(file, bytes(content))
            where = f"bit {bit} of byte {place}"
            if place < head:  # the key alone opens it: what its first line says is no matter
                assert found == HELD or is_said(found, NEWER), where
            elif place > head:
                assert found == HELD or is_said(found, DAMAGED), where
            else:
                assert is_said(found, DAMAGED), where


def test_file_that_lost_its_middle_is_damaged(file):
    whole = sealed(json.dumps(HELD).encode())
    for place in range(len(whole) - 64):
        zeroed = whole[:place] + bytes(64) + whole[place + 64 :]
        assert is_said(outcome(file, zeroed), DAMAGED), place


def test_another_key_is_told_from_damage(file):
    other = SealedFile(file.path, Fernet.generate_key(), "THE_KEY")
    whole = sealed(b"{}")

    assert is_said(outcome(other, whole), ANOTHER_KEY)
    assert is_said(outcome(other, whole[:20]), DAMAGED)  # within the first line
    assert is_said(outcome(other, whole[:30]), ANOTHER_KEY)
    assert is_said(outcome(other, b"nothing at all"), DAMAGED)


def test_file_of_a_newer_version_is_left_alone(file):
    newer = sealed(b"{}", head=b"meiro-ledger 2 " + file._head.encode()[-8:])

    assert is_said(outcome(file, newer), NEWER)


@pytest.mark.parametrize("name", ["fdopen", "fsync", "open"])
def test_full_disk_is_one_line_and_leaves_the_file_as_it_was(file, monkeypatch, name):
    write(file, {"a": 1})
    lock = file.path.with_suffix(".lock")
    honest = getattr(os, name)

    def fail(first, *more, **options):
        if name == "open" and first == lock:
            return honest(first, *more, **options)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full_disk:
        full_disk.setattr(os, name, fail)
        with pytest.raises(BadTarget, match=r"can't be written: .*No space left on device$"):
            write(file, {"a": 2})

    assert file.read() == {"a": 1}
    assert {each.name for each in file.path.parent.iterdir()} == {"acme.ledger", "acme.lock"}


def test_part_that_a_killed_run_left_is_replaced(file):
    part = file.path.with_suffix(".part")
    part.write_bytes(b"half of it")

    write(file, {"a": 1})

    assert file.read() == {"a": 1}
    assert not part.exists()


def test_clock_that_went_back_opens_what_was_sealed_ahead_of_it(file):
    ahead = Fernet(KEY).encrypt_at_time(b'{"a": 1}', int(time.time()) + 10**8)
    file.path.write_bytes(file._head.encode() + b"\n" + ahead)

    assert file.read() == {"a": 1}


def test_lock_is_free_again_after_a_failure(file):
    with pytest.raises(KeyError), file.locked():
        raise KeyError

    write(file, {"a": 1})
    assert file.read() == {"a": 1}


def add_one(file, times):
    for _ in range(times):
        with file.locked():
            file.write({"count": (file.read() or {"count": 0})["count"] + 1})


def test_changes_under_the_lock_are_all_seen(file):
    others = [SealedFile(file.path, KEY, "THE_KEY") for _ in range(2)]
    threads = [threading.Thread(target=add_one, args=(each, 20)) for each in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert file.read() == {"count": 40}


def test_content_is_json_that_any_reader_of_the_key_understands(file):
    write(file, {"owner": "ž"})

    sealed_part = file.path.read_bytes().partition(b"\n")[2]

    assert json.loads(Fernet(KEY).decrypt(sealed_part.strip())) == {"owner": "ž"}
