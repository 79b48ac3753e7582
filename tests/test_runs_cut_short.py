"""A run that is cut short says so in all that it leaves, removes its users, and is never green."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
import requests
from bs4 import BeautifulSoup

from tests.matrix import CONFIGURATION, ROOT, Run, reference_instances, run_suite, write_targets
from tests.weather import a_front

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.weather import Front

pytestmark = pytest.mark.starts_process

FEW = ("-k", "options_are_given or test_invitations")
STILL = 2
"""Seconds without a request after which an instance is taken to be done with."""
SHORT = r"partial \(cut short: \d+ of \d+ rules reached\)"


@pytest.fixture(scope="module")
def instances() -> Iterator[list[dict[str, Any]]]:
    """An instance that is checked first, and is done when the other is interrupted."""
    with reference_instances({"done": "mi", "me": "me"}) as described:
        yield described


def created_and_deleted(instance: dict[str, Any]) -> tuple[int, int]:
    """How many users were invited, and how many deleted."""
    log = requests.get(f"{instance['control']}/requests", timeout=60).json()
    done = [each["operation"] for each in log if each["status"] == 200]
    return done.count("invite"), done.count("delete_user")


def count_of(instance: dict[str, Any]) -> int:
    """How many requests an instance was sent."""
    return len(requests.get(f"{instance['control']}/requests", timeout=60).json())


def await_its_end(instance: dict[str, Any], before: int) -> None:
    """Wait until an instance was asked, and is not asked any more: two workers ask two at once."""
    last, now = before, before
    while now == before or now != last:
        time.sleep(STILL)
        last, now = now, count_of(instance)


class Interrupted:
    """A run that is interrupted while it waits for an answer."""

    def __init__(self, instances, directory, *options, by=signal.SIGTERM, after=2, gone=False):
        done, me = instances
        self._me, self._after, self._by, self._is_gone = me, after, by, gone
        self._done = done, count_of(done)
        self._before = created_and_deleted(me)
        self._once = threading.Lock()
        with a_front(me["url"]) as front:
            file, environment = write_targets(directory, [done, me | {"url": front.url}], "account")
            command = [sys.executable, "-m", "pytest", *CONFIGURATION, "--color=no", *FEW]
            command += ["--targets-file", str(file), "--target", "all", *options]
            with subprocess.Popen(
                [*command, "--reports", str(directory / "reports")],
                cwd=ROOT,
                env=os.environ | environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            ) as process:
                front.keeps_waiting = self._interrupting(process, front)
                console, _ = process.communicate()
        self.run = Run(process.returncode, console, directory / "reports")

    def _interrupting(self, process: subprocess.Popen[str], front: Front) -> Callable[[], bool]:
        def keeps_waiting() -> bool:
            is_time = self.users[0] >= self._after and self._once.acquire(blocking=False)
            if is_time:
                front.keeps_waiting = lambda: self._is_gone
                await_its_end(*self._done)
                process.send_signal(self._by)
            return is_time

        return keeps_waiting

    @property
    def users(self) -> tuple[int, int]:
        """How many it has invited, and how many it has removed."""
        created, deleted = created_and_deleted(self._me)
        return created - self._before[0], deleted - self._before[1]

    def target(self, name: str) -> dict[str, Any]:
        """What results.json says of a target."""
        [found] = [each for each in self.run.results["targets"] if each["name"] == name]
        return dict(found)


@pytest.fixture(
    scope="module",
    params=[(signal.SIGINT, ()), (signal.SIGTERM, ()), (signal.SIGTERM, ("-n", "2"))],
    ids=["ctrl-c", "terminated", "terminated-with-workers"],
)
def interrupted(request, instances, tmp_path_factory):
    number, options = request.param
    return Interrupted(instances, tmp_path_factory.mktemp("cut"), *options, by=number)


def test_interrupted_run_removes_its_users(interrupted):
    created, deleted = interrupted.users

    assert created == deleted >= 2
    assert interrupted.run.exit_code == pytest.ExitCode.INTERRUPTED
    assert interrupted.target("me")["leftovers"] == []


def test_interrupted_run_says_so_in_all_that_it_leaves(interrupted):
    run, me = interrupted.run, interrupted.target("me")

    assert "finished" not in run.results
    assert me["verdict"] == "partial"
    assert re.match(SHORT, me["words"])
    assert me["cut_short"] in me["words"]
    assert f"me ({me['url']}) {me['words']}" in run.console
    assert f"**me** (me, {me['url']}): {me['words']}" in (run.reports / "summary.md").read_text()
    page = BeautifulSoup((run.reports / "report.html").read_text(), "html.parser")
    assert re.search(SHORT, page.get_text())
    [case] = [
        each
        for each in ElementTree.parse(run.reports / "junit.xml").iter("testcase")
        if each.get("name") == "run[me]"
    ]
    assert [error.get("message") for error in case.iter("error")] == [
        f'failed on setup with "cut short: {me["cut_short"]}"'
    ]


def test_target_that_was_done_before_keeps_its_verdict(interrupted):
    assert interrupted.target("done")["verdict"] == "conformant"
    assert interrupted.target("done")["cut_short"] is None


def test_what_an_interrupted_run_exchanged_is_handed_over(interrupted):
    archive = json.loads((interrupted.run.reports / "exchanges.har").read_text())
    urls = [each["request"]["url"] for each in archive["log"]["entries"]]
    methods = [each["request"]["method"] for each in archive["log"]["entries"]]

    assert methods.count("DELETE") == interrupted.users[1]
    me = interrupted.target("me")
    assert me["requests"] - 1 <= sum(each.startswith(me["url"]) for each in urls) <= me["requests"]


def test_users_of_an_instance_that_is_gone_are_named(instances, tmp_path):
    cut = Interrupted(instances, tmp_path, gone=True)

    created, deleted = cut.users
    assert (cut.run.exit_code, deleted) == (2, 0)
    assert len(cut.target("me")["leftovers"]) >= created >= 2
    assert "  left behind: qa+meiro-contracts-" in cut.run.console


def test_run_that_is_interrupted_at_the_first_look_is_cut_short(instances, tmp_path):
    cut = Interrupted(instances, tmp_path, after=0, gone=True)

    assert cut.run.exit_code == 2
    assert cut.target("me")["words"].startswith("partial (cut short: nothing was collected)")
    assert "(cut short: nothing was collected)" in cut.run.console
    assert not (cut.run.reports / "report.html.part").exists()


FAILING = '''
import os
import signal

import pytest

HOW = os.environ["HOW"]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Cut the run short before the second contract of a target."""
    if "test_log_out" not in item.nodeid:
        return
    if HOW == "worker-dies":
        os._exit(0)
    if HOW == "worker-killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if HOW == "worker-terminated":
        os.kill(os.getpid(), signal.SIGTERM)
    if HOW.startswith("exit-"):
        pytest.exit("enough", int(HOW.removeprefix("exit-")))


