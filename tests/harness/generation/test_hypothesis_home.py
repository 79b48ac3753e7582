"""Where Hypothesis writes: at home, where there is one, or nowhere that stays."""

from pathlib import Path
from tempfile import gettempdir

import pytest
from hypothesis import strategies
from hypothesis.configuration import storage_directory
from hypothesis.internal import charmap

from harness.generation.case import Case
from harness.generation.drawing import draw
from harness.generation.hypothesis_home import hypothesis_at_home
from harness.run.settings import Depth, Generation


def home() -> Path:
    """Where Hypothesis writes now."""
    return Path(storage_directory("anything").path).parent


def test_home_is_where_it_is_told(tmp_path):
    with hypothesis_at_home(tmp_path):
        told = home()
        (told / "a-table").write_text("kept")

    assert told == tmp_path
    assert (tmp_path / "a-table").read_text() == "kept"


def test_home_is_deleted_where_none_is_told():
    with hypothesis_at_home(None):
        lent = home()
        (lent / "a-table").write_text("gone")
        assert lent.parent == Path(gettempdir())

    assert not lent.exists()


def fail_at(told, seen):
    with hypothesis_at_home(told):
        seen.append(home())
        raise KeyError


@pytest.mark.parametrize("is_told", [True, False], ids=["told", "lent"])
def test_home_is_given_back_even_after_a_failure(tmp_path, is_told):
    before = home()
    seen: list[Path] = []

    with pytest.raises(KeyError):
        fail_at(tmp_path if is_told else None, seen)

    assert home() == before
    assert [each.exists() for each in seen] == [is_told]


def cases():
    # Of characters that no other test draws: those are known by then, and no table is asked.
    characters = strategies.characters(categories=["Lt", "Nl", "Pc"])
    texts = strategies.text(characters, min_size=1).map(str.encode)
    return texts.map(lambda text: Case("login", "drawn", text))


def files_of(directory):
    return {each.relative_to(directory).parts[0] for each in directory.rglob("*") if each.is_file()}


def draw_at(told, send):
    draw(cases(), Generation(Depth.STANDARD, hypothesis_home=told), 3, send)


@pytest.mark.starts_process
def test_tables_are_kept_at_home(tmp_path, monkeypatch):
    # As in a process that has made none yet, and drawn nothing.
    monkeypatch.setattr(charmap, "_charmap", None)
    monkeypatch.setattr(charmap, "category_index_cache", {frozenset(): ()})
    monkeypatch.setattr(charmap, "limited_category_index_cache", {})

    draw_at(tmp_path, str)

    assert files_of(tmp_path) == {"unicode_data"}


def test_no_drawn_case_is_kept_though_it_fails(tmp_path):
    def fail(case):
        raise ValueError(case)

    with pytest.raises(ValueError, match="drawn"):
        draw_at(tmp_path, fail)

    assert files_of(tmp_path) <= {"unicode_data"}
