"""Cookies, as a browser would keep them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from harness.core.foreign import moment_of, whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.http.answer import Answer


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
