"""States in which a refusal comes, in words."""

import pytest

from harness.operations.states import State, Why
from tests.harness.keeping import document


@pytest.fixture
def spec(shelves):
    return shelves.spec_of(document())


@pytest.fixture
def notes(spec):
    return next(each for each in spec.resources if each.path.endswith("/notes"))


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Why.IN_USE, "a note uses it"),
        (Why.NOTHING_BELOW, "it has no note"),
        (Why.MADE_SO, "its `kind` is 'fixed'"),
        (Why.CHANGED_SO, "its `kind` is 'fixed'"),
        (Why.DONE, "the note is fixed"),
    ],
)
def test_state_is_said_in_words(notes, why, words):
    assert State(why, notes, "kind", "fixed").words == words
