"""Sequences of log-in, ageing, use, refresh and log-out: what only their order shows."""

from harness.contract import Role, rule, with_roles
from harness.sequences.exploration import explored


@rule("token.lives-8h")
@with_roles(Role.LOGIN, Role.REFRESH, Role.LOGOUT)
def test_no_sequence_ends_a_token_early(run):
    """Whatever came before, the token of a log-in authenticates until its lifetime is over."""
    found = explored(run)

    found.expect("token.lives-8h")


@rule("token.dies-after-8h")
@with_roles(Role.LOGIN, Role.REFRESH, Role.LOGOUT)
def test_no_sequence_outlives_expiry(run):
    """Neither use nor refresh brings a token back that is past its lifetime."""
    found = explored(run)

    found.expect("token.dies-after-8h")


@rule("refresh.renews-active")
@with_roles(Role.LOGIN, Role.REFRESH, Role.LOGOUT)
def test_active_token_is_renewed_in_any_sequence(run):
    """Whatever came before, an active token is refreshed into one that authenticates."""
    found = explored(run)

    found.expect("refresh.renews-active")


@rule("refresh.renews-expired")
@with_roles(Role.LOGIN, Role.REFRESH, Role.LOGOUT)
def test_expired_token_is_renewed_in_any_sequence(run):
    """Whatever came before, an expired token is refreshed until the refresh window closes."""
    found = explored(run)

    found.expect("refresh.renews-expired")


@rule("refresh.refuses-too-old")
@with_roles(Role.LOGIN, Role.REFRESH, Role.LOGOUT)
def test_no_sequence_reopens_the_refresh_window(run):
    """A token that was too old to refresh stays so, and stays dead."""
    found = explored(run)

    found.expect("refresh.refuses-too-old")


@rule("refresh.starts-new-life")
@with_roles(Role.LOGIN, Role.REFRESH, Role.LOGOUT)
def test_each_refresh_starts_a_new_life(run):
    """A token refreshed from one that was itself refreshed has a lifetime of its own as well."""
    found = explored(run)

    found.expect("refresh.starts-new-life")


@rule("sso.token-dies-after-8h")
@with_roles(Role.LOGIN, Role.REFRESH, Role.LOGOUT)
def test_token_of_a_code_lives_and_dies_in_any_sequence(run):
    """Whatever came before, the token of single sign-on lives and dies like any other."""
    found = explored(run)

    found.expect("sso.token-dies-after-8h")


@rule("logout.ends-session")
@with_roles(Role.LOGIN, Role.REFRESH, Role.LOGOUT)
def test_no_sequence_undoes_a_log_out(run):
    """No refresh, use or new log-in brings a token back that was logged out."""
    found = explored(run)

    found.expect("logout.ends-session")
