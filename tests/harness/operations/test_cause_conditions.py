"""The member that a value of another one needs, by the words of a refusal."""

import pytest

from harness.operations.cause_conditions import needed_when

NAMES = ("kind", "to", "target", "length")
MEMBERS: dict[str, dict[str, object]] = {
    "kind": {"enum": ["leg", "splay"]},
    "target": {"type": "string"},
}


@pytest.mark.parametrize(
    "words",
    [
        "The shot is a `leg`, but its `target` is null or missing. Only a splay may end nowhere.",
        "`target` is required when `kind` is `leg`",
        "A leg needs a target.",
        "A leg without a target",
        "kind is leg, and target is not given",
    ],
)
def test_value_that_needs_another_member(words):
    assert needed_when(words, NAMES, MEMBERS) == ("target", "kind", "leg")


def test_short_name_counts_where_it_is_marked():
    assert needed_when("A leg lacks its `to`", NAMES, MEMBERS) == ("to", "kind", "leg")
    assert needed_when("A leg needs to be short", NAMES, MEMBERS) is None


@pytest.mark.parametrize(
    "words",
    [
        "",
        "target is missing",
        "kind is missing",
        "A leg has a target",
        "A leg may lack a target",
        "target is required unless kind is splay",
        "target is required where kind is not leg",
        "target is required, where it is no leg",
        "A leg and a splay need a target: it is missing",
        "A leg needs a target and a length",
        "A leg needs a target. A splay needs a length.",
    ],
)
def test_what_is_said_otherwise_needs_nothing(words):
    assert needed_when(words, NAMES, MEMBERS) is None
