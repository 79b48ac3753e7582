"""A run does no harm, whatever it meets and whoever misbehaves, and says whose failure it is."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.harness.making import ACCOUNT, CANARY
from tests.harness.wire import a_wire
from tests.matrix import reference_instances, run_suite, write_targets
from tests.products import PRODUCTS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.starts_process

GREEDY = """
import pytest
from harness.core.outcomes import Excluded, Unproven
from harness.plugin.keys import CONTRACT
from harness.plugin.worker import WORKER

@pytest.hookimpl(trylast=True)
def pytest_runtest_setup(item):
    run = item.config.stash[WORKER].run_of(item.stash[CONTRACT].target)
    for verb in (
        lambda: run.api.login(run.target.account.email, "a wrong one"),
        lambda: run.api.invite("t", "a@acme.test"),
        lambda: run.api.forgot_password("a@acme.test"),
    ):
        try:
            verb()
        except (Excluded, Unproven, KeyError):
            pass
"""
DYING = """
import os
from harness.plugin.keys import CONTRACT
from harness.plugin.worker import WORKER

def pytest_runtest_teardown(item):
    run = item.config.stash[WORKER].run_of(item.stash[CONTRACT].target)
    if run.budget.spent["failed_logins"]:
        os._exit(1)
"""
LEAKY = """
from pathlib import Path
from harness.plugin.keys import CONTRACT

def pytest_runtest_teardown(item):
    target = item.stash[CONTRACT].target
    directory = Path(item.config.getoption("reports"))
    (directory / "debug.log").write_text("password=" + target.account.password)
"""


def sent(instance: dict[str, Any]) -> Counter[str]:
    """How often each operation was asked for."""
    log = requests.get(f"{instance['control']}/requests", timeout=60).json()
    return Counter(f"{each['method']} {each['path']}" for each in log)


def test_nothing_but_look_ups_is_sent_at_read(tmp_path: Path) -> None:
    with reference_instances({product: product for product in PRODUCTS}) as instances:
        file, environment = write_targets(tmp_path, instances, "read")
        options = ["--targets-file", str(file), "--target", "all", "-p", "no:html"]
        run = run_suite(options, tmp_path / "reports", environment)
        found = [sent(each) for each in instances]

    assert run.exit_code == 0, run.console
    assert all(each and all("auth_options" in line for line in each) for each in found)


@pytest.mark.parametrize("arguments", [[], ["-n", "2"]], ids=["alone", "workers"])
def test_budget_holds_when_a_contract_misbehaves(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "greedy.py").write_text(GREEDY)
    with reference_instances({"me": "me", "cdp": "cdp"}) as instances:
        file, environment = write_targets(tmp_path, instances, "session")
        options = ["--targets-file", str(file), "--target", "all", "-p", "no:html", "-p", "greedy"]
        options += ["-k", "test_login or test_refresh", *arguments]
        run_suite(options, tmp_path / "reports", environment | {"PYTHONPATH": str(tmp_path)})
        logs = {
            each["name"]: requests.get(f"{each['control']}/requests", timeout=60).json()
            for each in instances
        }

    for log in logs.values():
        failed = [each for each in log if each["operation"] == "log_in" and each["status"] != 200]
        assert len(failed) == 2
        assert not {each["operation"] for each in log} & {"invite", "forgot_password"}


def test_worker_that_dies_is_not_replaced_by_one_with_a_budget_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "dying.py").write_text(DYING)
    with reference_instances({"cdp": "cdp"}) as instances:
        file, environment = write_targets(tmp_path, instances, "session")
        options = ["--targets-file", str(file), "--target", "all", "-p", "no:html", "-p", "dying"]
        options += ["-n", "2"]
        environment |= {"PYTHONPATH": str(tmp_path)}
        run = run_suite(options, tmp_path / "reports", environment)
        log = requests.get(f"{instances[0]['control']}/requests", timeout=60).json()

    assert sum(each["operation"] == "log_in" and each["status"] != 200 for each in log) <= 2
    assert "worker restarting disabled" in run.console
    assert run.exit_code == 11
    assert "finished" not in run.results


def test_leaking_plugin_makes_the_run_fail(tmp_path: Path) -> None:
    (tmp_path / "leaky.py").write_text(LEAKY)
    with reference_instances({"cdp": "cdp"}) as instances:
        file, environment = write_targets(tmp_path, instances, "session")
        options = ["--targets-file", str(file), "--target", "all", "-p", "no:html"]
        options += ["-k", "test_options"]
        environment |= {"PYTHONPATH": str(tmp_path)}
        clean = run_suite(options, tmp_path / "clean", environment)
        leaking = run_suite([*options, "-p", "leaky"], tmp_path / "leaking", environment)

    assert clean.exit_code == 0
    assert leaking.exit_code == 11
    assert f"a secret was found in {tmp_path}/leaking/debug.log" in leaking.console
    assert environment["CDP_ACCOUNT"] not in leaking.console


def test_dry_run_sends_nothing_and_writes_nothing(tmp_path: Path) -> None:
    with a_wire() as wire:
        account = {"MEIRO_EMAIL": ACCOUNT.email, "MEIRO_PASSWORD": CANARY}
        options = ["--target-url", wire.url, "--product", "cdp", "--dry-run"]
        run = run_suite(options, tmp_path / "reports", account)

        assert wire.requests == []
    assert run.exit_code == 0
    assert f"cdp ({wire.url}), effects = session: about" in run.console
    assert re.search(r"about \d+ requests, [1-9]\d* of them log-ins; none was sent", run.console)
    assert "  login\n" in run.console
    assert not (tmp_path / "reports").exists()


def test_credentials_are_not_sent_unencrypted_to_another_machine(tmp_path: Path) -> None:
    account = {"MEIRO_EMAIL": ACCOUNT.email, "MEIRO_PASSWORD": CANARY}
    options = ["--target-url", "http://acme.test/api", "--product", "cdp"]

    run = run_suite(options, tmp_path / "reports", account)

    assert run.exit_code == 4
    assert "would get credentials unencrypted" in run.console
