"""The ledger keeps what it was given: sealed, whole, and through kills and other runs."""

from __future__ import annotations

import os
import random
import signal
import stat
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet

from harness.ageing.ledger import Ledger, Ledgers
from harness.ageing.stored_tokens import Observation, StoredToken
from harness.core.errors import BadTarget
from harness.core.sealed_file import SealedFile
from tests.harness.making import ACCOUNT, CANARY, a_target

KEY = Fernet.generate_key()
OWNER = {"url": "http://acme.test/api", "account": ACCOUNT.email}
NOON = datetime(2027, 1, 1, 12, tzinfo=UTC)


def a_stored(name: str = "one", **of: Any) -> StoredToken:
    plain: dict[str, Any] = {
        "kind": "login",
        "batch": "noon",
        "token": CANARY,
        "asked": NOON,
        "given": NOON,
    }
    return StoredToken(id=name, **(plain | of))


@pytest.fixture
def ledger(tmp_path):
    return Ledger(tmp_path / "acme.ledger", KEY, OWNER)


def write(ledger, *tokens):
    with ledger.transaction() as book:
        for each in tokens:
            book.add(each)


def test_what_is_written_is_read(ledger):
    stored = a_stored(observations=[Observation(NOON, "gate", accepted=True)], offset=1.5)

    write(ledger, stored)

    assert ledger.read().tokens == {"one": stored}


def test_tokens_are_sealed(ledger):
    write(ledger, a_stored())

    assert CANARY.encode() not in ledger.path.read_bytes()


def test_file_is_its_owners_alone(ledger):
    write(ledger, a_stored())

    assert stat.S_IMODE(ledger.path.stat().st_mode) == 0o600


def clear_and_fail(ledger):
    with ledger.transaction() as book:
        book.tokens.clear()
        del book.tokens["another"]


def test_failed_change_leaves_the_ledger_as_it_was(ledger):
    write(ledger, a_stored())

    with pytest.raises(KeyError):
        clear_and_fail(ledger)

    assert list(ledger.read().tokens) == ["one"]


def test_two_runs_see_each_others_changes(ledger):
    other = Ledger(ledger.path, KEY, OWNER)
    ledger.read()

    write(other, a_stored("theirs"))
    write(ledger, a_stored("ours"))

    assert set(other.read().tokens) == {"theirs", "ours"}


def test_another_key_is_told_and_nothing_lost(ledger):
    write(ledger, a_stored())
    before = ledger.path.read_bytes()

    with pytest.raises(BadTarget, match="sealed with another key"):
        write(Ledger(ledger.path, Fernet.generate_key(), OWNER), a_stored("other"))

    assert ledger.path.read_bytes() == before


@pytest.mark.parametrize("damage", [b"", b"meiro-ledger 1", b"nonsense\n", b"\xff\xfe"])
def test_damaged_file_is_told_and_nothing_lost(ledger, damage):
    ledger.path.write_bytes(damage)

    with pytest.raises(BadTarget, match=r"acme\.ledger: (is damaged|can't be read|is sealed)"):
        write(ledger, a_stored())

    assert ledger.path.read_bytes() == damage


def test_truncated_file_is_told(ledger):
    write(ledger, a_stored())
    ledger.path.write_bytes(ledger.path.read_bytes()[:-20])

    with pytest.raises(BadTarget, match="is damaged; nothing was changed"):
        ledger.read()


@pytest.mark.parametrize("name", ["owner", "specimens", "proofs"])
@pytest.mark.parametrize("value", [7, None, [7]], ids=str)
def test_sealed_file_of_another_shape_is_told(ledger, name, value):
    held = {"owner": OWNER, "specimens": [], "proofs": {}} | {name: value}
    SealedFile(ledger.path, KEY, "KEY").write(held)

    with pytest.raises(BadTarget, match=r"acme\.ledger: is (damaged|of)"):
        ledger.read()


def held_by(sealed: SealedFile) -> dict[str, Any]:
    held = sealed.read()
    assert held is not None
    return held


def as_a_newer_version(held: dict[str, Any]) -> dict[str, Any]:
    """Add members that this version does not know, wherever something is told."""
    held["planned"] = ["later"]
    for token in held["specimens"]:
        token["region"] = "eu"
        for observation in token["sightings"]:
            observation["replica"] = 2
    return held


