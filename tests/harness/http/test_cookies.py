"""Cookies are read as a browser reads them."""

import pytest

from harness.http.cookies import SetCookie, cookies_set, kept_cookies, parse_cookie
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


AT = "https://api.acme.test/api/users/metabase_login"


@pytest.mark.parametrize(
    "line",
    [
        "m=a1",
        "m=a1; Path=/",
        "m=a1; Path=/metabase",
        "m=a1; Path=/api",
        "m=a1; Path=metabase",
        "m=a1; Domain=api.acme.test",
        "m=a1; Domain=.acme.test; Path=/",
        "m=a1; Expires=never",
        "m=a1; SameSite=None; Secure",
        "__Host-m=a1; Secure; Path=/",
        "m=none-of-these",
        "m=0",
    ],
)
def test_cookie_that_a_browser_sends_on_has_no_problem(line):
    assert parsed(line).problem_at(AT) == ""


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("m=", "is empty"),
        ("m=undefined", "missing"),
        ("m=%5Bobject%20Object%5D", "missing"),
        ("m=Bearer null", "missing"),
        ('m="None"', "missing"),
        ("m=a1; Max-Age=0", "expired"),
        (f"m=a1; Expires={PAST}", "expired"),
        ("m=a1\x07", "control"),
        (f"m={'a' * 4096}", "longer"),
        ("m=a1; Domain=metabase.acme.test", "domain"),
        ("m=a1; Domain=other.test", "domain"),
        ("m=a1; Domain=test", "domain"),
        ("m=a1; Path=/api/users", "path"),
        ("m=a1; Path=/api/users/metabase_login/", "path"),
        ("m=a1; SameSite=None", "SameSite"),
        ("__Host-m=a1; Secure; Path=/; Domain=acme.test", "__Host-"),
        ("__Host-m=a1; Secure; Path=/metabase", "__Host-"),
        ("__Secure-m=a1", "__Secure-"),
    ],
    ids=ascii,
)
def test_cookie_that_no_browser_sends_on_says_why(line, problem):
    assert problem in parsed(line).problem_at(AT)


@pytest.mark.parametrize(
    "line", ["m=a1; SameSite=None", "__Secure-m=a1", "__Host-m=a1; Path=/"], ids=ascii
)
def test_over_plain_http_nothing_is_concluded_from_a_missing_secure(line):
    assert parsed(line).problem_at(AT.replace("https", "http")) == ""


def test_address_of_a_machine_has_no_domain_above_it():
    cookie = parsed("m=a1; Domain=0.0.1")

    assert "domain" in cookie.problem_at("http://127.0.0.1:8000/api/users/metabase_login")


def test_cookie_that_is_emptied_again_is_not_kept():
    answer = setting("m=a1; Path=/", "m=; Path=/; Max-Age=0", "m=b2; Path=/metabase")

    assert [each.value for each in kept_cookies(answer)] == ["", "b2"]


def parsed(line: str) -> SetCookie:
    cookie = parse_cookie(line)
    assert cookie is not None
    return cookie
