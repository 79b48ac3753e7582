"""Which contracts are collected, and in which order."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from harness.contract import rule
from harness.plugin.collection import _SUBJECTS, Collection, target_of
from harness.plugin.keys import CONTRACT
from harness.plugin.subjects import Subjects
from harness.run.preflight import NoVerdict, Preflight
from harness.run.settings import RunSettings
from tests.harness.making import a_target


def collection_for(*targets, **found):
    preflights = [Preflight(target, **found) for target in targets]
    return Collection(Subjects(preflights), RunSettings())


def left_out(collection, name, contract):
    return collection.pytest_pycollect_makeitem(name, contract)


def a_contract(rule_id):
    return SimpleNamespace(pytestmark=[rule(rule_id).mark])


OF_CDP = a_contract("metabase.sets-cookie")


def test_contract_of_a_chosen_product_is_collected():
    collection = collection_for(a_target(product="me"), a_target(product="cdp"))

    assert left_out(collection, "a_contract", OF_CDP) is None


def test_contract_of_no_chosen_product_is_left_out():
    assert left_out(collection_for(a_target(product="me")), "a_contract", OF_CDP) == []


def test_contract_of_no_target_with_a_verdict_is_left_out():
    collection = collection_for(a_target(), no_verdict=NoVerdict.UNREACHABLE)

    assert left_out(collection, "a_contract", OF_CDP) == []


def test_what_is_no_contract_is_left_to_pytest():
    assert left_out(collection_for(), "plain", SimpleNamespace()) is None


def test_unknown_rule_fails_its_collection_in_one_line():
    contract = a_contract("metabase.sets-cookies")

    with pytest.raises(pytest.fail.Exception) as caught:
        left_out(collection_for(a_target()), "test_x", contract)

    assert str(caught.value) == "test_x: spec/rules.toml has no rule 'metabase.sets-cookies'"
    assert not caught.value.pytrace


def test_contracts_are_sorted_by_target_and_subject_with_input_last():
    acme, other = a_target(), a_target(name="other")
    places = [
        (target, name) for name in ("input", "passwords", "login") for target in (other, acme)
    ]
    items = [SimpleNamespace(path=Path("tests/test_login.py"), stash=pytest.Stash())]
    for target, name in places:
        item = SimpleNamespace(path=Path(f"contracts/test_{name}.py"), stash=pytest.Stash())
        item.stash[CONTRACT] = SimpleNamespace(target=target)
        items.append(item)
    plain = items[0]

    collection_for(acme, other).pytest_collection_modifyitems(items)

    assert [(each.stash[CONTRACT].target.name, each.path.stem) for each in items[:-1]] == [
        (name, f"test_{subject}")
        for name in ("acme", "other")
        for subject in ("login", "passwords", "input")
    ]
    assert items[-1] is plain


def test_every_room_of_contracts_has_its_place():
    files = Path(__file__).parents[3].glob("contracts/test_*.py")

    assert {each.stem.removeprefix("test_") for each in files} == set(_SUBJECTS)
    assert _SUBJECTS[-1] == "input"


@pytest.mark.parametrize(
    ("nodeid", "target"),
    [
        ("contracts/test_x.py::test_x[acme]", "acme"),
        ("contracts/test_x.py::test_x[acme-eu-cut-short]", "acme-eu"),
        ("contracts/test_x.py::test_x[acme-cut-short]", "acme"),
        ("contracts/test_x.py::test_x[acme-eu~probe-a]", "acme-eu"),
        ("contracts/test_x.py::test_x[acme2]", None),
        ("contracts/test_x.py::test_x", None),
        ("tests/test_x.py::test_x[acme]", None),
    ],
)
def test_target_of_a_node_id(nodeid, target):
    assert target_of(nodeid, ["acme", "acme-eu"]) == target
