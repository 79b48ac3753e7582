"""Single sign-on with codes of a real provider, which the instance redeems there."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.matrix import ROOT, run_suite

if TYPE_CHECKING:
    from pathlib import Path

    from tests.matrix import Run

pytestmark = pytest.mark.starts_process

INSTANCES = {"honest": "me", "any-code": "cdp+sso-any-code", "no-code": "mi+sso-refusal-500"}
TARGET = """
[targets.{name}]
url = "{url}"
product = "{product}"
[targets.{name}.account]
email = "{account[email]}"
password = "env:{variable}"
[targets.{name}.sso_code]
issuer = "{sso[issuer]}"
client_id = "{sso[client_id]}"
other_client_id = "{sso[other_client_id]}"
redirect_uri = "{sso[redirect_uri]}"
username = "{sso[username]}"
password = "env:{variable}"
[targets.{name}.probe]
path = "/components"
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    directory: Path = tmp_path_factory.mktemp("provider")
    command = [sys.executable, "-m", "reference", "--with-provider", "--exit-with-parent"]
    command += [f"--instance={name}={made_of}" for name, made_of in INSTANCES.items()]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        instances = [json.loads(process.stdout.readline()) for _ in INSTANCES]
        file, environment = directory / "targets.toml", {}
        for each in instances:
            variable = each["name"].replace("-", "_").upper()
            environment[variable] = each["account"]["password"]
            with file.open("a") as targets:
                targets.write(TARGET.format(**each, variable=variable))
        options = ["--targets-file", str(file), "--target", "all", "-k", "test_sso"]
        made = run_suite([*options, "-p", "no:html"], directory / "reports", environment)
        process.terminate()
    return made


def outcome(run: Run, target: str, test: str) -> str:
    """The outcome of one contract."""
    found = [
        each["outcome"]
        for each in run.results["results"]
        if each["target"] == target and f"::{test}[" in each["test"]
    ]
    return str(found[0])


CODES = ("test_code_is_answered_with_a_token", "test_token_of_a_code_authenticates")
BAD = (
    "test_made_up_code_is_refused",
    "test_altered_code_is_refused",
    "test_code_of_another_client_is_refused",
)


@pytest.mark.parametrize("test", [*CODES, *BAD, "test_used_code_is_refused"])
def test_codes_of_a_provider_are_redeemed_once_by_their_client(run: Run, test: str) -> None:
    assert outcome(run, "honest", test) == "kept"


@pytest.mark.parametrize("test", BAD)
def test_code_that_should_be_refused_is_found_out(run: Run, test: str) -> None:
    assert outcome(run, "any-code", test) == "broken"
    assert outcome(run, "no-code", test) == "broken"