def pytest_runtest_logreport(report):
    if HOW == "internal" and "test_log_out" in report.nodeid:
        raise RuntimeError("a plugin failed")


def pytest_collection_modifyitems():
    if HOW == "collecting":
        os.kill(os.getpid(), signal.SIGTERM)


def pytest_sessionfinish():
    if HOW == "finish":
        raise RuntimeError("a plugin failed")


def pytest_unconfigure():
    if HOW == "unconfigure":
        raise RuntimeError("a plugin failed")


def pytest_runtest_teardown(item):
    if HOW == "not-a-contract" and "test_other" in item.nodeid:
        raise RuntimeError("a plugin failed")
'''
CUT = [
    ("worker-dies", ("-n", "1"), 11),
    ("worker-killed", ("-n", "1"), 11),
    ("worker-terminated", ("-n", "1"), 2),
    ("internal", (), 3),
    ("internal", ("-n", "1"), 3),
    ("exit-0", (), 11),
    ("exit-1", (), 11),
    ("exit-2", (), 2),
    ("collecting", (), 2),
    ("setup-plan", ("--setup-plan",), 11),
]
WHOLE = [("finish", (), 11), ("unconfigure", (), 11), ("not-a-contract", (), 11), ("none", (), 0)]
OTHER = "def test_other():\n    pass\n"


def run_with(how: str, options: tuple[str, ...], instances: Any, directory: Path) -> Run:
    """Check some contracts beside a plugin that fails in some way, and a test that is none."""
    (directory / "failing.py").write_text(FAILING)
    (directory / "test_other.py").write_text(OTHER)
    file, environment = write_targets(directory, instances[:1], "session")
    environment |= {"HOW": how, "PYTHONPATH": f"{directory}{os.pathsep}{ROOT}"}
    chosen = ["contracts/test_options.py", "contracts/test_logout.py"]
    chosen += [str(directory / "test_other.py"), "--targets-file", str(file), "--target", "done"]
    return run_suite([*chosen, "-p", "failing", *options], directory / "reports", environment)


@pytest.mark.parametrize(("how", "options", "code"), CUT)
def test_run_that_something_cuts_short_is_not_finished(instances, tmp_path, how, options, code):
    run = run_with(how, options, instances, tmp_path)

    assert run.exit_code == code, run.console
    assert "finished" not in run.results
    assert run.verdict("done") == "partial"
    assert ") partial (cut short: " in run.console


@pytest.mark.parametrize(("how", "options", "code"), WHOLE)
def test_failure_beside_the_contracts_is_no_broken_rule(instances, tmp_path, how, options, code):
    run = run_with(how, options, instances, tmp_path)

    assert run.exit_code == code, run.console
    assert "finished" in run.results
    assert run.verdict("done") == "conformant"


def test_dead_worker_leaves_a_word_of_the_users_that_it_had_invited(instances, tmp_path):
    (tmp_path / "failing.py").write_text(FAILING.replace("test_log_out", "test_reinviting"))
    file, environment = write_targets(tmp_path, instances[1:], "account")
    environment |= {"HOW": "worker-killed", "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    options = [*FEW, "--targets-file", str(file), "--target", "me", "-p", "failing", "-n", "1"]

    run = run_suite(options, tmp_path / "reports", environment)

    assert run.exit_code == 11, run.console
    assert "  left behind: a process that ran contracts died" in run.console
