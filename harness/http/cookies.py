"""Cookies, as a browser would keep them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from harness.core.foreign import moment_of, whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.http.answer import Answer

MISSING = frozenset(
    [
        *("undefined", "null", "none", "nil", "nan", "(null)", "<nil>", "<null>", "%!s(<nil>)"),
        *("{}", "[]", "b''", "j:null", "j:{}"),
        *(f"[object {each}]" for each in ("object", "promise", "undefined", "null")),
    ]
)
"""What languages write where a text has no value, in small letters."""
LONGEST_COOKIE = 4096
"""Bytes of a name and its value that a browser takes (RFC 6265bis, section 5.6)."""
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True)
class SetCookie:
    """One Set-Cookie header (RFC 6265, section 5.2)."""

    name: str
    value: str
    attributes: Mapping[str, str]
    """By their names in lower case; those without a value have an empty one."""

    @property
    def is_expired(self) -> bool:
        """Whether it makes a browser forget the cookie.

        What is no number of seconds, or no date, is passed over as a browser does.
        """
        max_age = whole_number(self.attributes.get("max-age", ""))
        if max_age is not None:
            return max_age <= 0
        ends = moment_of(self.attributes.get("expires", ""))
        return ends is not None and ends <= datetime.now(UTC)

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing, or the text of a missing value."""
        text = unquote(self.value).strip("\"' \t").lower()
        text = text.removeprefix("bearer").strip()
        return not text or text in MISSING

    @property
    def place(self) -> tuple[str, str, str]:
        """What a browser tells it from others by: name, domain and path."""
        path = self.attributes.get("path", "")
        return self.name, self._domain, path if path.startswith("/") else ""

    @property
    def _domain(self) -> str:
        return self.attributes.get("domain", "").removeprefix(".").rstrip(".").lower()

    def problem_at(self, url: str) -> str:
        """Say why no browser would send it on that was set by this URL; nothing where it would.

        It may be meant for another host or path of the same site: which, nobody knows. Where it
        names no path, or no TLS is there to be seen, nothing is concluded.
        """
        parts = urlsplit(url)
        host, is_secure = (parts.hostname or "").lower(), parts.scheme == "https"
        if self.is_expired:
            return "it has expired when it is set"
        if self.is_empty:
            return "its value is that of a missing one" if self.value else "it is empty"
        if _CONTROL.search(f"{self.name}{self.value}"):
            return "it holds a control character"
        if len(f"{self.name}{self.value}".encode("utf-8", "surrogatepass")) > LONGEST_COOKIE:
            return f"it is longer than {LONGEST_COOKIE} bytes"
        if self._domain and not _is_domain_of(self._domain, host):
            return f"{host} may set none for the domain {self._domain}"
        return self._unreachable(parts.path) or self._unguarded(is_secure=is_secure)

    def _unreachable(self, path: str) -> str:
        """Say whether its path is that of the log-in which sets it, where nothing else is."""
        own = path.rpartition("/")[0]
        said = self.attributes.get("path", "").rstrip("/")
        is_under = bool(own) and f"{said}/".startswith(f"{own}/")
        return f"its path is {said}, where only the API is" if is_under else ""

    def _unguarded(self, *, is_secure: bool) -> str:
        """Say whether a browser refuses it for how it is guarded (RFC 6265bis, section 5.7)."""
        name, says_secure = self.name.lower(), "secure" in self.attributes
        if name.startswith("__host-") and (
            self._domain
            or self.attributes.get("path", "") != "/"
            or (is_secure and not says_secure)
        ):
            return "`__Host-` takes Secure, the path / and no domain"
        if name.startswith("__secure-") and is_secure and not says_secure:
            return "`__Secure-` takes Secure"
        if is_secure and self.attributes.get("samesite", "").lower() == "none" and not says_secure:
            return "SameSite=None takes Secure"
        return ""


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


def kept_cookies(answer: Answer) -> list[SetCookie]:
    """Return the cookies that the answer leaves set: what it empties or expires again is none."""
    kept: dict[tuple[str, str, str], SetCookie] = {}
    for line in answer.exchange.header_values("Set-Cookie"):
        cookie = parse_cookie(line)
        if cookie is not None:
            kept.pop(cookie.place, None)
            kept[cookie.place] = cookie
    return list(kept.values())


def _is_domain_of(domain: str, host: str) -> bool:
    """Whether a host may set cookies for a domain: its own, or one above it that has a dot.

    Of the suffixes under which anybody may have a domain, only those without a dot are known here.
    """
    is_address = ":" in host or host.replace(".", "").isdigit()
    is_above = host.endswith(f".{domain}") and "." in domain and not is_address
    return domain == host or is_above


def cookies_set(answer: Answer) -> dict[str, str]:
    """Return the non-empty cookies that the answer sets, by name; those it expires left out."""
    lines = answer.exchange.header_values("Set-Cookie")
    cookies = [cookie for line in lines if (cookie := parse_cookie(line)) is not None]
    return {each.name: each.value for each in cookies if each.value and not each.is_expired}
