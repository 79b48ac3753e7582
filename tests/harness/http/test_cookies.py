"""Cookies are read as a browser reads them."""

import pytest

from harness.http.cookies import SetCookie, cookies_set, parse_cookie
from tests.harness.making import setting

PAST, FUTURE = "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"


@pytest.mark.parametrize(
    ("line", "cookies"),
    [
        ("a=b", {"a": "b"}),
        ("a=b; Max-Age=60", {"a": "b"}),
        ("a=b; Partitioned", {"a": "b"}),
        ("a=b; Priority=High", {"a": "b"}),
        (f"a=b; Expires={FUTURE}", {"a": "b"}),
        (f"a=b; Max-Age=60; Expires={PAST}", {"a": "b"}),
        ("a=b; Expires=never", {"a": "b"}),
        ("a=", {}),
        ('a=""', {}),
        ("a=b; Max-Age=0", {}),
        ("a=b; Max-Age=-1", {}),
        (f"a=b; Expires={PAST}", {}),
        (f"a=b; Max-Age=0; Expires={FUTURE}", {}),
        ("", {}),
        ("no cookie\x00", {}),
    ],
    ids=ascii,
)
def test_cookie_is_set_unless_it_is_empty_or_expired(line, cookies):
    assert cookies_set(setting(line)) == cookies


@pytest.mark.parametrize("line", ["", "no-equals", "=b", " = b; Path=/"], ids=ascii)
def test_malformed_cookie_is_none(line):
    assert parse_cookie(line) is None


@pytest.mark.parametrize(
    ("line", "name", "value", "attributes"),
    [
        ("a=b; Secure; Partitioned", "a", "b", {"secure": "", "partitioned": ""}),
        ("a=b; Priority=High", "a", "b", {"priority": "High"}),
        ("a=b=c", "a", "b=c", {}),
        ("a,b=c; =", "a,b", "c", {"": ""}),
        (' a = "b" ;PATH= / ;HttpOnly', "a", "b", {"path": "/", "httponly": ""}),
    ],
    ids=["partitioned", "priority", "equals-in-value", "comma-in-name", "blanks-and-case"],
)
def test_cookie_is_read_as_a_browser_reads_it(line, name, value, attributes):
    assert parse_cookie(line) == SetCookie(name, value, attributes)


NINES = "9" * 5_000


@pytest.mark.parametrize(
    "attribute",
    [
        "Max-Age=" + NINES,
        "Max-Age=--1",
        "Max-Age=²",
        "Max-Age=-²",
        "Max-Age=١٢",
        "Max-Age=",
        "Max-Age=-",
        "Max-Age=+0",
        "Max-Age=1e400",
        "Expires=Sat, 13 Sep 275760 00:00:00 GMT",
        "Expires=Fri, 01 Jan 10000 00:00:00 GMT",
        "Expires=Fri, 31 Dec 9999 23:59:59 GMT",
        f"Expires=Fri, 01 Jan {NINES} 00:00:00 GMT",
        f"Expires={NINES}",
        "Expires=Fri, 99 Foo 2100 99:99:99",
        "Expires=Fri, ² Jan 2100 00:00:00 GMT",
        "Expires=",
        "Expires=0",
        "Expires=-1",
    ],
    ids=ascii,
)
def test_cookie_with_an_end_that_is_none_is_kept(attribute):
    assert cookies_set(setting(f"a=b; {attribute}")) == {"a": "b"}


@pytest.mark.parametrize(
    "attribute",
    [
        f"Max-Age=-{NINES}",
        "Max-Age=-0",
        "Max-Age=000",
        "Expires=Thursday, 01-Jan-70 00:00:00 GMT",
        "Expires=Thu Jan  1 00:00:00 1970",
        "Expires=Thu, 01-Jan-1970 00:00:01 GMT",
        "Expires=Thu, 01 Jan 1970 00:00:00",
        "Max-Age=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    ],
    ids=ascii,
)
def test_cookie_of_the_past_is_forgotten_however_it_says_so(attribute):
    assert cookies_set(setting(f"a=b; {attribute}")) == {}
