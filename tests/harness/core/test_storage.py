"""A file is written whole, or stays as it was."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.core import storage
from harness.core.storage import read_bytes, writable, write_json, write_text

LONE = "a lone \ud83d surrogate"
OLD = '{"format": 1}'


def test_text_takes_the_place_of_another(tmp_path):
    file = tmp_path / "summary.md"
    file.write_text("of the last run, and longer than what comes now")

    write_text(file, "žluťoučký\n")

    assert file.read_text(encoding="utf-8") == "žluťoučký\n"
    assert list(tmp_path.iterdir()) == [file]


def test_json_is_written_as_it_is_read(tmp_path):
    file = tmp_path / "results.json"

    write_json(file, {"a": ["ž", 1, None]})

    assert json.loads(file.read_text(encoding="utf-8")) == {"a": ["ž", 1, None]}
    assert "ž" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("write", [write_text, write_json], ids=["text", "json"])
@pytest.mark.parametrize("old", [OLD, None], ids=["there", "absent"])
def test_file_that_cant_be_written_whole_stays_as_it_was(tmp_path, monkeypatch, write, old):
    file = tmp_path / "results.json"
    if old is not None:
        file.write_bytes(old.encode())

    def fail_in_the_middle(part, *_, **__):
        part.touch()
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "open", fail_in_the_middle)

    with pytest.raises(OSError, match="No space"):
        write(file, "the whole")

    monkeypatch.undo()
    assert [each.read_text() for each in tmp_path.iterdir()] == ([] if old is None else [old])


def test_file_is_not_seen_before_it_is_whole(tmp_path, monkeypatch):
    file = tmp_path / "corpus.json"
    file.write_text(OLD)
    seen = []
    replace = Path.replace

    def looked_at(part, target):
        seen.append((part.read_text(), file.read_text()))
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", looked_at)
    write_text(file, "new")

    assert seen == [("new", OLD)]


def test_text_that_no_encoding_has_is_written_escaped(tmp_path):
    write_text(tmp_path / "summary.md", LONE)
    write_json(tmp_path / "results.json", [LONE])

    assert (tmp_path / "summary.md").read_text() == r"a lone \ud83d surrogate"
    assert json.loads((tmp_path / "results.json").read_text()) == [LONE]


def test_file_is_read(tmp_path):
    (tmp_path / "a").write_bytes(b"\xff")

    assert read_bytes(tmp_path / "a") == b"\xff"


def test_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a")

    with pytest.raises(OSError, match="is no file"):
        read_bytes(tmp_path / "a")


def test_file_that_is_far_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "MOST_READ", 1024 * 1024)
    with (tmp_path / "a").open("wb") as file:
        file.truncate(1024 * 1024 + 1)

    with pytest.raises(OSError, match="is larger than 1 MB"):
        read_bytes(tmp_path / "a")


def test_half_a_surrogate_pair_can_be_written():
    assert writable("a\ud800ž") == "a\\ud800ž"


@given(st.text())
@settings(derandomize=True, deadline=None, max_examples=300)
def test_any_text_can_be_written(text):
    writable(text).encode("utf-8")
