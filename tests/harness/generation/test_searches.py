"""What each search sends, and at which depth."""

import json
from types import SimpleNamespace

import pytest

from harness.core.outcomes import Broken, Excluded
from harness.generation import boundaries, searches
from harness.generation.boundaries import FIELD_VALUES, TURNS
from harness.run.settings import Depth
from tests.harness.wire import REFUSED, http

NOT_CRASHED = "input.refused-not-crashed"

KNOWN_VALUES = ["a", "text", *FIELD_VALUES.values(), *TURNS.values()]


def test_drawn_cases_find_what_no_boundary_is(run_of, crash_if):
    def is_drawn(sent):
        value = sent.get("token") if isinstance(sent, dict) else None
        return isinstance(value, str) and value not in KNOWN_VALUES

    crash_if(is_drawn)

    searches.of_bodies(run_of(), "refreshToken").expect(NOT_CRASHED)
    # Two cases are drawn of a seed, and not all of them are texts.
    found = [broken_by_drawing(run_of, seed) for seed in range(8)]
    assert any("the smallest case: drawn" in each for each in found)


def broken_by_drawing(run_of, seed):
    """Say what a search with this seed finds broken; nothing where it finds nothing."""
    run = run_of(depth=Depth.STANDARD, seed=seed)
    try:
        searches.of_bodies(run, "refreshToken").expect(NOT_CRASHED)
    except Broken as failure:
        return str(failure)
    return ""


def drawn(run_of, wire, seed):
    wire.answers, wire.requests = [REFUSED], []
    searches.of_bodies(run_of(depth=Depth.STANDARD, seed=seed), "loginWithSso")
    return [each.partition(b"\r\n\r\n")[2] for each in wire.requests]


def test_seed_decides_what_is_drawn(run_of, wire):
    first, again, other = (drawn(run_of, wire, seed) for seed in (0, 0, 1))

    assert first == again
    assert first != other
    assert len({*first[:15]} & {*other[:15]}) > 10  # the boundaries, but for a few by turns


@pytest.mark.parametrize("search", [searches.of_resets, searches.of_reset_tokens])
def test_quick_run_resets_no_password(run_of, search):
    with pytest.raises(Excluded, match="--depth standard"):
        search(run_of(), "resetPassword")


def test_right_credentials_come_in_bodies_that_are_no_object(run_of, wire):
    wire.answers, wire.requests = [REFUSED], []
    run = run_of(depth=Depth.STANDARD)
    account = run.tokens.account
    wire.answers = [http(200, {"token": "a-token-of-the-account"}), REFUSED, REFUSED] * 9

    searches.of_passwords(run)

    bodies = [each.partition(b"\r\n\r\n")[2] for each in wire.requests]
    assert json.dumps([account.email, account.password]).encode() in bodies
    assert bodies[-1] not in bodies[:-1]
    assert not isinstance(json.loads(bodies[-1]), dict)
    assert account.password.encode() in bodies[-1]


def resets(run_of, wire, monkeypatch, answer):
    """Set odd passwords by right tokens, where each request gets one answer; give what broke."""
    run = run_of(depth=Depth.STANDARD)
    user = SimpleNamespace(email="a@acme.test")
    monkeypatch.setattr(run.users, "invite", lambda: user)
    monkeypatch.setattr(run.users, "link", lambda _: SimpleNamespace(reset_token="to.ke.n"))
    wire.answers = [answer]
    found = searches.of_resets(run, "resetPassword")
    try:
        found.expect(NOT_CRASHED)
    except Broken as failure:
        return str(failure)
    return ""


def test_reset_may_log_in_whose_password_it_sets(run_of, wire, monkeypatch):
    """A password of a wrong type is none, and what gets a token by it is broken."""
    logs_in = http(200, {"message": "ok", "token": "a-token-of-the-user"})
    monkeypatch.setattr(boundaries, "NO_TEXTS", {})
    monkeypatch.setattr(boundaries, "RESET_PASSWORDS", ("beyond ASCII",))

    assert resets(run_of, wire, monkeypatch, logs_in) == ""
    monkeypatch.setattr(boundaries, "RESET_PASSWORDS", ("an array",))
    assert "no token" in resets(run_of, wire, monkeypatch, logs_in)
    refusal = http(400, {"message": "no", "token": "a-token-of-the-user"})
    assert "no token" in resets(run_of, wire, monkeypatch, refusal)
