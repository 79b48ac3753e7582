"""The benchmark measures what it says. How long anything takes is asserted nowhere."""

from __future__ import annotations

import os
import socketserver

import pytest
import requests

from tests import speed
from tests.harness.wire import Wire, a_wire, http
from tests.matrix import reference_instances
from tests.speed import BenchError, Case, Pair, environment_of_runs, heading, row
from tests.speed_replay import Sent, forget_requests, replay, requests_to

FAST = Case("one look", ("--effects=read", "-k=test_options"))
LOOKS_ONLY = Case("collect only", ("--collect-only",), sends=False)


@pytest.fixture(scope="module")
def served():
    with reference_instances({"me": "me"}) as [described]:
        yield described


@pytest.fixture
def instance(served):
    """An instance that was sent nothing."""
    forget_requests(served)
    return served


@pytest.fixture
def byte_code(tmp_path_factory, monkeypatch):
    """Byte code of its own, outside the repository: it is kept from one run to the next."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.getbasetemp() / "byte-code"))
    return os.environ


@pytest.fixture
def quick_bench(instance, tmp_path, byte_code):
    return speed.Bench(instance, tmp_path, environment_of_runs(byte_code, tmp_path))


def recorded(**changed):
    request = {"method": "GET", "path": "/", "query": "", "headers": [], "body": ""}
    return Sent.from_record(request | changed, "http://127.0.0.1:1")


def send_all_kinds(instance):
    """Send what a run sends: log-ins that set a cookie, odd paths, a look-up."""
    with requests.Session() as session:
        session.headers["x-access-token"] = "dead"
        session.post(f"{instance['url']}/users/login", json=instance["account"])
        session.cookies.clear()
        session.get(f"{instance['url']}/users/ž ?a=%20&b", headers={"Cookie": "token=dead"})
        session.get(instance["url"])
        session.put(f"{instance['url']}/users/login", data=b"1" * 16_000)


def log_of(instance):
    log = requests.get(f"{instance['control']}/requests", timeout=10).json()
    for each in log:
        del each["operation"], each["status"]
        each["headers"].sort()
    return log


@pytest.mark.starts_process
def test_a_replay_sends_what_was_sent(instance):
    send_all_kinds(instance)
    sent = log_of(instance)

    replay(requests_to(instance))

    assert len(sent) == 4
    assert log_of(instance) == sent * 2


@pytest.mark.starts_process
def test_a_replay_is_of_one_run_and_of_no_replay_before_it(quick_bench):
    first, second = quick_bench.pair(FAST), quick_bench.pair(FAST)

    assert first.requests == second.requests > 0


@pytest.mark.parametrize(
    ("kept", "length", "body"),
    [("abc", 3, b"abc"), ("abc", 5, b"abc  "), ("\\xff", 1, b"\\"), ("", 0, b"")],
    ids=["whole", "cut short by the instance", "no UTF-8", "none"],
)
def test_a_body_has_its_length_again(kept, length, body):
    sent = recorded(body=kept, headers=[["content-length", str(length)]])

    assert sent.body == body
    assert "content-length" not in sent.headers


def test_a_replay_needs_one_connection(monkeypatch):
    connections = []
    accept = socketserver.TCPServer.get_request

    def counting(server):
        connections.append(server)
        return accept(server)

    monkeypatch.setattr(Wire, "get_request", counting)
    with a_wire() as wire:
        wire.answers = [http(401, {"message": "no"}, "Set-Cookie: a=b; Path=/")]

        replay([Sent("POST", f"{wire.url}/users/login", {}, b"{}")] * 3)

    assert len(wire.requests) == 3
    assert len(connections) == 1
    assert not any(b"cookie" in each.lower() for each in wire.requests)


def test_medians_are_of_pairs_and_not_of_sides():
    slow_machine, quick_machine, other = Pair(6, 9, 1, 2), Pair(3, 9, 1, 1), Pair(4, 9, 1, 0.5)

    line = row(FAST, [slow_machine, quick_machine, other])

    assert line.split() == [
        *("one", "look", "9", "1.00", "s", "4.00", "s", "1.00", "s", "3.0", "2.00", "s", "above")
    ]


def test_a_run_below_the_goal_is_said_to_be():
    assert row(FAST, [Pair(2, 9, 1, 1)]).endswith(" 2.0   0.50 s below")


def test_a_run_that_sends_nothing_has_no_ratio():
    line = row(LOOKS_ONLY, [Pair(1.5)])

    assert line.split() == ["collect", "only", "-", "-", "1.50", "s", "-", "-", "-"]


def test_byte_code_is_kept_where_the_environment_forbids_it(tmp_path):
    given = {"PYTHONDONTWRITEBYTECODE": "1", "HOME": "/home"}

    kept = environment_of_runs(given, tmp_path)

    assert kept == {"PYTHONPYCACHEPREFIX": str(tmp_path / "byte-code"), "HOME": "/home"}
    assert "byte code is kept in a temporary directory" in heading(given)


def test_byte_code_stays_where_the_environment_has_it(tmp_path):
    given = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": "/cache"}

    kept = environment_of_runs(given, tmp_path)

    assert kept == {"PYTHONPYCACHEPREFIX": "/cache"}
    assert "byte code is kept where PYTHONPYCACHEPREFIX says" in heading(given)


def test_an_environment_that_keeps_byte_code_is_left_alone(tmp_path):
    assert environment_of_runs({"HOME": "/home"}, tmp_path) == {"HOME": "/home"}
    assert "byte code" not in heading({})


@pytest.mark.starts_process
def test_a_run_that_fails_is_not_measured(quick_bench):
    with pytest.raises(BenchError, match=r"^one look: the run ended with exit code 4: [^\n]+$"):
        quick_bench.pair(Case("one look", ("--effects=all",)))


@pytest.mark.starts_process
def test_a_run_that_sends_nothing_is_not_measured(quick_bench, instance):
    requests.get(instance["url"], timeout=10)

    with pytest.raises(BenchError, match=r"^one look: the run sent nothing$"):
        quick_bench.pair(Case("one look", ("--collect-only",)))


@pytest.mark.starts_process
def test_a_run_writes_where_it_is_told(quick_bench, tmp_path):
    quick_bench.pair(FAST)

    assert (tmp_path / "cache").is_dir()
    assert len(list(tmp_path.glob("*/exchanges.har"))) == 1


@pytest.mark.starts_process
@pytest.mark.usefixtures("byte_code")
def test_a_benchmark_prints_a_line_for_each_case(monkeypatch, capsys):
    monkeypatch.setattr(speed, "CASES", (FAST, LOOKS_ONLY))
    monkeypatch.setattr(speed, "ROUNDS", 1)

    code = speed.main()

    starts = [line[:12] for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    assert {"one look    ", "collect only"} <= set(starts)


@pytest.mark.starts_process
@pytest.mark.usefixtures("byte_code")
def test_a_benchmark_that_fails_says_so_in_one_line(monkeypatch, capsys):
    monkeypatch.setattr(speed, "CASES", (Case("one look", ("--depth=abyss",)),))

    code = speed.main()

    said = capsys.readouterr().err
    assert code == 2
    assert said.startswith("bench: one look: the run ended with exit code 4")
    assert said.count("\n") == 1
