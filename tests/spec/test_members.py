"""The names of members, as words have them."""

import pytest

from spec.members import mentioned, within_several


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Things with this name", ["name"]),
        ("Things whose last names hold this", ["last_name"]),
        ("Things whose first or last name holds this", ["first_name", "last_name"]),
        ("Things whose last name or name holds this", ["name", "last_name"]),
        ("Things made at this time", ["madeAt"]),
        ("Things of this kind, unnamed", []),
    ],
)
def test_names_are_found_in_words(words, expected):
    assert mentioned(["name", "first_name", "last_name", "madeAt"], words) == expected


def test_members_of_objects_in_arrays_have_several_values():
    tools = {"type": ["array", "null"], "items": {"properties": {"kind": {"enum": ["saw"]}}}}

    found = within_several({}, {"tools": tools, "name": {"type": "string"}})

    assert found == {"tools.kind": {"type": "array", "items": {"enum": ["saw"]}}}
