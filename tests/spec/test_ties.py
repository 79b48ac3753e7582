"""What a page says of things that are equal in what a list is asked to be ordered by."""

from types import SimpleNamespace

import pytest

from spec import ties
from spec.ties import Ties, told_ties
from tests.harness.shelves import Shelves, pages, query

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
MOMENT = {"type": "string", "format": "date-time"}


@pytest.fixture
def told(tmp_path, monkeypatch):
    def tell(words, about="", members=None, overall=""):
        by = query("order_by", {"enum": ["name", "size"]}, description=about)
        document = pages(
            by, members={"created_at": MOMENT, "seat_count": NUMBER, **(members or {})}
        )
        document["info"]["description"] = overall
        document["paths"]["/things"]["get"]["description"] = words
        spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(document)
        return told_ties(spec.document, spec.operation("list"))

    return tell


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Things alike in what the list is ordered by follow each other by id, lowest first.",
         Ties("id", is_always=True)),
        ("A list. Whatever it is sorted by, things that are equal in it are listed in the order in "
         "which they were created. More.", Ties("created_at", is_always=True)),
        ("Ties are broken by id.", Ties("id", is_always=False)),
        ("Equal ones come by `name`", Ties("name", is_always=False)),
        ("Things that are equal are ordered by size either way", Ties("size", is_always=True)),
        ("Things of the same size come by name, A to Z.", Ties("name", is_always=True, of="size")),
        ("Things with equal `size` are listed in order of name in both directions",
         Ties("name", is_always=True, of="size")),
        ("With `size` or `-size`, things with equally many seats come in order of name.",
         Ties("name", is_always=False, of="size")),
        ("Things with equally many seats come in order of name, ascending",
         Ties("name", is_always=True, of="seat_count")),
        ("Ties are broken by id, ascending; `-size` is the exact reverse of `size`.",
         Ties("id", is_always=False)),
        ("Things with equal `size` come by name, A to Z. A minus turns the whole list round.",
         Ties("name", is_always=False, of="size")),
        ("Things of equal size come oldest first.", Ties("created_at", is_always=True, of="size")),
    ],
)  # fmt: skip
def test_what_is_said_of_equals(told, words, expected):
    assert told(words) == {expected}
    assert told("", words) == {expected}


@pytest.mark.parametrize(
    "words",
    [
        "Things are ordered by name.",
        "Things that are equal in weight are ordered by colour.",
        "Things of the same colour come by name.",
        "With `colour`, equal things come by name.",
        "",
    ],
)
def test_what_is_not_said_of_equals(told, words):
    assert told(words) == frozenset()


def test_making_that_no_member_shows_tells_nothing(told, monkeypatch):
    reading = SimpleNamespace(of_making=lambda *_, **__: None, member=lambda _: None)
    monkeypatch.setattr(ties, "Reading", lambda *_: reading)

    assert not told("Equal things are listed in the order in which they were created")


@pytest.mark.parametrize(
    "words",
    [
        "Where a list can be ordered, `order_by` takes a name; things that are equal in it come in"
        " the order in which they were created, whichever the direction.",
        "- A minus turns it.\n- Equal ones stay in order of creation, in either direction.",
    ],
)
def test_words_above_all_lists_tell_as_well(told, words):
    assert told("", overall=words) == {Ties("created_at", is_always=True)}
