"""Parallel jobs part the targets among them: each is in one part, and parts take as long."""

import json
from typing import cast

import pytest

from harness.core.errors import BadTarget
from harness.plugin.shards import Shard, shared, slow_first
from tests.harness.making import a_target

NAMES = [f"t{number}" for number in range(12)]
SECONDS = {name: float(1 + number % 5 * 10) for number, name in enumerate(NAMES)}


class Options:
    """As much of pytest's configuration as is asked for options."""

    def __init__(self, **given):
        self._given = given

    def getoption(self, name):
        return self._given.get(name)


def chosen(names, **given):
    targets = None if names is None else [a_target(name=each) for each in names]
    found = shared(cast("pytest.Config", Options(**given)), targets)
    return None if found is None else [each.name for each in found]


def parts(of, names, seconds):
    return [Shard(number, of).share(names, seconds) for number in range(1, of + 1)]


@pytest.mark.parametrize("of", [1, 2, 5, 12, 15])
@pytest.mark.parametrize("seconds", [{}, SECONDS, {"t3": 9.0}], ids=["none", "all", "one"])
def test_each_target_is_in_one_part(of, seconds):
    found = [name for part in parts(of, NAMES, seconds) for name in part]

    assert sorted(found) == sorted(NAMES)


def test_parts_hold_as_many_where_nothing_is_known():
    assert {len(part) for part in parts(5, NAMES, {})} == {2, 3}


def test_parts_take_as_long_as_each_other():
    seconds = {"slow": 60.0} | dict.fromkeys(NAMES, 5.0)

    loads = [sum(seconds[name] for name in part) for part in parts(2, [*NAMES, "slow"], seconds)]

    assert loads == [60.0, 60.0]


def test_parting_does_not_go_by_the_order_of_the_file():
    turned = parts(3, NAMES[::-1], SECONDS)

    assert [{*part} for part in turned] == [{*part} for part in parts(3, NAMES, SECONDS)]


def test_targets_of_a_part_are_in_their_order():
    assert Shard(1, 2).share(["b", "c", "a"], {}) == ["c", "a"]


def test_slow_ones_come_first_and_unknown_ones_are_taken_for_the_usual():
    assert slow_first(["a", "b", "c", "d"], {"a": 1, "c": 9, "d": 5}) == ["c", "b", "d", "a"]


def test_without_the_option_all_are_checked():
    assert chosen(NAMES) == NAMES
    assert chosen(None) is None


def test_part_is_balanced_by_the_history(tmp_path):
    file = tmp_path / "history.json"
    targets: dict[str, object] = {each: {"rules": {}} for each in "abc"}
    seconds = {"a": 1.0, "b": 30.0, "c": 2.0}
    file.write_text(json.dumps({"format": 2, "targets": targets, "seconds": seconds}))

    assert chosen("abc", shard="1/2", history=str(file)) == ["b"]
    assert chosen("abc", shard="2/2", history=str(file)) == ["a", "c"]


@pytest.mark.parametrize(
    ("names", "given", "words"),
    [
        (None, {}, "--shard: parts the targets of a file: say --target NAME, or --target all"),
        ("a", {"target_url": "https://a.test"}, "--shard: parts the targets of a file"),
        ("ab", {"shard": "3/3"}, "--shard: 3/3 is left without a target, since there are 2 tar"),
        ("a", {"shard": "2/2"}, "--shard: 2/2 is left without a target, since there is 1 target$"),
        ("ab", {"replay": "0b474515"}, "--shard and --replay exclude each other"),
    ],
)
def test_part_of_nothing_is_refused_in_a_line(names, given, words):
    with pytest.raises(BadTarget, match=f"^{words}"):
        chosen(names, **({"shard": "1/2"} | given))
