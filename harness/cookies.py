"""Cookies, as a browser would keep them."""

from __future__ import annotations

import email.message
import time
import urllib.request
from dataclasses import dataclass
from email.utils import mktime_tz, parsedate_tz
from http.cookiejar import Cookie, CookieJar
from typing import TYPE_CHECKING, cast

from harness.expectations import expect_documented, expect_refused, expect_success
from harness.outcomes import Unproven, precondition

if TYPE_CHECKING:
    from collections.abc import Mapping
    from http.client import HTTPResponse

    from harness.api import Api
    from harness.exchange import Answer, Exchange
    from harness.gates import Gate
    from harness.targets import Account


@dataclass(frozen=True)
class SetCookie:
    """One Set-Cookie header (RFC 6265, section 5.2)."""

    name: str
    value: str
    attributes: Mapping[str, str]
    """By their names in lower case; those without a value have an empty one."""

    @property
    def is_expired(self) -> bool:
        """Whether it makes a browser forget the cookie."""
        max_age = self.attributes.get("max-age", "")
        if max_age.lstrip("-").isdigit():
            return int(max_age) <= 0
        date = parsedate_tz(self.attributes.get("expires", ""))
        return date is not None and mktime_tz(date) <= time.time()


def parse_cookie(line: str) -> SetCookie | None:
    """Parse a Set-Cookie header; None where a browser would ignore it.

    The standard library's parser gives up on attributes that it does not know.
    """
    pair, *attributes = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals or not name.strip():
        return None
    parts = [attribute.partition("=") for attribute in attributes]
    known = {key.strip().lower(): each.strip() for key, _, each in parts}
    return SetCookie(name.strip(), value.strip().strip('"'), known)


def cookies_set(answer: Answer) -> dict[str, str]:
    """Return the non-empty cookies that the answer sets, by name; those it expires left out."""
    lines = answer.exchange.header_values("Set-Cookie")
    cookies = [cookie for line in lines if (cookie := parse_cookie(line)) is not None]
    return {each.name: each.value for each in cookies if each.value and not each.is_expired}


def expect_no_session(answer: Answer, gate: Gate) -> None:
    """Expect that no cookie of an answer holds a token that authenticates."""
    for value in cookies_set(answer).values():
        if gate.lets_pass(gate.send(value)):
            raise answer.lacks("no session in a cookie")


class OwnCookies:
    """The cookies that an operation sets itself, not those that come with every answer.

    A load balancer, say, sets one on whatever passes through it.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._common: frozenset[str] | None = None

    def of(self, answer: Answer) -> dict[str, str]:
        """Return the non-empty cookies of the answer, those of any public look-up left out."""
        if self._common is None:
            self._common = frozenset(cookies_set(self._api.options()))
        return {
            name: value for name, value in cookies_set(answer).items() if name not in self._common
        }

    def expect_documented_with(self, answer: Answer) -> None:
        """Expect the documented success, with a cookie."""
        expect_documented(answer)
        if not self.of(answer):
            raise answer.lacks("a non-empty cookie")

    def expect_refused_without(self, answer: Answer) -> None:
        """Expect a refusal that sets no cookie."""
        expect_refused(answer)
        if self.of(answer):
            raise answer.lacks("no cookie")


class Browser:
    """Keeps the cookies of log-in, and sends and forgets them as a browser does."""

    def __init__(self) -> None:
        self._jar = CookieJar()
        self._session: list[Cookie] = []

    def log_in(self, api: Api, account: Account) -> str:
        """Log in, keep the cookies, and return the token; Unproven where no cookie is set."""
        with precondition("login.issues-token"):
            answer = api.login(account.email, account.password)
            token = answer.token
        own = OwnCookies(api).of(answer)
        self.take(answer)
        kept = [cookie for cookie in self._jar if cookie.name in own]
        if not kept:
            raise Unproven("log-in set no cookie that log-out could delete")
        holding_it = [each for each in kept if token in (each.value or "")]
        out_of_reach = [each for each in kept if each.has_nonstandard_attr("HttpOnly")]
        self._session = holding_it or out_of_reach or kept
        return token

    def take(self, answer: Answer) -> None:
        """Take over the cookies that an answer sets, and forget those that it expires."""
        request = urllib.request.Request(answer.exchange.request.url)  # noqa: S310 - never opened
        self._jar.extract_cookies(_as_response(answer.exchange), request)

    def log_out(self, api: Api, token: str) -> Answer:
        """Log out with the session's cookies; Unproven where that does not succeed."""
        header = "; ".join(f"{each.name}={each.value}" for each in self._session)
        with precondition("logout.answers"):
            answer = api.logout(token, header)
            expect_success(answer)
        self.take(answer)
        return answer

    def keeps_session(self) -> bool:
        """Whether every cookie is still there by which the session was kept."""
        kept = {(each.domain, each.path, each.name) for each in self._jar}
        return all((each.domain, each.path, each.name) in kept for each in self._session)


def _as_response(exchange: Exchange) -> HTTPResponse:
    """Return what the standard library's jar reads of a response: its headers."""
    headers = email.message.Message()
    for line in exchange.header_values("Set-Cookie"):
        headers["Set-Cookie"] = line

    class Response:
        def info(self) -> email.message.Message:
            return headers

    return cast("HTTPResponse", Response())
