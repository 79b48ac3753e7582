"""The file of a history: two parts, each of which is read though the other is damaged."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from pathlib import Path

import pytest

from harness.history import nights_store, store
from harness.history.file import Kept, read, text, write
from harness.history.store import Entry, PastTarget, Place
from tests.harness.nights import CAUSE, DAY, a_night

AT = "2027-01-01T12:00:00Z"
PLACE = Place("x", None, None, is_known=False)
PAST = {
    "acme": PastTarget(
        {"a.rule": Entry("broken", AT, broken_at=[PLACE]), "b.rule": Entry("kept", AT, AT)},
        "broken",
        AT,
        {"odd bodies": {"null": {"at": AT, "held": False}}},
    )
}
FEW = {"a.rule": "broken", "b.rule": "kept"}
NIGHTS = {"acme": [a_night(DAY, outcomes=FEW), a_night(outcomes=FEW, causes=(CAUSE,))]}
WITHOUT_TURNS = {"acme": PastTarget(PAST["acme"].rules, "broken", AT)}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "history.json"


def test_both_parts_are_read_as_they_were_written(path):
    write(path, PAST, NIGHTS)

    assert read(path) == Kept(PAST, NIGHTS)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_history_without_nights_is_read(path):
    path.write_text(json.dumps(store.as_json(PAST)))

    assert read(path) == Kept(PAST)


def test_no_file_is_no_history(path):
    assert read(path) == Kept()


def test_version_before_reads_what_it_knows_and_no_more(path):
    write(path, PAST, NIGHTS)

    assert store.read(path) == PAST
    assert json.loads(path.read_text()).keys() == {
        *("format", "targets", "tried", "sums", "nights")
    }


def test_file_that_was_laid_out_anew_is_read(path):
    write(path, PAST, NIGHTS)
    path.write_text(json.dumps(json.loads(path.read_text()), sort_keys=True))

    assert read(path) == Kept(PAST, NIGHTS)


def test_cut_at_any_byte_leaves_one_line_and_nothing_that_was_not_known(path):
    whole = text(PAST, NIGHTS).encode()
    told = set()
    for length in range(len(whole.rstrip())):
        path.write_bytes(whole[:length])
        kept = read(path)
        assert kept.past in ({}, PAST, WITHOUT_TURNS), length
        assert kept.nights == {}, length
        assert len(kept.problem.splitlines()) == 1, length
        told.add((kept.problem.removeprefix(f"{path}: "), bool(kept.past)))

    assert told == {
        ("is damaged, and is begun anew", False),
        ("the nights in it are damaged, and are begun anew", True),
    }


def test_damage_of_any_byte_leaves_one_line_and_nothing_that_was_not_known(path):
    whole = text(PAST, NIGHTS).encode()
    for place in range(0, len(whole), 5):
        path.write_bytes(whole[:place] + b"\x00" + whole[place + 1 :])
        kept = read(path)
        assert len(kept.problem.splitlines()) == 1, place
        assert kept.past in ({}, PAST, WITHOUT_TURNS), place
        assert kept.nights in ({}, NIGHTS), place


def test_state_is_kept_where_the_nights_are_damaged(path):
    raw = json.loads(text(PAST, NIGHTS))
    raw["nights"]["runs"] = 5
    path.write_text(json.dumps(raw))

    words = "the nights in it are damaged, and are begun anew"
    assert read(path) == Kept(PAST, problem=f"{path}: {words}")


@pytest.mark.parametrize(
    "damage", ['"outcome": "brok', '"format": 2'], ids=["within", "at-its-end"]
)
def test_nights_are_kept_where_the_state_is_damaged(path, damage):
    path.write_text(text(PAST, NIGHTS).replace(damage, '"'))

    kept = read(path)

    assert (kept.past, kept.nights) == ({}, NIGHTS)
    words = "is damaged, and is begun anew; its nights could be read, and are kept"
    assert kept.problem == f"{path}: {words}"


def test_history_of_a_newer_version_is_left_as_it_is(path):
    path.write_text(json.dumps({"format": 3, "nights": []}))

    kept = read(path)

    assert kept.is_newer
    assert "from a newer version of the suite, and is left as it is" in kept.problem


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff\xfe", b"[" * 100_000, b"null"], ids=len)
def test_what_is_no_history_is_one_line(path, data):
    path.write_bytes(data)

    assert read(path) == Kept(problem=f"{path}: is damaged, and is begun anew")


def test_history_is_whole_or_not_there(path, monkeypatch):
    write(path, PAST, NIGHTS)
    before = path.read_bytes()
    monkeypatch.setattr(nights_store, "compact", lambda _: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        write(path, {}, NIGHTS)

    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


OTHERS = {"other": PastTarget({"a.rule": Entry("kept", AT, AT)}, "conformant", AT)}
SINCE = "2027-01-02T12:00:00Z"
NEWER = {"acme": PastTarget({"a.rule": Entry("kept", SINCE, SINCE)}, "conformant", SINCE)}


def test_two_runs_of_different_targets_lose_nothing_of_each_other(path):
    write(path, PAST, NIGHTS)
    theirs, ours = read(path), read(path)
    other_night = {"other": [a_night(outcomes=FEW)]}

    write(path, theirs.past | NEWER, theirs.nights, taken=["acme"])
    write(path, ours.past | OTHERS, ours.nights | other_night, taken=["other"])

    assert read(path) == Kept(NEWER | OTHERS, NIGHTS | other_night)


def test_two_runs_of_one_target_keep_both_nights(path):
    first, second = a_night(DAY / 2, outcomes=FEW), a_night(outcomes=FEW)

    write(path, PAST, {"acme": [first]}, taken=["acme"])
    write(path, NEWER, {"acme": [second]}, taken=["acme"])

    assert read(path) == Kept(NEWER, {"acme": [first, second]})


def test_history_that_a_newer_version_has_written_meanwhile_is_left_alone(path):
    newer = json.dumps({"format": 3})
    path.write_text(newer)

    with pytest.raises(OSError, match="has been written by a newer version of the suite"):
        write(path, PAST, NIGHTS)

    assert path.read_text() == newer


def test_history_that_was_damaged_meanwhile_is_written_anew(path):
    path.write_bytes(b"\x00")

    write(path, PAST, NIGHTS)

    assert read(path) == Kept(PAST, NIGHTS)


def test_file_system_without_locks_is_written_to(path, monkeypatch):
    monkeypatch.setattr(fcntl, "flock", full_disk)

    write(path, PAST, NIGHTS)

    assert read(path) == Kept(PAST, NIGHTS)


def full_disk(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("name", ["open", "replace"])
def test_full_disk_leaves_the_history_as_it_was(path, monkeypatch, name):
    write(path, PAST, NIGHTS)
    before = path.read_bytes()
    with monkeypatch.context() as full:
        full.setattr(Path, name, lambda *_, **__: full_disk())
        with pytest.raises(OSError, match="No space left"):
            write(path, NEWER, NIGHTS)

    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_flipped_bit_is_told_in_a_line_and_nothing_else_is_lost(path):
    """Each is told but those that are no matter: blanks, and the names of what sums stand under."""
    whole = text(PAST | OTHERS, NIGHTS).encode()
    for place in range(0, len(whole), 2):
        content = bytearray(whole)
        content[place] ^= 1 << place // 2 % 8
        path.write_bytes(bytes(content))

        kept = read(path)

        where = f"{place}: {whole[place - 9 : place]!r} {content[place : place + 9]!r}"
        assert len(kept.problem.splitlines()) <= 1, where
        assert kept.past.items() <= (PAST | OTHERS).items() or is_cut(kept.past), where
        assert kept.nights in ({}, NIGHTS), where
        assert kept.problem or (kept.past, kept.nights) == (PAST | OTHERS, NIGHTS), where


def is_cut(past):
    """Whether it is what is left where only the first of the parts could be read."""
    return past in (WITHOUT_TURNS, WITHOUT_TURNS | OTHERS)


@pytest.mark.parametrize(("of", "left"), [("acme", OTHERS), ("other", PAST)])
def test_target_that_is_damaged_is_begun_anew_alone(path, of, left):
    raw = json.loads(text(PAST | OTHERS, NIGHTS))
    raw["targets"][of]["since"] = SINCE
    path.write_text(json.dumps(raw))

    words = f"what is known of {of} is damaged, and is begun anew"
    assert read(path) == Kept(left, NIGHTS, f"{path}: {words}")


def test_history_of_the_version_before_is_read_without_sums(path):
    raw = json.loads(text(PAST, NIGHTS))
    del raw["sums"]
    path.write_text(json.dumps(raw))

    assert read(path) == Kept(PAST, NIGHTS)
