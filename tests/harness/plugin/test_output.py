"""Standard output may be closed, or nobody may read it: the run goes on."""

from __future__ import annotations

import os
import sys

import pytest

from harness.plugin.output import Patient, be_patient, open_closed


@pytest.fixture
def pipe():
    """The end of a pipe that is read from, and a stream that writes into the other."""
    reads, writes = os.pipe()
    with os.fdopen(writes, "w", encoding="utf-8") as stream:
        yield reads, stream


def test_what_somebody_reads_is_written(pipe):
    reads, stream = pipe
    patient = Patient(stream)

    assert patient.write("a line\n") == 7
    patient.flush()

    assert os.read(reads, 100) == b"a line\n"
    assert patient.encoding == "utf-8"
    os.close(reads)


def test_what_nobody_reads_any_more_is_written_in_vain(pipe):
    reads, stream = pipe
    os.close(reads)
    with pytest.raises(BrokenPipeError):
        os.write(stream.fileno(), b"x")
    patient = Patient(stream)

    patient.write("a line\n")
    patient.flush()
    patient.write("another")
    patient.flush()


def test_output_is_patient_until_that_is_ended(pipe, monkeypatch):
    reads, stream = pipe
    monkeypatch.setattr(sys, "stdout", stream)
    end = be_patient()
    print("left")
    os.close(reads)

    end()

    assert sys.stdout is stream
    stream.flush()


def test_output_is_patient_once(pipe, monkeypatch):
    reads, stream = pipe
    os.close(reads)
    monkeypatch.setattr(sys, "stdout", stream)
    end = be_patient()
    patient = sys.stdout

    be_patient()()

    assert sys.stdout is patient
    end()


def test_closed_streams_are_opened(monkeypatch):
    for name in ("stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__"):
        monkeypatch.setattr(sys, name, None)

    open_closed()

    opened = (sys.stdin, sys.stdout, sys.stderr)
    assert sys.stdin.read() == ""
    for stream in opened[1:]:
        print("in vain", file=stream, flush=True)
    for stream in opened:
        stream.close()


def test_open_streams_are_left_as_they_are(monkeypatch, pipe):
    reads, stream = pipe
    os.close(reads)
    monkeypatch.setattr(sys, "stdout", stream)

    open_closed()

    assert sys.stdout is stream
