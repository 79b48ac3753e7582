"""Bounds hold over TLS and by a proxy as well, and what an answer says is parsed by nobody else."""

from threading import Event

import pytest

from harness.core.errors import NoAnswer
from harness.http import framing, transport
from harness.http.client import Client
from harness.redaction.redactor import Redactor
from spec import specification
from spec.specification import Effects
from tests.harness.certificates import Authority, a_tls_wire
from tests.harness.dripping import dripping
from tests.harness.making import a_target
from tests.harness.wire import http, log_in, received

ODD = (
    "Location: http://[",
    "Set-Cookie: a=b; Max-Age=--1; Expires=Sat, 13 Sep 275760 00:00:00 GMT",
    "Set-Cookie2: =;;=",
    "Content-Encoding: br, ?",
    "Refresh: 0; url=http://[",
)
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: <http://[>\r\n\r\n"
ENDLESS = b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 10_000


def a_client(url, **changes):
    target = a_target(url=url, effects=Effects.ACCOUNT, allow_http=True, **changes)
    return Client(target, specification.load("cdp"), Redactor())


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("certificates"), "ours")


@pytest.fixture
def secure(certificates):
    with a_tls_wire(certificates.issue("server")) as wire:
        yield wire


def test_informational_answers_are_passed_over_in_tls(secure, certificates):
    secure.answers = [EARLY + http(200, {"token": "an-access-token"})]
    client = a_client(secure.url, verify=str(certificates.bundle))

    found = [log_in(client).member("token") for _ in range(2)]
    client.close()

    assert found == ["an-access-token"] * 2
    assert len(secure.connections) == 1


def test_bounds_hold_in_tls(secure, certificates):
    secure.answers = [ENDLESS]
    client = a_client(secure.url, verify=str(certificates.bundle))

    with pytest.raises(NoAnswer, match="the answer's head is over"):
        log_in(client)
    client.close()


def test_time_of_an_exchange_holds_in_tls(secure, certificates, monkeypatch):
    monkeypatch.setattr(transport, "EXCHANGE_TIMEOUT", 0.3)
    over = Event()
    monkeypatch.setattr(secure, "answer_to", lambda _: over.wait(10) and b"")
    client = a_client(secure.url, verify=str(certificates.bundle))

    with pytest.raises(NoAnswer, match=r"no end after 0\.3 s"):
        log_in(client)
    client.close()
    over.set()


def test_handshake_that_drips_ends(monkeypatch):
    monkeypatch.setattr(transport, "CONNECT_TIMEOUT", 0.1)
    record = b"\x16\x03\x03\x40\x00"  # the head of a long one of TLS

    with dripping(record, b"\x02", ends=b"") as url:
        client = a_client(url.replace("http:", "https:"))
        with pytest.raises(NoAnswer):
            log_in(client)
        client.close()


def test_informational_answers_are_passed_over_by_a_proxy(proxy):
    proxy.answers = [EARLY + http(200, {"token": "an-access-token"})]
    client = a_client("http://acme.test/api")

    assert log_in(client).member("token") == "an-access-token"
    client.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_bounds_hold_for_a_proxy(proxy, monkeypatch, scheme):
    monkeypatch.setattr(framing, "LARGEST_HEAD", 1_000)
    monkeypatch.setattr(transport, "LARGEST_HEAD", 1_000)
    monkeypatch.setattr(transport, "LARGEST_BODY", 1_000)
    monkeypatch.setattr(transport, "LARGE", 1_000)
    monkeypatch.setattr(proxy, "answer_to", lambda _: ENDLESS)
    client = a_client(f"{scheme}://acme.test/api")

    with pytest.raises(NoAnswer, match=r"is over 1000 bytes|no end after 4000 bytes"):
        log_in(client)
    client.close()


def test_odd_values_of_an_answer_reach_no_other_parser(wire):
    """requests would take the cookies and the redirect apart of whatever it reads, and raise."""
    wire.answers = [http(302, {}, *ODD)]

    exchange = received(wire)

    assert exchange.status == 302
    assert exchange.header("Location") == "http://["
    assert exchange.body == b"{}", "it was not coded, whatever is said"
