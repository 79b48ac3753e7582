"""States that refusals speak of, and sentences that may say another thing."""

import pytest

from harness.operations.causes import Untold
from harness.operations.references import References
from harness.operations.state_words import states_of
from harness.operations.states import Why
from tests.harness.keeping import document, op
from tests.harness.shelves import THING

TEXT = {"type": "string"}
KINDS = {"enum": ["fixed", "moving_about"]}
PHASES = {"enum": ["fresh", "worn_out"]}
MOODS = {"enum": ["calm", "quite_lost"]}
BOX = {"type": "object", "properties": {"id": {"type": "integer"}, "thing_id": {"type": "integer"}}}
LABEL = {"type": "object", "properties": {"id": {"type": "integer"}, "box_id": {"type": "integer"}}}
ENTRY = {"type": "object", "properties": {"thing_id": {"type": "integer"}}}
MORE = {
    "/log-entries": {"post": op("note", "201", BOX, ENTRY)},
    "/log-entries/{entry_id}": {"get": op("entry", "200", BOX)},
    "/boxes": {"post": op("pack", "201", BOX, BOX)},
    "/boxes/{box_id}": {"get": op("box", "200", BOX), "delete": op("unpack", "204")},
    "/labels": {"post": op("label", "201", LABEL, LABEL)},
    "/labels/{label_id}": {"get": op("read", "200", LABEL), "delete": op("peel", "204")},
    "/berths": {
        "post": op("build", "201", THING, {"type": "object", "properties": {"kind": KINDS}})
    },
    "/berths/{berth_id}": {
        "get": op("berth", "200", THING),
        "patch": op("alter", "200", THING, {"type": "object", "properties": {"mood": MOODS}}),
    },
    "/berths/{berth_id}/state": {
        "put": op("lead", "200", THING, {"type": "object", "properties": {"to": PHASES}})
    },
    "/berths/{berth_id}/close": {"post": op("close", "200", THING)},
    "/berths/{berth_id}/move": {"post": op("move", "200", THING)},
    "/things/{thing_id}/marks": {"get": op("marks", "200", {"type": "array", "items": ENTRY})},
    "/things/{thing_id}/marks/{mark_id}": {"get": op("mark", "200", ENTRY)},
    "/things/{thing_id}/paint": {"delete": op("unpaint", "204")},
    "/things/{thing_id}/copies": {"post": op("copy", "201", THING, THING)},
}


@pytest.fixture
def told(shelves):
    spec = shelves.spec_of(document(**MORE))

    def tell(operation, text, said=""):
        asked = spec.operation(operation)
        untold = Untold(next(iter(asked.answers.values())), (), text, said)
        found = states_of(spec, References(spec, {}, ()), asked, untold)
        return next(iter((e.why, e.resource.path, e.member, e.value) for e in found), None)

    return tell


@pytest.fixture
def values(shelves):
    """Give the values of the states that a refusal of a berth's move speaks of."""
    spec = shelves.spec_of(document(**MORE))

    def tell(text):
        move = spec.operation("move")
        untold = Untold(next(iter(move.answers.values())), (), text)
        return [each.value for each in states_of(spec, References(spec, {}, ()), move, untold)]

    return tell


