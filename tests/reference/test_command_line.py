import json
import signal
import socket
import subprocess
from typing import Any

import pytest

from tests.reference.asking import request
from tests.reference.conftest import COMMAND, serving

pytestmark = pytest.mark.starts_process


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("product", ["cdp", "me", "mi"])
def test_one_line_describes_a_serving_instance(product: str) -> None:
    with serving("--product", product, "--port", "0") as [described]:
        assert request(described["url"], "GET", described["probe"]["path"]).status == 401
        assert described["name"] == described["product"] == product
        assert described["account"].keys() == {"email", "password", "features"}
        assert ("limited_account" in described) == (product == "cdp")
        assert described["url"].endswith("/api") == (product == "cdp")


def test_many_instances_are_described_in_the_order_given() -> None:
    arguments = ("--instance", "b=me", "--instance", "a=cdp+token-never-dies+charset")

    with serving(*arguments, count=2) as described:
        assert [each["name"] for each in described] == ["b", "a"]


def test_passwords_are_new_at_every_start() -> None:
    with serving("--product", "me") as [first], serving("--product", "me") as [second]:
        assert first["account"]["password"] != second["account"]["password"]


def test_fault_is_applied() -> None:
    with serving("--product", "me", "--fault", "options-need-token") as [described]:
        assert request(described["url"], "GET", "/auth_options").status == 401


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--product", "me", "--fault", "no-such-fault"], "no-such-fault"),
        (["--product", "cdp", "--fault", "forgot-message"], "only for me"),
        (["--product", "crm"], "crm"),
        (["--instance", "a=crm"], "crm"),
        (["--instance", "a"], "'a'"),
        (["--instance", "a/b=me"], "'a/b=me'"),
        (["--instance", "a=me", "--instance", "a=mi"], "'a'"),
        (["--instance", "a=me", "--product", "me"], "exclude"),
        (["--product", "me", "--port", "70000"], "70000"),
        (["--fault", "forgot-message"], "--product"),
        ([], "--product"),
    ],
)
def test_what_cannot_be_served_is_one_line_and_exit_2(arguments: list[str], named: str) -> None:
    ended = run(*arguments)

    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert named in ended.stderr


def test_port_in_use_is_one_line_and_exit_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = run("--product", "me", "--port", str(taken.getsockname()[1]))

    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_it_quietly(name: signal.Signals) -> None:
    command = [*COMMAND, "--product", "me"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(name)

        assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 0


def test_end_of_input_ends_it_where_asked() -> None:
    with serving("--product", "me") as [described]:
        assert request(described["url"], "GET", "/auth_options").status == 200

    assert request(described["url"], "GET", "/auth_options").status == 0


def test_end_of_input_does_not_end_it_unasked() -> None:
    command = [*COMMAND, "--product", "me"]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        described: dict[str, Any] = json.loads(process.stdout.readline())

        assert request(described["url"], "GET", "/auth_options").status == 200
        process.terminate()


@pytest.mark.parametrize("option", ["--list-faults", "--list-variants"])
def test_lists_are_lines_of_json(option: str) -> None:
    lines = [json.loads(line) for line in run(option).stdout.splitlines()]

    keys = {"name", "products", "breaks", "may_break", "description"}
    assert lines
    assert all(line.keys() == keys for line in lines)
