"""A run that was killed goes on with the targets that have no result, and leaves one report."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from xml.etree import ElementTree

import pytest

from tests.matrix import CONFIGURATION, ROOT, reference_instances, run_suite, write_targets

pytestmark = pytest.mark.starts_process

NAMES = ("a", "b", "c", "d")


def test_killed_run_is_resumed(tmp_path):
    reports = tmp_path / "reports"
    with reference_instances(dict.fromkeys(NAMES, "mi")) as instances:
        file, environment = write_targets(tmp_path, instances, "session")
        options = ["--targets-file", str(file), "--target", "all"]
        command = [sys.executable, "-m", "pytest", *CONFIGURATION, *options]
        with subprocess.Popen(
            [*command, "--reports", str(reports)],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.DEVNULL,
        ) as killed:
            while killed.poll() is None and not [*reports.glob("unfinished/*.done.json")]:
                time.sleep(0.005)
            killed.send_signal(signal.SIGKILL)
        left = [*(reports / "unfinished").iterdir()]
        secrets = {each["account"]["password"] for each in instances}
        leaking = [each for each in left if any(one in each.read_text() for one in secrets)]

        resumed = run_suite([*options, "--resume"], reports, environment)

    assert killed.returncode == -signal.SIGKILL
    assert leaking == []
    assert "of 4 targets have their results, of the run that began " in resumed.console
    assert resumed.exit_code == 0
    assert {each["name"] for each in resumed.results["targets"]} == {*NAMES}
    assert not (reports / "unfinished").exists()
    archive = json.loads((reports / "exchanges.har").read_text())["log"]["entries"]
    assert len(archive) == sum(each["requests"] for each in resumed.results["targets"])
    cases = {each.get("name") for each in ElementTree.parse(reports / "junit.xml").iter("testcase")}
    tests = {each["test"].rpartition("::")[2] for each in resumed.results["results"]}
    assert tests <= cases
