"""At session effects an instance gets log-ins of the test account, and next to nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

from spec import specification
from spec.specification import Effects
from tests.matrix import reference_instances, run_suite, write_targets
from tests.products import PRODUCTS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.starts_process

Log = list[dict[str, Any]]


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Log]:
    """What each instance was sent by a run at session effects."""
    directory: Path = tmp_path_factory.mktemp("session")
    with reference_instances({product: product for product in PRODUCTS}) as instances:
        file, environment = write_targets(directory, instances, "session")
        arguments = ["--targets-file", str(file), "--target", "all", "-p", "no:html"]
        run = run_suite(arguments, directory / "reports", environment)
        assert run.exit_code == 0, run.console
        return {each["name"]: _log(each["control"]) for each in instances}


def _log(control: str) -> Log:
    log: Log = requests.get(f"{control}/requests", timeout=60).json()
    return log


def sent(log: Log, product: str, operation_id: str) -> Log:
    """The requests of one operation."""
    operation = specification.load(product).operation(operation_id)
    return [
        each
        for each in log
        if each["method"] == operation.method and each["path"].endswith(operation.path)
    ]


@pytest.mark.parametrize("product", PRODUCTS)
def test_one_wrong_password_and_one_unknown_address_are_sent(
    logs: dict[str, Log], product: str
) -> None:
    refused = [each for each in sent(logs[product], product, "login") if each["status"] != 200]

    assert len(refused) == 2


@pytest.mark.parametrize("product", PRODUCTS)
def test_nothing_is_sent_that_needs_account_effects(logs: dict[str, Log], product: str) -> None:
    operations = specification.load(product).operations.values()
    beyond = [each.id for each in operations if each.effects > Effects.SESSION]

    assert not [each for name in beyond for each in sent(logs[product], product, name)]


def test_account_effects_send_what_session_effects_do_not(tmp_path: Path) -> None:
    with reference_instances({"me": "me"}) as instances:
        file, environment = write_targets(tmp_path, instances, "account")
        arguments = ["--targets-file", str(file), "--target", "me", "-k", "test_invitations"]
        run_suite([*arguments, "-p", "no:html"], tmp_path / "reports", environment)

        assert sent(_log(instances[0]["control"]), "me", "inviteUser")
