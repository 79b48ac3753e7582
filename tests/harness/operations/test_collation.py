"""Values in order by some way of sorting them, and those that are so by none."""

import pytest

from harness.operations.collation import are_told_apart, landmarks, misplaced, tell

IN_ORDER = [
    ["Alpha", "Beta", "alpha", "beta"],
    ["alpha", "Alpha", "beta", "Beta"],
    ["a-z", "ab"],
    ["ab", "a-c", "a_d"],
    ["cena", "čas", "den"],
    ["čas", "cena", "den"],
    ["hora", "chata", "iris"],
    ["chata", "hora", "iris"],
    ["zebra", "ärlig", "öl"],
    ["ärlig", "öl", "zebra"],
    ["item 10", "item 9"],
    ["item 9", "item 10"],
    ["9", "10"],
    ["10", "9"],
    ["łoś", "lato", "zima"],
    ["lato", "zima", "łoś"],
    [1, 2.5, 9, 10],
    [1, 1, 2],
    [None, None, 3, 4],
    [3, 4, None],
    ["", "a", None],
    [None, "a", ""],
    [False, True, True],
    [True, True, False],
    ["2030-01-01T01:00:00+02:00", "2030-01-01T00:00:00Z"],
    ["2030-01-01T00:00:00Z", "2030-01-01T00:00:00.5Z"],
    ["24.01.2030", "03.02.2030", "1.1.2031"],
    ["Wed, 02 Jan 2030 08:00:00 GMT", "Tue, 01 Jan 2031 08:00:00 GMT"],
    ["02/01/2030", "01/02/2030"],
    ["4 March 2030", "4 April 2030", "1 May 2030"],
    ["a@x.test", "ab@a.test"],
    [{"a": 1}, {"a": 0}],
    [1, "a", 0],
    [],
]
OUT_OF_ORDER = [
    [10, 100, 2, 9],
    [2, 1],
    [1, None, 2],
    ["b", "a"],
    ["Beta", "alpha", "Alpha"],
    ["alpha", "gamma", "beta"],
    [True, False, True],
    ["2030-01-01T00:00:00Z", "2030-01-01T01:00:00+02:00"],
    ["a", "", "b"],
    ["03.02.2030", "24.01.2030"],
    [1.5, 1],
]


def test_ranks_that_are_numbers_stand_in_either_order_and_not_as_texts():
    for values in ([1, 2, 10], [10, 2, 1]):
        assert misplaced(values, is_descending=False, is_ranked=True) is None
        assert misplaced(values, is_descending=True, is_ranked=True) is None
    assert misplaced([1, 10, 2], is_descending=False, is_ranked=True) is not None
    assert misplaced(["high", "low", "mid"], is_descending=False, is_ranked=True) is None


@pytest.mark.parametrize("values", IN_ORDER, ids=map(str, range(len(IN_ORDER))))
def test_values_in_order(values):
    assert misplaced(values, is_descending=False) is None
    assert misplaced(values[::-1], is_descending=True) is None


@pytest.mark.parametrize("values", OUT_OF_ORDER, ids=map(str, range(len(OUT_OF_ORDER))))
def test_values_out_of_order(values):
    assert misplaced(values, is_descending=False) is not None
    assert misplaced(values[::-1], is_descending=True) is not None


def test_values_with_an_order_of_their_own_stand_together():
    assert misplaced(["low", "high", "high"], is_descending=False, is_ranked=True) is None
    assert misplaced(["low", "high", "low"], is_descending=False, is_ranked=True) == ("high", "low")


@pytest.mark.parametrize(
    ("values", "is_telling"),
    [
        ([1, 2], True),
        ([1, 1], False),
        ([None, 1], False),
        (["a", "A"], False),
        (["a", "b"], True),
        ([True, False], True),
        ([{}, {}], False),
        ([], False),
    ],
    ids=["numbers", "ties", "nothing", "case", "texts", "booleans", "objects", "none"],
)
def test_values_that_tell(values, is_telling):
    assert tell(values) is is_telling


def test_landmarks_are_like_no_other():
    assert landmarks(["b", "B", "a-c", "d", None]) == ["ac", "d"]
    assert landmarks([False, False, True]) == [False, True]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a", "b", True),
        (1, 2, True),
        (None, "a", True),
        (None, "", False),
        ("a", "a", False),
        ("a", "A", False),
        ("01", "1", False),
        ("ø", "o", False),
        ({"a": 1}, {"a": 2}, False),
    ],
)
def test_values_that_can_not_take_each_others_place(one, other, expected):
    assert are_told_apart(one, other) is expected
    assert are_told_apart(other, one) is expected


def test_case_counts_unless_the_page_says_so():
    values = ["Alpha", "Zeta", "beta"]

    assert misplaced(values, is_descending=False) is None
    assert misplaced(values, is_descending=False, ignores_case=True) == ("Zeta", "beta")
    assert misplaced(["Alpha", "beta"], is_descending=False, ignores_case=True) is None
    assert misplaced([2, 1], is_descending=False, ignores_case=True) == (2, 1)
