"""A file is written whole, or stays as it was."""

import json
from pathlib import Path

import pytest

from harness.core.storage import write_json, write_text

UNWRITABLE = "a lone \ud83d surrogate"
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
def test_file_that_cant_be_written_whole_stays_as_it_was(tmp_path, write, old):
    file = tmp_path / "results.json"
    if old is not None:
        file.write_text(old)

    with pytest.raises(UnicodeEncodeError):
        write(file, UNWRITABLE)

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
