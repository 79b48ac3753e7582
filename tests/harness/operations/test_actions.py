"""What an action does, by its answer, by what it is called, and by what its page says."""

from types import SimpleNamespace
from typing import Any

import pytest

from harness.operations import actions
from harness.operations.made import Thing
from tests.harness.keeping import document, op
from tests.harness.shelves import THING

STATE = {"enum": ["new", "archived", 3, None]}
SHOWN = {
    **THING,
    "properties": {
        **THING["properties"],
        "state": STATE,
        "when": {"description": "null until the thing is archived"},
        "other": {"description": "null while it is archived"},
        "named": {"description": "is null till it is archived"},
        "kept": {"description": "null while it is new, and not until it is archived"},
    },
}


@pytest.fixture
def spec(shelves):
    found = {"get": op("get", "200", SHOWN), "delete": op("remove", "204")}
    of = "/things/{thing_id}"
    return shelves.spec_of(
        document(
            **{
                of: found,
                f"{of}/archive": {"post": op("archive", "200", SHOWN)},
                f"{of}/send": {"post": op("send", "200", SHOWN)},
                "/exports/{export_id}/archive": {"post": op("archiveExport", "200", SHOWN)},
                f"{of}/validation": {"post": op("validate", "200", SHOWN)},
            }
        )
    )


@pytest.fixture
def things(spec):
    return next(each for each in spec.resources if each.path == "/things")


@pytest.mark.parametrize(
    ("operation", "before", "told", "changed"),
    [
        ("archive", {"state": "new"}, {}, {"state": "new"}),
        ("archive", {"state": "archived"}, {}, {}),
        ("archive", {}, {}, {}),
        ("send", {"state": "new"}, {}, {}),
        ("send", {"state": "new"}, {"state": "sent"}, {"state": "new"}),
        ("send", {"state": "new"}, {"state": "sending"}, {}),
        ("send", {"is_moving": False}, {"is_moving": True}, {}),
        ("send", {"size": 1, "name": "a"}, {"size": 2, "name": "a", "more": 1}, {"size": 1}),
        ("send", {"updated_at": 1, "version": 1}, {"updated_at": 2, "version": 2}, {}),
    ],
)
def test_what_an_action_changes(spec, things, operation, before, told, changed):
    found = actions.changed_by(spec, spec.operation(operation), things, before, told)
    assert found == changed


@pytest.mark.parametrize(
    ("operation", "shown", "name"),
    [
        ("archive", {"when": None}, "when"),
        ("archive", {"when": "2026-03-01"}, None),
        ("archive", {"other": None}, None),
        ("archive", {"named": None}, "named"),
        ("archive", {"kept": None}, None),
        ("archive", {"name": None}, None),
        ("send", {"when": None}, None),
    ],
)
def test_what_is_null_after_what_it_waits_for(spec, things, operation, shown, name):
    assert actions.null_after(spec, spec.operation(operation), things, shown) == name


def test_what_may_only_tell(spec):
    names = ("archive", "validate", "archiveExport")
    told = {each: actions.may_only_tell(spec.operation(each)) for each in names}
    assert told == {"archive": False, "validate": True, "archiveExport": False}


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ({"id": 7, "state": "archived"}, {"id": 7, "state": "archived"}),
        ({"id": 8, "state": "archived"}, {}),
        ({"state": "archived"}, {}),
        ([], {}),
        (None, {}),
    ],
)
def test_what_an_answer_tells_of_a_thing(spec, things, body, shown):
    answer: Any = SimpleNamespace(json=body)
    assert actions.told(spec, Thing(things, "7", {}), answer) == shown
