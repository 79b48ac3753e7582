"""What several tests of the harness stand on: a server on a real socket, and a run against it."""

from __future__ import annotations

import pytest

from harness.http.client import Client
from harness.redaction.redactor import Redactor
from harness.run.target_run import TargetRun
from spec import specification
from spec.specification import Effects
from tests.harness.making import a_target
from tests.harness.wire import a_wire


@pytest.fixture
def wire():
    with a_wire() as server:
        yield server


@pytest.fixture
def run(wire):
    run = TargetRun(a_target(url=wire.url, product="me", effects=Effects.ACCOUNT))
    yield run
    run.client.close()


@pytest.fixture
def redactor():
    return Redactor()


@pytest.fixture
def sender(wire, redactor):
    target = a_target(url=wire.url, effects=Effects.ACCOUNT)
    sender = Client(target, specification.load("cdp"), redactor)
    yield sender
    sender.close()
