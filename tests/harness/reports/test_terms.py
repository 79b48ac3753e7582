"""Each word that the page uses is explained."""

import pytest

from harness.core.outcomes import ADVICE, Outcome
from harness.reports import terms
from harness.results.record import Verdict
from spec.rules import Strength
from spec.specification import Effects


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (terms.OUTCOMES, {*map(str, Outcome), ADVICE}),
        (terms.VERDICTS, {*map(str, Verdict)}),
        (terms.STRENGTHS, {*map(str, Strength)}),
        (terms.EFFECTS, {*map(str, Effects)}),
    ],
    ids=["outcomes", "verdicts", "strengths", "effects"],
)
def test_every_word_is_explained(table, words):
    assert {str(each) for each in table} == words
    assert all(table.values())


def test_only_words_that_are_there_are_explained():
    found = terms.met(terms.OUTCOMES, [Outcome.KEPT, Outcome.BROKEN, Outcome.KEPT])

    assert [word for word, _ in found] == ["broken", "kept"]


@pytest.mark.parametrize(
    ("word", "words"),
    [("kept", "proven"), ("excluded", "not checked"), ("broken", "broken")],
    ids=str,
)
def test_word_of_a_file_is_shown_as_people_say_it(word, words):
    assert terms.shown(word) == words
