"""Where a redirection leads (RFC 9110, section 15.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from harness.core.exchange import Exchange

REDIRECTIONS = frozenset({301, 302, 303, 307, 308})
CHALLENGED = 401
"""Access proxies send clients that are no browser a ``Location`` with it."""


@dataclass(frozen=True)
class Destination:
    """Where an answer leads."""

    url: str
    """Whole, whatever the header said of it."""
    host: str
    is_elsewhere: bool
    """Whether it is another host than the one that was asked."""
    is_same_path: bool
    """Whether the same path is asked for there: the address has moved."""


def destination(exchange: Exchange) -> Destination | None:
    """Return where an answer leads; None where it leads nowhere that can be read."""
    said = exchange.header("Location")
    if not said or exchange.status not in REDIRECTIONS | {CHALLENGED}:
        return None
    try:
        printable = "".join(each for each in said.strip() if each.isprintable())
        url = urljoin(exchange.request.url, printable)
        asked, led = urlsplit(exchange.request.url), urlsplit(url)
        here, there = asked.hostname or "", led.hostname or ""
    except ValueError:
        return None
    return Destination(url, there, there.lower() != here.lower(), asked.path == led.path)
