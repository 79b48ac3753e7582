"""Who is speaking: the instance, or somebody in front of it.

The only place that tells. A status alone says little: a firewall's challenge comes as 200, 202,
403, 405 or 503, an instance answers 403 of its own, and behind a network such as Cloudflare every
answer bears that network's headers. What counts is what only one of them says: a signature
(:mod:`harness.http.known_pages`), the form of a page where the instance speaks JSON, and headers
that the instance's own answers lack.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from harness.http.known_pages import (
    ACCESS_PROXIES,
    BODIES,
    CHALLENGING,
    FAILING,
    HEADERS,
    IN_JSON,
    LIMITING,
    MAINTAINING,
    PASSES_THROUGH,
    PROVIDERS,
    SIGN_IN,
    SIGN_OUT,
    Kind,
)
from harness.http.redirects import CHALLENGED, destination
from spec.roles import Role

if TYPE_CHECKING:
    from harness.core.exchange import Exchange
    from harness.http.known_pages import BodySign

LOOKED_AT = 64 * 1024
"""Bytes of a body in which signatures are looked for: those of error pages are short."""
CLOUDFLARE = frozenset(range(520, 531))
"""Statuses of Cloudflare alone: where it gets no answer that it can hand on."""
GATEWAY_STATUSES = frozenset({502, 503, 504, 598, 599}) | CLOUDFLARE
"""Where a proxy may speak for the instance, whatever the body."""
FAILED = 500
"""By which most instances say that they failed, and a few servers in front of them."""
LIMITED = frozenset({403, 420, 429, 503, 509, 529})
"""Statuses of a rate limit, where a header or a word says that it is one."""
REFUSING = frozenset({403, 405, 406, 429, 451, 456, 493, 999})
"""Statuses by which firewalls refuse."""
MOST_NAMED = 40
"""Characters of a server's name that are shown."""
_SCHEMES = ("basic", "negotiate", "ntlm", "digest", "kerberos")


@dataclass(frozen=True)
class Stranger:
    """Somebody who answered in the place of an instance."""

    kind: Kind
    maker: str = ""
    """Whose page it is, where that can be told."""
    is_sure: bool = True
    """Whether it can't be the instance's own answer, however often it comes."""

    @property
    def is_page(self) -> bool:
        """Whether it is told by nothing but the form in which it refuses."""
        return self.kind is Kind.CHALLENGE and not self.is_sure

    def __str__(self) -> str:
        return f"{self.kind} ({self.maker})" if self.maker else str(self.kind)


@dataclass
class OwnStyle:
    """What the instance's own answers have shown of it so far."""

    passed_by: set[str] = field(default_factory=set)
    """Makers whose headers stand on the instance's own answers: it is behind them."""
    servers: set[str] = field(default_factory=set)
    """What its own answers name as their server, versions left out; "" where they name none."""

    def learn(self, exchange: Exchange) -> None:
        """Take note of an answer that only the instance gives: JSON, and a success."""
        if exchange.succeeded and _is_json(exchange):
            self.passed_by |= _makers_on(exchange)
            self.servers.add(_server_of(exchange))


def speaker(
    exchange: Exchange, own: OwnStyle | None = None, *, deserves_success: bool = False
) -> Stranger | None:
    """Return who answered in the place of the instance; None where it is the instance itself.

    ``own`` is what its answers have shown so far. ``deserves_success`` tells of a request that no
    instance refuses, such as a look-up, or right credentials that were good before.
    """
    if _is_json(exchange):
        return _in_json(exchange)
    own = own or OwnStyle()
    return (
        _by_header(exchange)
        or _gate(exchange)
        or _led_away(exchange)
        or _by_words(exchange)
        or _limit(exchange)
        or _by_contrast(exchange, own)
        or _gateway(exchange)
        or (_page(exchange, own) if deserves_success else None)
    )


def _in_json(exchange: Exchange) -> Stranger | None:
    """Tell who speaks JSON: a success in it is the instance's."""
    if exchange.status < 400:
        return None
    return (
        _by_header(exchange)
        or _signed(exchange, IN_JSON)
        or _maintenance_in_json(exchange)
        or _limit(exchange)
        or _gateway(exchange)
    )


def _is_json(exchange: Exchange) -> bool:
    """Whether the answer is JSON, whatever it is called: an object or a list."""
    if exchange.body.lstrip()[:1] not in (b"{", b"["):
        return False
    try:
        exchange.decoded()
    except (ValueError, RecursionError):
        return False
    return True


