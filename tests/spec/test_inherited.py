"""Conflicts that a change has of the making of the same things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from harness.operations.cause_words import What
from harness.operations.causes import causes_of
from tests.harness.shelves import THING, Shelves, answers, pages

if TYPE_CHECKING:
    from pathlib import Path

TAKEN = {"409": {"message": "A thing with this name already exists"}}
SAME = "The rules for names are those for a new thing."


@pytest.fixture
def change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def read(words: str, *, making: Any = TAKEN, **refusals: Any) -> Any:
        written = pages()
        written["paths"]["/things"]["post"]["responses"] = answers("201", THING, making)
        written["paths"]["/things/{thing_id}"]["patch"] = {
            "operationId": "change",
            "description": words,
            "requestBody": {"content": {"application/json": {"schema": THING}}},
            "responses": answers("200", THING, refusals),
        }
        return Shelves(tmp_path, monkeypatch.setenv).spec_of(written).operation("change")

    return read


@pytest.mark.parametrize(
    "words",
    [SAME, "As for a new thing, with the same refusals.", "The rules of the creation hold."],
)
def test_name_that_no_two_may_have_is_none_that_a_thing_is_changed_to(
    change: Any, words: str
) -> None:
    (cause,) = causes_of(change(words))

    assert (cause.what, cause.name) == (What.TWICE, "name")
    assert cause.answer.from_words


def test_conflict_of_its_own_is_kept_beside_it(change: Any) -> None:
    found = change(SAME, **{"409": {"message": "The thing is sealed"}}).answers["409"]

    assert [each["message"] for each in found.examples] == [
        "The thing is sealed",
        "A thing with this name already exists",
    ]
    assert len(found.words) == len(found.examples)


def test_conflict_that_both_have_is_told_once(change: Any) -> None:
    assert len(causes_of(change(SAME, **TAKEN))) == 1


def test_conflict_told_in_words_is_kept_beside_it(change: Any) -> None:
    found = change(f"{SAME} A sealed one is refused with 409.", **{"409": None}).answers["409"]

    assert len(found.words) == len(found.examples) == 2


@pytest.mark.parametrize("words", ["", "Changes a thing.", "The rules are strict."])
def test_change_has_its_own_refusals_alone_where_nothing_is_said(change: Any, words: str) -> None:
    assert causes_of(change(words)) == []


def test_making_without_a_conflict_gives_none(change: Any) -> None:
    assert "409" not in change(SAME, making={}).answers
