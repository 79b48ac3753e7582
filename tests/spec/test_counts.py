"""What a list's page says of how many things there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from spec.counts import ToldCount
from tests.harness.shelves import Shelves, pages

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = {"type": "number"}


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def count(around: dict[str, Any], words: str = "", group: str = "", overall: str = "") -> Any:
        written = pages(around=around)
        written["info"]["description"] = overall
        written["tags"] = [{"name": "Things", "description": group}]
        written["paths"]["/things"]["get"] |= {"description": words, "tags": ["Things"]}
        spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(written)
        return spec.operation("list").count

    return count


@pytest.mark.parametrize(
    ("words", "heeds_filters"),
    [
        ("`total` counts everything that matches, not just the page.", True),
        ("`total` is the number of all things that meet the filters, however few are shown.", True),
        ("The total counts all things that match, whatever the page.", True),
        ("Beside them stands a `total`: how many there are altogether.", False),
        ("`total` counts all things on every page, whatever the filters.", False),
    ],
)
@pytest.mark.parametrize("where", ["words", "group", "overall"])
def test_words_about_a_list_tell_what_its_count_is_of(
    told: Any, words: str, where: str, *, heeds_filters: bool
) -> None:
    found = told({"total": NUMBER}, **{where: f"Things. {words} More."})

    assert found == ToldCount(("total",), heeds_filters)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("count", "Number of all things"),
        ("total", "Total number of things"),
        ("hits", "How many things match in all"),
    ],
)
def test_words_of_the_member_itself_tell_it(told: Any, name: str, words: str) -> None:
    assert told({name: {**NUMBER, "description": words}}) is not None


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Lists come with a `total`, a limit and an offset.",
        "`total` is the number of things on this page.",
        "`total` counts all things on the page.",
        "`total` is the sum of all prices that match.",
        "`total` is about the number of all things.",
        "`subtotal` counts all things.",
        "All things are listed.",
    ],
)
def test_nothing_is_told_of_any_other_number(told: Any, words: str) -> None:
    assert told({"total": NUMBER}, words) is None


def test_count_within_a_member_is_found(told: Any) -> None:
    meta = {"type": "object", "properties": {"total": {**NUMBER, "description": "All that match"}}}

    assert told({"meta": meta}) == ToldCount(("meta", "total"), heeds_filters=True)


def test_text_is_no_count(told: Any) -> None:
    assert told({"total": {"type": "string", "description": "All that match"}}) is None


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ({"meta": {"total": 4}}, 4),
        ({"meta": {"total": 4.0}}, 4),
        ({"meta": {"total": 4.5}}, None),
        ({"meta": {"total": "4"}}, None),
        ({"meta": {"total": False}}, None),
        ({"meta": []}, None),
        ([], None),
    ],
)
def test_count_is_read_from_an_answer(body: object, count: int | None) -> None:
    assert ToldCount(("meta", "total"), heeds_filters=True).of(body) == count
