"""Runs the suite itself, in a process of its own, against many reference instances at once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parent.parent
INSTANCES = "instances.json"
"""Beside a targets file: which instances :mod:`tests.direct` serves, and describes in it."""
CONFIGURATION = ("-c", "pyproject.toml")
"""Named, since pytest misses it where reports go beyond the repository, and is begun again then."""


@dataclass(frozen=True)
class Run:
    """What a run of the suite left."""

    exit_code: int
    console: str
    reports: Path

    @cached_property
    def results(self) -> dict[str, Any]:
        """The content of results.json."""
        content: dict[str, Any] = json.loads((self.reports / "results.json").read_text())
        return content

    def outcomes(self, target: str) -> dict[str, str]:
        """The outcome of each rule on a target."""
        return {
            each["rule"]: each["outcome"]
            for each in self.results["rules"]
            if each["target"] == target
        }

    def verdict(self, target: str) -> str:
        """The verdict on a target."""
        verdicts = {each["name"]: each["verdict"] for each in self.results["targets"]}
        return str(verdicts[target])


@contextmanager
def reference_instances(names: Mapping[str, str]) -> Iterator[list[dict[str, Any]]]:
    """Serve reference instances: ``names`` gives each its product, faults and variants."""
    command = [sys.executable, "-m", "reference", "--exit-with-parent"]
    for name, made_of in names.items():
        command += ["--instance", f"{name}={made_of}"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        try:
            yield [json.loads(process.stdout.readline()) for _ in names]
        finally:
            process.terminate()


def run_suite(
    arguments: Sequence[str],
    reports: Path,
    environment: Mapping[str, str] | None = None,
    *,
    configuration: Sequence[str] = CONFIGURATION,
) -> Run:
    """Run pytest on the contracts, as a user does, with reports of its own."""
    command = [sys.executable, "-m", "pytest", *configuration, "-p", "no:cacheprovider"]
    command += ["--color=no"]
    done = subprocess.run(
        [*command, *arguments, "--reports", str(reports)],
        cwd=ROOT,
        env=os.environ | dict(environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    return Run(done.returncode, done.stdout + done.stderr, reports)


def check_instances(
    names: Mapping[str, str], directory: Path, *arguments: str, effects: str = "account"
) -> Run:
    """Serve reference instances, and check each of them as a target of its name."""
    with reference_instances(names) as instances:
        file, environment = write_targets(directory, instances, effects)
        options = ["--targets-file", str(file), "--target", "all", *arguments]
        return run_suite(options, directory / "reports", environment)


def check_directly(names: Mapping[str, str], directory: Path, *arguments: str) -> Run:
    """Check reference instances as `check_instances` does, but in the process of the run itself."""
    (directory / INSTANCES).write_text(json.dumps(names))
    options = ["-p", "tests.direct", "--targets-file", str(directory / "targets.toml")]
    return run_suite([*options, "--target", "all", *arguments], directory / "reports")


def write_targets(
    directory: Path, instances: Sequence[Mapping[str, Any]], effects: str, *, ager: bool = True
) -> tuple[Path, dict[str, str]]:
    """Write a targets file for instances; return it, and the environment with their passwords."""
    environment: dict[str, str] = {}
    parts = [_target(instance, effects, environment, ager=ager) for instance in instances]
    file = directory / "targets.toml"
    file.write_text("\n".join(parts))
    return file, environment


def _target(
    instance: Mapping[str, Any], effects: str, environment: dict[str, str], *, ager: bool
) -> str:
    name, control = f'targets."{instance["name"]}"', instance["control"]
    lines = [f"[{name}]", f'url = "{instance["url"]}"']
    lines += [f'product = "{instance["product"]}"', f'effects = "{effects}"']
    for key in ("account", "limited_account"):
        if key in instance:
            variable = re.sub(r"\W", "_", f"{instance['name']}_{key}").upper()
            environment[variable] = instance[key]["password"]
            lines += [f"[{name}.{key}]", f'email = "{instance[key]["email"]}"']
            lines += [f'password = "env:{variable}"']
            lines += [f"features = {json.dumps(instance[key].get('features', []))}"]
    if ager:
        lines += [f"[{name}.token_ager]", f'url = "{control}/age"']
    lines += [f"[{name}.sso_code]", f'url = "{control}/sso-code"']
    lines += [f"[{name}.mailbox]", f'mailpit = "{control}/mail"', "wait = 2"]
    lines += [f"[{name}.probe]", f'path = "{instance["probe"]["path"]}"']
    return "\n".join(lines) + "\n"
