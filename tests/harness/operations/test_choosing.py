"""Which things a value chooses, which it does not, and of which that can't be told."""

from dataclasses import replace

import pytest

from harness.operations.choosing import (
    Asked,
    elsewhere_value,
    is_chosen,
    is_only_near,
    near_value,
    shared_value,
    telling_pair,
    telling_values,
)
from spec.filters import Filter, How
from spec.parameters import Parameter


def by(member, how=How.EQUAL, *, ignores_case=False, among=()):
    parameter = Parameter(member, "query", required=False, schema={}, example=None)
    return Filter(parameter, (member,), how, True, ignores_case, tuple(among))  # noqa: FBT003


@pytest.mark.parametrize(
    ("shown", "value", "chosen"),
    [
        ("draft", "draft", True),
        ("Draft", "draft", True),
        ("running", "draft", False),
        (None, "draft", None),
        ("", "draft", None),
        (7, "7", True),
        (7.0, "7", True),
        (8, "7", False),
        (7, "seven", None),
        (True, "true", True),
        (False, "true", False),
        (0, "true", None),
        (["a", "b"], "b", True),
        (["a", "c"], "b", False),
        ([], "b", None),
        ("bed-7", "bed-70", False),
        ("Argo II of the north", "argo", None),
        ("Vega", "Argo", False),
        ({"id": 7}, "7", None),
    ],
)
def test_thing_is_chosen_by_its_value(shown, value, chosen):
    assert is_chosen(by("member"), value, {"member": shown}) is chosen


@pytest.mark.parametrize(
    ("shown", "value", "chosen"),
    [
        ("Argo II", "Argo", True),
        ("Argo II", "argo", None),
        ("Ärgo", "Argo", None),
        ("Vega", "Argo", False),
        (None, "Argo", None),
    ],
)
def test_thing_is_chosen_by_a_part_of_its_text(shown, value, chosen):
    assert is_chosen(by("name", How.HOLDS), value, {"name": shown}) is chosen


def test_case_counts_unless_the_page_says_otherwise():
    assert is_chosen(by("name", How.HOLDS, ignores_case=True), "aRGO", {"name": "Argo"}) is True


def test_what_is_no_object_can_not_be_told():
    assert is_chosen(by("name"), "Argo", "Argo") is None


def test_values_that_some_have_and_others_lack_come_first():
    things = [{"status": "draft"}, {"status": "draft"}, {"status": "running"}]

    found = telling_values(by("status", among=["stopped", "draft", "running"]), things)

    assert found == ["draft", "running", "stopped"]


def test_documented_value_that_nothing_has_tells_as_well():
    things = [{"status": "draft"}]

    assert telling_values(by("status", among=["draft", "running"]), things) == ["running"]
    assert telling_values(by("status"), things) == []
    assert shared_value(by("status"), things) == "draft"


def test_value_that_not_all_have_is_not_shared():
    assert shared_value(by("status"), [{"status": "draft"}, {"status": None}]) is None
    assert shared_value(by("name", How.HOLDS), [{"name": "Argo"}]) is None


def test_value_that_the_page_does_not_document_is_left_out():
    things = [{"flag": True}, {"flag": False}]

    assert telling_values(by("flag", among=[True]), things) == ["true"]


def test_value_that_may_be_several_is_left_out():
    assert telling_values(by("name"), [{"name": "a, b"}, {"name": "c"}]) == ["c"]


def test_word_that_the_fewest_hold_is_searched_for():
    things = [{"name": "run one1"}, {"name": "run two2"}, {"name": "Argo"}]

    assert telling_values(by("name", How.HOLDS), things)[0] == "Argo"
    assert "run" not in telling_values(by("name", How.HOLDS), things)
    assert telling_values(by("name", How.HOLDS, ignores_case=True), things)[0] == "aRGO"


