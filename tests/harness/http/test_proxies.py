"""Proxies of the environment: for other machines, never for this one, by whatever asks."""

import pytest

from harness.core.errors import NoAnswer, SourceFailed
from harness.http.client import Client
from harness.redaction.redactor import Redactor
from harness.sources.helper import HelperSource
from harness.sources.mailbox import Mailbox
from harness.sources.oidc import Flow
from harness.targets.model import AuthorizationFlow, Helper, MailboxAddress
from spec import specification
from tests.harness.making import CANARY, a_target
from tests.harness.wire import a_wire, http
from tests.matrix import run_suite

ELSEWHERE = "http://acme.test/api"
SAID: dict[str, object] = {"token": CANARY}


def look_up(url, **changes):
    spec = specification.load("cdp")
    client = Client(a_target(url=url, **changes), spec, Redactor())
    operation = spec.operation("getAuthenticationOptions")
    try:
        return client.send(operation.method, operation.path, operation=operation)
    finally:
        client.close()


def a_flow(issuer, **options):
    settings = AuthorizationFlow(issuer, "instance", "https://acme.test/cb", "qa", CANARY)
    return Flow(settings, "instance", **options)


def test_another_machine_is_asked_through_the_proxy(proxy):
    exchange = look_up(ELSEWHERE, allow_http=True)

    assert exchange.status == 200
    assert proxy.lines == [f"GET {ELSEWHERE}/users/auth_options"]


def test_proxy_is_no_end_of_tls(proxy):
    proxy.answers = [http(502, {}, "Connection: close")]

    with pytest.raises(NoAnswer, match=r"https://acme\.test/.*[Tt]unnel"):
        look_up("https://acme.test/api")

    assert {each.split(" HTTP/")[0] for each in proxy.lines} == {"CONNECT acme.test:443"}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_asked_without_the_proxy(proxy, wire, host):
    exchange = look_up(wire.url.replace("127.0.0.1", host))

    assert exchange.status == 200
    assert proxy.requests == []


def test_redirect_to_another_host_is_not_followed(proxy, wire):
    with a_wire() as other:
        wire.look_up = http(302, {}, f"Location: {other.url}/users/auth_options")
        found = [look_up(wire.url)]
        proxy.answers = [wire.look_up]
        found += [look_up(ELSEWHERE)]

        assert [each.status for each in found] == [302, 302]
        assert other.requests == []
    assert proxy.lines == [f"GET {ELSEWHERE}/users/auth_options"]


def by_ager(url, **_):
    return HelperSource(Helper(url=f"{url}/age"), "token_ager", Redactor()).ask(SAID, "token")


def by_mailbox(url, **_):
    box = Mailbox(a_target(mailbox=MailboxAddress(mailpit=url)))
    return box.messages("a@acme.test")


def by_flow(url, **options):
    return a_flow(url, **options).code()


@pytest.mark.parametrize("url", [ELSEWHERE, ELSEWHERE.replace("http:", "https:")])
def test_proxy_that_is_down_is_named(proxy, monkeypatch, url):
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://me:secret@127.0.0.1:1")

    with pytest.raises(
        NoAnswer, match=r"through the proxy http://127\.0\.0\.1:1: .*refused"
    ) as why:
        look_up(url, allow_http=True)

    assert "secret" not in str(why.value)
    assert proxy.requests == []


HELPERS = [by_ager, by_mailbox, by_flow]


@pytest.mark.parametrize("helper", HELPERS, ids=lambda helper: helper.__name__)
def test_helper_on_this_machine_is_asked_without_the_proxy(proxy, wire, helper):
    wire.answers = [http(500, {})]

    with pytest.raises(SourceFailed):
        helper(wire.url)

    assert len(wire.requests) == 1
    assert proxy.requests == []


@pytest.mark.parametrize("helper", HELPERS, ids=lambda helper: helper.__name__)
def test_helper_elsewhere_is_asked_through_the_proxy(proxy, helper):
    proxy.answers = [http(500, {})]

    with pytest.raises(SourceFailed):
        helper(ELSEWHERE, allow_http=True)

    [line] = proxy.lines
    assert line.split()[1].startswith(ELSEWHERE)


@pytest.mark.starts_process
def test_embedded_instances_are_checked_whatever_the_proxy(proxy, tmp_path):
    run = run_suite(["-p", "no:html", "-k", "test_options or test_sso"], tmp_path / "reports")

    assert run.exit_code == 0, run.console
    assert run.outcomes("cdp")["sso.issues-token"] == "kept"
    assert proxy.requests == []
