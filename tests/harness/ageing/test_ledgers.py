"""The directory of ledgers: its key, which target has one, and what a file of it is called."""

from __future__ import annotations

import stat

import pytest

from harness.ageing.ledger import Book, Ledger, Ledgers, key_of_environment
from harness.core.errors import BadTarget
from harness.core.outcomes import Unproven
from harness.core.sealed_file import SealedFile
from spec.specification import Effects
from tests.harness.ageing.test_ledger import KEY, OWNER, a_stored, write
from tests.harness.making import a_target


def test_key_is_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("MEIRO_LEDGER_KEY", KEY.decode())

    assert key_of_environment() == KEY


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("", "--ledger needs MEIRO_LEDGER_KEY; make one by python"),
        ("too-short", "MEIRO_LEDGER_KEY: is no key; make one by python"),
    ],
    ids=["none", "wrong"],
)
def test_what_is_amiss_with_a_key_is_told(monkeypatch, key, told):
    monkeypatch.setenv("MEIRO_LEDGER_KEY", key)

    with pytest.raises(BadTarget) as refused:
        key_of_environment()

    assert str(refused.value).startswith(told)


def test_key_is_shown_in_no_message(tmp_path):
    assert KEY.decode() not in repr(Ledgers(tmp_path, KEY))


@pytest.fixture
def with_key(monkeypatch):
    monkeypatch.setenv("MEIRO_LEDGER_KEY", KEY.decode())


@pytest.mark.usefixtures("with_key")
def test_directory_is_made_for_its_owner_alone_and_found_again(tmp_path):
    directory = tmp_path / "of" / "ledgers"

    opened = [Ledgers.at(directory), Ledgers.at(directory)]

    assert opened == [Ledgers(directory, KEY)] * 2
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


@pytest.mark.usefixtures("with_key")
@pytest.mark.parametrize(
    ("below", "told"),
    [("", "is a file, and must be a directory"), ("below", "can't be made: Not a directory")],
    ids=["file", "below-a-file"],
)
def test_file_in_the_place_of_the_directory_is_told(tmp_path, below, told):
    (tmp_path / "file").touch()
    directory = tmp_path / "file" / below

    with pytest.raises(BadTarget) as refused:
        Ledgers.at(directory)

    assert str(refused.value) == f"--ledger: {directory} {told}"


def test_ledger_of_a_target_is_of_its_instance_and_account(tmp_path):
    ledger = Ledgers(tmp_path, KEY).of(a_target(effects=Effects.SESSION))
    assert ledger is not None

    write(ledger, a_stored())

    assert ledger.path == tmp_path / "acme.ledger"
    assert list(Ledger(ledger.path, KEY, OWNER).read().tokens) == ["one"]


def test_target_where_nobody_may_log_in_keeps_nothing(tmp_path):
    ledgers = Ledgers(tmp_path, KEY)

    assert ledgers.of(a_target(effects=Effects.READ)) is None
    assert ledgers.hourly_of(a_target(effects=Effects.READ)) is None
    assert ledgers.hourly_of(a_target(account=None, effects=Effects.ACCOUNT)) is None


def test_hourly_counts_are_of_the_account_under_whatever_name_and_version(tmp_path):
    ledgers = Ledgers(tmp_path, KEY)
    targets = [a_target(name=name, effects=Effects.SESSION) for name in ("acme", "other")]
    one, other = map(ledgers.hourly_of, targets)
    assert one is not None
    assert other is not None
    one.count({"logins": 1})

    with pytest.raises(Unproven):
        other.count({"logins": 1})

    [file] = tmp_path.glob("*.hourly")
    assert file.name == "0f38e3a49f66.hourly"
    held = SealedFile(file, KEY, "KEY").read()
    assert held is not None
    assert held["owner"] == OWNER


def test_what_this_version_knows_is_no_newer_ones():
    raw = {"owner": OWNER, "specimens": [], "proofs": {}, "hourly": {}, "planned": ["later"]}

    assert Book.from_json(raw).others == {"planned": ["later"]}


def test_ledger_is_read_whosever_it_is(tmp_path):
    whoever = Ledger(tmp_path / "acme.ledger", KEY)
    nothing = whoever.read()
    write(Ledger(whoever.path, KEY, OWNER), a_stored())

    assert nothing == Book({})
    assert whoever.read().owner == OWNER


def test_ledger_without_a_member_is_damaged(tmp_path):
    ledger = Ledger(tmp_path / "acme.ledger", KEY, OWNER)
    SealedFile(ledger.path, KEY, "KEY").write({"owner": OWNER, "specimens": []})

    with pytest.raises(BadTarget, match=r"acme\.ledger: is damaged"):
        ledger.read()
