"""Which things a value chooses, which it does not, and of which that can't be told."""

import pytest

from harness.operations.choosing import is_chosen, shared_value, telling_values
from spec.filters import Filter, How
from spec.specification import Parameter


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
