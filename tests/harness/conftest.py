"""What several tests of the harness stand on: a server on a real socket, a proxy, and a run."""

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


PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture
def proxy(monkeypatch):
    """A wire that the environment names as the proxy, for whatever the test asks."""
    with a_wire() as proxy:
        for name in PROXY_VARIABLES:
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(name.lower(), raising=False)
        for name in PROXY_VARIABLES[:3]:
            monkeypatch.setenv(name, proxy.url.removesuffix("/api"))
        yield proxy


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
