"""States, and the things on an operation's way that are in them."""

import pytest

from harness.operations.states import State, Why, above_of, on_the_way, parent_of
from tests.harness.keeping import document


@pytest.fixture
def spec(shelves):
    return shelves.spec_of(document())


@pytest.fixture
def notes(spec):
    return next(each for each in spec.resources if each.path.endswith("/notes"))


@pytest.mark.parametrize(
    ("operation", "on", "above"),
    [
        ("list", [], None),
        ("get", ["/things"], None),
        ("archive", ["/things"], "/things"),
        ("makeNote", ["/things"], "/things"),
        ("getNote", ["/things/{thing_id}/notes", "/things"], "/things"),
        ("settings", [], None),
    ],
)
def test_things_on_the_way_of_an_operation(spec, operation, on, above):
    asked = spec.operation(operation)
    assert [each.path for each in on_the_way(spec, asked)] == on
    found = above_of(spec, asked)
    assert (found and found.path) == above


def test_thing_that_others_belong_to(spec, notes):
    found = parent_of(spec, notes)
    assert found is not None
    assert found.path == "/things"
    assert parent_of(spec, found) is None


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
