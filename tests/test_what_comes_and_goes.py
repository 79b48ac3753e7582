"""An instance that fails at times is told by one card with its rate; two faults are two cards."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.harness.wire import http
from tests.matrix import reference_instances, run_suite, write_targets
from tests.weather import a_front

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.matrix import Run

pytestmark = pytest.mark.starts_process

CRASH = http(500, {"message": "boom"}, "Connection: close")
NUMBERS = (5, 20)
"""Of each so many requests, one is answered by a server error."""
STEADY = {
    "crash": ("mi+crash-on-null", ["input.refused-not-crashed"]),
    "two": ("mi+logout-keeps-session+sso-answers-201", ["logout.ends-session", "sso.issues-token"]),
    "other-two": ("mi+token-any+login-answers-201", ["login.issues-token", "token.refuses-forged"]),
}
"""Instances of one fault, or of two, that show each time, and the rules of their cards."""
LOST = "mi+one-login-of-five-lacks-its-token"
OPTIONS = ("-p", "no:html", "--tb=no", "--depth", "quick")


def each_nth(n: int) -> Callable[[int, str], bytes | None]:
    """Answer each so many-th request by a server error, but for the first look."""
    return lambda number, _: CRASH if number > 3 and number % n == 0 else None


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Run]]:
    names = {f"every-{n}": "mi" for n in NUMBERS}
    names |= {name: made_of for name, (made_of, _) in STEADY.items()} | {"lost": LOST}
    directory = tmp_path_factory.mktemp("flaky")
    with ExitStack() as stack:
        instances = stack.enter_context(reference_instances(names))
        for each in instances[: len(NUMBERS)]:
            front = stack.enter_context(a_front(each["url"]))
            front.shown = each_nth(int(each["name"].removeprefix("every-")))
            each["url"] = front.url
        file, environment = write_targets(directory, instances, "account")
        yield lambda *options: run_suite(
            [*OPTIONS, *(options or ("--target", "all")), "--targets-file", str(file)],
            directory / "reports",
            environment,
        )


@pytest.fixture(scope="module")
def run(runs: Callable[..., Run]) -> Run:
    return runs()


def cards(run: Run, target: str) -> list[dict[str, Any]]:
    """Return the cards of a target."""
    return [each for each in run.results["causes"] if each["target"] == target]


@pytest.mark.parametrize("n", NUMBERS)
def test_instance_that_fails_each_nth_time_is_one_card_with_its_rate(run: Run, n: int) -> None:
    [card] = cards(run, f"every-{n}")

    assert card["rule"] == "answers.documented"
    assert n * 0.6 < int(card["rate"].removeprefix("1 of ")) < n * 1.6
    assert len(card["places"]) > 1
    assert card["came"].startswith(f"500 in about {card['rate']} requests, whatever is sent, on ")
    assert "the smallest case" not in card["came"]
    assert "at other times it answered the same request well" in card["whose"]


def test_log_in_that_lacks_its_token_at_times_has_its_rate(run: Run) -> None:
    [card] = cards(run, "lost")

    assert (card["rule"], card["rate"]) == ("login.issues-token", "1 of 5")
    assert card["places"] == ["login"]


@pytest.mark.parametrize("name", STEADY)
def test_each_fault_that_shows_each_time_is_one_card_without_a_rate(run: Run, name: str) -> None:
    found = cards(run, name)

    assert [each["rule"] for each in found] == STEADY[name][1]
    assert {each["rate"] for each in found} == {None}


def test_card_is_replayed_and_the_report_it_is_of_left_alone(
    run: Run, runs: Callable[..., Run]
) -> None:
    [card] = cards(run, "crash")
    before = (run.reports / "results.json").read_text()

    again = runs("--replay", card["id"], "--target", "crash")

    assert again.exit_code == 1
    assert f"replays {card['id']}: {card['rule']} on crash" in again.console
    assert "newly broken" not in again.console
    assert (run.reports / "results.json").read_text() == before
    replayed = json.loads((run.reports / "replay" / "results.json").read_text())
    assert [(each["id"], each["since"]) for each in replayed["causes"]] == [
        (card["id"], card["since"])
    ]
    assert {each["test"] for each in replayed["results"]} >= {*card["tests"]}
