"""Authentication options: which ways to log in an instance offers."""

from harness.contract import expect_documented, expect_each, expect_flags, repeated, rule


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
