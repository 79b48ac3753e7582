"""The authorization-code flow, against providers that go wrong in each of its steps."""

from __future__ import annotations

import pytest

from harness.core.errors import SourceFailed
from harness.sources.oidc import MOST_STEPS, Flow
from tests.harness.making import CANARY
from tests.harness.sources.provider import BACK, CODE, Provider, page, redirect, settings
from tests.harness.wire import http

LOG_IN = (
    '<form method="post" action="/deny"><input type="submit" name="x" value="deny"></form>'
    '<form method="post" action="/log-in"><input name="user"><input type="password" name="secret">'
    '<input type="hidden" name="csrf" value="17"><button name="go" value="yes">Go</button></form>'
)


def code(wire, **changes) -> str:
    return Flow(settings(wire, **changes), "instance").code()


def test_code_is_caught_on_the_redirect(wire):
    provider = Provider(wire, page(LOG_IN))

    assert code(wire) == CODE
    assert wire.requests[-1].endswith(f"user=qa&secret={CANARY}&csrf=17&go=yes".encode())
    assert {provider.sent(name) for name in ("response_type", "client_id", "redirect_uri")} == {
        *("code", "instance", BACK)
    }
    assert provider.sent("nonce")
    assert provider.sent("nonce") != provider.sent("state")


def test_challenge_is_sent_where_the_instance_has_the_verifier(wire):
    provider = Provider(wire)
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B

    code(wire, code_verifier=verifier)

    assert provider.sent("code_challenge") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert provider.sent("code_challenge_method") == "S256"


def test_no_challenge_is_sent_that_the_instance_could_not_meet(wire):
    provider = Provider(wire)

    code(wire)

    assert not provider.sent("code_challenge")


def test_consent_and_redirects_are_followed(wire):
    consent = '<form method="post"><input type="hidden" name="prompt" value="consent"></form>'
    Provider(wire, redirect("/log-in"), page(LOG_IN), redirect("/consent"), page(consent))

    assert code(wire) == CODE
    assert [line.split()[0] for line in wire.lines[2:]] == ["GET", "POST", "GET", "POST"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"state": "another"}, "another state"),
        ({"iss": "https://other.test"}, "another issuer"),
        ({"code": ""}, "carries no code"),
        ({"error": "access_denied", "code": ""}, "refused: access_denied"),
    ],
    ids=["state", "issuer", "no-code", "error"],
)
def test_redirect_that_is_not_ours_is_refused(wire, said, words):
    Provider(wire, **said)

    with pytest.raises(SourceFailed, match=rf"^sso_code: .*{words}"):
        code(wire)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (page("<p>loading…</p>"), "has no form that goes on; is it made by a script"),
        (page(LOG_IN.replace("/log-in", "https://evil.test/")), "goes to another host: evil.test"),
        (http(500, {}), "answered 500"),
        (redirect("http://127.0.0.1:1/"), "ConnectionError"),
    ],
    ids=["script", "other-host", "crash", "unreachable"],
)
def test_provider_that_goes_astray_is_told_in_a_line(wire, step, words):
    Provider(wire, step)

    with pytest.raises(SourceFailed, match=rf"^sso_code: .*{words}") as caught:
        code(wire)

    assert CANARY not in str(caught.value)
    assert not any(CANARY.encode() in each for each in wire.requests)


GET_FORM = LOG_IN.replace('method="post" action="/log-in"', 'action="{}"')


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("https://evil.test/", "goes to another host: evil.test"),
        ("http://evil.test/", "goes to another host: evil.test"),
    ],
)
def test_form_that_is_got_is_held_to_its_host_before_anything_is_sent(wire, action, words):
    Provider(wire, page(GET_FORM.format(action)))

    with pytest.raises(SourceFailed, match=words):
        code(wire)

    assert len(wire.requests) == 2


def test_form_that_is_got_from_the_provider_is_sent(wire):
    Provider(wire, page(GET_FORM.format("/log-in")))

    assert code(wire) == CODE
    assert wire.lines[-1].startswith(f"GET /log-in?user=qa&secret={CANARY}")


@pytest.mark.parametrize("allow_http", [False, True])
def test_provider_elsewhere_is_asked_in_clear_only_where_allowed(wire, monkeypatch, allow_http):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    found = {"issuer": wire.url, "authorization_endpoint": "http://acme.test/authorize"}
    Provider(wire).discovery = http(200, found)
    words = ": ProxyError" if allow_http else " would get credentials unencrypted"

    with pytest.raises(SourceFailed, match=rf"http://acme\.test/authorize{words}"):
        Flow(settings(wire), "instance", allow_http=allow_http).code()


def test_endless_forms_end(wire):
    Provider(wire, *[page(LOG_IN)] * (MOST_STEPS + 1))

    with pytest.raises(SourceFailed, match=f"no code after {MOST_STEPS} steps"):
        code(wire)


@pytest.mark.parametrize("discovery", [http(404, {}), http(200, []), page("<p>")])
def test_issuer_without_a_discovery_document_is_told(wire, discovery):
    Provider(wire).discovery = discovery

    with pytest.raises(SourceFailed, match="no discovery document"):
        code(wire)


def test_issuer_that_says_to_be_another_is_refused(wire):
    Provider(wire, issuer="https://other.test")

    with pytest.raises(SourceFailed, match=r"says that it is https://other\.test"):
        code(wire)


@pytest.mark.parametrize(
    "step",
    [
        redirect("http://["),
        redirect("//]"),
        redirect("http://a:99999/"),
        page(LOG_IN.replace("/log-in", "http://[")),
    ],
    ids=["bracket", "closing-bracket", "port", "form"],
)
def test_what_is_no_url_is_told_in_a_line(wire, step):
    Provider(wire, step)

    with pytest.raises(SourceFailed, match=r"^sso_code: .*(leads to what is no URL|ValueError)"):
        code(wire)


def test_endpoint_that_is_no_url_is_told_in_a_line(wire):
    found = {"issuer": wire.url, "authorization_endpoint": "http://["}
    Provider(wire).discovery = http(200, found)

    with pytest.raises(SourceFailed, match="leads to what is no URL"):
        code(wire)
