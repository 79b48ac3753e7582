"""Refusals that pages tell of for any value that breaks a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from spec.general import UNTOLD, GeneralRefusal
from tests.harness.shelves import THING, Shelves, answers, pages, query

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def general(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def told(words: str = "", group: str = "", **refusals: Any) -> Any:
        written = pages()
        written["tags"] = [{"name": "Others", "description": group}]
        written["info"]["description"] = words
        written["paths"]["/things"]["post"]["responses"] = answers("201", THING, refusals)
        spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(written)
        return spec.operation("make").general

    return told


@pytest.mark.parametrize(
    ("words", "statuses", "names_in", "of_parameters"),
    [
        (
            "An attribute or a parameter that breaks a rule is answered with 422, and field names"
            " it. A refused request changes nothing.",
            {"422"},
            "field",
            True,
        ),
        (
            "When a value cannot be accepted we answer 422, and `field` names the member that is"
            " to blame; `message` is for people.",
            {"422"},
            "field",
            False,
        ),
        (
            "| 404 | `not_found` | No such thing. |\n"
            "| 422 (older ones: 400) | `invalid` | A member or parameter has a wrong value;"
            " `field` names it. |",
            {"400", "422"},
            "field",
            True,
        ),
        ("Invalid values get a 400.", {"400"}, "", False),
        ("An invalid value gets a 422, and `message` tells what is wrong.", {"422"}, "", False),
        ("An invalid value gets a 422; `field` tells which.", {"422"}, "field", False),
    ],
)
def test_words_above_all_operations_tell(
    general: Any, words: str, statuses: set[str], names_in: str, *, of_parameters: bool
) -> None:
    assert general(words) == GeneralRefusal(frozenset(statuses), names_in, of_parameters)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "A body that is not a JSON object is refused with a 400.",
        "`limit` is between 1 and 100; anything else is refused with 400.",
        "An unknown value for a filter or for an order is refused with 400.",
        "A wrong value is refused.",
        "A value that breaks a rule is answered with 409.",
    ],
)
def test_nothing_is_told_by_other_words(general: Any, words: str) -> None:
    assert general(words) == UNTOLD


@pytest.mark.parametrize(("status", "is_told"), [("422", True), ("409", False)])
def test_words_of_another_group_count_where_the_refusal_is_documented(
    general: Any, status: str, *, is_told: bool
) -> None:
    found = general(group="A value that breaks a rule gets a 422.", **{status: {"message": "no"}})

    assert found == (GeneralRefusal(frozenset({"422"}), "") if is_told else UNTOLD)


@pytest.mark.parametrize(
    ("refusal", "is_told"),
    [
        ({"message": "Validation failed"}, True),
        ({"message": "no", "field": "name"}, True),
        ({"message": "Invalid input"}, True),
        ({"message": "The name is taken"}, False),
    ],
)
def test_refusal_that_an_operation_shows_tells(
    general: Any, refusal: dict[str, str], *, is_told: bool
) -> None:
    found = general("", **{"422": refusal})

    assert found == (GeneralRefusal(frozenset({"422"}), "") if is_told else UNTOLD)


@pytest.mark.parametrize(("field", "is_told"), [("most", True), ("name", False)])
def test_refusal_that_names_a_parameter_is_that_of_queries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str, *, is_told: bool
) -> None:
    refusal = {"422": {"message": "no", "field": field}}
    written = pages(query("most", {"type": "integer"}), of_list=refusal)
    spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(written)

    assert spec.operation("list").general == GeneralRefusal(frozenset({"422"}), "", is_told)
