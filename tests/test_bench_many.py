"""The benchmark of many targets measures what it says. No figure is asserted."""

import asyncio
import os
import subprocess
import sys

import pytest

from tests.bench_many import Measured, children_of, conclusions, gain, growth, most_memory
from tests.late import HOST, front_of


def a_run(targets, seconds, workers=2):
    return Measured(targets, workers, seconds, 100, 80, {"results.json": 152_000, "a": 900})


@pytest.mark.parametrize(
    ("seconds", "exponent"), [((2, 20, 200), 1.0), ((1, 100, 10_000), 2.0), ((3, 3, 3), 0.0)]
)
def test_growth_is_the_power_by_which_seconds_grow(seconds, exponent):
    runs = [a_run(10**power, each) for power, each in enumerate(seconds)]

    assert growth(runs) == pytest.approx(exponent)


def test_growth_of_one_number_is_unknown():
    assert growth([a_run(10, 5), a_run(10, 6)]) is None


def test_gain_is_a_part_of_the_ideal_one():
    assert gain(a_run(10, 80), a_run(10, 20, workers=8)) == 1.0
    assert gain(a_run(10, 80), a_run(10, 40, workers=8)) == 0.5


def test_conclusions_are_of_growth_and_of_gain_where_there_are_targets_for_all_workers():
    runs = [a_run(1, 2), a_run(1, 2, workers=4), a_run(10, 20), a_run(10, 10, workers=4)]

    assert [*conclusions(runs)] == [
        "-n 2: seconds grow with targets to the power of 1.00",
        "-n 4: seconds grow with targets to the power of 0.70",
        "10 targets, -n 4: 100% of the ideal gain over -n 2",
    ]


def test_row_has_time_memory_and_files():
    row = a_run(10, 20).row().split()

    assert row[:7] == ["10", "2", "20.0", "100", "MB", "80", "MB"]
    assert " ".join(row[7:]) == "a 0.9 kB, results.json 0.2 MB"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told by /proc")
@pytest.mark.starts_process
def test_memory_is_told_of_a_process_and_those_below_it():
    with subprocess.Popen(["sleep", "30"]) as process:
        assert process.pid in children_of(os.getpid())
        process.kill()

    assert most_memory(os.getpid()) > 10
    assert most_memory(process.pid) == 0


def test_what_is_sent_and_answered_arrives_unchanged():
    async def echo(reader, writer):
        writer.write((await reader.readexactly(5)).upper())
        await writer.drain()
        writer.close()

    async def ask():
        behind = await asyncio.start_server(echo, HOST, 0)
        front = await front_of(behind.sockets[0].getsockname()[1], 0.001)
        reader, writer = await asyncio.open_connection(*front.sockets[0].getsockname())
        writer.write(b"hello")
        answer = await reader.read()
        writer.close()
        front.close()
        behind.close()
        return answer

    assert asyncio.run(ask()) == b"HELLO"