def _by_header(exchange: Exchange) -> Stranger | None:
    """Tell by a header that is there only where its maker speaks itself."""
    if exchange.status in {407, 511}:
        return Stranger(Kind.PROXY)
    is_page = exchange.status >= 400 and not _is_json(exchange)
    for sign in HEADERS:
        values = exchange.header_values(sign.header)
        is_there = any(sign.value in value.lower() for value in values)
        if is_there and (is_page or sign.header != "server"):
            return Stranger(sign.kind, sign.maker)
    return None


def _gate(exchange: Exchange) -> Stranger | None:
    """Tell a gate by the authentication of HTTP that it asks for: no page of an instance does."""
    if exchange.status != 401 or not (exchange.body.strip() or _looks_up(exchange)):
        return None
    asked = [each.strip().lower() for each in exchange.header_values("WWW-Authenticate")]
    return Stranger(Kind.GATE) if any(each.startswith(_SCHEMES) for each in asked) else None


def _looks_up(exchange: Exchange) -> bool:
    return exchange.is_for(Role.OPTIONS)


def _led_away(exchange: Exchange) -> Stranger | None:
    """Tell an access proxy by where it sends its reader: to log in, mostly at another host.

    No page documents a redirection. One to another host may be the instance's, if it stays; of a
    log-out to its provider's, or of a log-in by a provider to that, it is.
    """
    to = destination(exchange)
    if to is None or to.is_same_path:
        return None
    text = to.url.lower()
    if any(each in text for each in ACCESS_PROXIES):
        return Stranger(Kind.LOG_IN, to.host)
    may_lead = exchange.is_for(Role.LOGOUT, Role.SSO_LOGIN)
    if may_lead and any(each in text for each in SIGN_OUT):
        return None
    signs = (*PROVIDERS, *SIGN_IN) if to.is_elsewhere else PROVIDERS
    if any(each in text for each in signs):
        return Stranger(Kind.LOG_IN, to.host, is_sure=not may_lead)
    if to.is_elsewhere and exchange.status != CHALLENGED:
        return Stranger(Kind.ELSEWHERE, to.host, is_sure=False)
    return None


def _by_words(exchange: Exchange) -> Stranger | None:
    """Tell by the words of a page: of one known maker, or such as no API says."""
    known = _signed(exchange, BODIES)
    if known is not None:
        return known
    text = _text(exchange)
    if not _is_page(exchange) or exchange.status in {400, 404, 500}:
        return None
    if any(each in text for each in MAINTAINING):
        return Stranger(Kind.MAINTENANCE)
    is_refused = exchange.status >= 400 or exchange.status == 202
    if is_refused and any(each in text.replace('"', "") for each in CHALLENGING):
        return Stranger(Kind.CHALLENGE)
    return None


def _signed(exchange: Exchange, signs: tuple[BodySign, ...]) -> Stranger | None:
    """Tell by the words of a known maker, under whatever status."""
    text = _text(exchange)
    found = next((each for each in signs if all(word in text for word in each.words)), None)
    return Stranger(found.kind, found.maker) if found else None


def _maintenance_in_json(exchange: Exchange) -> Stranger | None:
    is_down = exchange.status in GATEWAY_STATUSES and "maintenance" in _text(exchange)
    return Stranger(Kind.MAINTENANCE) if is_down else None


def _limit(exchange: Exchange) -> Stranger | None:
    """Tell a rate limit: by 429, or a status of one beside a header or words that say so.

    503 with a time to come back (RFC 9110, section 15.6.4) is a maintenance window. In JSON it may
    be the instance's own word.
    """
    if exchange.status == 429:
        return Stranger(Kind.RATE_LIMIT)
    if exchange.status not in LIMITED:
        return None
    if exchange.header("Retry-After") is not None:
        if exchange.status == 503:
            return Stranger(Kind.MAINTENANCE, is_sure=not _is_json(exchange))
        return Stranger(Kind.RATE_LIMIT)
    names = ("X-RateLimit-Remaining", "X-Rate-Limit-Remaining", "RateLimit-Remaining")
    left = [value.strip() for name in names for value in exchange.header_values(name)]
    is_spent = "0" in left or any(";r=0" in each for each in exchange.header_values("RateLimit"))
    is_said = any(each in _text(exchange) for each in LIMITING)
    return Stranger(Kind.RATE_LIMIT) if is_spent or is_said else None


