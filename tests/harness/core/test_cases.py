"""How a generated case is told."""

import pytest

from harness.core.cases import of_note


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("null; each time; --seed 0", "(the smallest case: null; each time; --seed 0)"),
        ("null; intermittent: it did not", "(for one: null; intermittent: it did not)"),
        ("whatever is sent; each time; x", "(whatever is sent; each time; x)"),
    ],
)
def test_case_is_claimed_only_where_it_fails_each_time(note, told):
    assert of_note(note) == told
