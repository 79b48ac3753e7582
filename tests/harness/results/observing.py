"""Log-ins as they were answered, and what is observed of them at the end of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.core.exchange import Request
from harness.http.recorder import Recorded
from harness.results.observed import findings
from harness.results.observed_results import add_observed
from spec.specification import Effects
from tests.harness.making import a_record, a_run, an_exchange

if TYPE_CHECKING:
    from collections.abc import Sequence


def observed(*exchanges: Recorded, **target: Any) -> dict[tuple[str, str | None, str | None], str]:
    """Tell the outcomes of a run that saw these exchanges, by rule, operation and case."""
    record = a_record(effects=Effects.ACCOUNT, **target)
    for each in exchanges:
        record.findings += findings(each)
    add_observed(a_run(record))
    return {
        (each["rule"], each["operation"], each["case"]): each["outcome"] for each in record.results
    }


def log_in(
    *headers: tuple[str, str],
    status: int = 200,
    url: str = "http://acme.test",
    violations: Sequence[str] = (),
) -> Recorded:
    """Make a log-in that was answered by a token."""
    exchange = an_exchange(
        product="cdp",
        status=status,
        json={"token": "an-access-token"},
        headers=headers,
        request=Request("POST", url, (), None),
    )
    return Recorded(exchange, tuple(violations))
