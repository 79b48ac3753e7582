"""Whether an instance answers one and the same request now well, now badly."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from harness.core.outcomes import Outcome
from harness.core.rule_ids import DOCUMENTED
from harness.results.failure import is_confirmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from harness.core.exchange import Request
    from harness.http.recorder import Recorded
    from harness.results.failure import Failure
    from harness.results.record import TargetRecord

SERVER_ERROR = 500
"""The least status of one."""


class Steadiness:
    """What one target answered to each request, told by its bytes, of which only a digest is kept.

    A request that is answered badly and then well comes and goes. An answer that departs from its
    page without being a server error must come and go again: what an instance holds may change it.
    """

    def __init__(self) -> None:
        self._last: dict[bytes, str] = {}
        """Of each request, the status of its last answer; empty where that was a good one."""
        self._bad: dict[bytes, set[str]] = {}
        """Of each request, the statuses of its bad answers."""

    def take(self, recorded: Iterable[Recorded]) -> dict[str, list[str]]:
        """Return the bad answers that came and went: their statuses, by operation."""
        found: dict[str, set[str]] = {}
        for each in recorded:
            operation = each.exchange.operation
            if operation is not None and not each.is_superseded:
                found.setdefault(operation.id, set()).update(self._met(each))
        return {name: sorted(statuses) for name, statuses in found.items() if statuses}

    def _met(self, recorded: Recorded) -> set[str]:
        status, request = recorded.exchange.status, _digest(recorded.exchange.request)
        met = str(status) if status >= SERVER_ERROR or recorded.violations else ""
        before, self._last[request] = self._last.get(request), met
        bad = self._bad.setdefault(request, set())
        if met in {before, ""}:
            return {each for each in bad if _is_crash(each)} if met != before else set()
        came_again = {met} & bad
        bad.add(met)
        return came_again


def _is_crash(status: str) -> bool:
    return int(status) >= SERVER_ERROR


def _digest(request: Request) -> bytes:
    parts = (request.method, request.url, request.target, request.headers, request.body)
    return sha256(repr(parts).encode("utf-8", "backslashreplace")).digest()


class Unsteady:
    """Which failures of one target come and go, whatever is sent."""

    def __init__(self, record: TargetRecord) -> None:
        self._unsteady = record.unsteady
        self._has_crashed = any(_is_crash(each) for met in record.unsteady.values() for each in met)
        """Whether server errors come and go, wherever that was seen: few requests are repeated."""
        self._departing = {
            _moment(each["exchange"])
            for each in record.findings
            if each["rule"] == DOCUMENTED and each["outcome"] == Outcome.BROKEN
        }

    def holds(self, failure: Failure) -> bool:
        """Whether what a failure shows comes and goes: not where its case fails each time."""
        exchange = failure["exchange"]
        if exchange is None or is_confirmed(failure):
            return False
        if exchange["status"] >= SERVER_ERROR:
            return self._has_crashed
        met = self._unsteady.get(exchange.get("operation", ""), ())
        return str(exchange["status"]) in met and _moment(exchange) in self._departing


def _moment(exchange: Mapping[str, Any] | None) -> tuple[str, str]:
    """Tell an exchange from others of its run."""
    return (exchange["started"], exchange["url"]) if exchange else ("", "")
