"""What a whole run has shown of a token and of the options, and what is missing of it."""

from harness.contract import MANY, expect_documented, expect_each, expect_flags, repeated, rule


@rule("options.public")
def test_options_are_given_when_users_have_logged_in(run):
    """The authentication options are as public when each kind of log-in has been made."""
    answer = run.late_options

    expect_documented(answer)


@rule("options.flags")
def test_flags_are_of_their_form_when_users_have_logged_in(run):
    """The flags are where they were, and of the same types, when users have logged in."""
    answer = run.late_options

    expect_flags(answer)


@rule("logout.ends-session")
def test_ended_session_stays_ended(run, gate, tokens):
    """A token that was logged out, and used by others since, does not come back to life."""
    ended = gate.ended(lambda: tokens.logged_out(gate.send, run.gates.own()))

    answer = gate.send(ended)

    gate.expect_logged_out(answer, ended, control=tokens.fresh)


@rule("logout.ends-session")
def test_another_log_out_brings_no_session_back(api, run, gate, tokens):
    """A token that is logged out once more, which may be refused, does not come back to life."""
    ended = gate.ended(lambda: tokens.logged_out(gate.send, run.gates.own()))
    api.logout(ended)

    answer = gate.send(ended)

    gate.expect_logged_out(answer, ended, control=tokens.fresh)


@rule("login.token-authenticates")
def test_token_authenticates_time_and_again(run, gate, aged):
    """A token is let pass as often as it is used.

    What it was let pass for before counts, where it still passes.
    """
    token, used = run.gates.most_used()

    answers = repeated(lambda: gate.send(token), max(1, MANY - used))

    expect_each(lambda answer: gate.expect_pass(answer, aged.control), answers)
