"""After a run on a me instance no user of it is left, however the run ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.matrix import ROOT, reference_instances, run_suite, write_targets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.starts_process


@pytest.fixture
def instance() -> Iterator[dict[str, Any]]:
    """An instance on which a contract of invitations fails."""
    with reference_instances({"me": "me+reinvite-refused"}) as instances:
        yield instances[0]


def created_and_deleted(instance: dict[str, Any]) -> tuple[int, int]:
    """How many users were invited, and how many deleted."""
    log = requests.get(f"{instance['control']}/requests", timeout=10).json()
    done = [each["operation"] for each in log if each["status"] == 200]
    return done.count("invite"), done.count("delete_user")


@pytest.mark.parametrize("arguments", [[], ["-x"], ["-n", "1"]], ids=["whole", "first", "worker"])
def test_users_of_a_failing_run_are_removed(
    tmp_path: Path, instance: dict[str, Any], arguments: list[str]
) -> None:
    file, environment = write_targets(tmp_path, [instance], "account")
    options = ["--targets-file", str(file), "--target", "me", "-k", "test_invitations"]

    run = run_suite([*options, *arguments, "-p", "no:html"], tmp_path / "reports", environment)

    created, deleted = created_and_deleted(instance)
    assert run.exit_code == 1, run.console
    assert created == deleted > 0


def test_users_of_an_interrupted_run_are_removed(tmp_path: Path, instance: dict[str, Any]) -> None:
    file, environment = write_targets(tmp_path, [instance], "account")
    command = [sys.executable, "-m", "pytest", "--targets-file", str(file), "--target", "me"]
    command += ["-p", "no:html", "--reports", str(tmp_path / "reports")]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL
    ) as process:
        while created_and_deleted(instance)[0] < 3:
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)

    created, deleted = created_and_deleted(instance)
    assert process.returncode not in {0, 1}
    assert created == deleted
