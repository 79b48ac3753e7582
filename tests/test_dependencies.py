"""What is installed: no more than a run needs, of every Python that is supported, and free to use.

A run against an instance that is there needs ``dependencies`` alone; the extra ``reference`` is for
the embedded instances.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import Distribution, distributions, packages_distributions
from typing import TYPE_CHECKING, Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from harness.targets.embedded import NEEDED
from tests.matrix import ROOT, reference_instances, run_suite

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OLDEST = "3.11.0"
OURS = {"contracts", "conftest", "harness", "reference", "spec", "tests"}

PERMISSIVE = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CNRI-Python",
    "ISC",
    "MIT",
    "MIT-0",
    "PSF-2.0",
    "Python-2.0",
    "Unlicense",
    "Zlib",
}
"""Of the names of SPDX: what asks for no more than that its text stays."""
BY_FILE = {"MPL-2.0"}
"""Asks that changes of its own files are published; we change none."""
ALLOWED = PERMISSIVE | BY_FILE
AS_SPDX = {
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd license": "BSD-3-Clause",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
}
"""What distributions of before SPDX call their licences."""


def normal(name: str) -> str:
    """Return the name of a distribution as every index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def named(requirements: Iterable[str]) -> set[str]:
    return {normal(Requirement(each).name) for each in requirements}


LIVE = named(PROJECT["dependencies"])
REFERENCE = named(PROJECT["optional-dependencies"]["reference"])
DEV = named(PROJECT["optional-dependencies"]["dev"])


@cache
def distributions_of_modules() -> dict[str, set[str]]:
    """Return which distributions each module that can be imported is of."""
    return {name: set(map(normal, found)) for name, found in packages_distributions().items()}


