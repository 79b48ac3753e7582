"""What an entry of the list of known deviations may name."""

from datetime import datetime

import pytest

from harness.core.errors import BadTarget
from harness.targets.file import parse
from harness.targets.known_deviation import KnownDeviation
from tests.harness.deviations import ANSWERS, TEAPOT
from tests.harness.making import DOCUMENTED

KNOWN: dict[str, object] = {"rule": DOCUMENTED, "reason": "stateless"}


def parsed(*known, product="cdp"):
    raw = {"url": "https://acme.test", "product": product, "known": list(known)}
    return parse("acme", raw, "t.toml: targets.acme").known


WRONG: list[tuple[str, dict[str, object], str]] = [
    ("no-rule", {"reason": "x"}, ": rule is missing"),
    ("no-reason", {"rule": "logout.answers"}, ": reason is missing"),
    ("until-text", KNOWN | {"until": "2027-01-31"}, ".until: is a date, such as 2027-01-31"),
    ("until-time", KNOWN | {"until": datetime(2027, 1, 31)}, ".until: is a date"),
    ("key", KNOWN | {"untill": 1}, ": 'untill' is unknown; did you mean 'until'"),
    (
        "rule",
        KNOWN | {"rule": "logout.ends-sesion"},
        ".rule: 'logout.ends-sesion' is unknown; did you mean 'logout.ends-session'?",
    ),
    (
        "rule-of-another-product",
        KNOWN | {"rule": "link.unknown-user"},
        ".rule: the pages of cdp do not state 'link.unknown-user'",
    ),
    ("operation", KNOWN | {"operation": "logn"}, ".operation: 'logn' is unknown; did you mean"),
    ("operation-number", KNOWN | {"operation": 1}, ".operation: is a text"),
    (
        "operation-of-another-product",
        TEAPOT | {"reason": "x", "operation": "inviteUser"},
        ".operation: 'inviteUser' is unknown",
    ),
    (
        "operation-of-another-rule",
        {"rule": "logout.answers", "reason": "x", "operation": "login"},
        ".operation: no result of logout.answers stands under 'login'; say logout, or leave it out",
    ),
    (
        "operation-of-none",
        {"rule": "token.lives-8h", "reason": "x", "operation": "login"},
        ".operation: no result of token.lives-8h stands under 'login'; leave it out",
    ),
    ("answers", {"rule": ANSWERS, "reason": "x"}, f": {ANSWERS} goes with operation and status"),
    (
        "answers-without-status",
        {"rule": ANSWERS, "reason": "x", "operation": "login"},
        f": {ANSWERS} goes with operation and status",
    ),
    (
        "answers-without-operation",
        {"rule": ANSWERS, "reason": "x", "status": 418},
        f": {ANSWERS} goes with operation and status",
    ),
    ("status-text", TEAPOT | {"reason": "x", "status": "404"}, ".status: is a number, such as 404"),
    ("status-bool", TEAPOT | {"reason": "x", "status": True}, ".status: is a number, such as 404"),
    (
        "status-of-another-rule",
        KNOWN | {"status": 404},
        f".status: goes with {ANSWERS} alone, not with logout.ends-session",
    ),
]


@pytest.mark.parametrize(
    ("entry", "message"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG]
)
def test_wrong_entry_is_refused_in_one_line(entry, message):
    with pytest.raises(BadTarget) as caught:
        parsed(KNOWN, entry)

    assert str(caught.value).startswith(f"t.toml: targets.acme.known[1]{message}")
    assert "\n" not in str(caught.value)


def test_operation_that_has_no_result_of_its_own_is_refused():
    entry = {"rule": "logout.deletes-cookie", "reason": "x", "operation": "logout"}

    with pytest.raises(BadTarget, match="stands under 'logout'; say login, or leave it out"):
        parsed(entry, product="me")


@pytest.mark.parametrize("known", [KNOWN, [DOCUMENTED]], ids=["table", "texts"])
def test_list_is_of_tables(known):
    raw = {"url": "https://acme.test", "product": "cdp", "known": known}

    with pytest.raises(BadTarget, match=r"^acme\.known(: is a list of tables|\[0\]: is a table)"):
        parse("acme", raw, "acme")


@pytest.mark.parametrize(
    "entry",
    [
        KNOWN,
        KNOWN | {"operation": "logout"},
        KNOWN | {"operation": "probe"},
        KNOWN | {"operation": "loginToMetabase"},
        TEAPOT | {"reason": "x"},
        {"rule": "cookies.guarded", "reason": "x", "operation": "login"},
    ],
    ids=lambda entry: f"{entry['rule']}-{entry.get('operation', '')}",
)
def test_right_entry_is_read(entry):
    assert parsed(entry) == (KnownDeviation(**entry),)
