"""Makes what the harness handles, without an instance: targets, exchanges and answers."""

from __future__ import annotations

import json as json_module
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from harness.core.exchange import Exchange, Request
from harness.http.answer import Answer
from harness.results.record import RunRecord, TargetRecord
from harness.results.result import Result
from harness.run.preflight import NoVerdict, Preflight
from harness.targets.model import Account, Helper, Target
from spec import specification

if TYPE_CHECKING:
    from harness.core.exchange import Headers
    from harness.core.outcomes import Outcome

CANARY = "canary-5TqZ8rXw2LmN7vKp"
"""Stands for a secret; nothing else looks like it."""
ACCOUNT = Account("qa@acme.test", CANARY, frozenset({"reports/edit"}))
URL = "http://acme.test/api"
MARKUP = "<img src=x onerror=alert(1)>"
"""An instance may say it, and no page may take it over."""
REQUEST = Request(
    "POST",
    "http://acme.test/users/login",
    (("Content-Type", "application/json"), ("X-Access-Token", CANARY), ("Cookie", f"s={CANARY}")),
    json_module.dumps({"email": "o'b\"@acme.test", "password": CANARY}).encode(),
)
"""Holds a secret in each place that may hold one."""
DOCUMENTED, ADVISED = "logout.ends-session", "login.refuses-alike"  # as cdp states them


def a_target(**changes: Any) -> Target:
    """Make a target of a product, cdp unless ``changes`` say otherwise."""
    plain: dict[str, Any] = {"name": "acme", "url": URL, "product": "cdp", "account": ACCOUNT}
    return Target(**(plain | changes))


def python(code: str) -> Helper:
    """Make a helper that is a command."""
    return Helper(command=(sys.executable, "-c", code))


def an_exchange(
    operation: str | None = "login",
    *,
    product: str = "me",
    status: int = 200,
    body: bytes = b"",
    json: object = None,
    headers: Headers = (),
    request: Request | None = None,
) -> Exchange:
    """Make an exchange of an operation; ``json`` becomes a body under its media type."""
    if json is not None:
        body = json_module.dumps(json).encode()
        headers = (*headers, ("Content-Type", "application/json"))
    return Exchange(
        operation=specification.load(product).operation(operation) if operation else None,
        request=request or Request("POST", f"{URL}/users/login", (), b"{}"),
        started=datetime(2027, 1, 1, tzinfo=UTC),
        status=status,
        headers=headers,
        body=body,
    )


def an_answer(operation: str | None = "login", *, product: str = "me", **of: Any) -> Answer:
    """Make an answer; see :func:`an_exchange`."""
    return Answer(an_exchange(operation, product=product, **of), specification.load(product))


def setting(*lines: str, operation: str = "login", json: object = None) -> Answer:
    """Make an answer that sets these cookies."""
    headers = tuple(("set-cookie", line) for line in lines)
    return an_answer(operation, json=json or {}, headers=headers)


def a_result(outcome: Outcome, rule: str = DOCUMENTED, **of: Any) -> Result:
    """Make a result of a rule that cdp's pages imply or advise."""
    strength = "advised" if rule == ADVISED else "implied"
    made = Result(
        target="acme",
        rule=rule,
        strength=strength,
        outcome=outcome,
        test="contracts/test_x.py::test_x[acme]",
        operation=None,
        case=None,
        evidence=None,
        proven_at=None,
        last_proven_at=None,
        budget_spent=False,
        key=None,
        seconds=0.0,
        requests=1,
        detail="",
    )
    return made | of  # type: ignore[return-value]


def a_record(*results: Result, no_verdict: NoVerdict | None = None, **target: Any) -> TargetRecord:
    """Make what a run gathered about one target."""
    preflight = Preflight(a_target(**target), no_verdict=no_verdict, words="gone")
    record = TargetRecord(preflight)
    record.results.extend(results)
    return record


def a_run(*records: TargetRecord) -> RunRecord:
    """Make what a run gathered about these targets."""
    run = RunRecord()
    run.targets = {f"target-{index}": record for index, record in enumerate(records)}
    return run
