"""What the words of the report mean: each is explained where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.outcomes import ADVICE, Outcome
from harness.results.record import Verdict
from spec.rules import Strength
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OUTCOMES: Mapping[str, str] = {
    Outcome.BROKEN: "checked, and not as the pages say",
    Outcome.ERROR: "the suite, a helper or the network failed: nothing is said of the rule",
    ADVICE: "not as the pages advise; it never makes a run fail",
    Outcome.FIXED: "on the list of known deviations, yet as the pages say: take it off the list",
    Outcome.KNOWN: "not as the pages say, and on the list of known deviations",
    Outcome.UNPROVEN: "could be checked here, but nothing could be told this time",
    Outcome.EXCLUDED: "this target does not allow or offer what the check needs",
    Outcome.KEPT: "checked, and it is as the pages say",
}
"""The worst first."""
MARKS: Mapping[str, str] = {
    Outcome.BROKEN: "\N{BALLOT X}",
    Outcome.ERROR: "!",
    ADVICE: "i",
    Outcome.FIXED: "+",
    Outcome.KNOWN: "=",
    Outcome.UNPROVEN: "?",
    Outcome.EXCLUDED: "\N{EN DASH}",
    Outcome.KEPT: "\N{CHECK MARK}",
}
"""The sign of what became of a rule, the worst first."""
VERDICTS: Mapping[str, str] = {
    Verdict.BROKEN: "at least one rule is broken",
    Verdict.UNREACHABLE: "no instance answered at the address, so nothing was checked",
    Verdict.REFUSED: "the account's first log-in was refused, so nothing was checked",
    Verdict.PARTIAL: "nothing is broken, but some rules that could be checked were not",
    Verdict.CONFORMANT: "every rule that could be checked was proven",
}
"""The worst first."""
STRENGTHS: Mapping[str, str] = {
    Strength.DOCUMENTED: "the pages say it in words",
    Strength.IMPLIED: "it follows from what the pages say",
    Strength.ADVISED: "good practice; it never makes a run fail",
}
EFFECTS: Mapping[str, str] = {str(each): each.words for each in Effects}
"""What may be done to a target, by the value of ``effects``."""

Term = tuple[str, str]


def shown(word: str) -> str:
    """Return what people read in the place of a word of results.json."""
    return Outcome(word).shown if word in {*Outcome} else word


def met(words: Mapping[str, str], found: Iterable[str]) -> tuple[Term, ...]:
    """Return the words that are found, each with what it means, in the order of the table."""
    there = {str(each) for each in found}
    return tuple((str(word), meaning) for word, meaning in words.items() if str(word) in there)