def test_run_of_this_version_keeps_what_a_newer_one_wrote(ledger):
    seen = [Observation(NOON, "gate", accepted=True)]
    write(ledger, a_stored(observations=seen), a_stored("two"))
    sealed = SealedFile(ledger.path, KEY, "KEY")
    newer = as_a_newer_version(held_by(sealed))
    sealed.write(newer)

    write(ledger, a_stored("ours"))

    after = held_by(sealed)
    [ours] = [each for each in after["specimens"] if each["id"] == "ours"]
    assert after == newer | {"specimens": [*newer["specimens"], ours]}


@pytest.mark.parametrize(
    "of", [{"asked": "x"}, {"given": "2027-01-01T12:00:00"}, {"sightings": [7]}]
)
def test_token_of_another_shape_is_told_and_nothing_lost(ledger, of):
    write(ledger, a_stored())
    sealed = SealedFile(ledger.path, KEY, "KEY")
    held = held_by(sealed)
    held["specimens"][0] |= of
    sealed.write(held)
    before = ledger.path.read_bytes()

    with pytest.raises(BadTarget, match=r"acme\.ledger: is damaged; nothing was changed$"):
        write(ledger, a_stored("ours"))

    assert ledger.path.read_bytes() == before


LATER = NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    "of",
    [
        {"given": LATER},
        {"observations": [Observation(NOON, "gate", True), Observation(LATER, "gate", False)]},  # noqa: FBT003
    ],
    ids=["given", "seen"],
)
def test_book_is_ahead_of_a_clock_that_went_back(ledger, of):
    write(ledger, a_stored(), a_stored("two", **of))

    assert ledger.read().is_ahead_of(NOON)
    assert not ledger.read().is_ahead_of(LATER)


def test_proof_of_later_shows_a_clock_that_went_back(ledger):
    with ledger.transaction() as book:
        book.proofs["a contract"] = LATER

    assert ledger.read().is_ahead_of(NOON)
    assert not ledger.read().is_ahead_of(LATER)


def test_tokens_are_forgotten_whose_age_our_clock_alone_tells(ledger):
    write(ledger, a_stored(), a_stored("dated", offset=-86_400.0))

    with ledger.transaction() as book:
        book.forget_undated()

    assert list(ledger.read().tokens) == ["dated"]


def test_cache_of_a_day_before_gives_back_what_it_held(ledger):
    write(ledger, a_stored())
    cached = ledger.path.read_bytes()
    write(ledger, a_stored("since"))
    ledger.path.write_bytes(cached)

    write(ledger, a_stored("ours"))

    assert set(ledger.read().tokens) == {"one", "ours"}


def test_ledger_of_another_instance_is_refused(ledger):
    write(ledger, a_stored())

    with pytest.raises(BadTarget, match=r"is of qa@acme\.test at http://acme\.test/api, not of"):
        Ledger(ledger.path, KEY, OWNER | {"url": "http://other.test"}).read()


def test_unwritable_directory_is_one_line(tmp_path):
    ledger = Ledger(tmp_path / "missing" / "acme.ledger", KEY, OWNER)

    with pytest.raises(BadTarget, match="can't be written"):
        write(ledger, a_stored())


@pytest.mark.parametrize("key", ["", "too-short"])
def test_missing_or_wrong_key_says_how_to_make_one(tmp_path, monkeypatch, key):
    monkeypatch.setenv("MEIRO_LEDGER_KEY", key)

    with pytest.raises(BadTarget, match=r"MEIRO_LEDGER_KEY.*generate_key"):
        Ledgers.at(tmp_path)


def test_target_with_an_ager_or_without_an_account_has_no_ledger(tmp_path):
    ledgers = Ledgers(tmp_path, KEY)

    assert ledgers.of(a_target()) is not None
    assert ledgers.of(a_target(account=None)) is None
    assert ledgers.of(a_target(token_ager=object())) is None


def add_until_killed(ledger: Ledger, told: int, prefix: str) -> None:
    """Add stored tokens one by one, and tell of each once it is written."""
    for number in range(10_000):
        name = f"{prefix}-{number}"
        write(ledger, a_stored(name))
        os.write(told, f"{name}\n".encode())


@pytest.mark.starts_process
def test_kills_lose_no_token(ledger):
    chance = random.Random(7)
    written: set[str] = set()
    for attempt in range(200):
        reading, telling = os.pipe()
        child = os.fork()
        if child == 0:
            add_until_killed(ledger, telling, str(attempt))
            os._exit(0)
        os.close(telling)
        time.sleep(chance.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading) as told:
            written |= {line.strip() for line in told if line.endswith("\n")}
        with ledger.transaction() as book:
            assert written <= set(book.tokens)
            written, book.tokens = set(), {}
