"""Contracts of many targets are collected for one of each kind, and are the same as if for all."""

from dataclasses import replace

import pytest

from harness.plugin.expansion import Expansion, first_of_each_kind
from harness.plugin.keys import CONTRACT
from harness.results.judge import Contract
from harness.targets.model import Probe
from spec import rules
from spec.specification import Effects
from tests.harness.making import a_target
from tests.matrix import run_suite

ACME, OTHER, THIRD = (a_target(name=name) for name in ("acme", "other", "third"))
KINDS = {"a": "me", "a-b": "cdp", "b": "me", "a.c": "me", "c": "mi"}
FILE = "".join(
    f'[targets."{name}"]\nurl = "https://a.test"\nproduct = "{product}"\neffects = "read"\n'
    for name, product in KINDS.items()
)
FILE += '[targets."c".probe]\npath = "/x"\n'


def expansion(test, targets=(ACME, OTHER, THIRD)):
    """Items of targets, of which the first has a copy of a test."""
    contract = Contract(rules.load()["logout.answers"], ACME, "logout", "x", Effects.SESSION)
    item = pytest.Function.from_parent(
        test.parent,
        name=test.name,
        callspec=test.callspec,
        fixtureinfo=test._fixtureinfo,
        originalname=test.originalname,
    )
    item.stash[CONTRACT] = contract
    return Expansion([item], targets, first_of_each_kind(targets), lambda items, _: items)


@pytest.mark.parametrize("given", [pytest.param(ACME, id="acme-x")])
def test_items_of_other_targets_are_those_of_the_first_but_for_the_target(request, given):
    items = expansion(request.node)

    made = items[1]

    assert len(items) == 3
    assert items[0].nodeid == request.node.nodeid
    assert made.nodeid == request.node.nodeid.replace("[acme-x]", "[other-x]")
    assert made.callspec.params == {"given": given, "target": OTHER}
    assert made.stash[CONTRACT] == replace(items[0].stash[CONTRACT], target=OTHER)
    assert made.function is request.node.function
    assert [each.name for each in made.own_markers] == ["parametrize"]


@pytest.mark.parametrize("given", [pytest.param(ACME, id="acme-x")])
def test_names_are_those_of_the_items(request, given):
    del given
    items = expansion(request.node)

    names = [each.nodeid for each in items.names()]

    assert names == [each.nodeid for each in items]
    assert [test for _, test, _ in items.contracts()] == names
    assert [name for name, _, _ in items.contracts()] == ["acme", "other", "third"]


@pytest.mark.parametrize("given", [pytest.param(ACME, id="acme-x")])
def test_it_is_asked_for_items_as_a_list_is(request, given):
    del given
    items = expansion(request.node)

    assert items[-1].nodeid == items[2].nodeid
    assert items[2] is items[2]
    assert [each.nodeid for each in items[1:]] == [items[1].nodeid, items[2].nodeid]
    with pytest.raises(IndexError):
        items[3]


@pytest.mark.parametrize("given", [pytest.param(ACME, id="acme-x")])
def test_items_that_were_run_are_let_go(request, given):
    del given
    targets = [a_target(name=f"t{number}") for number in range(20)]
    items = expansion(request.node, (ACME, *targets))

    for index in range(len(items)):
        items[index]

    assert len(items._lately) == 4


def test_targets_of_another_product_or_other_gates_are_of_another_kind():
    mi = a_target(name="mi", product="mi")
    probed = a_target(name="probed", probe=Probe("GET", "/x"))

    firsts = first_of_each_kind([ACME, mi, OTHER, probed])

    assert [each.name for each in firsts.values()] == ["acme", "mi", "acme", "probed"]


@pytest.mark.starts_process
def test_what_is_collected_is_what_is_collected_for_each_target(tmp_path):
    (tmp_path / "targets.toml").write_text(FILE)
    options = ["--targets-file", str(tmp_path / "targets.toml"), "--target", "all"]
    options += ["--collect-only", "-q"]

    once = run_suite(options, tmp_path / "reports").console.splitlines()
    each = run_suite([*options, "-k", "not zzz"], tmp_path / "reports").console.splitlines()

    tests = [line for line in once if "::" in line]
    assert tests == [line for line in each if "::" in line]
    assert len(tests) == len(set(tests)) > 500
    assert once[-1].startswith(f"{len(tests)} tests collected")
