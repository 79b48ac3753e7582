"""What the fixtures of contracts ask for: nothing that lives longer than one contract does.

pytest lets whatever a fixture asks for hold the test that did, until it is torn down itself: by one
of the session's, such as `pytestconfig`, a run keeps every contract on every target to its end.
"""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from _pytest.fixtures import FixtureFunctionDefinition

import conftest

FIXTURES: dict[str, Any] = {
    name: each
    for name, each in vars(conftest).items()
    if isinstance(each, FixtureFunctionDefinition)
}
GIVEN = {"request", "target", "gate_name"}
"""What pytest itself and the collection of contracts give each of them."""


def asked_for(fixture: Any) -> set[str]:
    return {*inspect.signature(fixture._get_wrapped_function()).parameters}


def lives_longer(fixtures: dict[str, Any]) -> set[str]:
    """Return what is asked for, and lives longer than a contract, as far as is known."""
    wider = {
        name for name, each in fixtures.items() if each._fixture_function_marker.scope != "function"
    }
    asked = {name for each in fixtures.values() for name in asked_for(each)}
    return wider | (asked - fixtures.keys() - GIVEN)


def test_no_fixture_holds_a_contract_to_the_end() -> None:
    assert len(FIXTURES) > 20
    assert lives_longer(FIXTURES) == set()


def test_fixture_that_would_is_seen() -> None:
    @pytest.fixture
    def uses(pytestconfig: pytest.Config) -> None: ...

    @pytest.fixture(scope="session")
    def stays() -> None: ...

    assert lives_longer({"uses": uses, "stays": stays}) == {"pytestconfig", "stays"}
