"""What reads back as it was sent, however it is written, and what does not."""

import pytest

from harness.operations.comparing import differences, same

SAME = [
    (7, 7),
    ("7", 7),
    (7, 7.0),
    (0.1, 0.1000000000001),
    (True, "true"),
    (True, 1),
    (False, 0),
    (None, ""),
    ("", None),
    ([], None),
    ("2030-01-01T00:00:00Z", "2030-01-01T01:00:00.000+01:00"),
    ("2030-01-01", "2030-01-01T00:00:00Z"),
    ("02.01.2030", "2030-01-02"),
    ("Wed, 02 Jan 2030 08:00:00 GMT", "2030-01-02T08:00:00Z"),
    ("QA@Acme.test", "qa@acme.test"),
    (" VIP ", "VIP"),
    ("https://acme.test", "https://acme.test/"),
    (["a", "b"], ["b", "a"]),
    ({"a": 1}, {"a": 1, "id": 5}),
    ({"a": None}, None),
    ([{"a": 1}, {"a": 1, "b": 2}], [{"a": 1, "b": 3}, {"a": 1, "b": 2}]),
    (5, {"id": 5, "name": "VIP"}),
    (["a"], [{"id": 1, "name": "a"}]),
]
OTHER = [
    (7, 8),
    (7, "seven"),
    (7, None),
    (True, False),
    (True, 2),
    (True, "yes"),
    ("a", ""),
    ("a", "A"),
    ("1", "01"),
    ("2030-01-01T00:00:00Z", "2030-01-01T00:00:01Z"),
    ("2030-01-01", "2030-01-02"),
    (["a", "a"], ["a"]),
    (["a"], ["a", "b"]),
    (["a"], "a"),
    ({"a": 1}, {"a": 2}),
    ({"a": 1}, "a"),
    (5, {"id": 6}),
    (["a"], {"a": "a"}),
    (1.5, 10**400),
]


@pytest.mark.parametrize(("sent", "shown"), SAME, ids=map(str, range(len(SAME))))
def test_value_that_says_the_same(sent, shown):
    assert same(sent, shown)


@pytest.mark.parametrize(("sent", "shown"), OTHER, ids=map(str, range(len(OTHER))))
def test_value_that_says_another_thing(sent, shown):
    assert not same(sent, shown)


def test_difference_is_told_by_its_name():
    sent = {"name": "a", "size": 1, "quiet": 2, "password": "x"}

    found = differences(sent, {"name": "b", "password": "***"}, ["size"])

    assert found == {"name": ("a", "b"), "size": (1, None)}
