"""How cases are kept, and what becomes of a file that holds none."""

import json
import os
from pathlib import Path

import pytest

from harness.generation.case import Case
from harness.generation.corpus import MOST, Corpus
from harness.run.settings import Entry

ODD = Case("login", "odd", b'{"email": "\xff"}', "text/plain", path=(("id", "ž"),), token=b"\xe9")


def an_entry(search="login", product="me", case=ODD):
    return Entry(product=product, search=search, case=case.as_json())


def cases_of(corpus):
    return [Case.from_json(each["case"]) for each in corpus.entries]


def test_case_survives_the_corpus(tmp_path):
    file = tmp_path / "corpus.json"
    Corpus().write(file, [an_entry()])

    assert cases_of(Corpus.read(file)) == [ODD]


def test_corpus_keeps_the_newest_and_none_twice(tmp_path):
    file = tmp_path / "corpus.json"
    many = [an_entry(case=Case("login", str(number))) for number in range(MOST + 5)]
    Corpus(many[:3]).write(file, many)

    kept = cases_of(Corpus.read(file))

    assert [each.how for each in kept] == [str(number) for number in range(5, MOST + 5)]


def test_run_without_a_failure_writes_nothing(tmp_path):
    Corpus([an_entry()]).write(tmp_path / "corpus.json", [an_entry()])

    assert not list(tmp_path.iterdir())


def test_corpus_that_cant_be_written_stays_as_it_was(tmp_path, monkeypatch):
    file = tmp_path / "corpus.json"
    Corpus().write(file, [an_entry()])
    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(OSError, match="No space left"):
        Corpus.read(file).write(file, [an_entry("tokens")])

    assert cases_of(Corpus.read(file)) == [ODD]
    assert list(tmp_path.iterdir()) == [file]


def full(*_):
    raise OSError("No space left on device")


def corpus_of(**odd):
    entry = an_entry()
    entry["case"] |= odd
    return json.dumps({"format": 1, "cases": [entry]})


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "[" * 100_000,
     '{"format": 1}', '{"format": 1, "cases": [{"product": "me"}]}', '{"format": 2}',
     '{"format": 1, "cases": [{"product": "me", "search": "s", "case": {"how": 1}}]}',
     corpus_of(how=["no text"]), corpus_of(operation=None), corpus_of(method={"GET": 1}),
     corpus_of(media_type=[]), corpus_of(how="half \ud83d of a pair"), corpus_of(path=[["id"]]),
     corpus_of(path=[["id", "half \ud83d of a pair"]])],
)  # fmt: skip
def test_damaged_corpus_is_one_line_and_stays_as_it_is(tmp_path, text):
    file = tmp_path / "corpus.json"
    file.write_text(text)

    corpus = Corpus.read(file)
    corpus.write(file, [an_entry()])

    assert corpus.problem.startswith(f"{file}: is ")
    assert "\n" not in corpus.problem
    assert corpus.entries == []
    assert file.read_text() == text


def test_missing_corpus_is_empty(tmp_path):
    (tmp_path / "a-file").touch()

    assert Corpus.read(tmp_path / "corpus.json").problem == ""
    assert Corpus.read(tmp_path / "a-file" / "corpus.json").problem == ""


def test_corpus_that_could_not_be_written_again_is_damaged(tmp_path, monkeypatch):
    file = tmp_path / "corpus.json"
    Corpus().write(file, [an_entry()])

    def too_deep(*_, **__):
        raise RecursionError("maximum recursion depth exceeded")

    monkeypatch.setattr(json, "dumps", too_deep)

    assert "RecursionError" in Corpus.read(file).problem


def test_pipe_in_the_place_of_a_corpus_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "corpus.json")

    assert Corpus.read(tmp_path / "corpus.json").problem.endswith("is no corpus: is no file")
