"""Whether an instance is of another product than its target says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.errors import NoAnswer
from harness.core.outcomes import Broken, Unproven
from harness.fixtures.expectations import expect_flags
from harness.http.answer import Answer
from spec import products, specification
from spec.roles import Role

if TYPE_CHECKING:
    from harness.run.target_run import TargetRun
    from spec.specification import Specification


def other_product(run: TargetRun, own: Answer) -> str | None:
    """Return the product whose authentication options the instance gives instead of its own.

    ``own`` is what it answered to its own product's look-up. Products that look them up at the same
    path are told apart by their form, which may also be broken: the log-in must be missing, too.
    """
    if not run.spec.has(Role.OPTIONS) or fits_page(own):
        return None
    for product in products.names():
        spec = specification.load(product)
        if product != run.target.product and _answers_as(run, spec, own):
            return product
    return None


def _answers_as(run: TargetRun, spec: Specification, own: Answer) -> bool:
    operation = spec.of_role(Role.OPTIONS)
    if operation is None:
        return False  # nothing tells it from any other
    assert own.operation is not None
    is_same_path = operation.path == own.operation.path
    if not is_same_path and not 400 <= own.status < 500:
        return False
    try:
        exchange = own.exchange
        if not is_same_path:
            exchange = run.client.send(operation.method, operation.path)
        answer = Answer(exchange, spec)
        answer.operation = operation
        return fits_page(answer) and (not is_same_path or _lacks_log_in(run))
    except (NoAnswer, Unproven):
        return False


def _lacks_log_in(run: TargetRun) -> bool:
    """Whether nothing is served at the product's log-in: a look at it logs nobody in."""
    log_in = run.spec.of_role(Role.LOGIN)
    return log_in is None or run.client.send("GET", log_in.path).status == 404


def fits_page(answer: Answer) -> bool:
    """Whether it holds the flags of its operation's product, as its page shows them."""
    assert answer.operation is not None
    if answer.status != 200:
        return False
    try:
        expect_flags(answer)
    except Broken:
        return False
    body, fields = answer.json, answer.operation.success().fields
    return isinstance(body, dict) and any(name in body for name in fields)
