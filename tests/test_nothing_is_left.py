"""After a run on a me instance no user of it is left, however the run ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.matrix import CONFIGURATION, ROOT, reference_instances, run_suite, write_targets
from tests.weather import a_front

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.starts_process


@pytest.fixture
def instance() -> Iterator[dict[str, Any]]:
    """An instance on which a contract of invitations fails."""
    with reference_instances({"me": "me+reinvite-refused"}) as instances:
        yield instances[0]


def created_and_deleted(instance: dict[str, Any]) -> tuple[int, int]:
    """How many users were invited or made, and how many deleted; who is invited twice is one."""
    log = requests.get(f"{instance['control']}/requests", timeout=60).json()
    done = [each for each in log if each["status"] < 300]
    made = [each["body"] for each in done if each["operation"] in {"invite", "create_user"}]
    addresses = {json.loads(each)["email"] for each in made}
    return len(addresses), sum(each["operation"] == "delete_user" for each in done)


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
    with a_front(instance["url"]) as front:
        file, environment = write_targets(tmp_path, [instance | {"url": front.url}], "account")
        command = [sys.executable, "-m", "pytest", *CONFIGURATION, "--targets-file", str(file)]
        command += ["--target", "me", "-p", "no:html", "--reports", str(tmp_path / "reports")]
        with subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL
        ) as process:
            front.keeps_waiting = interrupting(process, lambda: created_and_deleted(instance)[0])

    created, deleted = created_and_deleted(instance)
    assert process.returncode == pytest.ExitCode.INTERRUPTED
    assert created == deleted >= 3


def interrupting(
    process: subprocess.Popen[bytes], created: Callable[[], int]
) -> Callable[[], bool]:
    """Interrupt a run once, when it has created three users and waits for an answer."""
    waits = threading.Lock()

    def keeps_waiting() -> bool:
        is_time = created() >= 3 and waits.acquire(blocking=False)
        if is_time:
            process.send_signal(signal.SIGINT)
        return is_time

    return keeps_waiting
