"""The tools that are compared: how each is run on an instance, and what it says is wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from harness import VERSION
from spec import rules
from spec.rules import Strength
from tests.matrix import ROOT, run_suite, write_targets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE = Path(__file__).parent
INSTALLED = ROOT / ".venv" / "peers"
"""Where `make peers` installs what is not of Python."""
DREDD = INSTALLED / "node_modules" / ".bin" / "dredd"
SCHEMATHESIS = Path(sys.executable).parent / "st"
TOO_LONG = 900
"""Seconds after which a tool is ended; that it did not end counts as a failure that it reports."""
CONSOLE = "console.txt"


@dataclass(frozen=True)
class Ran:
    """What a tool said of one instance, and how long it took."""

    exit_code: int
    seconds: float
    failures: frozenset[str]
    """What it reports; empty where it ended with 0."""
    settled: bool = True
    """Whether another run on an honest instance is not needed for its baseline."""


class Tool(Protocol):
    """A tool, set up as its documentation recommends."""

    @property
    def name(self) -> str:
        """What it is called in the table."""
        ...

    @property
    def version(self) -> str:
        """Its version."""
        ...

    def check(
        self, instance: Mapping[str, Any], given: Path, left: Path, baseline: Path, seed: int
    ) -> Ran:
        """Check an instance: inputs may go to ``given``, and outputs to ``left``.

        ``baseline`` is a file of the tool's own. On an honest instance, ``seed`` is its number
        of the runs that write it, and else 0.
        """
        ...


def environment_of(instance: Mapping[str, Any]) -> dict[str, str]:
    """What the set-ups of the peers read of an instance."""
    account = instance["account"]
    return {
        "INSTANCE": instance["url"],
        "CONTROL": instance["control"],
        "EMAIL": account["email"],
        "PASSWORD": account["password"],
        "ACCOUNT_ID": instance["account_id"],
        "LOGIN_PATH": instance["login_path"],
    }


def run(
    command: Sequence[str], directory: Path, environment: Mapping[str, str], left: Path
) -> tuple[int, float]:
    """Run a tool, keep what it prints, and return its exit code and its seconds."""
    began = time.perf_counter()
    with (left / CONSOLE).open("wb") as console:
        try:
            code = subprocess.run(
                command,
                cwd=directory,
                env=os.environ | dict(environment),
                stdout=console,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                timeout=TOO_LONG,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            code = -1
    return code, time.perf_counter() - began


def reported(code: int, failures: Sequence[str]) -> frozenset[str]:
    """Return what a tool reports: nothing where it ends well, and at least its exit code else."""
    return frozenset(failures or [f"exit code {code}"]) if code else frozenset()


@dataclass(frozen=True)
class Suite:
    """This suite, at one depth."""

    depth: str

    @property
    def name(self) -> str:
        """What it is called in the table."""
        return f"meiro-contracts, {self.depth}"

    @property
    def version(self) -> str:
        """Its version."""
        return VERSION

    def check(
        self, instance: Mapping[str, Any], given: Path, left: Path, baseline: Path, seed: int
    ) -> Ran:
        """Check an instance at account effects, with a token ager, codes and a mailbox."""
        del baseline, seed  # it has no need of them
        file, environment = write_targets(given, [instance], "account")
        options = ["--targets-file", str(file), "--target", "all", "--depth", self.depth]
        began = time.perf_counter()
        ran = run_suite(options, left / "reports", environment)
        seconds = time.perf_counter() - began
        (left / CONSOLE).write_text(ran.console, encoding="utf-8")
        broken = self.broken(ran.reports / "results.json", instance["product"])
        return Ran(ran.exit_code, seconds, reported(ran.exit_code, broken))

    @staticmethod
    def broken(results: Path, product: str) -> list[str]:
        """Return the broken rules of its results; advice fails no run, and is left out."""
        if not results.exists():
            return []
        outcomes = json.loads(results.read_text(encoding="utf-8"))["rules"]
        stated = rules.load()
        return [
            each["rule"]
            for each in outcomes
            if each["outcome"] == "broken"
            and stated[each["rule"]].strength(product) is not Strength.ADVISED
        ]


class Dredd:
    """Dredd, on the pages."""

    name = "Dredd"

    @property
    def version(self) -> str:
        """Its version."""
        locked = json.loads((HERE / "dredd" / "package-lock.json").read_text(encoding="utf-8"))
        return str(locked["packages"]["node_modules/dredd"]["version"])

    def check(
        self, instance: Mapping[str, Any], given: Path, left: Path, baseline: Path, seed: int
    ) -> Ran:
        """Send each documented request once, brought to its success by hooks."""
        del baseline, seed
        pages = sorted((ROOT / "spec" / "blueprints" / instance["product"]).glob("*.apib"))
        page, report = given / "page.apib", left / "report.xml"
        page.write_text(one_page([each.read_text(encoding="utf-8") for each in pages]))
        command = [str(DREDD), str(page), instance["url"], "--no-color", "--reporter", "xunit"]
        command += ["--hookfiles", str(HERE / "dredd" / "hooks.js"), "--output", str(report)]
        code, seconds = run(command, given, environment_of(instance), left)
        told = report.read_text(encoding="utf-8", errors="replace") if report.exists() else ""
        return Ran(code, seconds, reported(code, failures_of_dredd(told)))


def one_page(pages: Sequence[str]) -> str:
    """Join the pages of a product, which share their types, into one document.

    An action whose resource has query parameters that are another action's gets a path of its own,
    since Dredd leaves it out otherwise.
    """
    heads, groups, types = [], [], []
    for page in pages:
        body, _, own_types = page.partition("\n# Data Structures\n")
        head, _, group = body.partition("\n# Group ")
        heads.append(head)
        groups.append(f"\n# Group {group}")
        types.append(own_types)
    joined = "".join([heads[0], *groups, "\n# Data Structures\n" if any(types) else "", *types])
    return joined.replace("### Create user [POST]", "### Create user [POST /users]")


def failures_of_dredd(report: str) -> list[str]:
    """Return the failures of a report of xUnit's form: the request, and what of it is wrong."""
    found = []
    pattern = r'<testcase name="([^"]*)"[^>]*><(?:failure|error)(.*?)</(?:failure|error)>'
    for name, text in re.findall(pattern, report, re.DOTALL):
        message = text.partition("\n\nRequest:")[0]
        kinds = re.findall(r"\b(statusCode|headers|body|failed before|before it failed)\b", message)
        found += [f"{unescape(name)}: {kind}" for kind in dict.fromkeys(kinds)] or [unescape(name)]
    return found


