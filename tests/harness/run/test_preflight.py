"""The first look at an instance: whether it is there, and lets the account in."""

import pytest

from harness.run.preflight import NoVerdict, look_at
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
