"""Whatever goes wrong, a run says whose failure it is: outcome or verdict, exit code, one line."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from tests.harness.certificates import Authority, a_tls_wire
from tests.harness.making import ACCOUNT, CANARY
from tests.harness.wire import Wire, a_wire, http
from tests.matrix import Run, reference_instances, run_suite, write_targets
from tests.weather import a_front

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.weather import Front

pytestmark = pytest.mark.starts_process

IMPATIENT = """
import harness.http.transport

harness.http.transport.READ_TIMEOUT = 1.0
"""
NOTICING = """
from pathlib import Path

def pytest_runtest_logreport(report):
    if getattr(report, "contract", {}).get("outcome") == "error":
        Path(__file__).with_name("noticed").touch()
"""


def page(status: int) -> bytes:
    """What a proxy shows in place of the instance."""
    body = f"<html><h1>{status}</h1></html>"
    lines = [f"HTTP/1.1 {status} Gateway", "Content-Type: text/html", "Connection: close"]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]).encode()


def check(url: str, tmp_path: Path, *options: str) -> Run:
    """Check an instance as one of cdp, maybe with a plug-in that makes the client impatient."""
    (tmp_path / "impatient.py").write_text(IMPATIENT)
    environment = {"MEIRO_EMAIL": ACCOUNT.email, "MEIRO_PASSWORD": CANARY}
    arguments = ["--target-url", url, "--product", "cdp", "-p", "no:html"]
    return run_suite(
        [*arguments, *options], tmp_path / "reports", environment | {"PYTHONPATH": str(tmp_path)}
    )


def said(run: Run) -> list[str]:
    """The lines of the verdicts."""
    return run.console.partition(" verdicts ")[2].splitlines()


# Before a rule is looked at: no verdict, exit 10


@contextmanager
def no_such_name(_: Path) -> Iterator[str]:
    yield "https://nowhere.invalid/api"


@contextmanager
def nobody_listens(_: Path) -> Iterator[str]:
    yield "http://127.0.0.1:1/api"


@contextmanager
def untrusted(directory: Path) -> Iterator[str]:
    with a_tls_wire(Authority(directory, "nobody").issue("server")) as wire:
        yield wire.url


@contextmanager
def no_tls(_: Path) -> Iterator[str]:
    with socketserver.TCPServer(("127.0.0.1", 0), Plain) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_address[1]}/api"
        server.shutdown()


class Plain(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@contextmanager
def says_nothing(_: Path) -> Iterator[str]:
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        yield f"http://127.0.0.1:{server.server_address[1]}/api"  # accepts, and is never served


def played(prepare: Callable[[Wire], None]) -> Any:
    """Play an instance on a wire."""

    @contextmanager
    def place(_: Path) -> Iterator[str]:
        with a_wire() as wire:
            prepare(wire)
            yield wire.url

    return place


def gateway(status: int) -> Callable[[Wire], None]:
    def prepare(wire: Wire) -> None:
        wire.look_up = page(status)

    return prepare


def log_in(status: int) -> Callable[[Wire], None]:
    def prepare(wire: Wire) -> None:
        wire.answers = [http(status, {"message": "no"})]

    return prepare


def of_mi(wire: Wire) -> None:
    flags = {"is_credentials_login_enabled": True, "is_okta_login_enabled": True}
    wire.look_up = http(404, {})
    wire.answers = [http(200, {"authentication_options": flags | {"okta_auth_link": None}})]


def no_http(wire: Wire) -> None:
    wire.look_up = b"not http at all\r\n\r\n"


LOOK_UP = "/users/auth_options: "
WRONG_PASSWORD = (
    "log-in of the configured account answered {}: either its password is wrong in the targets "
    "file, or the instance's log-in is broken"
)
AT_ONCE: dict[str, tuple[Any, str, str]] = {
    "dns": (no_such_name, "unreachable", f"https://nowhere.invalid/api{LOOK_UP}"),
    "refused": (nobody_listens, "unreachable", f"{LOOK_UP}[Errno 111] Connection refused"),
    "tls-untrusted": (untrusted, "unreachable", f"{LOOK_UP}TLS failed: [SSL: CERTIFICATE_VERIFY_"),
    "tls-none": (no_tls, "unreachable", f"{LOOK_UP}TLS failed: "),
    "no-http": (played(no_http), "unreachable", f"{LOOK_UP}what came is no HTTP answer"),
    "proxy-502": (played(gateway(502)), "unreachable", f"{LOOK_UP}a gateway answered 502"),
    "proxy-503": (played(gateway(503)), "unreachable", f"{LOOK_UP}a gateway answered 503"),
    "proxy-504": (played(gateway(504)), "unreachable", f"{LOOK_UP}a gateway answered 504"),
    "time-out": (says_nothing, "unreachable", f"{LOOK_UP}no answer within 1 s"),
    "credentials-401": (played(log_in(401)), "refused", WRONG_PASSWORD.format(401)),
    "credentials-403": (played(log_in(403)), "refused", WRONG_PASSWORD.format(403)),
    "locked": (played(log_in(423)), "refused", "account answered 423: it is locked"),
    "product": (played(of_mi), "unreachable", 'answers as mi, not as cdp: product = "mi"?'),
}


@pytest.mark.parametrize(("place", "verdict", "words"), AT_ONCE.values(), ids=AT_ONCE)
def test_target_without_a_verdict_says_whose_failure_it_is_in_one_line(
    tmp_path: Path, place: Any, verdict: str, words: str
) -> None:
    impatience = ["-p", "impatient"] if place is says_nothing else []
    with place(tmp_path) as url:
        run = check(url, tmp_path, *impatience)

    assert run.exit_code == 10, run.console
    assert run.verdict("cdp") == verdict
    [line] = [each for each in said(run) if each.startswith("cdp (")]
    assert f" {verdict}: " in line
    assert words in line
    assert run.results["results"] == []
    assert "Traceback" not in run.console


def test_instance_that_is_there_has_a_verdict(tmp_path: Path) -> None:
    with a_wire() as wire:
        run = check(wire.url, tmp_path, "-k", "test_options")

    assert run.exit_code == 0, run.console
    assert run.verdict("cdp") == "conformant"


# In the middle of a run: of what was asked meanwhile nothing is said, and nothing is broken


def away(front: Front, directory: Path) -> None:
    front.goes_after, front.is_missed = 10, (directory / "noticed").exists


def shows_pages(front: Front, _: Path) -> None:
    front.pages = {number: page(503) for number in range(10, 20)}


def shows_one_page(front: Front, _: Path) -> None:
    front.pages = {10: page(503)}


def stays(front: Front, _: Path) -> None:
    assert not front.pages


MEANWHILE = [
    pytest.param(away, 11, "error", "Connection refused", id="refused-for-a-while"),
    pytest.param(shows_pages, 11, "error", "a gateway answered 503", id="503-for-a-while"),
    pytest.param(shows_one_page, 0, "unproven", "a gateway answered 503", id="503-once"),
    pytest.param(stays, 0, None, "", id="not-at-all"),
]


@pytest.mark.parametrize(("weather", "code", "outcome", "words"), MEANWHILE)
def test_instance_that_goes_away_meanwhile_breaks_nothing(
    tmp_path: Path, weather: Any, code: int, outcome: str | None, words: str
) -> None:
    with reference_instances({"me": "me"}) as [instance], a_front(instance["url"]) as front:
        weather(front, tmp_path)
        (tmp_path / "noticing.py").write_text(NOTICING)
        behind = instance | {"url": front.url}
        file, environment = write_targets(tmp_path, [behind], "session")
        options = ["--targets-file", str(file), "--target", "me", "-p", "no:html"]
        options += ["-p", "noticing"]
        environment |= {"PYTHONPATH": str(tmp_path)}
        run = run_suite(options, tmp_path / "reports", environment)

    met = [each for each in run.results["results"] if each["outcome"] in {"error", "unproven"}]
    assert run.exit_code == code, run.console
    assert "broken" not in run.outcomes("me").values()
    assert "kept" in run.outcomes("me").values(), "it was there before, or is back"
    assert run.verdict("me") == ("partial" if outcome else "conformant")
    assert any(each["outcome"] == outcome and words in each["detail"] for each in met) == bool(met)
    assert bool(met) == (outcome is not None)
    assert all("\n" not in each["detail"] for each in met)


# Answers that are lost, or cut off, when what was asked for is done

RESET = "PATCH /users/password"


def is_third_reset(line: str, number: int) -> bool:
    return line == RESET and number == 3


def is_each_reset(line: str, _: int) -> bool:
    return line == RESET


def every(number: int) -> Callable[[str, int], bool]:
    counted = count(1)
    return lambda *_: next(counted) % number == 0


CRASH = "input.refused-not-crashed"
LOST = [
    pytest.param(is_third_reset, 0, 0, set(), id="a-reset"),
    pytest.param(every(11), 0, 0, set(), id="now-and-then"),
    pytest.param(every(11), 60, 0, set(), id="cut-off-in-the-head"),
    pytest.param(every(11), 230, 0, set(), id="cut-off-in-the-body"),
    pytest.param(is_each_reset, 0, 1, {CRASH}, id="each-reset"),
    pytest.param(every(10**9), 0, 0, set(), id="none"),
]


@pytest.mark.parametrize(("is_lost", "kept", "code", "broken"), LOST)
def test_answer_that_is_lost_breaks_nothing_but_where_an_operation_has_none(
    tmp_path: Path, is_lost: Any, kept: int, code: int, broken: set[str]
) -> None:
    with reference_instances({"me": "me"}) as [instance], a_front(instance["url"]) as front:
        front.is_lost, front.kept_of_lost = is_lost, kept
        behind = instance | {"url": front.url}
        file, environment = write_targets(tmp_path, [behind], "account")
        options = ["--targets-file", str(file), "--target", "me", "-p", "no:html"]
        options += ["-k", "test_passwords or test_invitations"]
        run = run_suite(options, tmp_path / "reports", environment)

    outcomes = run.outcomes("me")
    assert run.exit_code == code, run.console
    assert {rule for rule, outcome in outcomes.items() if outcome == "broken"} == broken
    assert "error" not in outcomes.values()
    assert "kept" in outcomes.values()
    assert "left behind" not in run.console
