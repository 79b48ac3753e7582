"""What is said of a value that is unknown, and of a URL that is none."""

import pytest

from harness.core.errors import BadTarget
from harness.targets.table import Table, unknown
from tests.harness.making import CANARY


def test_unknown_value_far_from_all_lists_them():
    assert unknown("zzz", ["b", "a"]) == "'zzz' is unknown; known are a, b"


def test_unknown_value_beside_none_says_that_there_is_none():
    assert unknown("zzz", []) == "'zzz' is unknown; there is none"


def url(text):
    return Table({"url": text}, "t", ["url"]).url("url")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://acme.test/api/", "https://acme.test/api"),
        (" https://acme.test/api\r\n", "https://acme.test/api"),
        ("\ufeffhttps://acme.test", "https://acme.test"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://acme.test/@me", "https://acme.test/@me"),
        ("https://münchen.test", "https://münchen.test"),
    ],
)
def test_url_is_read_without_what_was_pasted_along(text, found):
    assert url(text) == found


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("acme.test/api", "https://acme.test/api"),
        ("acme.test:8443/api", "https://acme.test:8443/api"),
        ("localhost:8080", "https://localhost:8080"),
        ("//acme.test", "https://acme.test"),
        ("htps://acme.test/api", "https://acme.test/api"),
        ("https:/acme.test", "https://acme.test"),
        ("https//acme.test", "https://acme.test"),
        ("http:acme.test", "http://acme.test"),
        ("ftp://acme.test", None),
        ("https:///api", None),
        ("acme", None),
        ("file:///etc/passwd", None),
        ("javascript:alert(1)", None),
    ],
)
def test_url_without_a_right_scheme_is_named_with_the_right_one(text, meant):
    with pytest.raises(BadTarget) as caught:
        url(text)

    hint = f"; did you mean {meant}?" if meant else ""
    assert str(caught.value) == f"t.url: is an http or https URL{hint}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("https://acme.test/a b", "is no URL: it holds a blank"),
        ("https://acme .test", "is no URL: it holds a blank"),
        ("https://acme.test/\u200bapi", r"is no URL: it holds \u200b"),
        ("https://acme.test/\x1b[2J", r"is no URL: it holds \x1b"),
        ("https://acme.test/\tapi", r"is no URL: it holds \t"),
        ("https://acme.test/<b>", "is no URL: it holds <"),
        ("https://acme.test/|", "is no URL: it holds |"),
        ("https://[acme.test", "is no URL: Invalid IPv6 URL"),
    ],
)
def test_url_with_what_no_url_holds_is_refused(text, words):
    with pytest.raises(BadTarget) as caught:
        url(text)

    assert str(caught.value) == f"t.url: {words}"


@pytest.mark.parametrize(
    "text",
    [f"https://qa:{CANARY}@acme.test", f"https://qa:p/{CANARY}@acme.test", f"qa:{CANARY}@a.test"],
)
def test_password_in_a_url_is_refused_and_not_repeated(text):
    with pytest.raises(BadTarget) as caught:
        url(text)

    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("qa\u202e@acme.test", r"t.email: holds \u202e"),
        (" ", "t.email: holds no address"),
        ("qa\n@acme.test", "t.email: holds no address"),
    ],
)
def test_address_with_what_nobody_sees_is_refused(text, words):
    with pytest.raises(BadTarget) as caught:
        Table({"email": text}, "t", ["email"]).address("email")

    assert str(caught.value) == words
