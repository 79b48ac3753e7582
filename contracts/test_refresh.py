"""Refreshing an access token."""

import pytest

from harness.ageing.foundations import require_ager, require_life, require_several_sessions
from harness.contract import (
    AFTER_EXPIRY,
    AFTER_REFRESH_ENDED,
    BEFORE_EXPIRY,
    BEFORE_REFRESH_ENDS,
    LONG_AFTER_REFRESH_ENDED,
    at_account_effects,
    expect_documented_token,
    rule,
)
from harness.fixtures.origins import ORIGINS
from harness.generation import forgery_searches


@rule("refresh.renews-active")
@pytest.mark.parametrize("origin", ORIGINS)
def test_active_token_is_renewed(api, run, origins, origin):
    """A token that has not expired is refreshed, whatever it was got by."""
    token = origins.token(origin)

    answer = api.refresh(token)

    run.gates.require_log_in(answer)
    expect_documented_token(answer)


@rule("refresh.renews-active")
def test_renewed_token_authenticates(origins, aged):
    """What refreshing answers is a token that every protected operation lets pass."""
    origins.expect_pass_everywhere("refreshed", aged.control)


@rule("refresh.renews-active")
def test_token_is_renewed_for_its_own_user(departures):
    """A renewed token is of the user whose token it was: it outlives any other one."""
    departures.expect_renewed_by_owner()


@rule("refresh.renews-active")
def test_renewed_token_has_the_rights_of_its_own_user(other_users):
    """A renewed token may do what its user's token could do, and no more."""
    other_users.expect_renewed_by_owner()


@rule("refresh.renews-expired")
def test_expired_token_is_renewed(api, run, aged, tokens):
    """An expired token can be refreshed until the refresh window closes."""
    expired = aged.at(BEFORE_REFRESH_ENDS, spend=True)

    answer = api.refresh(expired)

    run.gates.require_log_in(answer)
    tokens.require_renewal(answer)
    require_life(answer, aged, run.gates)
    expect_documented_token(answer)


@rule("refresh.renews-expired")
def test_expired_token_is_renewed_after_another_log_in(api, run, aged, tokens):
    """An expired token can be refreshed though its user has logged in anew meanwhile."""
    require_ager(aged)
    expired = aged.at(AFTER_EXPIRY, spend=True)
    tokens.fresh()

    answer = api.refresh(expired)

    require_several_sessions(answer, aged, tokens, run.gates)
    tokens.require_renewal(answer)
    require_life(answer, aged, run.gates)
    expect_documented_token(answer)


@rule("refresh.renews-expired")
def test_token_renewed_after_expiry_authenticates(gate, aged, tokens):
    """What an expired token is refreshed into is a token that authenticates."""
    expired = aged.at(AFTER_EXPIRY, spend=True)

    answer = gate.send(tokens.refreshed(expired))

    gate.expect_pass(answer, aged.control)


@rule("refresh.refuses-too-old")
@pytest.mark.parametrize("kind", ["login", "refreshed", "sso"])
def test_token_is_too_old_to_refresh(api, run, aged, origins, kind):
    """A token can no longer be refreshed once the refresh window has closed."""
    token = aged.at(AFTER_REFRESH_ENDED, kind)
    run.gates.require_dead(token)

    answer = api.refresh(token)

    origins.expect_too_old(answer, kind)


@rule("refresh.refuses-too-old")
def test_refused_refresh_does_not_revive_a_token(api, run, gate, aged, tokens):
    """A token that was too old to refresh is as dead afterwards."""
    too_old = aged.at(LONG_AFTER_REFRESH_ENDED)
    run.gates.require_dead(too_old)
    api.refresh(too_old)

    answer = gate.send(too_old)

    gate.expect_end(answer, control=tokens.fresh)


@rule("refresh.starts-new-life")
@pytest.mark.parametrize("kind", ["refreshed", "renewed"])
def test_renewed_token_lives_up_to_its_own_lifetime(gate, aged, kind):
    """A refreshed token still authenticates just before a lifetime of its own is over."""
    token = aged.at(BEFORE_EXPIRY, kind)

    answer = gate.send(token)

    gate.expect_pass(answer, aged.control)


@rule("refresh.starts-new-life")
def test_renewed_token_dies_after_its_own_lifetime(gate, aged, tokens):
    """A refreshed token is refused once a lifetime of its own is over."""
    expired = aged.at(AFTER_EXPIRY, "refreshed")

    answer = gate.send(expired)

    gate.expect_refusal(answer, control=tokens.fresh)


@rule("refresh.refuses-forged")
def test_forged_token_is_not_renewed(run):
    """What is plainly altered is not refreshed."""
    found = forgery_searches.first_of_refresh(run)

    found.expect("refresh.refuses-forged")


@rule("refresh.refuses-forged")
@at_account_effects
def test_no_forged_token_is_renewed(run):
    """Nothing that was made of a genuine token is refreshed, nor what opens something else."""
    found = forgery_searches.of_refresh(run)

    found.expect("refresh.refuses-forged")


@rule("refresh.refuses-forged")
@at_account_effects
def test_no_forged_expired_token_is_renewed(run):
    """Nothing that was made of an expired token is refreshed."""
    found = forgery_searches.of_expired(run)

    found.expect("refresh.refuses-forged")
