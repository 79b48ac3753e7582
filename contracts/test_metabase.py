"""Metabase log-in: a cookie for another system."""

from harness.contract import BEFORE_EXPIRY, LONG_AFTER_EXPIRY, expect_each, rule


@rule("metabase.sets-cookie")
def test_metabase_log_in_sets_a_cookie(run, origins):
    """A token of an account with the feature gets Metabase's cookie, each time it is used.

    Whatever it was got by does not matter.
    """
    answers = origins.metabase_log_ins()

    expect_each(run.own_cookies.expect_documented_with, answers)


@rule("metabase.sets-cookie")
def test_metabase_log_in_with_an_old_token_sets_a_cookie(api, run, aged):
    """A token gets a cookie that lives as long as it lives itself."""
    token = aged.at(BEFORE_EXPIRY)

    answer = api.metabase_login(token)

    run.gates.require_genuine(token, answer)
    run.own_cookies.expect_documented_with(answer)


@rule("metabase.needs-token")
def test_metabase_log_in_without_a_token_is_refused(api, run):
    """Without a token there is neither success nor cookie."""
    answer = api.metabase_login(None)

    run.own_cookies.expect_refused_without(answer)


@rule("metabase.needs-token")
def test_metabase_log_in_with_an_expired_token_is_refused(api, run, aged):
    """With an expired token there is neither success nor cookie."""
    expired = aged.at(LONG_AFTER_EXPIRY)

    answer = api.metabase_login(expired)

    run.own_cookies.expect_refused_without(answer)


@rule("metabase.needs-feature")
def test_metabase_log_in_without_the_feature_is_refused(api, run, tokens, limited_account):
    """A token of an account without the feature gets no cookie."""
    token = tokens.fresh(limited_account)

    answer = api.metabase_login(token)

    run.own_cookies.expect_refused_without(answer)


@rule("metabase.needs-feature")
def test_metabase_log_in_by_a_refreshed_token_needs_the_feature_too(run, other_users):
    """What the token of an account without the feature is refreshed into gets no cookie either."""
    answer = other_users.refreshed_without_the_feature()

    run.own_cookies.expect_refused_without(answer)
