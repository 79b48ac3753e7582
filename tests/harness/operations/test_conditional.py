"""Which operations a page shows to depend on the state of their thing."""

import pytest

from harness.operations.conditional import asks_if_changed, changes_if_unchanged
from tests.harness.keeping import document, op
from tests.harness.shelves import THING


@pytest.fixture
def operation_of(shelves):
    def find(method, *statuses):
        refusals = {each: {"message": "no"} for each in statuses}
        shown = op("it", "200", THING, None if method == "get" else THING, refusals=refusals)
        page = {"/things/{thing_id}": {method: shown}}
        return shelves.spec_of(document(**page)).operation("it")

    return find


@pytest.mark.parametrize(
    ("method", "statuses", "asks", "changes"),
    [
        ("get", ["304"], True, False),
        ("get", ["412"], False, False),
        ("patch", ["412"], False, True),
        ("put", ["412"], False, True),
        ("delete", ["412"], False, True),
        ("patch", ["304"], False, False),
        ("patch", [], False, False),
    ],
)
def test_page_shows_what_depends_on_a_state(operation_of, method, statuses, asks, changes):
    found = operation_of(method, *statuses)

    assert (asks_if_changed(found), changes_if_unchanged(found)) == (asks, changes)