@pytest.mark.parametrize(
    ("operation", "text", "expected"),
    [
        ("remove", "The thing is used by a box", (Why.IN_USE, "/boxes", "thing_id", None)),
        ("remove", "There are boxes with this thing", (Why.IN_USE, "/boxes", "thing_id", None)),
        ("remove", "Things are in a box still", (Why.IN_USE, "/boxes", "thing_id", None)),
        ("remove", "Boxes use it", (Why.IN_USE, "/boxes", "thing_id", None)),
        ("remove", "A log entry uses it", (Why.IN_USE, "/log-entries", "thing_id", None)),
        ("remove", "There are log entries with it",
         (Why.IN_USE, "/log-entries", "thing_id", None)),
        ("remove", "The thing has labels", (Why.IN_USE, "/labels", "box_id", None)),
        ("remove", "The thing has notes", (Why.IN_USE, "/things/{thing_id}/notes", "", None)),
        ("archive", "A thing without notes is not archived",
         (Why.NOTHING_BELOW, "/things/{thing_id}/notes", "", None)),
        ("copy", "The thing has no notes",
         (Why.NOTHING_BELOW, "/things/{thing_id}/notes", "", None)),
        ("move", "The berth is fixed", (Why.MADE_SO, "/berths", "kind", "fixed")),
        ("move", "A fixed berth stays", (Why.MADE_SO, "/berths", "kind", "fixed")),
        ("move", "The berth is `moving about`", (Why.MADE_SO, "/berths", "kind", "moving_about")),
        ("move", "The berth is in the state `fixed` or `moving_about`",
         (Why.MADE_SO, "/berths", "kind", "fixed")),
        ("alter", "When it is in state closed", (Why.DONE, "/berths", "", "closed")),
        ("alter", "A berth that is closed cannot be altered", (Why.DONE, "/berths", "", "closed")),
        ("move", "The berth is closed", (Why.DONE, "/berths", "", "closed")),
        ("alter", "berth_closed", (Why.DONE, "/berths", "", "closed")),
        ("alter", "If it has been closed, nothing changes", (Why.DONE, "/berths", "", "closed")),
        ("alter", "A closed berth cannot be altered", (Why.DONE, "/berths", "", "closed")),
        ("alter", "The berth is closed already", (Why.DONE, "/berths", "", "closed")),
        ("change", "An archived thing takes no change", (Why.DONE, "/things", "", "archived")),
        ("remove", "The thing was archived", (Why.DONE, "/things", "", "archived")),
        ("makeNote", "The thing is archived", (Why.DONE, "/things", "", "archived")),
        ("move", "It is quite lost", (Why.CHANGED_SO, "/berths", "mood", "quite_lost")),
        ("alter", "Worn out berths can not be altered", (Why.LED_TO, "/berths", "to", "worn_out")),
        ("move", "The berth is `worn_out`", (Why.LED_TO, "/berths", "to", "worn_out")),
        ("alter", "A fixed berth is not altered", (Why.MADE_SO, "/berths", "kind", "fixed")),
    ],
)  # fmt: skip
def test_state_that_is_told(told, operation, text, expected):
    assert told(operation, text) == expected
    assert told(operation, "Conflict", f"{text}.") == expected


@pytest.mark.parametrize(
    ("text", "said", "through"),
    [
        ("The thing has labels", "", ("/boxes", "thing_id")),
        ("The thing has labels", "Refused while any of its boxes has a label.",
         ("/boxes", "thing_id")),
        ("The thing has boxes", "", None),
    ],
)  # fmt: skip
def test_what_uses_a_thing_by_another_one(shelves, text, said, through):
    spec = shelves.spec_of(document(**MORE))
    remove = spec.operation("remove")
    untold = Untold(next(iter(remove.answers.values())), (), text, said)

    (found,) = states_of(spec, References(spec, {}, ()), remove, untold)

    between = found.through
    assert (between and (between.resource.path, between.member)) == through
    assert ("label uses a box of it" in found.words) is (through is not None)


