"""A failure is laid out in the order of reading."""

from harness.reports.failure_text import failure_text
from harness.results.failure import failure_of
from spec import rules
from tests.harness.making import an_exchange

RULE = rules.load()["login.issues-token"]
HEAD = [
    f"login.issues-token (documented): {RULE.says}",
    f"stated at {RULE.place('me')}",
    "",
    "expected  a token",
    "came      500",
]


def test_failure_is_laid_out_in_the_order_of_reading():
    failure = failure_of("a token", "500", an_exchange(status=500, body=b"oh"), "# 1.\ncall\n")

    text = failure_text(RULE, "me", failure, "not shown")

    assert text.splitlines() == [
        *HEAD,
        "",
        "# 1.",
        "call",
        "",
        "POST http://acme.test/api/users/login",
        "",
        "{}",
        "",
        "500",
        "",
        "oh",
    ]


def test_failure_without_an_exchange_has_what_pytest_shows():
    failure = failure_of("a token", "500", None)

    assert failure_text(RULE, "me", failure, "E  1 == 2").splitlines() == [*HEAD, "", "E  1 == 2"]
    assert failure_text(RULE, "me", failure).splitlines() == HEAD


def test_escape_of_json_does_not_come_out_as_what_it_stands_for():
    body = b'{"a": "\\u009b2J\\u202e"}'
    failure = failure_of("a token", "500", an_exchange(status=500, body=body))

    text = failure_text(RULE, "me", failure)

    assert not {"\x9b", "\u202e"} & {*text}
    assert "2J" in text