def imported_by(path: Path) -> set[str]:
    """Return the distributions that a file imports, by name where one is not installed."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(str(node.module).partition(".")[0])
    known = distributions_of_modules()
    outside = found - OURS - sys.stdlib_module_names - {"_pytest"}
    return {name for each in outside for name in known.get(each, {normal(each)})}


def undeclared(files: Iterable[Path], declared: set[str]) -> set[str]:
    """Return what files import and nobody declared, each with its file."""
    return {
        f"{path.name}: {name}"
        for path in files
        for name in imported_by(path)
        if name not in declared
    }


def of(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def installed() -> list[Distribution]:
    """Return the distributions beside our own, and beside what each environment begins with."""
    begun_with = {"meiro-contracts", "pip", "setuptools", "wheel"}
    return [each for each in distributions() if normal(each.metadata["Name"]) not in begun_with]


def said(distribution: Distribution, name: str) -> str:
    """Return what a distribution says of itself under a name; nothing where it does not."""
    return str(next(iter(distribution.metadata.get_all(name) or []), ""))


def licences(distribution: Distribution) -> set[str]:
    """Return the licences of a distribution, each of which is to be allowed; nothing if unsaid.

    Of an expression with OR, the first that is allowed stands for all.
    """
    expression, text = said(distribution, "License-Expression"), said(distribution, "License")
    classified = [
        each.rpartition(" :: ")[2]
        for each in distribution.metadata.get_all("Classifier") or []
        if each.startswith("License :: ") and each != "License :: OSI Approved"
    ]
    if not expression and (classified or " OR " not in text):
        return {AS_SPDX.get(each.lower(), each) for each in classified or [text]} - {""}
    choices = [re.findall(r"[\w.+-]+", each) for each in re.split(r"\bOR\b", expression or text)]
    parts = [{name for name in each if name != "AND"} for each in choices]
    return next((each for each in parts if each <= ALLOWED), set().union(*parts))


def not_allowed(found: Iterable[Distribution]) -> dict[str, set[str]]:
    told = {each.metadata["Name"]: licences(each) for each in found}
    return {name: each for name, each in told.items() if not each or each - ALLOWED}


def test_run_imports_no_more_than_it_declares() -> None:
    files = [*of("contracts"), *of("harness"), *of("spec"), ROOT / "conftest.py"]

    assert undeclared(files, LIVE) == set()


def test_reference_imports_no_more_than_it_declares() -> None:
    assert undeclared(of("reference"), REFERENCE | {"cryptography"}) == set()
    assert "cryptography" in LIVE


def test_extra_is_no_more_than_the_reference_imports() -> None:
    imported = {name for path in of("reference") for name in imported_by(path)}

    assert imported - LIVE == REFERENCE == set(map(normal, NEEDED))


def test_what_nobody_declared_is_told(tmp_path: Path) -> None:
    file = tmp_path / "any.py"
    file.write_text("import json, yaml\nfrom harness import run\nfrom nowhere.at import all\n")

    assert undeclared([file], {"pyyaml"}) == {"any.py: nowhere"}


def pins() -> list[tuple[str, str]]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    parted = [line.partition("==") for line in lines if not line.startswith("#")]
    return [(normal(name), version) for name, _, version in parted]


@pytest.fixture
def as_pinned() -> None:
    """Skip where other versions are tried than those of constraints.txt."""
    pinned = dict(pins())
    others = {
        each.metadata["Name"]
        for each in installed()
        if Version(pinned.get(normal(each.metadata["Name"]), each.version)) != Version(each.version)
    }
    if others:
        pytest.skip(f"NOT LOOKED AT: not as constraints.txt has them: {', '.join(sorted(others))}")


def test_each_distribution_stands_in_the_constraints_once() -> None:
    names = [name for name, _ in pins()]

    assert len(names) == len(set(names))
    assert (LIVE | REFERENCE | DEV) - {"meiro-contracts"} <= set(names)


@pytest.mark.usefixtures("as_pinned")
def test_what_is_installed_stands_in_the_constraints() -> None:
    names = {name for name, _ in pins()}

    assert {normal(each.metadata["Name"]) for each in installed()} <= names


@pytest.mark.usefixtures("as_pinned")
def test_every_distribution_is_for_the_oldest_python() -> None:
    needed = {each.metadata["Name"]: said(each, "Requires-Python") for each in installed()}

    assert {n: s for n, s in needed.items() if s and OLDEST not in SpecifierSet(s)} == {}
    assert OLDEST in SpecifierSet(PROJECT["requires-python"])


def test_every_distribution_is_free_to_use() -> None:
    assert not_allowed(installed()) == {}


class Made(Distribution):
    """A distribution of no files but its metadata."""

    def __init__(self, *lines: str) -> None:
        self._lines = lines

    def read_text(self, filename: str) -> str | None:
        return "\n".join(("Name: made", *self._lines)) if filename == "METADATA" else None

    def locate_file(self, path: Any) -> Any:
        return path


@pytest.mark.parametrize(
    "line",
    [
        "License-Expression: GPL-3.0-only",
        "License-Expression: MIT AND AGPL-3.0-or-later",
        "License: GPL",
        "Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)",
        "Classifier: License :: Other/Proprietary License",
        "Summary: which says nothing of its licence",
    ],
    ids=lambda each: each.rpartition(":")[2].strip(),
)
def test_distribution_of_another_licence_is_told(line: str) -> None:
    assert not_allowed([Made(line)]).keys() == {"made"}


@pytest.mark.parametrize(
    "line",
    [
        "License-Expression: GPL-2.0-only OR MIT",
        "License: Apache-2.0 OR BSD-3-Clause",
        "License-Expression: Apache-2.0 AND CNRI-Python",
        "License: MIT License",
        "Classifier: License :: OSI Approved :: BSD License",
    ],
    ids=lambda each: each.rpartition(":")[2].strip(),
)
def test_distribution_of_an_allowed_licence_is_not_told(line: str) -> None:
    assert not_allowed([Made(line)]) == {}


@pytest.fixture
def without_the_extra(tmp_path: Path) -> dict[str, str]:
    """Give an environment whose processes can't import what the extra brings, nor what that needs.

    It stands in for a virtual environment into which the extra was never installed.
    """
    gone = [*NEEDED, "aiosmtplib", "authlib", "flask", "h11", "httpcore"]
    code = f"import sys\nsys.modules.update(dict.fromkeys({gone!r}))\n"
    (tmp_path / "sitecustomize.py").write_text(code)
    return {"PYTHONPATH": f"{tmp_path}:{ROOT}"}


@pytest.mark.starts_process
def test_instance_that_is_there_is_checked_without_the_extra(
    tmp_path: Path, without_the_extra: dict[str, str]
) -> None:
    with reference_instances({"acme": "me"}) as [described]:
        place = ["--target-url", described["url"], "--product", "me", "--effects", "read"]
        done = run_suite(place, tmp_path / "reports", without_the_extra)

    assert done.exit_code == 0, done.console
    assert "conformant" in done.console


@pytest.mark.starts_process
def test_embedded_instances_need_the_extra_and_say_so(
    tmp_path: Path, without_the_extra: dict[str, str]
) -> None:
    done = run_suite([], tmp_path / "reports", without_the_extra)

    assert done.exit_code == 4
    [line] = [each for each in done.console.splitlines() if each.strip()]
    assert line == (
        "ERROR: the embedded instances need aiosmtpd, httpx, joserfc, oidc_provider_mock, "
        "starlette, uvicorn, which are not installed: pip install -c constraints.txt -e "
        "'.[reference]', or name an instance by --target or --target-url"
    )


@pytest.mark.starts_process
def test_reference_needs_the_extra_and_says_so(without_the_extra: dict[str, str]) -> None:
    command = [sys.executable, "-m", "reference", "--product", "me"]

    done = subprocess.run(
        command, cwd=ROOT, env=without_the_extra, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(
        r"reference: \w+ is not installed: pip install -c constraints\.txt -e '\.\[reference\]'\n",
        done.stderr,
    )
