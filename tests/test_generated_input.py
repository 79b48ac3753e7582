"""Generated input finds what no one thought of, at the cost that its depth allows, and no more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import requests

from harness.run.settings import PLANS, USUAL, Depth
from spec import specification
from tests.harness.wire import a_wire
from tests.matrix import (
    check_directly,
    check_instances,
    reference_instances,
    run_suite,
    write_targets,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.matrix import Run

pytestmark = pytest.mark.starts_process

SPELLINGS = {"cdp": "hex-tokens", "me": "jwt", "mi": "hex-tokens"}
HONEST = {product: f"{product}+{spelling}" for product, spelling in SPELLINGS.items()}
PLANTED = {
    "crash-on-null": '{"password": null}',
    "crash-on-array": "a body that is an array: []",
    "crash-on-long-text": "aaaa… (2",  # {"password": "aaa…"}, of 256 characters
    "crash-on-header": "a token: beyond ASCII",
    "crash-on-lone-surrogate": r'": "\ud83d"}',
    "crash-on-seventh-login": "again as request 7 in a row",
    "crash-on-quote-in-email": """{"email": "'"}""",
}
"""Each with what is said of its smallest case."""
FORGED = ("token-alg-none", "token-unsigned", "token-prefix")
OPTIONS = ("-p", "no:html", "--tb=no")


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Run:
    names = HONEST | {name: f"cdp+{name}" for name in FORGED}
    return check_directly(names, tmp_path_factory.mktemp("quick"), *OPTIONS, "--depth", "quick")


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Run:
    names = HONEST | {name: f"cdp+{name}" for name in PLANTED}
    return check_directly(names, tmp_path_factory.mktemp("standard"), *OPTIONS)


def spent(run: Run, name: str) -> int:
    """How many requests of generated input an instance got."""
    found = {each["name"]: each["spent"]["generated"] for each in run.results["targets"]}
    return int(found[name])


@pytest.mark.parametrize("depth", ["quick", "standard"])
@pytest.mark.parametrize("name", HONEST)
def test_instance_gets_what_its_depth_allows(
    request: pytest.FixtureRequest, depth: str, name: str
) -> None:
    run: Run = request.getfixturevalue(depth)

    most = PLANS[Depth(depth)].most_requests
    if name == "me":  # it has more operations than are usual
        most = most * len(specification.load("me").operations) // USUAL
    assert 0 < spent(run, name) <= most
    assert run.verdict(name) == "conformant"
    said = f"generated input: {spent(run, name)} of at most {most} requests (--depth {depth})"
    assert said in run.console


def test_depths_are_as_agreed() -> None:
    assert PLANS[Depth.QUICK].most_requests < 60
    assert PLANS[Depth.STANDARD].most_requests < 400
    assert PLANS[Depth.DEEP].drawn >= 1000


@pytest.mark.parametrize(("name", "words"), PLANTED.items())
def test_planted_crash_is_found_with_its_smallest_case(
    standard: Run, name: str, words: str
) -> None:
    details = [
        each["detail"]
        for each in standard.results["results"]
        if (each["target"], each["rule"]) == (name, "input.refused-not-crashed")
        and each["outcome"] == "broken"
    ]

    assert [each for each in details if words in each.partition("the smallest case: ")[2]]
    assert all("--depth standard --seed 0" in each for each in details)


@pytest.mark.parametrize("name", FORGED)
def test_forged_token_is_found_at_once(quick: Run, name: str) -> None:
    assert quick.outcomes(name)["token.refuses-forged"] == "broken"
    assert quick.outcomes(name)["input.refused-not-crashed"] == "kept"


def test_failing_case_is_kept_and_sent_first_the_next_time(tmp_path: Path) -> None:
    arguments = (*OPTIONS, "-k", "no_body and login]")
    check_instances({"it": "cdp+crash-on-long-text"}, tmp_path, *arguments)
    corpus = json.loads((tmp_path / "reports" / "corpus.json").read_text())
    with reference_instances({"it": "cdp"}) as instances:
        file, environment = write_targets(tmp_path, instances, "account")
        options = ["--targets-file", str(file), "--target", "all", *arguments, "--depth", "quick"]
        run_suite(options, tmp_path / "reports", environment)
        log = requests.get(f"{instances[0]['control']}/requests", timeout=60).json()

    [kept] = {each["case"]["body"] for each in corpus["cases"]}
    assert kept in {json.dumps({name: "a" * 256}) for name in ("email", "password")}
    generated = [each["body"] for each in log if each["operation"] == "log_in"]
    assert kept in generated[:2]  # the first look logs in before it


def test_damaged_corpus_is_one_line_and_exit_4_before_anything_is_sent(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "corpus.json").write_text("{")

    with a_wire() as wire:
        run = run_suite(["--target-url", wire.url, "--product", "mi", "--effects", "read"], reports)

    assert run.exit_code == 4
    assert f"ERROR: corpus: {reports}/corpus.json: is no corpus" in run.console
    assert wire.requests == []


@pytest.mark.parametrize("effects", ["read", "session"])
def test_nothing_generated_is_sent_below_account_effects(tmp_path: Path, effects: str) -> None:
    run = check_instances({"it": "me"}, tmp_path, *OPTIONS, "--depth", "deep", effects=effects)

    assert spent(run, "it") == 0
    assert run.outcomes("it")["input.refused-not-crashed"] == "excluded"


def test_deep_run_goes_beyond_and_ends_when_its_time_is_over(tmp_path: Path) -> None:
    arguments = ["--depth", "deep", "--max-time", "2", "-k", "no_body"]
    run = check_instances({"it": "mi"}, tmp_path, *OPTIONS, *arguments)

    assert run.outcomes("it")["input.refused-not-crashed"] in {"kept", "unproven"}
    assert 0 < spent(run, "it") < PLANS[Depth.DEEP].most_requests
    assert "requests (--depth deep)" in run.console


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--depth", "bottomless"], "invalid choice: 'bottomless'"),
        (["--max-time", "0"], "must be a positive number of seconds"),
        (["--max-time", "soon"], "--max-time: must be a positive number of seconds, not 'soon'"),
        (["--seed", "x"], "--seed: must be a whole number, not 'x'"),
    ],
)
def test_wrong_option_is_one_line(tmp_path: Path, arguments: list[str], words: str) -> None:
    run = run_suite([*arguments, "--collect-only"], tmp_path / "reports")

    assert run.exit_code == 4
    assert words in run.console


def test_target_may_allow_less(tmp_path: Path) -> None:
    with reference_instances({"it": "cdp"}) as instances:
        file, environment = write_targets(tmp_path, instances, "account")
        file.write_text(f"{file.read_text()}[targets.it.budget]\ngenerated = 7\n")
        options = ["--targets-file", str(file), "--target", "all", *OPTIONS]
        run = run_suite(options, tmp_path / "reports", environment)

    details: list[Any] = [each["detail"] for each in run.results["results"]]
    assert spent(run, "it") == 7
    assert run.outcomes("it")["input.refused-not-crashed"] == "unproven"
    assert "the budget is spent: 7 generated (budget.generated)" in details
