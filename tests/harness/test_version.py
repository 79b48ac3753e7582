"""The suite's version is typed in once."""

import tomllib

import harness
from tests.matrix import ROOT


def test_package_takes_its_version_from_the_harness():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert "version" not in project["project"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "harness.VERSION"}
    assert f"meiro-contracts/{harness.VERSION}" == harness.USER_AGENT
