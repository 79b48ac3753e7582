"""Authentication options: which ways to log in an instance offers."""

from harness.contract import (
    Role,
    at_account_effects,
    expect_documented,
    expect_each,
    expect_flags,
    repeated,
    rule,
)


@rule("options.public")
def test_options_are_given_without_a_token(api):
    """The authentication options are given to a client that has no token yet."""
    answer = api.options()

    expect_documented(answer)


@rule("options.flags")
def test_flags_are_of_their_documented_form(api):
    """The flags are where the page shows them, and of its types, each time."""
    answers = repeated(api.options)

    expect_each(expect_flags, answers)


@rule("options.flags")
@at_account_effects
def test_flags_are_of_the_same_form_to_whoever_has_a_token(api, tokens):
    """A token that comes along changes nothing of where the flags are."""
    answer = api.call(Role.OPTIONS, token=tokens.live())

    expect_flags(answer)
