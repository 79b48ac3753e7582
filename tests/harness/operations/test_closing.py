"""What closes a thing is left out of later changes, which go to another one."""

import pytest

from harness.core.outcomes import Broken
from harness.fixtures.resources import Resources
from tests.harness.keeping import Keeper, first, op
from tests.harness.shelves import THING

pytestmark = pytest.mark.usefixtures("no_pauses")
VISIT = {
    **THING,
    "properties": {**THING["properties"], "state": {"enum": ["planned", "done"]}},
}
CLOSED = {"409": {"message": "It is done already"}}
SAMPLE = {"size": 9, "state": "planned"}


def visits(refusals=CLOSED, sample=SAMPLE):
    """Write the pages of things that may be done."""
    change = op("change", "200", VISIT, VISIT, example=sample, refusals=refusals)
    return {"/things/{thing_id}": {"get": op("get", "200", VISIT), "patch": change}}


class Closing(Keeper):
    """Takes no change of what is done."""

    def on_make(self, given, fields):
        return super().on_make(given, {"state": "planned", **fields})

    def on_change(self, given, fields):
        if self.things[given["thing_id"]]["state"] == "done":
            return 409, {"message": "It is done already"}
        return super().on_change(given, fields)


def called(calls):
    return calls.require_reached(calls.spec.operation("change"))


def test_what_closes_a_thing_is_left_out(calls_of):
    keeper = Closing()
    calls = calls_of(keeper, **visits())

    assert called(calls).arguments.body.keys() == {"size"}
    later = calls.arguments(calls.spec.operation("change"))
    assert later.body.keys() == {"size"}
    assert keeper.things[later.thing.id]["state"] == "planned"
    assert calls.asked(calls.spec.operation("change"), later).succeeded


@pytest.mark.parametrize(
    ("keeper", "pages"),
    [
        (Keeper(), visits()),  # takes the same again
        (Closing(), visits(refusals={})),
        (Closing(), visits(sample={"state": "planned"})),  # and nothing else to send
    ],
)
def test_what_closes_nothing_is_sent(calls_of, keeper, pages):
    assert called(calls_of(keeper, **pages)).arguments.body["state"] == "done"


def test_what_closes_a_thing_reads_back(calls_of):
    keeper = Closing()
    resources = Resources(calls_of(keeper, **visits()), first, is_quick=False)

    resources.expect_modified("change")

    assert {"state": "done"} in [sent for _, _, sent in keeper.came("change")][1:]


def test_what_closes_a_thing_and_another_member_with_it_is_seen(calls_of):
    keeper = Closing()

    def change(given, fields):
        return keeper.on_change(
            given, fields | ({"size": 0} if fields == {"state": "done"} else {})
        )

    keeper.instead["change"] = change
    resources = Resources(calls_of(keeper, **visits()), first, is_quick=False)

    with pytest.raises(Broken, match="nothing to be changed but what was sent; `size`"):
        resources.expect_modified("change")
