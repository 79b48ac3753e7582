"""Pages of another folder: what a product without a log-in states, and where."""

import pytest

from harness.fixtures.gate_names import gate_names, telling
from spec import products, rules, specification
from spec.roles import Role
from tests.harness.making import a_target
from tests.small_product import NAME, write_pages


@pytest.fixture(autouse=True)
def _pages(tmp_path, monkeypatch):
    write_pages(tmp_path)
    monkeypatch.setenv(products.VARIABLE, str(tmp_path))


def stated():
    return {each.id for each in rules.load().values() if NAME in each.statements}


def test_rules_are_stated_whose_roles_the_pages_have():
    spec = specification.load(NAME)

    assert stated() >= {"token.required", "login.token-authenticates", "answers.documented"}
    assert not {each.split(".")[0] for each in stated()} & {"refresh", "logout", "options", "sso"}
    assert not spec.has(Role.LOGIN)


def test_probe_is_not_needed_where_the_pages_have_a_protected_operation():
    for rule_id in stated():
        assert rules.Need.PROBE not in rules.load()[rule_id].statements[NAME].needs


def test_rule_of_no_named_product_stands_where_its_operation_does():
    assert rules.load()["token.required"].place(NAME) == f"spec/blueprints/{NAME}/segments.apib:7"
    assert rules.load()["cookies.guarded"].place(NAME) == f"spec/blueprints/{NAME}/segments.apib"


def test_rules_of_the_products_that_they_name_are_as_before():
    assert list(rules.load()["logout.deletes-cookie"].statements) == ["me"]
    assert list(rules.load()["invite.returns-user"].statements) == ["me"]


def test_product_that_is_none_states_nothing():
    assert "nothing" not in rules.load()["answers.documented"].statements


def test_look_up_that_needs_least_stands_for_the_options():
    spec = specification.load(NAME)
    best = telling(spec)

    assert spec.look_up_path == "/segments"
    assert best is not None
    assert best.id == "listSegments"
    assert gate_names(spec, a_target(product=NAME)) == ("listSegments", "getSegment")
