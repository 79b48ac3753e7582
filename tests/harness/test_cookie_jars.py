import pytest

from harness.core.outcomes import Unproven
from harness.fixtures.browser import Browser, OwnCookies
from harness.http.cookies import SetCookie, cookies_set, parse_cookie
from tests.harness.making import ACCOUNT, an_answer

TOKEN = "an-access-token"
SESSION = f"access_token={TOKEN}; Path=/; HttpOnly; SameSite=Lax"
BALANCER = "AWSALB=node-1; Path=/"
PAST, FUTURE = "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"


def setting(*lines, operation="login", json=None):
    headers = tuple(("set-cookie", line) for line in lines)
    return an_answer(operation, json=json or {}, headers=headers)


class Instance:
    """Sets these cookies at log-in, at log-out and at every look-up."""

    def __init__(self, log_in=(SESSION,), log_out=(), look_up=(), log_out_status=200):
        self.at_log_in, self.at_log_out, self.at_look_up = log_in, log_out, look_up
        self.log_out_status = log_out_status
        self.sent = None

    def login(self, email, password):
        assert (email, password) == (ACCOUNT.email, ACCOUNT.password)
        return setting(*self.at_log_in, json={"token": TOKEN})

    def logout(self, token, cookie):
        self.sent = (token, cookie)
        headers = tuple(("Set-Cookie", line) for line in self.at_log_out)
        return an_answer("logout", status=self.log_out_status, headers=headers)

    def options(self):
        return setting(*self.at_look_up, operation="getAuthenticationOptions")


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


def test_own_cookies_are_those_of_the_operation():
    own = OwnCookies(Instance(look_up=[BALANCER]))  # type: ignore[arg-type]

    assert own.of(setting(SESSION, BALANCER)) == {"access_token": TOKEN}
    assert own.of(setting(BALANCER)) == {}


@pytest.mark.parametrize(
    "line",
    [
        f"access_token=; Path=/; Expires={PAST}",
        "access_token=x; Path=/; Max-Age=0",
        f"access_token={TOKEN}; Path=/; Max-Age=-1",
    ],
    ids=["by-date", "by-age", "by-negative-age"],
)
def test_browser_forgets_an_expired_cookie(line):
    browser, instance = Browser(), Instance(log_out=[line])
    token = browser.log_in(instance, ACCOUNT)  # type: ignore[arg-type]

    browser.log_out(instance, token)  # type: ignore[arg-type]

    assert not browser.keeps_session()
    assert instance.sent == (TOKEN, f"access_token={TOKEN}")


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["access_token=; Path=/"],
        ["other=; Path=/; Max-Age=0"],
        ["access_token=; Path=/api/users; Max-Age=0"],
        ["access_token=; Path=/; Domain=other.test; Max-Age=0"],
    ],
    ids=["no-cookie", "emptied", "another-name", "another-path", "another-domain"],
)
def test_browser_keeps_a_cookie_that_was_not_expired(lines):
    browser, instance = Browser(), Instance(log_out=lines)
    token = browser.log_in(instance, ACCOUNT)  # type: ignore[arg-type]

    browser.log_out(instance, token)  # type: ignore[arg-type]

    assert browser.keeps_session()


def test_only_the_cookie_that_holds_the_token_must_go():
    browser = Browser()
    instance = Instance([SESSION, "theme=dark; Path=/"], ["access_token=; Path=/; Max-Age=0"])
    token = browser.log_in(instance, ACCOUNT)  # type: ignore[arg-type]

    browser.log_out(instance, token)  # type: ignore[arg-type]

    assert not browser.keeps_session()


@pytest.mark.parametrize("log_in", [[], [BALANCER]], ids=["none", "a-balancers"])
def test_log_in_without_a_cookie_leaves_unproven(log_in):
    instance = Instance(log_in, look_up=[BALANCER])

    with pytest.raises(Unproven, match="log-in set no cookie"):
        Browser().log_in(instance, ACCOUNT)  # type: ignore[arg-type]


def test_broken_log_out_leaves_unproven():
    browser, instance = Browser(), Instance(log_out_status=403)
    token = browser.log_in(instance, ACCOUNT)  # type: ignore[arg-type]

    with pytest.raises(Unproven, match=r"rests on logout\.answers"):
        browser.log_out(instance, token)  # type: ignore[arg-type]