class Schemathesis:
    """Schemathesis, on the OpenAPI documents."""

    name = "Schemathesis"
    options = ("--no-shrink", "--suppress-health-check", "all", "--no-color")

    @property
    def version(self) -> str:
        """Its version."""
        from importlib.metadata import version  # noqa: PLC0415 - it takes a while

        return version("schemathesis")

    def check(
        self, instance: Mapping[str, Any], given: Path, left: Path, baseline: Path, seed: int
    ) -> Ran:
        """Run all its checks and phases, known failures of the honest instance left out."""
        product = instance["product"]
        shutil.copytree(HERE / "schemathesis", given, dirs_exist_ok=True)
        for name in ("email", "password"):
            text = instance["account"][name].replace("\\", "\\\\").replace('"', '\\"')
            (given / f"{name}.dict").write_text(f'"{text}"\n', encoding="utf-8")
        document = ROOT / "spec" / "openapi" / f"{product}.yaml"
        command = [str(SCHEMATHESIS), "--config-file", f"{product}.toml", "run", str(document)]
        command += ["--url", instance["url"], *self.options, "--seed", str(seed or 1)]
        command += ["--report", "json,junit", "--report-dir", str(left)]
        command += ["--report-json-path", str(left / "report.json"), "--baseline", str(baseline)]
        command += ["--baseline-update"] if seed else []
        code, seconds = run(command, given, environment_of(instance), left)
        file = left / "report.json"
        told = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        if seed:
            added = (told.get("baseline") or {}).get("recorded")
            return Ran(code, seconds, frozenset(known_to(baseline)), settled=not added)
        return Ran(code, seconds, reported(code, failures_of_schemathesis(told)))


def known_to(baseline: Path) -> list[str]:
    """Return the failures of a baseline of Schemathesis."""
    if not baseline.exists():
        return []
    entries = json.loads(baseline.read_text(encoding="utf-8"))["entries"]
    return [f"{each['operation']}: {each['failure']} ({each['signature']})" for each in entries]


def failures_of_schemathesis(report: Mapping[str, Any]) -> list[str]:
    """Return the failures and errors of a report that its baseline does not know."""
    failed = [
        f"{operation}: {each['type']}"
        for each in report.get("failures", ())
        for operation in each.get("operations") or ("a sequence",)
    ]
    return [*failed, *(f"error: {each.get('title', each)}" for each in report.get("errors", ()))]


TOOLS: tuple[Tool, ...] = (Suite("quick"), Suite("standard"), Dredd(), Schemathesis())
