"""What a page says that a list leaves out unless it is asked for."""

import pytest

from spec.left_out import LeftOut
from tests.harness.shelves import Shelves, pages, query

STATES = {"type": "string", "enum": ["draft", "on_sale", "called_off"]}
FLAG = {"type": "boolean"}
STATE, ALL = query("state", STATES), query("include_archived", FLAG)
CALLED_OFF, ARCHIVED = LeftOut("state", "state", "called_off"), "include_archived"


@pytest.fixture
def found(tmp_path, monkeypatch):
    def find(words, **members):
        document = pages(STATE, ALL, members={"state": STATES, "archived": FLAG, **members})
        document["paths"]["/things"]["get"]["description"] = words
        spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(document)
        return spec.operation("list").left_out

    return find


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("`called_off` things are left out unless `state` asks for them.", CALLED_OFF),
        ("A list. By default, `called_off` things are not listed, unless `state` says so.",
         CALLED_OFF),
        ("Archived things are hidden from the list unless `include_archived` is true.",
         LeftOut(ARCHIVED, "archived", True)),  # noqa: FBT003
        ("Archived things are not returned by default; set `include_archived` to have them.",
         LeftOut(ARCHIVED, "archived", True)),  # noqa: FBT003
        ("Draft things are excluded unless `include_archived` is given",
         LeftOut(ARCHIVED, "state", "draft")),
    ],
)  # fmt: skip
def test_what_is_left_out(found, words, expected):
    assert found(words) == (expected,)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Called off things are left out.",
        "Broken things are left out unless `state` asks for them.",
        "Draft things are left out unless `limit` asks for them.",
        "Archived things are left out unless `state` asks for them.",
        "Draft things are left out after a week unless `state` asks for them.",
        "Draft things are left out unless `state` asks for them or they are your own.",
        "Draft things are left out unless `state` asks for them; a clerk sees them all the same.",
        "Draft things are listed unless `state` asks for others.",
        "Every draft of things that are old are left out unless `state` asks for them.",
    ],
)
def test_what_may_be_another_thing(found, words):
    assert found(words) == ()


def test_word_of_two_members_tells_nothing_of_a_flag(found):
    words = "Draft things are left out unless `include_archived` is true."

    assert found(words, draft=FLAG) == ()
