"""What a whole run has shown of a token, and what is missing of it."""

from harness.contract import MANY, expect_each, repeated, rule


@rule("login.token-authenticates")
def test_token_authenticates_time_and_again(run, gate, aged):
    """A token is let pass as often as it is used.

    What it was let pass for before counts, where it still passes.
    """
    token, used = run.gates.most_used()

    answers = repeated(lambda: gate.send(token), max(1, MANY - used))

    expect_each(lambda answer: gate.expect_pass(answer, aged.control), answers)