@pytest.mark.parametrize(
    ("operation", "text"),
    [
        ("remove", "Conflict"),
        ("remove", "The thing is in use"),
        ("remove", "A box is refused"),
        ("remove", "The thing has marks"),
        ("remove", "A thing uses it"),
        ("change", "The thing has no notes"),
        ("move", "The berth has no notes"),
        ("copy", "The thing has no boxes"),
        ("change", "The thing is painted"),
        ("remove", "The thing is used by a box unless that is open"),
        ("remove", "Another thing uses it"),
        ("remove", "A job uses it"),
        ("unpack", "The thing has notes"),
        ("saveSettings", "The berth is closed"),
        ("alter", "The berth is closed unless it moves"),
        ("alter", "The thing is archived"),
        ("removeNote", "The thing has no notes"),
        ("alter", "The berth has no notes"),
        ("remove", "The thing must have no box"),
        ("remove", "Remove its boxes before"),
        ("remove", "The thing has open boxes"),
        ("remove", "The thing is used by boxes that are open"),
        ("remove", "The thing has boxes. The thing has notes"),
        ("remove", "The berth is fixed"),
        ("get", "The thing is used by a box"),
        ("archive", "Only things without notes are archived"),
        ("archive", "The thing has notes"),
        ("makeNote", "The thing has no notes"),
        ("make", "The thing has no notes"),
        ("move", "Only a fixed berth is moved"),
        ("move", "The berth is not fixed"),
        ("move", "It is not a fixed berth, which cannot be"),
        ("move", "The berth is fixed without a rope"),
        ("move", "The berth is fixed and no `rope` is sent"),
        ("move", "The berth is fixed but has no `rope`"),
        ("move", "A berth that is fixed has a rope"),
        ("move", "A fixed berth has a rope"),
        ("move", "A box is used and it is fixed"),
        ("close", "The berth is closed"),
        ("close", "A closed berth is not closed"),
        ("removeNote", "The thing is archived"),
        ("get", "The thing is archived"),
        ("change", "The thing was painted"),
        ("move", "It has been fixed"),
        ("move", "The berth is fixed. The berth is moving about"),
    ],
)
def test_what_may_be_another_thing_is_no_state(told, operation, text):
    assert told(operation, text) is None


WORDS = (
    "a", "an", "any", "some", "other", "another", "one", "several", "more", "its", "the", "this",
    "that", "these", "those", "by", "has", "have", "had", "with", "of", "are", "is", "still",
    "names", "uses", "to",
)  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_word_behind_which_a_thing_is_any_of_its_kind(told, word):
    assert told("remove", f"It is in use, {word} box") is not None
    assert told("remove", f"It is in use, {word} open box") is None


@pytest.mark.parametrize("word", ["that", "which", "who", "whose", "in"])
def test_word_by_which_some_of_a_kind_are_meant(told, word):
    assert told("remove", f"It is used by a box {word} is open") is None


def test_first_word_of_a_sentence_that_says_two_states(told):
    (why, *_, value) = told("alter", "The berth is closed, and a fixed berth is not altered")
    assert (why, value) == (Why.DONE, "closed")


def test_each_state_that_a_sentence_lists_is_meant(values):
    both = ["fixed", "moving_about"]

    assert values("The berth is fixed or moving about") == both
    assert values("The berth is shut, that is fixed or moving about") == both
    assert values("The berth is shut, namely fixed") == ["fixed"]
    assert values("The berth is fixed") == ["fixed"]
    assert values("The berth is fixed and has a rope") == ["fixed"]


def test_those_of_a_kind_that_are_in_a_state_as_it_is_shown_are_meant(shelves):
    case = {"type": "object", "properties": {"state": {"enum": ["open", "shut"]}}}
    boxes = {"/boxes": {"post": op("pack", "201", case, BOX)}}
    spec = shelves.spec_of(document(**(MORE | boxes)))

    def states(text):
        remove = spec.operation("remove")
        untold = Untold(next(iter(remove.answers.values())), (), text)
        found = states_of(spec, References(spec, {}, ()), remove, untold)
        return [(each.member, each.value, each.words) for each in found]

    assert states("The thing has open boxes") == [
        ("thing_id", "open", "a box uses it, which is 'open'")
    ]
    assert states("An open box is still in it") == [
        ("thing_id", "open", "a box uses it, which is 'open'")
    ]
    assert states("The thing has heavy boxes") == []
    assert states("A box uses it") == [("thing_id", None, "a box uses it")]
