"""What several tests of the harness stand on: a server on a real socket, and a run against it."""

from __future__ import annotations

import pytest

from harness.run import TargetRun
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
