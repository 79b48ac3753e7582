"""Which stored token shows that what a kind of tokens had is over."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from harness.ageing.age import Moment, Windows
from harness.ageing.by_ledger import AgedByLedger
from harness.ageing.ledger import Book
from harness.ageing.stored_tokens import Observation, StoredToken
from harness.core import clock
from harness.core.outcomes import Excluded
from spec import specification
from spec.rules import Need

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def renewed(name: str, age: timedelta, *, passes: bool = True, **of: Any) -> StoredToken:
    """A stored token of an expired one, as it answered the first look of this run."""
    now = clock.now()
    look = Observation(now, "gate", accepted=passes, is_first=True)
    plain: dict[str, Any] = {"kind": "renewed", "asked": now - age, "given": now - age}
    return StoredToken(name, batch="noon", token=name, observations=[look], **(plain | of))


def by_ledger(*tokens: StoredToken) -> AgedByLedger:
    made = object.__new__(AgedByLedger)
    made.__dict__ |= {
        "_ledger": SimpleNamespace(read=lambda: Book({}, {each.id: each for each in tokens})),
        "_windows": Windows.of(specification.load("mi"), MINUTE),
        "_client": SimpleNamespace(clock_offset=None),
        "_began": clock.now() - MINUTE,
        "_taken": [],
        "note": None,
        "_redactor": SimpleNamespace(register=lambda *_: None),
    }
    return made


def test_oldest_renewed_token_that_lives_shows_that_none_dies_early() -> None:
    aged = by_ledger(renewed("young", 2 * HOUR), renewed("old", 4 * HOUR))

    assert aged.at(Moment.BEFORE_EXPIRY, "renewed") == "old"
    assert aged.evidence == "ledger (4 h)"


@pytest.mark.parametrize(
    "stored",
    [
        renewed("dead", 4 * HOUR, passes=False),
        renewed("expired", 8 * HOUR),
        renewed("just-given", 59 * MINUTE),
        renewed("spent", 4 * HOUR, spent=True),
        renewed("other", 4 * HOUR, kind="refreshed"),
    ],
    ids=lambda each: each.id,
)
def test_any_other_token_shows_nothing_of_renewed_ones(stored: StoredToken) -> None:
    with pytest.raises(Excluded) as excluded:
        by_ledger(stored).at(Moment.BEFORE_EXPIRY, "renewed")

    assert excluded.value.key == Need.TOKEN_AGER


def test_stored_token_is_not_given_for_each_gate() -> None:
    aged = by_ledger(renewed("old", 4 * HOUR))

    with pytest.raises(Excluded, match="token_ager"):
        aged.for_each_gate(Moment.BEFORE_EXPIRY)
