"""What `make check` leaves out says so: a test that starts a process without its mark fails."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from harness.targets.embedded import EmbeddedInstances
from tests.matrix import check_instances, reference_instances, run_suite
from tests.processes import MARK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def serve(_: Path) -> None:
    with reference_instances({"me": "me"}):
        """They would be asked here."""


def shell(_: Path) -> None:
    os.system("true")


STARTS: list[Callable[[Path], object]] = [
    lambda directory: run_suite([], directory),
    lambda directory: check_instances({"me": "me"}, directory),
    serve,
    lambda _: EmbeddedInstances().start(),
    lambda _: subprocess.run(["true"], check=False),
    shell,
    lambda _: os.fork(),
]


@pytest.mark.parametrize(
    "start", STARTS, ids=["run", "check", "serve", "embedded", "command", "shell", "fork"]
)
def test_process_is_refused_to_a_test_without_the_mark(
    tmp_path: Path, start: Callable[[Path], object]
) -> None:
    with pytest.raises(pytest.fail.Exception, match=rf"starts a process .* mark it .*{MARK}"):
        start(tmp_path)


@pytest.mark.starts_process
def test_process_is_allowed_to_a_test_that_says_so() -> None:
    assert subprocess.run(["true"], check=False).returncode == 0
