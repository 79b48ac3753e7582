"""One card for each fault: which cards a run tells of it, and where they are others, or more."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.proof import Case, Proof

LEAST_SHARE = 0.95
"""Of all faults, those that are told by exactly one card, under a rule that they declare."""
OTHERWISE = {
    "logout-ends-the-newest": "that log-out ends another session is advice; that it does not end "
    "its own is what is told",
    "delete-takes-those-who-wait-along": "a user that is gone shows to the link of an invitation "
    "and to a look-up, whose rules do not rest on each other",
    "delete-leaves-user-in-a-cache": "the look-up that still finds the user is told",
    "reset-cuts-password": "near misses of a password are of two rules, and the first is told",
    "users-list-wants-order": "a list that can't be had without its order does not answer as its "
    "page shows, which is told",
    "user-flags-as-text": "the type of a user is departed from in words that differ by operation",
    "login-of-who-came-before": "a token of another user is refused at one operation, and let in "
    "at another",
}
"""Faults that are not told so, and why."""


def cards_of(proof: Proof, case: Case) -> list[str]:
    """Return the rules of the cards that a case gets."""
    return [each["rule"] for each in proof.found["causes"] if each["target"] == case.name]


def is_told_by_one(proof: Proof, case: Case) -> bool:
    """Whether a fault is told by one card, under a rule that it declares."""
    rules = cards_of(proof, case)
    return len(rules) == 1 and rules[0] in case.breaks


def is_excepted(case: Case) -> bool:
    """Whether a fault is listed as told otherwise."""
    return any(each in OTHERWISE for each in case.changes)


def told_otherwise(proof: Proof) -> list[str]:
    """Say which faults are not told by one card and are not listed, one line each."""
    wrong = [
        case
        for case in faulty(proof.cases)
        if not is_told_by_one(proof, case) and not is_excepted(case)
    ]
    return [f"{case.name}: cards of {', '.join(cards_of(proof, case)) or 'none'}" for case in wrong]


def share(proof: Proof) -> tuple[int, int]:
    """Return how many faults are told by one card, and of how many."""
    cases = faulty(proof.cases)
    return sum(is_told_by_one(proof, case) for case in cases), len(cases)


def faulty(cases: Iterable[Case]) -> list[Case]:
    """Return the cases that have one fault."""
    return [each for each in cases if each.breaks and len(each.changes) == 1]


def figure(proof: Proof) -> str:
    """Tell the share in words."""
    told, of = share(proof)
    return f"{told} of {of} faults are told by one card of their own rule"
