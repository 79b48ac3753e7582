"""Contracts are chosen by paths, and an instance is not chosen where none is among them."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from harness.core.errors import BadTarget
from harness.plugin.selection import CONTRACTS, require_contracts
from tests.harness.plugin.test_options import Options


def invoked(path, **given):
    """Options beside the paths that pytest was called with."""
    made = Options(**given)
    made.args = [path]  # type: ignore[attr-defined]
    made.invocation_params = SimpleNamespace(dir=Path("/"))  # type: ignore[attr-defined]
    return cast("pytest.Config", made)


def test_instance_is_not_chosen_where_no_contract_is():
    with pytest.raises(BadTarget, match=r"^no contract is in /elsewhere; --target: an option of"):
        require_contracts(invoked("/elsewhere", **{"--target": ["acme"]}))


@pytest.mark.parametrize("path", [CONTRACTS, CONTRACTS / "test_login.py::test_x", "/elsewhere"])
def test_paths_are_free_where_no_instance_is_chosen_or_contracts_are_among_them(path):
    given = {} if path == "/elsewhere" else {"--target": ["acme"]}

    require_contracts(invoked(str(path), **given))
