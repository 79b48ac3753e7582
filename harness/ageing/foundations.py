"""What a rule about an expired token rests on: that a token lives until it should expire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.ageing.age import Moment
from harness.ageing.by_ager import AgedByAger
from harness.core.outcomes import Excluded, Unproven
from harness.core.rule_ids import LIVES

if TYPE_CHECKING:
    from harness.ageing.aged_tokens import AgedTokens
    from harness.core.exchange import Exchange
    from harness.fixtures.gates import Gates
    from harness.http.answer import Answer


def require_life(answer: Answer | Exchange, aged: AgedTokens, gates: Gates) -> None:
    """Make sure, where an expired token was not renewed, that tokens do not expire too early.

    Unproven where they do: the refresh window ends as much too early then. Only where an ager gives
    a token of that age for the asking.
    """
    if answer.status < 400 or not isinstance(aged, AgedByAger):
        return
    try:
        gate = gates.default
    except Excluded:
        return
    if gate.lets_pass(gate.send(aged.at(Moment.BEFORE_EXPIRY))) is False:
        raise Unproven(f"rests on {LIVES}: {gate.name} refuses a token before it should expire")
