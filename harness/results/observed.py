"""Rules that are held against every exchange of a run, whatever sent it.

They have no contract, but for two that a dropped connection and a log-in without a token break
wherever they happen. Each exchange is judged where it happened, and the findings are gathered into
one result for each operation and case when the run ends.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from harness.core.outcomes import Outcome
from harness.core.rule_ids import (
    AUTHENTICATES,
    COOKIES,
    DOCUMENTED,
    ISSUES_TOKEN,
    NOT_CACHED,
    NOT_CRASHED,
)
from harness.http.cookies import parse_cookie
from harness.http.rendering import shown_data
from harness.results.result import Finding
from spec.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harness.core.exchange import Exchange
    from harness.http.cookies import SetCookie
    from harness.http.recorder import Gift, Recorded


_NUMBER = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]*)\d[A-Za-z]*\d[A-Za-z0-9]*")
"""A number within a cookie's name, which may be another one in each answer: ``TS010382b1``."""


def findings(recorded: Recorded) -> Iterator[Finding]:
    """Judge an answered exchange."""
    exchange = recorded.exchange
    if exchange.operation is None or recorded.is_superseded:
        return
    for found in _findings(exchange, "; ".join(recorded.violations)):
        yield found | {"note": recorded.note}


def _findings(exchange: Exchange, violations: str) -> Iterator[Finding]:
    if violations or not exchange.unreadable:
        yield _finding(
            DOCUMENTED,
            exchange,
            case=str(exchange.status),
            expected="an answer as the page documents it",
            came=violations,
        )
    if exchange.succeeded and exchange.member("token"):
        yield _finding(
            NOT_CACHED,
            exchange,
            case="",
            expected="Cache-Control: no-store",
            came=_cacheable(exchange),
        )
    for line in exchange.header_values("Set-Cookie"):
        cookie = parse_cookie(line)
        if cookie is not None and not cookie.is_expired:
            yield _finding(
                COOKIES,
                exchange,
                case=_NUMBER.sub(r"\1*", cookie.name),
                expected="HttpOnly, SameSite, and Secure over TLS",
                came=_unguarded(exchange, cookie),
            )


def answers(recorded: Iterable[Recorded]) -> dict[str, dict[str, int]]:
    """Count the answers of the pages' operations, by operation and status."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for each in recorded:
        if each.exchange.operation is not None and not each.is_superseded:
            counts[each.exchange.operation.id][str(each.exchange.status)] += 1
    return {operation: dict(met) for operation, met in counts.items()}


def dropped(exchange: Exchange) -> Finding:
    """Return what a connection says that was closed twice without an answer."""
    return _finding(
        NOT_CRASHED,
        exchange,
        case="connection",
        expected="an answer",
        came="the connection was closed without one, twice",
    )


def without_token(exchange: Exchange) -> Finding:
    """Return what a successful log-in of the account says that gave no token."""
    return _finding(
        ISSUES_TOKEN,
        exchange,
        case="",
        expected="a non-empty token for right credentials",
        came=f"{exchange.status} without one",
    )


def refused(exchange: Exchange) -> Finding:
    """Return what a log-in says that refused right credentials, and locked nobody out."""
    return _finding(
        ISSUES_TOKEN,
        exchange,
        case="",
        expected="a token for right credentials, each time",
        came=f"{exchange.status}, though they were good before, and no lock-out explains it",
    )


def gift(given: Gift) -> Finding:
    """Return what an answer says that gave a live token away."""
    return _finding(
        given.rule,
        given.exchange,
        case=given.place,
        expected="an answer that gives no token away",
        came=given.came,
    )


def dead(exchange: Exchange) -> Finding:
    """Return what is said of the token of a log-in that is refused, and so is the next one's."""
    return _finding(
        AUTHENTICATES,
        exchange,
        case="",
        expected="the token of a log-in just now to authenticate, each time",
        came=f"{exchange.status}, as for a random token, of one log-in and of the next",
    )


def remarks(exchange: Exchange) -> Iterator[str]:
    """Return what is worth a word to the instance's makers, though no rule is broken."""
    operation = exchange.operation
    if exchange.unreadable:
        yield f"an answer was not read: its body {exchange.unreadable}"
        return
    if operation is None or exchange.status != 200:
        return
    if operation.role is Role.INVITE and exchange.member("user_invitation_link"):
        yield "inviting answers an invitation link where the page documents a user"
    if operation.role is Role.OPTIONS:
        documented = operation.success().fields
        missing = [name for name in documented if not exchange.has_member(name)]
        if missing:
            yield f"the authentication options do not say {', '.join(missing)}"


def _finding(rule: str, exchange: Exchange, *, case: str, expected: str, came: str) -> Finding:
    return Finding(
        rule=rule,
        operation=exchange.operation.id if exchange.operation else "",
        case=case,
        outcome=str(Outcome.BROKEN if came else Outcome.KEPT),
        expected=expected,
        came=came,
        exchange=shown_data(exchange) if came else None,
        steps="",
        note="",
        sender="",
    )


def _cacheable(exchange: Exchange) -> str:
    value = exchange.header("Cache-Control")
    if value is not None and "no-store" in value.lower():
        return ""
    return f"Cache-Control: {value}" if value else "no Cache-Control"


def _unguarded(exchange: Exchange, cookie: SetCookie) -> str:
    wanted = {"httponly": "HttpOnly", "samesite": "SameSite"}
    if exchange.request.url.startswith("https:"):
        wanted["secure"] = "Secure"
    missing = [words for name, words in wanted.items() if name not in cookie.attributes]
    return f"a cookie without {', '.join(missing)}" if missing else ""
