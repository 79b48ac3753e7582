"""What is said of a value that is unknown."""

from harness.targets.table import unknown


def test_unknown_value_far_from_all_lists_them():
    assert unknown("zzz", ["b", "a"]) == "'zzz' is unknown; known are a, b"
