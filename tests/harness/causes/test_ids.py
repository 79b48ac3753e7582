"""The id of a cause stays the same while it shows at one of its places."""

import pytest

from harness.causes.grouping import name_causes, of_target
from harness.core.storage import write_json
from harness.history import store
from harness.history.history import History
from tests.harness.causes.failing import REQUIRED, a_broken_record, a_symptom
from tests.harness.making import a_run


class Nights:
    """Runs one after the other, each knowing what the last one left."""

    def __init__(self, file):
        self.file = file
        self.number = 0

    def ids(self, *symptoms):
        self.number += 1
        run = a_run(a_broken_record(*symptoms))
        run.targets = {"acme": run.targets["target-0"]}
        run.started = f"2027-01-0{self.number}T00:00:00Z"
        history = History(store.read(self.file))
        history.take(run)
        name_causes(run, history)
        write_json(self.file, history.as_json())
        return [each.id for each in of_target(run.targets["acme"], history)]


@pytest.fixture
def nights(tmp_path):
    return Nights(tmp_path / "history.json")


BROKEN_AT = [a_symptom(REQUIRED, each) for each in ("getUser", "inviteUser", "createUser")]
OTHER = a_symptom(REQUIRED, "logout", 418)


def test_place_that_joins_changes_no_id(nights):
    [first] = nights.ids(BROKEN_AT[0])

    assert nights.ids(*BROKEN_AT) == [first]
    assert nights.ids(BROKEN_AT[2]) == [first]
    assert len(first) == 8


def test_cause_of_a_new_place_has_an_id_of_its_own(nights):
    [first] = nights.ids(BROKEN_AT[0])

    found = nights.ids(BROKEN_AT[0], OTHER)

    assert first in found
    assert len(set(found)) == 2


def test_cause_that_is_seen_to_be_two_gives_its_id_to_one(nights):
    joined = a_symptom(REQUIRED, "logout", 200, test=OTHER.result["test"])
    [first] = nights.ids(BROKEN_AT[0], joined)

    found = nights.ids(BROKEN_AT[0], OTHER)

    assert found.count(first) == 1
    assert len(set(found)) == 2


def test_id_needs_no_history():
    record = a_broken_record(BROKEN_AT[0])

    assert of_target(record, History({})) == of_target(record, History({}))
