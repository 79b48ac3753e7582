"""What holds for every test of the suite's own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from harness.core.outcomes import Excluded, Unproven
from tests.parts import Parts, group_of
from tests.processes import MARK, WATCH

if TYPE_CHECKING:
    from collections.abc import Generator

TABLE = "table"
LONGEST = (
    "tests/test_rules_of_time_by_ledger.py",
    "tests/test_somebody_in_front.py",
    "tests/test_rules_of_time_over_nights.py",
    "tests/test_generated_input.py",
)
"""Files that one worker each takes minutes for: begun last, they would keep the others waiting."""


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark by which `make check` tells its tests from the rest; time no test."""
    config.addinivalue_line("markers", f"{MARK}: starts a process; `make check` leaves it out")
    config.addinivalue_line("markers", "many_nights: takes minutes; `make nights` runs it")
    # How long a draw takes goes by the machine, and by what else it does.
    settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("tests")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; the rest stays in its order."""
    items.sort(key=lambda item: item.nodeid.partition("::")[0] not in LONGEST)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the tables that tests have left (``record_property``), on whichever worker they ran."""
    for each in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, table in each.user_properties:
            if name == TABLE and each.when == "call":
                terminalreporter.write_sep("=", each.nodeid)
                terminalreporter.write_line(str(table))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Watch for processes that a test starts without saying so."""
    WATCH.begin(item)
    try:
        return (yield)
    finally:
        WATCH.end()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep a file on one worker, and a part of the proof, whatever ``--dist`` says."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 - only where xdist runs

    class ByGroup(LoadScopeScheduling):  # type: ignore[misc]  # xdist is untyped
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return ByGroup(config, log)


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """Give the parts of the proof, which the workers of a session make between them."""
    directory = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        directory = directory.parent
    directory = directory / "parts"
    directory.mkdir(exist_ok=True)
    return Parts(directory)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that an outcome ended: pytest would take it for skipped, and nobody would see."""
    report = yield
    if call.excinfo is not None and isinstance(call.excinfo.value, Unproven | Excluded):
        report.outcome = "failed"
        report.longrepr = f"the test ended before its end: {call.excinfo.value}"
    return report
