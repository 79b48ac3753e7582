"""No secret is in any output, in whatever way an instance gives it away."""

from __future__ import annotations

import html
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from harness.targets.unmaskable import WORDS
from tests.harness.wire import a_wire
from tests.leaks import CASES, ECHOES, Teller, found_in
from tests.living import living_instances
from tests.matrix import run_suite, write_targets

if TYPE_CHECKING:
    from pathlib import Path

    from tests.matrix import Run

LOUD = ("-n", "2", "-vvv", "--showlocals", "--log-level=DEBUG", "--depth", "quick")
ABOUT_SECRETS = "test_login or test_refresh or test_invitations or test_tokens or test_options"
FILES = (
    *("report.html", "history.html", "junit.xml", "results.json", "record.json"),
    *("exchanges.har", "summary.md", "corpus.json"),
)
ACCOUNT = {"link-relative", "link-escaped", "location"}
"""Cases that need an invitation."""


@dataclass
class Told:
    """A run on every instance that tells its secrets in its own way."""

    run: Run
    secrets: dict[str, set[str]]
    """By case: what its instance gave, and the passwords."""
    outputs: dict[str, str]

    def cases_in(self, output: str) -> set[str]:
        """Name the cases whose secrets an output holds."""
        found = found_in(self.outputs[output], set().union(*self.secrets.values()))
        return {name for name, secrets in self.secrets.items() if secrets & found}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    directory = tmp_path_factory.mktemp("told")
    names = dict.fromkeys(CASES, "me")
    with ExitStack() as stack:
        described = stack.enter_context(living_instances(names))
        tellers = {name: Teller(each["url"], CASES[name]) for name, each in described.items()}
        for each in tellers.values():
            stack.callback(each.close)
        parts: list[str] = []
        environment: dict[str, str] = {}
        for name, instance in described.items():
            effects = "account" if name in ACCOUNT else "session"
            behind = instance | {"url": tellers[name].url}
            file, more = write_targets(directory, [behind], effects)
            parts.append(file.read_text())
            environment |= more
        file.write_text("\n".join(parts))
        options = ["--targets-file", str(file), "--target", "all", *LOUD, "-k", ABOUT_SECRETS]
        options += ["--history", str(directory / "reports" / "history.json")]
        run = run_suite(options, directory / "reports", environment)
        passwords = set(environment.values())
        secrets = {name: each.secrets | passwords for name, each in tellers.items()}
    outputs = {each.name: each.read_text("utf-8", "replace") for each in run.reports.iterdir()}
    return Told(run, secrets, outputs | {"console": run.console})


@pytest.mark.starts_process
@pytest.mark.parametrize("name", CASES)
def test_instance_gave_its_secrets(told: Told, name: str) -> None:
    assert len(told.secrets[name]) > len(CASES), "its passwords and some tokens"


@pytest.mark.starts_process
@pytest.mark.parametrize("output", [*FILES, "history.json", "console"])
def test_no_output_holds_a_secret(told: Told, output: str) -> None:
    if output not in told.outputs:
        assert output == "corpus.json", "it is there where a generated case failed alone"
        return

    assert told.cases_in(output) == set()


@pytest.mark.starts_process
def test_last_look_finds_none_either(told: Told) -> None:
    assert "a secret was found" not in told.run.console
    assert "INTERNALERROR" not in told.run.console


@pytest.mark.parametrize("encode", ECHOES.values(), ids=ECHOES)
def test_secret_would_be_found(encode) -> None:
    secret = "canary-5TqZ8rXw2LmN7vKp"

    assert found_in(f"<p>it was {encode(secret)}, was it</p>", [secret]) == {secret}
    assert found_in(f"<p>it was {encode('another-5ZqT8rXw2LmN7vKq')}</p>", [secret]) == set()


@pytest.mark.starts_process
def test_password_that_is_a_word_of_the_suite_is_told_of_and_is_no_leak(tmp_path: Path) -> None:
    environment = {"MEIRO_EMAIL": "qa@acme.test", "MEIRO_PASSWORD": "password"}
    with a_wire() as wire:
        options = ["--target-url", wire.url, "--product", "cdp", "-k", "test_login"]
        run = run_suite(options, tmp_path / "reports", environment)

    first, _, rest = run.console.partition("test session starts")
    assert first.count(WORDS) == 1
    assert WORDS in rest, "a remark says so again"
    assert html.escape(WORDS) in (run.reports / "report.html").read_text()
    assert "a secret was found" not in run.console
    assert run.exit_code != 11, run.console
