"""What holds for every test of the suite's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness.core.outcomes import Excluded, Unproven
from tests.processes import MARK, WATCH

if TYPE_CHECKING:
    from collections.abc import Generator


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark by which `make check` tells its tests from the rest."""
    config.addinivalue_line("markers", f"{MARK}: starts a process; `make check` leaves it out")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Watch for processes that a test starts without saying so."""
    WATCH.begin(item)
    try:
        return (yield)
    finally:
        WATCH.end()


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
