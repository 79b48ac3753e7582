"""Somebody in front of an instance speaks: nothing is broken by it, and a fault is still found."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.matrix import reference_instances, run_suite, write_targets
from tests.weather import a_front

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.matrix import Run

    When = Callable[[int, str], bool]

pytestmark = pytest.mark.starts_process

BRISK = """
import harness.http.in_front as in_front
import harness.http.retry_after as retry_after

in_front.FIRST_PAUSE = in_front.LONGEST_PAUSE = 0.01
in_front.ALL_PAUSES = 0.1
retry_after.USUAL_PAUSE = 0.01
"""
HTML = "Content-Type: text/html; charset=UTF-8"


def page(status: int, body: str, *lines: str) -> bytes:
    """Write what somebody in front shows."""
    head = [f"HTTP/1.1 {status} Shown", "Connection: close", *lines]
    return "\r\n".join([*head, f"Content-Length: {len(body)}", "", body]).encode()


PAGES = {
    "cloudflare": page(403, "<title>Just a moment...</title>", HTML, "cf-mitigated: challenge"),
    "cloudflare-503": page(503, "<html>wait", HTML, "Server: cloudflare", "CF-RAY: 8f2b-PRG"),
    "cloudflare-523": page(523, "<html>error code: 523", HTML, "Server: cloudflare"),
    "sucuri": page(403, "<html>No</html>", HTML, "X-Sucuri-ID: 17004"),
    "f5": page(200, "<html>The requested URL was rejected. Your support ID is: 1</html>", HTML),
    "aws": page(405, "<html>", HTML, "x-amzn-waf-action: captcha"),
    "maintenance": page(503, "<h1>Maintenance</h1>", HTML),
    "limit": page(403, "", "Retry-After: 0"),
    "gate": page(401, "<h1>401</h1>", HTML, 'WWW-Authenticate: Basic realm="staging"'),
    "access": page(302, "", "Location: https://acme.cloudflareaccess.com/cdn-cgi/access/login/a"),
    "squid-408": page(408, "<html>408", HTML),
}


def at_first(number: int, _: str) -> bool:
    """At the first look, and ever after."""
    return number >= 1


def at_log_in(_: int, request: str) -> bool:
    """At each log-in, and nowhere else."""
    return request.endswith("/users/login")


def now_and_then(number: int, _: str) -> bool:
    """At every seventh request."""
    return number % 7 == 3


def from_the_25th_on(number: int, _: str) -> bool:
    """From the 25th request on."""
    return number >= 25


WHEN: tuple[When, ...] = (at_first, at_log_in, now_and_then, from_the_25th_on)
FAULT = "logout-keeps-session"
"""Planted behind some fronts: it must be found all the same."""


@dataclass(frozen=True)
class Case:
    """One instance behind a front."""

    name: str
    made_of: str
    page: bytes
    when: When


CASES = [
    Case(f"{name}.{when.__name__}", "cdp" if count % 2 else "me", page, when)
    for count, (name, page) in enumerate(PAGES.items())
    for when in WHEN
    if not (name == "squid-408" and when is at_log_in)
]
FAULTY = [
    Case(f"{name}.faulty", f"cdp+{FAULT}", PAGES[name], now_and_then)
    for name in ("cloudflare", "sucuri", "gate", "access", "limit")
]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Check every instance behind its front, in one run."""
    directory: Path = tmp_path_factory.mktemp("in-front")
    (directory / "brisk.py").write_text(BRISK)
    cases = {each.name: each for each in (*CASES, *FAULTY)}
    with ExitStack() as stack:
        names = {name: each.made_of for name, each in cases.items()}
        instances = stack.enter_context(reference_instances(names))
        behind = []
        for each in instances:
            front, case = stack.enter_context(a_front(each["url"])), cases[each["name"]]
            front.shown = lambda number, request, case=case: (  # type: ignore[misc]
                case.page if case.when(number, request) else None
            )
            behind.append(each | {"url": front.url})
        file, environment = write_targets(directory, behind, "session")
        options = ["--targets-file", str(file), "--target", "all", "-p", "no:html", "-p", "brisk"]
        environment |= {"PYTHONPATH": str(directory)}
        yield run_suite([*options, "--tb=no"], directory / "reports", environment)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_is_broken_by_what_stands_in_front(checked: Run, case: Case) -> None:
    outcomes = checked.outcomes(case.name)
    broken = [each for each in checked.results["results"] if each["outcome"] == "broken"]

    assert [each for each in broken if each["target"] == case.name] == []
    assert "error" not in outcomes.values()
    assert checked.verdict(case.name) in {"partial", "unreachable", "conformant"}
    if case.when is at_first:
        assert checked.verdict(case.name) == "unreachable"
    if case.when is now_and_then:
        assert "kept" in outcomes.values()


@pytest.mark.parametrize("case", FAULTY, ids=lambda case: case.name)
def test_fault_behind_it_is_found(checked: Run, case: Case) -> None:
    assert checked.outcomes(case.name)["logout.ends-session"] == "broken"
    assert checked.exit_code == 1


@pytest.mark.parametrize("case", [*CASES, *FAULTY], ids=lambda case: case.name)
def test_what_stood_in_front_is_said_in_one_line(checked: Run, case: Case) -> None:
    said = checked.console.partition(" verdicts ")[2].splitlines()
    first = next(n for n, line in enumerate(said) if line.startswith(f"{case.name} ("))
    lines = [said[first]]
    for line in said[first + 1 :]:
        if not line.startswith(" "):
            break
        lines.append(line)

    assert any("answered instead of the instance" in each or "a gateway" in each for each in lines)
    assert not any("password is wrong" in each for each in lines)


def test_what_stood_in_front_is_in_the_summary(checked: Run) -> None:
    summary = (checked.reports / "summary.md").read_text()

    assert "answered instead of the instance, " in summary
    assert "first at " in summary
