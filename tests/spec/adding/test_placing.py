"""Files come into their places all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from spec.adding import placing
from spec.compiler.project import Layout

FILES = {"blueprints/a/b.apib": b"page", "overlays/a/b.yaml": None, "openapi/a.yaml": b"document"}


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    (tmp_path / "own/overlays/a").mkdir(parents=True)
    (tmp_path / "own/overlays/a/b.yaml").write_bytes(b"old")
    return Layout(tmp_path, "own")


def held(layout: Layout) -> dict[str, bytes]:
    folder = layout.root / layout.name
    found = (each for each in folder.rglob("*") if each.is_file())
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in found}


NEW = {"blueprints/a/b.apib": b"page", "openapi/a.yaml": b"document"}


def test_files_are_written_and_removed(layout: Layout) -> None:
    with placing.alone(layout):
        placing.place(layout, FILES)

    assert held(layout) == NEW


@pytest.mark.parametrize("moves", [0, 1, 2])
def test_what_was_decided_is_finished_by_the_next(
    layout: Layout, moves: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that dies between two moves leaves the rest to the next command."""
    done: list[Path] = []
    move = Path.replace

    def dying(self: Path, target: Path) -> Path:
        if len(done) == moves:
            raise KeyboardInterrupt
        done.append(self)
        return move(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", dying)
        try:
            with placing.alone(layout):
                placing.place(layout, FILES)
        except KeyboardInterrupt:
            pass

    placing.finish(layout)

    assert held(layout) == NEW


def test_what_was_not_decided_is_left_out(layout: Layout) -> None:
    left = layout.root / "own/.adding-left"
    left.mkdir()
    (left / "0").write_bytes(b"half")

    with placing.alone(layout):
        pass

    assert held(layout) == {"overlays/a/b.yaml": b"old"}


@pytest.mark.parametrize("file", ["openapi/../../x.yaml", "/tmp/x.yaml", "other/x.yaml"])
def test_list_that_names_another_place_is_not_followed(layout: Layout, file: str) -> None:
    decided = layout.root / "own/.adding"
    decided.mkdir()
    (decided / "0").write_bytes(b"bad")
    (decided / "files.json").write_text(f'[{{"file": "{file}", "removed": false}}]')

    placing.finish(layout)

    assert held(layout) == {"overlays/a/b.yaml": b"old"}
    assert not (layout.root / "x.yaml").exists()


def test_folder_where_a_file_should_be_changes_nothing(layout: Layout) -> None:
    (layout.root / "own/openapi/a.yaml").mkdir(parents=True)

    with pytest.raises(OSError, match=r"a\.yaml"), placing.alone(layout):
        placing.place(layout, FILES)

    assert held(layout) == {"overlays/a/b.yaml": b"old"}
