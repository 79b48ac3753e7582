"""``--dry-run``: the run is made against the reference, and nothing is sent to the targets.

Each target is stood in for by a reference instance of its product, under the same effects and
budget, and with the same helpers: what that one gets is about what the target would get.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from harness.core.rule_ids import DOCUMENTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harness.results.record import TargetRecord
    from harness.targets.model import Target


def lines(records: Sequence[TargetRecord], targets: Sequence[Target]) -> Iterator[str]:
    """Say what each target would get, by operation and count."""
    for record, target in zip(records, targets, strict=True):
        answered = [each for each in record.findings if each["rule"] == DOCUMENTED]
        counts = Counter(each["operation"] for each in answered)
        others = record.requests - sum(counts.values())
        yield (
            f"{target.name} ({target.url}), effects = {target.effects}: "
            f"about {record.requests} requests, {record.spent.get('logins', 0)} of them log-ins; "
            "none was sent"
        )
        for operation, count in sorted(counts.items()):
            yield f"{count:6}  {operation}"
        if others:
            yield f"{others:6}  the probe, and what no page has"
