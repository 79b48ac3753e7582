"""What rules about expired tokens rest on: that one lives until it should expire, beside others."""

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
    from harness.fixtures.tokens import Tokens
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


def require_ager(aged: AgedTokens) -> None:
    """Leave out what a ledger proves by the way: while its tokens wait, others log in."""
    if not isinstance(aged, AgedByAger):
        raise Excluded("token_ager", "takes tokens of any age, for the asking")


def require_several_sessions(
    answer: Answer, aged: AgedTokens, tokens: Tokens, gates: Gates
) -> None:
    """Make sure, where a token was refused after another log-in, that a log-in ends no session.

    Excluded where it ends that of a token of nearly its full age: an instance may allow one
    session, or a few of which the oldest goes.
    """
    if not 400 <= answer.status < 500:
        return
    gate, live = gates.default, aged.at(Moment.BEFORE_EXPIRY)
    tokens.fresh()
    if gate.lets_pass(gate.send(live)) is not True:
        raise Excluded("", "this instance ends a session when its user logs in again")