def test_word_that_all_hold_tells_nothing():
    assert telling_values(by("name", How.HOLDS), [{"name": "Argo"}, {"name": "Argo"}]) == []


def test_range_is_told_by_one_value():
    below = by("size", How.MOST)

    assert is_chosen(below, "10", {"size": 9}) is True
    assert is_chosen(below, "10", {"size": 11}) is False
    assert is_chosen(below, "10", {"size": [9]}) is True
    assert is_chosen(below, "10", {"size": [9, 11]}) is None
    assert is_chosen(below, "10", {}) is None


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("Only those of this size or more. Those of unknown size are left out", False),
        ("Only those of this size or more; what is null is never shown", False),
        ("Only those of this size or more", None),
        ("Only those of this size or more. The unknown are shown first", None),
    ],
)
def test_range_leaves_out_what_shows_no_value_where_the_page_says_so(words, chosen):
    found = by("size", How.LEAST)
    told = replace(found, parameter=replace(found.parameter, description=words))

    assert is_chosen(told, "10", {"size": None}) is chosen
    assert is_chosen(told, "10", {"name": "another"}) is None


def test_range_is_asked_for_by_values_of_the_middle():
    things = [{"size": each} for each in (9, 100, 10, 2)]

    assert telling_values(by("size", How.LEAST), things) == ["10", "9"]
    assert telling_values(by("size", How.LEAST), [{"size": 9}]) == []


def test_member_of_objects_in_an_array_is_compared():
    of_tools = by("tools.kind")

    assert is_chosen(of_tools, "saw", {"tools": [{"kind": "file"}, {"kind": "saw"}]}) is True
    assert is_chosen(of_tools, "saw", {"tools": [{"kind": "file"}]}) is False
    assert is_chosen(of_tools, "saw", {"tools": [{"kind": "file"}, {"serial": 7}]}) is None
    assert is_chosen(of_tools, "saw", {"tools": []}) is None
    assert is_chosen(of_tools, "saw", {"tools": {"kind": "file"}}) is False


def test_value_that_stands_behind_another_comes_first():
    things = [{"tags": ["old"]}, {"tags": ["old", "wet"]}, {"tags": ["new"]}]

    assert telling_values(by("tags"), things) == ["wet", "old", "new"]


def test_value_in_the_other_case_is_asked_for_where_case_does_not_count():
    things = [{"name": "Argo"}, {"name": "Vega"}]

    assert telling_values(by("name", ignores_case=True), things) == ["Argo", "Vega", "aRGO"]
    assert telling_values(by("name"), things) == ["Argo", "Vega"]


@pytest.mark.parametrize(
    ("shown", "near"),
    [
        (["Caduff"], "Cad"),
        (["en-GB"], "en-G"),
        (["Caduff", "cad"], "Cadu"),
        (["ab"], None),
        ([1207], None),
        (["Ärgo"], None),
        ([["new", "firnlike"]], "ne"),
        ([None], None),
    ],
)
def test_beginning_of_a_value_ends_within_a_word(shown, near):
    assert near_value(by("name"), [{"name": each} for each in shown]) == near


@pytest.mark.parametrize(
    ("note", "word"),
    [
        ("A granary", "granary"),
        ("by Argo", None),
        ("At 12:30Z", None),
        ("https://granary.test/x ida@granary.test granary-1", None),
        (None, None),
    ],
)
def test_word_that_stands_elsewhere_is_in_no_text_that_is_looked_through(note, word):
    things = [{"name": "Argo", "note": note}, None]

    assert elsewhere_value(replace(by("name", How.HOLDS), is_described=True), things) == word
    assert elsewhere_value(replace(by("name", How.HOLDS), is_described=False), things) is None
    assert elsewhere_value(by("name"), things) is None


def test_beginning_is_asked_for_where_it_is_sure_to_find_nothing():
    things = [{"name": "Argo", "owner_id": 1207}]

    assert near_value(by("owner_id"), things) == "12"
    assert near_value(replace(by("name"), is_exact=False), things) is None
    assert near_value(by("name", among=["Argo"]), things) is None
    assert near_value(by("name", How.HOLDS), things) is None


