"""Pages of every form, each beside the Blueprint that it gives, reviewed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from spec.reader.page import read_page
from tests.spec.reader.comparison import compiled, operations

PAGES = Path(__file__).parent / "pages"
REVIEWED = sorted(path for path in PAGES.iterdir() if path.with_suffix(".apib").exists())
RENDERED = [path for path in REVIEWED if path.suffix != ".apib"]


@pytest.mark.parametrize("page", RENDERED, ids=lambda page: page.name)
def test_page_gives_the_blueprint_beside_it(page: Path) -> None:
    reading = read_page(page.name, page.read_bytes())

    assert reading.blueprint.decode() == page.with_suffix(".apib").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", RENDERED, ids=lambda page: page.name)
def test_blueprint_of_a_page_is_passed_on_byte_for_byte(page: Path) -> None:
    content = page.with_suffix(".apib").read_bytes()

    assert read_page("page", content).blueprint == content


@pytest.mark.parametrize("page", RENDERED, ids=lambda page: page.name)
def test_every_repair_names_its_line(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").count("\n") + 1

    for repair in read_page("a page", page.read_bytes()).repairs:
        place, _, said = repair.partition(": ")
        assert 1 <= int(place.removeprefix("a page:")) <= lines
        assert said


def test_heading_glued_to_a_body_is_an_operation() -> None:
    text = (PAGES / "segments.txt").read_text(encoding="utf-8")

    assert set(operations(compiled(text).document)) == {
        "GET /segments",
        "POST /segments",
        "GET /segments/{segment_id}",
    }