def _by_contrast(exchange: Exchange, own: OwnStyle) -> Stranger | None:
    """Tell a page by the headers of a maker that the instance's own answers lack."""
    if not _is_page(exchange) or exchange.status not in REFUSING | GATEWAY_STATUSES | {202, 401}:
        return None
    makers = _makers_on(exchange) - own.passed_by
    if not makers:
        return _by_server(exchange, own)
    is_error = exchange.status in GATEWAY_STATUSES and exchange.status != 503
    return Stranger(Kind.GATEWAY if is_error else Kind.CHALLENGE, min(makers))


def _by_server(exchange: Exchange, own: OwnStyle) -> Stranger | None:
    """Tell a page by a server that is named on none of the instance's own answers."""
    server = _server_of(exchange)
    if not server or not own.servers or server in own.servers:
        return None
    return Stranger(Kind.CHALLENGE, server)


def _server_of(exchange: Exchange) -> str:
    """Return the product that an answer names as its server (RFC 9110, section 10.2.4)."""
    words = (exchange.header("Server") or "").split("/")[0].split()
    return words[0][:MOST_NAMED].lower() if words else ""


def _makers_on(exchange: Exchange) -> set[str]:
    return {
        maker
        for maker, name, part in PASSES_THROUGH
        if any(part in value.lower() for value in exchange.header_values(name))
    }


def _gateway(exchange: Exchange) -> Stranger | None:
    """Tell a gateway by its status: it may be the instance's own word, if it stays with it.

    What Cloudflare alone says is not.
    """
    if exchange.status in CLOUDFLARE:
        return Stranger(Kind.GATEWAY, "Cloudflare")
    if exchange.status == 408 and not _is_json(exchange):  # a proxy's, of a request cut short
        return Stranger(Kind.GATEWAY)
    if exchange.status in GATEWAY_STATUSES:
        return Stranger(Kind.GATEWAY, is_sure=False)
    if exchange.status == FAILED and (found := _signed(exchange, FAILING)) is not None:
        return replace(found, is_sure=False)
    return None


def _page(exchange: Exchange, own: OwnStyle) -> Stranger | None:
    """Tell what refuses, other than in JSON, what no instance refuses.

    Some firewalls do so without a word. It may be the instance's, if it stays.
    """
    is_away = is_of_no_route(exchange) or (bool(own.servers) and is_led_to_tls(exchange))
    if _looks_up(exchange) and is_away:
        return Stranger(Kind.GATEWAY, is_sure=False)
    is_refused = exchange.status in REFUSING and not _is_json(exchange)
    if is_refused or (exchange.status == 202 and _is_page(exchange)):
        return Stranger(Kind.CHALLENGE, is_sure=False)
    return None


def is_page_of_success(exchange: Exchange) -> bool:
    """Whether a success is a page for people, where an instance answers in JSON or not at all."""
    return exchange.succeeded and _is_page(exchange) and not _is_json(exchange)


def is_of_no_route(exchange: Exchange) -> bool:
    """Whether a server in front says that it leads nowhere, to what has no such answer.

    Traefik does for a moment whose configuration is read anew, in the words of Go's own library.
    """
    operation = exchange.operation
    is_documented = operation is None or "404" in operation.answers
    is_said = exchange.body.strip() == b"404 page not found"
    return exchange.status == 404 and is_said and not is_documented


def is_led_to_tls(exchange: Exchange) -> bool:
    """Whether a server in front leads from HTTP to HTTPS, and to nothing else."""
    to, asked = destination(exchange), exchange.request.url
    return (
        to is not None
        and to.is_same_path
        and asked.startswith("http:")
        and to.url.startswith("https:")
    )


def is_cut_short(exchange: Exchange) -> bool:
    """Whether a body begins as JSON does, and ends within it."""
    if not (exchange.media_type or "").endswith("json"):
        return False
    text = exchange.body.decode("utf-8", "replace").rstrip()
    try:
        json.loads(text)
    except json.JSONDecodeError as failure:
        rest = text[failure.pos :]
        is_at_its_end = any(word.startswith(rest) for word in ("true", "false", "null"))
        is_within = is_at_its_end or failure.msg.startswith("Unterminated")
        return text[:1] in {"{", "["} and is_within
    except (ValueError, RecursionError):
        return False
    return False


def _is_page(exchange: Exchange) -> bool:
    """Whether the answer is a page for people, whatever it is called."""
    start = exchange.body[:512].lstrip().lower()
    return start.startswith(b"<") or (exchange.media_type or "").endswith("html")


def _text(exchange: Exchange) -> str:
    """Return the beginning of the body in lower case, blanks of any length made one."""
    return " ".join(exchange.body[:LOOKED_AT].decode("utf-8", "replace").lower().split())
