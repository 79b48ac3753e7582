"""A failure as a person reads it where there is no page: the console, a row, JUnit's test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.redaction.visible import visible
from harness.reports.exchange_shown import exchange_lines, shown_exchange

if TYPE_CHECKING:
    from harness.results.failure import Failure
    from spec.rules import Rule


def failure_text(rule: Rule, product: str, failure: Failure, shown: str = "") -> str:
    """Lay it out: the rule, what was expected and came, how to repeat it, and the exchange.

    ``shown`` is what pytest shows of an assertion, which has no exchange.
    """
    expected = failure["expected"] or "as the sentence above says"
    lines = [f"{rule.id} ({rule.strength(product)}): {rule.says}"]
    lines += [f"stated at {rule.place(product)}", "", f"expected  {expected}"]
    lines.append(f"came      {failure['came']}")
    parts = ["\n".join(lines), failure["steps"].rstrip("\n")]
    data = failure["exchange"]
    # Its layout undoes the escapes of JSON, and so may show what nobody sees.
    parts.append(visible("\n".join(exchange_lines(shown_exchange(data)))) if data else shown)
    return "\n\n".join(part for part in parts if part)
