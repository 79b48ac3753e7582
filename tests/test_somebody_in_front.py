"""Somebody in front of an instance speaks: nothing is broken by it, and a fault is still found."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.matrix import reference_instances, run_suite, write_targets
from tests.weather import a_front

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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
    return request.startswith("POST ") and "/login\n" in request


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
    for when in (WHEN[count % 4], WHEN[(count + 1 + count // 4) % 4])
]
"""Each page at two of the moments in turn; tests/harness/http has each by itself."""
FAULTY = [
    Case(f"{name}.faulty", f"cdp+{FAULT}", PAGES[name], now_and_then)
    for name in ("cloudflare", "sucuri", "gate", "access", "limit")
]


def json(status: int, body: str, *lines: str) -> bytes:
    """Write what an instance answers."""
    return page(status, body, "Content-Type: application/json", *lines)


WRONG = json(401, '{"message": "Invalid credentials"}')


def locked_for_a_while() -> When:
    """Refuse log-ins from the 20th request to the 60th."""
    return lambda number, request: 20 <= number < 60 and at_log_in(number, request)


def locked_for_good() -> When:
    """Refuse log-ins after the second one that was wrong."""
    seen = []

    def when(number: int, request: str) -> bool:
        if not at_log_in(number, request):
            return False
        seen.append("meiro-contracts" in request or "aA1!" in request)
        return sum(seen[:-1]) >= 2

    return when


def one_in_four() -> When:
    """Refuse one log-in of four."""
    count = iter(range(1_000_000))
    return lambda number, request: at_log_in(number, request) and next(count) % 4 == 2


def after_a_log_out() -> When:
    """Refuse log-ins once somebody has logged out."""
    seen = []

    def when(number: int, request: str) -> bool:
        if request.startswith("DELETE ") and "/login\n" in request:
            seen.append(number)
        return bool(seen) and at_log_in(number, request)

    return when


LOCKED = [
    Case("lock-403", "cdp", json(403, '{"message": "Account locked"}'), locked_for_a_while()),
    Case("lock-400", "me", json(400, '{"message": "Too many attempts"}'), locked_for_a_while()),
    Case("lock-429", "mi", json(429, '{"message": "Too many attempts"}'), locked_for_a_while()),
    Case("lock-401", "mi", WRONG, locked_for_a_while()),
    Case("lock-200", "me", json(200, '{"message": "You are locked out"}'), locked_for_a_while()),
    Case("lock-for-good", "cdp", WRONG, locked_for_good()),
]
FAILING = [
    Case("fails-one-in-four", "cdp", WRONG, one_in_four()),
    Case("fails-after-log-out", "me", WRONG, after_a_log_out()),
]
ODD = ("'", "null", "\\u0000", "[", "--")


def at_odd_input(_: int, request: str) -> bool:
    """At what looks odd to a firewall in a body."""
    return any(each in request.partition("\n\n")[2] for each in ODD)


FILTERED = [
    Case("filtered-403", "cdp", PAGES["sucuri"], at_odd_input),
    Case("filtered-200", "me", PAGES["f5"], at_odd_input),
    Case("filtered-501", "mi", page(501, "<html>modsecurity</html>", HTML), at_odd_input),
    Case("limited-503", "cdp", page(503, ""), lambda number, _: number % 50 > 40),
]
FILTERED_FAULT = Case("filtered.faulty", "cdp+login-without-password", PAGES["f5"], at_odd_input)


def check(cases: Sequence[Case], directory: Path, effects: str, *options: str) -> Run:
    """Check every instance behind its front, in one run."""
    (directory / "brisk.py").write_text(BRISK)
    named = {each.name: each for each in cases}
    with ExitStack() as stack:
        names = {name: each.made_of for name, each in named.items()}
        instances = stack.enter_context(reference_instances(names))
        behind = []
        for each in instances:
            front, case = stack.enter_context(a_front(each["url"])), named[each["name"]]
            front.shown = lambda number, request, case=case: (  # type: ignore[misc]
                case.page if case.when(number, request) else None
            )
            behind.append(each | {"url": front.url})
        file, environment = write_targets(directory, behind, effects)
        arguments = ["--targets-file", str(file), "--target", "all", "-p", "no:html", "--tb=no"]
        environment |= {"PYTHONPATH": str(directory)}
        return run_suite([*arguments, "-p", "brisk", *options], directory / "reports", environment)


def broken(run: Run, name: str) -> dict[str, str]:
    """What is broken on an instance, and why."""
    return {
        each["rule"]: each["detail"]
        for each in run.results["results"]
        if each["target"] == name and each["outcome"] == "broken"
    }


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Check what needs no more than sessions."""
    directory = tmp_path_factory.mktemp("in-front")
    return check([*CASES, *FAULTY, *LOCKED, *FAILING], directory, "session")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_is_broken_by_what_stands_in_front(checked: Run, case: Case) -> None:
    outcomes = checked.outcomes(case.name)

    assert broken(checked, case.name) == {}
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


@pytest.mark.parametrize("case", LOCKED, ids=lambda case: case.name)
def test_lock_out_breaks_nothing(checked: Run, case: Case) -> None:
    assert broken(checked, case.name) == {}
    assert "kept" in checked.outcomes(case.name).values()


@pytest.mark.parametrize("case", FAILING, ids=lambda case: case.name)
def test_log_in_that_fails_is_no_lock_out(checked: Run, case: Case) -> None:
    assert "login.issues-token" in broken(checked, case.name)


@pytest.fixture(scope="module")
def filtered(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Check what takes generated input."""
    cases = [*FILTERED, FILTERED_FAULT]
    return check(cases, tmp_path_factory.mktemp("filtered"), "account", "--depth", "standard")


@pytest.mark.parametrize("case", FILTERED, ids=lambda case: case.name)
def test_input_that_a_firewall_refuses_breaks_nothing(filtered: Run, case: Case) -> None:
    assert broken(filtered, case.name) == {}
    assert "kept" in filtered.outcomes(case.name).values()


def test_fault_that_input_shows_is_found_behind_a_firewall(filtered: Run) -> None:
    assert "input.refused-not-crashed" in broken(filtered, FILTERED_FAULT.name)


def test_what_stood_in_front_is_in_the_summary(checked: Run) -> None:
    summary = (checked.reports / "summary.md").read_text()

    assert "answered instead of the instance, " in summary
    assert "first at " in summary
