"""Runs the suite at the hours of a night, under simulated time: its clock and the instances'."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import requests
from cryptography.fernet import Fernet

from tests.matrix import run_suite, write_targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from tests.matrix import Run


class Night:
    """Instances without an ager, a ledger, and the time that both go by."""

    def __init__(self, directory: Path, instances: Sequence[dict[str, Any]], effects: str) -> None:
        self.directory = directory
        self.instances = instances
        self.ledger = directory / "ledger"
        self.key = Fernet.generate_key().decode()
        self.passed = timedelta()
        self._file, self._environment = write_targets(directory, instances, effects, ager=False)

    @property
    def environment(self) -> dict[str, str]:
        """What a command needs to take part in the night."""
        moved = str(self.passed.total_seconds())
        return self._environment | {"MEIRO_LEDGER_KEY": self.key, "MEIRO_CLOCK": moved}

    def pass_until(self, moment: timedelta) -> None:
        """Let the clocks of the instances and of the suite go on."""
        seconds = (moment - self.passed).total_seconds()
        for instance in self.instances:
            self.control(instance["name"], "POST", "/clock", {"seconds": seconds})
        self.passed = moment

    def control(self, name: str, method: str, path: str, body: dict[str, Any]) -> None:
        """Ask the control port of an instance for something."""
        [control] = [each["control"] for each in self.instances if each["name"] == name]
        requests.request(method, f"{control}{path}", json=body, timeout=60).raise_for_status()

    def run(self, *arguments: str) -> Run:
        """Run the suite now."""
        options = ["--targets-file", str(self._file), "--target", "all"]
        options += ["--ledger", str(self.ledger), "-p", "no:html", "--tb=short", *arguments]
        reports = self.directory / f"at-{self.passed.total_seconds():.0f}"
        return run_suite(options, reports, self.environment)

    def run_at(self, moments: Iterable[timedelta], *arguments: str) -> Iterator[Run]:
        """Run the suite at moments of the night, counted from its beginning."""
        for moment in moments:
            self.pass_until(moment)
            yield self.run(*arguments)
