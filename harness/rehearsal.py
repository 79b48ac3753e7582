"""``--dry-run``: the run is made against the reference, and nothing is sent to the targets.

Each target is stood in for by a reference instance of its product, under the same effects and
budget, and with the same helpers: what that one gets is about what the target would get.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from harness.observed import DOCUMENTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harness.results import TargetRecord
    from harness.targets import Target


def stand_ins(targets: Sequence[Target], embedded: Sequence[Target]) -> list[Target]:
    """Return an embedded instance in the place of each target."""
    by_product = {each.product: each for each in embedded}
    return [_stand_in(target, by_product[target.product]) for target in targets]


def _stand_in(target: Target, reference: Target) -> Target:
    return replace(
        reference,
        name=target.name,
        effects=target.effects,
        budget=target.budget,
        is_embedded=False,
        account=reference.account if target.account else None,
        limited_account=reference.limited_account if target.limited_account else None,
        token_ager=reference.token_ager if target.token_ager else None,
        sso_code=reference.sso_code if target.sso_code else None,
        mailbox=reference.mailbox if target.mailbox else None,
        probe=reference.probe if target.probe else None,
    )


def lines(records: Sequence[TargetRecord], targets: Sequence[Target]) -> Iterator[str]:
    """Say what each target would get, by operation and count."""
    for record, target in zip(records, targets, strict=True):
        answered = [each for each in record.findings if each["rule"] == DOCUMENTED]
        counts = Counter(each["operation"] for each in answered)
        others = record.requests - sum(counts.values())
        yield (
            f"{target.name} ({target.url}), effects = {target.effects}: "
            f"about {record.requests} requests; none was sent"
        )
        for operation, count in sorted(counts.items()):
            yield f"{count:6}  {operation}"
        if others:
            yield f"{others:6}  the probe, and what no page has"
