"""What the options of a run mean: more at each depth, and to wait where a ledger is."""

from itertools import pairwise

import pytest
from cryptography.fernet import Fernet

from harness.ageing.ledger import Ledgers
from harness.run.settings import PLANS, Depth, Generation, RunSettings
from harness.run.turns import Tried, Turn
from spec.specification import Effects
from tests.harness.making import a_target, python


@pytest.fixture
def with_ledger(tmp_path):
    return RunSettings(ledgers=Ledgers(tmp_path, Fernet.generate_key()))


def test_each_depth_has_a_plan_that_goes_further():
    assert list(PLANS) == list(Depth)
    assert all(
        less < more
        for shallow, deep in pairwise(PLANS.values())
        for less, more in zip(shallow, deep, strict=True)
    )


@pytest.mark.parametrize("depth", Depth)
def test_run_generates_as_its_depth_plans(depth):
    generation = Generation(depth)

    assert generation.plan is PLANS[depth]
    assert generation.is_quick is (depth is Depth.QUICK)


def test_run_of_no_options_is_one_of_standard_depth():
    assert RunSettings().generation.options() == "--depth standard --seed 0"


def test_options_say_what_draws_the_same_cases_again():
    assert Generation(Depth.DEEP, seed=7).options() == "--depth deep --seed 7"


def test_what_was_tried_is_told_of_the_target_alone():
    tried: dict[str, Tried] = {"acme": {"ways": {"a": Turn(at="2027-01-01T02:00:00Z", held=True)}}}
    settings = RunSettings(tried=tried)

    assert settings.generation_for(a_target()).tried == tried["acme"]
    assert settings.generation_for(a_target(name="other")).tried == {}


def test_target_with_a_ledger_has_to_wait(with_ledger):
    assert with_ledger.has_to_wait(a_target())


@pytest.mark.parametrize(
    "target", [{"token_ager": python("")}, {"account": None}, {"effects": Effects.READ}], ids=str
)
def test_target_without_a_ledger_of_its_own_need_not_wait(with_ledger, target):
    assert not with_ledger.has_to_wait(a_target(**target))


def test_no_target_has_to_wait_without_a_ledger():
    assert not RunSettings().has_to_wait(a_target())
