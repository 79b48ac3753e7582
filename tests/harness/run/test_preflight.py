"""The first look at an instance: whether it is there, and lets the account in."""

import pytest

from harness.run.preflight import NoVerdict, look_at, run_after
from harness.run.settings import RunSettings
from spec.specification import Effects
from tests.harness.making import a_target
from tests.harness.wire import HANG_UP, http


def look(url, **changes):
    [(preflight, _)] = look_at([a_target(url=url, **changes)], RunSettings())
    return preflight


def test_instance_that_logs_the_account_in_is_checked(wire):
    wire.look_up = http(200, {"authentication_options": {"is_oidc_login_enabled": False}})

    found = look(wire.url)

    assert found.no_verdict is None
    assert found.switched_off == {"is_oidc_login_enabled"}


@pytest.mark.parametrize("status", [401, 403])
def test_instance_that_refuses_the_account_is_not_checked(wire, status):
    wire.answers = [http(status, {})]

    found = look(wire.url)

    assert found.no_verdict is NoVerdict.REFUSED
    assert f"answered {status}: either its password is wrong" in found.words
    assert "or the instance's log-in is broken" in found.words


@pytest.mark.parametrize("status", [400, 404, 429, 500])
def test_instance_whose_log_in_fails_otherwise_is_checked(wire, status):
    wire.answers = [http(status, {})]

    assert look(wire.url).no_verdict is None


def test_instance_whose_log_in_drops_connections_is_checked(wire):
    wire.answers = [HANG_UP]

    assert look(wire.url).no_verdict is None


def test_instance_that_is_not_there_is_not_checked():
    found = look("http://127.0.0.1:1")

    assert found.no_verdict is NoVerdict.UNREACHABLE
    assert "\n" not in found.words


@pytest.mark.parametrize(
    ("changes", "options"),
    [
        ({"effects": Effects.READ}, {}),
        ({"account": None}, {}),
        ({}, {"is_credentials_login_enabled": False}),
    ],
    ids=["read-only", "no-account", "switched-off"],
)
def test_first_look_does_not_log_in_where_it_must_not(wire, changes, options):
    wire.look_up = http(200, {"authentication_options": options})

    assert look(wire.url, **changes).no_verdict is None
    assert wire.lines == ["GET /api/users/auth_options"]


GATE = (
    b"HTTP/1.1 401 No\r\nWWW-Authenticate: Basic\r\nContent-Type: text/html\r\n"
    b"Content-Length: 4\r\n\r\n<h1>"
)


def test_gate_at_log_in_says_nothing_of_the_password(wire):
    wire.answers = [GATE]

    found = look(wire.url)

    assert found.no_verdict is None
    assert found.stood_in.startswith("an authentication gate answered instead of the instance at")


def test_page_that_refuses_the_account_may_be_of_somebody_else(wire):
    wire.answers = [GATE.replace(b"WWW-Authenticate: Basic\r\n", b"")]

    found = look(wire.url)

    assert found.no_verdict is NoVerdict.UNREACHABLE
    assert "was answered 401 by a page (text/html): somebody in front refused it, or" in found.words


def test_long_pause_asked_for_at_log_in_is_told(wire):
    wire.answers = [http(429, {}, "Retry-After: 3600")]

    assert "asked to be left alone" in look(wire.url).stood_in


def test_long_pause_asked_for_at_the_first_look_is_no_verdict(wire):
    wire.look_up = http(429, {}, "Retry-After: 3600")

    found = look(wire.url)

    assert found.no_verdict is NoVerdict.UNREACHABLE
    assert "asked to be left alone" in found.words
    assert len(wire.requests) == 1


def test_limit_that_a_pause_does_not_end_is_no_verdict(wire, monkeypatch):
    monkeypatch.setattr("harness.http.retry_after.USUAL_PAUSE", 0.0)
    wire.look_up = http(429, {})

    [(found, run)] = look_at([a_target(url=wire.url)], RunSettings())

    assert found.no_verdict is NoVerdict.UNREACHABLE
    assert "429 Too Many Requests, twice" in found.words
    assert all(each.is_superseded for each in run.client.recorder.take().recorded)


def test_limit_at_log_in_is_told(wire, monkeypatch):
    monkeypatch.setattr("harness.http.retry_after.USUAL_PAUSE", 0.0)
    wire.answers = [http(429, {})]

    found = look(wire.url)

    assert found.no_verdict is None
    assert "429 Too Many Requests, twice" in found.stood_in


def test_run_goes_on_with_what_the_first_look_has_shown(wire):
    wire.answers = [GATE]
    [(preflight, looked)] = look_at([a_target(url=wire.url)], RunSettings())

    run = run_after(preflight, RunSettings())

    assert run.client.front is looked.client.front
    assert run.client.log_ins is looked.client.log_ins
    assert "2 times, first at POST /api/users/login (401, text/html)" in run.client.front.lines()[0]
    run.close()
