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
        (Why.IN_USE, "a note uses it, which is 'fixed'"),
        (Why.NOTHING_BELOW, "it has no note"),
        (Why.MADE_SO, "its `kind` is 'fixed'"),
        (Why.CHANGED_SO, "its `kind` is 'fixed'"),
        (Why.DONE, "the note is fixed"),
    ],
)
def test_state_is_said_in_words(notes, why, words):
    assert State(why, notes, "kind", "fixed").words == words


def test_what_uses_a_thing_need_be_in_no_state(notes):
    assert State(Why.IN_USE, notes, "kind").words == "a note uses it"