def test_thing_that_shows_the_value_as_well_is_not_only_near():
    assert is_only_near(by("tags"), "fir", {"tags": ["old", "firn"]})
    assert not is_only_near(by("tags"), "fir", {"tags": ["Fir", "firn"]})
    assert not is_only_near(by("tags"), "fir", {"tags": ["old"]})
    assert not is_only_near(by("tags"), "fir", "firn")


def test_values_of_a_pair_tell_each_of_both():
    things = [
        {"state": "new", "kind": "big"},
        {"state": "new", "kind": "small"},
        {"state": "old", "kind": "big"},
    ]

    asked = telling_pair(by("state"), by("kind"), things)

    assert asked is not None

    assert asked.query == {"state": "new", "kind": "big"}
    assert [asked.chooses(each) for each in things] == [True, False, False]
    assert asked.chooses({"state": "new"}) is None
    assert asked.chooses({"kind": "small"}) is False
    assert asked.things == "things whose `state` is 'new' and whose `kind` is 'big'"


def test_pair_that_tells_one_of_both_is_better_than_none():
    shown = ("new", "small"), ("new", "big"), ("old", "big")
    things = [{"state": state, "kind": kind} for state, kind in shown]

    best = telling_pair(by("state"), by("kind"), things)
    only = telling_pair(by("state"), by("kind", among=["small"]), things)

    assert best is not None
    assert best.query == {"state": "new", "kind": "big"}
    assert only is not None
    assert only.query == {"state": "new", "kind": "small"}


def test_pair_of_which_nothing_has_both_tells_nothing():
    things = [{"state": "new", "kind": "big"}, {"state": "old", "kind": "small"}]

    assert telling_pair(by("state"), by("kind"), things) is None


def test_what_is_asked_for_is_said():
    least = replace(by("size", How.LEAST), includes=True)
    asked = Asked(((least, "7"),), beside=(("limit", "1"),))

    assert asked.things == "things whose `size` lies above '7' or is it"
    assert asked.words == "size=7&limit=1"
    assert Asked(((by("size", How.MOST), "7"),)).things == "things whose `size` lies below '7'"


@pytest.mark.parametrize(
    ("shown", "chosen"),
    [("semi-matte", False), ("matte", True), (["semi-matte"], False), ("matte-like", None)],
)
def test_each_documented_value_is_another(shown, chosen):
    found = by("finish", among=["matte", "semi-matte"])

    assert is_chosen(found, "matte", {"finish": shown}) is chosen


def test_value_that_is_a_part_of_another_comes_first():
    things = [{"finish": each} for each in ("glossy", "semi-matte", "matte")]

    assert (
        telling_values(by("finish", among=["glossy", "semi-matte", "matte"]), things)[0] == "matte"
    )


SPANS = [
    {"id": 1, "first": "2026-01-01", "last": "2026-01-09"},
    {"id": 2, "first": "2026-03-01", "last": "2026-03-09"},
    {"id": 3, "first": "2026-01-03", "last": None},
]


def on_a_day():
    parameter = Parameter("on", "query", required=False, schema={}, example=None)
    return Filter(parameter, ("first", "last"), How.DURING, True)  # noqa: FBT003


def test_things_are_chosen_by_a_day_between_two():
    chosen = [is_chosen(on_a_day(), "2026-01-05", each) for each in SPANS]
    assert chosen == [True, False, None]
    assert telling_values(on_a_day(), SPANS) == ["2026-01-05", "2026-03-05"]
    assert telling_values(on_a_day(), SPANS[:1]) == []
    asked = Asked(((on_a_day(), "2026-01-05"),))
    assert asked.things == "things whose `first` and `last` have '2026-01-05' between them"
