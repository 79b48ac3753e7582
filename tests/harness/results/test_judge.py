"""How a contract ended, as an outcome of its rule, and a failure as a person reads it."""

from harness.results.judge import failure_text
from spec import rules


def test_failure_is_laid_out_in_the_order_of_reading():
    rule = rules.load()["login.issues-token"]

    text = failure_text(rule, "me", "a token", "500", "POST /users/login")

    assert text.splitlines() == [
        f"login.issues-token (documented): {rule.says}",
        f"stated at {rule.place('me')}",
        "",
        "expected  a token",
        "came      500",
        "",
        "POST /users/login",
    ]
