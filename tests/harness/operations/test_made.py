"""What the run made is followed whatever sent it, and removed; nothing else ever is."""

from dataclasses import replace

import pytest

from harness.core.errors import NoAnswer
from harness.core.exchange import Request
from harness.core.outcomes import AnswerLost, Unproven
from harness.operations.made import Thing, markers_in, path_values
from tests.harness.keeping import Keeper
from tests.harness.shelves import pages

MARK = "meiro-contracts-00c0ffee"
THERE = {"id": 1, "name": "there before"}


@pytest.fixture
def world(calls_of):
    def make(keeper, *without, **more):
        calls = calls_of(keeper, *without, **more)
        return calls.api, calls.made

    return make


def make(api, name=MARK, **more):
    return api.call("make", token="token", fields={"name": name, **more})


def look(api):
    return api.call("list", token="token")


def test_what_was_made_is_removed_the_last_first(world):
    keeper = Keeper(THERE)
    api, made = world(keeper)
    thing_id = make(api).json["id"]
    path = {"thing_id": str(thing_id)}
    note_id = api.call("makeNote", token="t", path=path, fields={"text": MARK}).json["id"]
    other_id = make(api).json["id"]

    assert made.remove_all() == []

    assert [(name, given) for name, given, _ in keeper.came("remove", "removeNote")] == [
        ("remove", {"thing_id": str(other_id)}),
        ("removeNote", {**path, "note_id": str(note_id)}),
        ("remove", path),
    ]
    assert keeper.things == {"1": THERE}


def test_odd_input_that_making_accepts_is_removed(world):
    keeper = Keeper(THERE)
    api, made = world(keeper)
    make(api, name=f"{MARK}\x00😀", size="NaN")
    make(api, name="")

    assert made.remove_all() == []
    assert keeper.things == {"1": THERE}


def test_what_was_deleted_is_not_deleted_again(world):
    keeper = Keeper()
    api, made = world(keeper)
    first, second = make(api).json["id"], make(api).json["id"]
    api.call("remove", token="token", path={"thing_id": str(first)})

    assert made.remove_all() == []
    assert [given["thing_id"] for _, given, _ in keeper.came("remove")] == [str(first), str(second)]


def test_deletion_that_names_nothing_lets_nothing_be_forgotten(world):
    keeper = Keeper()
    api, made = world(keeper)
    answer = make(api)
    operation = api.spec.operation("remove")
    odd = replace(answer.exchange, operation=operation, status=204)

    made.track(replace(odd, request=Request("DELETE", "http://acme.test/%", (), None)))

    assert len(made.left("why")) == 1


@pytest.mark.parametrize("status", [404, 410, 202])
def test_what_is_gone_already_was_removed(world, status):
    keeper = Keeper()
    api, made = world(keeper)
    make(api)
    keeper.instead["remove"] = lambda *_: (status, {})

    assert made.remove_all() == []


@pytest.mark.parametrize("status", [400, 403, 409, 500])
def test_what_can_not_be_removed_is_told(world, status):
    keeper = Keeper()
    api, made = world(keeper)
    thing_id = make(api).json["id"]
    keeper.instead["remove"] = lambda *_: (status, {})

    assert made.remove_all() == [f"thing {thing_id}: DELETE answered {status}"]


def test_what_the_pages_can_not_delete_is_told(world):
    api, made = world(Keeper(), "remove")
    thing_id = make(api).json["id"]

    assert made.remove_all() == [f"thing {thing_id}: its page has no operation that deletes it"]


def note_of(api, thing_id):
    path = {"thing_id": str(thing_id)}
    return api.call("makeNote", token="t", path=path, fields={"text": MARK}).json["id"]


def test_thing_that_no_path_takes_is_the_run_s_as_any_other(world):
    api, made = world(Keeper(), "getNote", "removeNote", "remove")
    thing_id = make(api).json["id"]
    first, second = note_of(api, thing_id), note_of(api, thing_id)

    assert made.remove_all() == [
        f"note {second}: its page has no operation that deletes it",
        f"note {first}: its page has no operation that deletes it",
        f"thing {thing_id}: its page has no operation that deletes it",
    ]


def test_what_is_one_of_another_thing_s_own_goes_with_it(world):
    keeper = Keeper()
    api, made = world(keeper, "getNote", "removeNote")
    kept, thing_id = make(api).json["id"], make(api).json["id"]
    note_id, _ = note_of(api, kept), note_of(api, thing_id)
    keeper.instead["remove"] = lambda given, fields: (
        (409, {}) if given["thing_id"] == str(kept) else keeper.on_remove(given, fields)
    )

    assert made.remove_all() == [
        f"note {note_id}: its page has no operation that deletes it",
        f"thing {kept}: DELETE answered 409",
    ]


def test_network_that_fails_leaves_the_rest_to_be_removed(world):
    keeper = Keeper()
    api, made = world(keeper)
    first, second = make(api).json["id"], make(api).json["id"]

    def fail(given, fields):
        if given["thing_id"] == str(second):
            raise NoAnswer("gone")
        return keeper.on_remove(given, fields)

    keeper.instead["remove"] = fail

    assert made.remove_all() == [f"thing {second}: gone"]
    assert str(first) not in keeper.things


def test_deletion_whose_answer_was_lost_is_sent_once_more(world):
    keeper = Keeper()
    api, made = world(keeper)
    make(api)

    def lose(*_):
        keeper.instead.clear()
        raise AnswerLost("lost")

    keeper.instead["remove"] = lose

    assert made.remove_all() == []
    assert keeper.things == {}


def test_what_is_left_is_named_in_printable_text(world):
    keeper = Keeper()
    keeper.instead["make"] = lambda _, fields: (201, {"id": "é", "name": fields["name"]})
    api, made = world(keeper)
    make(api)

    assert made.left("gone") == [r"thing \xe9: gone"]


# Whose it is


def test_what_a_list_held_before_is_never_removed(world):
    keeper = Keeper(dict(THERE))
    keeper.instead["make"] = lambda _, fields: keeper.on_change({"thing_id": "1"}, fields)
    api, made = world(keeper)
    look(api)
    make(api)

    (left,) = made.remove_all()

    assert left.endswith("is left alone: it may be another's")
    assert "1" in keeper.things


def test_what_does_not_show_what_was_sent_is_looked_up_and_left_alone(world):
    keeper = Keeper(dict(THERE))
    keeper.instead["make"] = lambda *_: (201, {"id": 1})
    api, made = world(keeper)
    make(api)

    assert len(made.remove_all()) == 1
    assert keeper.came("get")
    assert not keeper.came("remove")


def test_what_shows_it_once_looked_up_is_removed(world):
    keeper = Keeper()
    keeper.instead["make"] = lambda given, fields: (
        201, {"id": keeper.on_make(given, fields)[1]["id"]}
    )  # fmt: skip
    api, made = world(keeper)
    make(api)
    look(api)

    assert made.remove_all() == []
    assert keeper.things == {}


def test_look_up_is_repeated_by_another_token_where_one_ended(world):
    keeper = Keeper()
    api, made = world(keeper)
    keeper.instead["make"] = lambda *given: (201, {"id": keeper.on_make(*given)[1]["id"]})
    keeper.instead["get"] = lambda *given: (
        keeper.on_get(*given) if len(keeper.came("get")) > 1 else (401, {})
    )
    thing = made.by(make(api).exchange)

    with pytest.raises(Unproven):
        made.require_own(thing)
    keeper.sent.clear()
    made.asked = lambda act: [act("ended"), act("another")][-1]

    made.require_own(thing)
    assert thing.is_own


def test_thing_stays_the_run_s_when_it_was_changed(world):
    keeper = Keeper()
    keeper.instead["make"] = lambda given, fields: (
        201, {"id": keeper.on_make(given, fields)[1]["id"]}
    )  # fmt: skip
    api, made = world(keeper)
    thing = made.by(make(api).exchange)
    assert thing is not None
    made.require_own(thing)
    api.call("change", token="token", path=thing.path, fields={"name": "changed"})

    assert made.remove_all() == []


def test_id_that_is_given_again_is_that_of_what_was_made_last(world):
    keeper = Keeper(THERE)
    keeper.next_id = lambda: 7  # type: ignore[method-assign]
    api, made = world(keeper)
    make(api)
    kept = dict(keeper.things)
    api.call("remove", token="token", path={"thing_id": "7"})
    keeper.instead["list"] = lambda *_: (200, {"things": list(kept.values())})
    look(api)  # a list that lags
    make(api)

    assert made.remove_all() == []
    assert keeper.things == {"1": THERE}


def test_two_makings_that_answer_one_id_are_two(world):
    keeper = Keeper()
    first = {"id": 7, "name": MARK}
    keeper.instead["make"] = lambda *_: (201, first)
    api, made = world(keeper)
    one = made.by(make(api).exchange)
    other = made.by(make(api, "meiro-contracts-00decade").exchange)

    assert one is not None
    assert other is not None
    assert (one.is_own, other.is_own) == (True, False)


def test_things_of_one_list_are_told_from_those_of_another(world):
    keeper = Keeper()
    api, made = world(keeper)
    things = [made.by(make(api).exchange) for _ in range(2)]
    notes = [
        made.by(api.call("makeNote", token="t", path=each.path, fields={"text": MARK}).exchange)
        for each in things
        if each is not None
    ]

    assert notes[0] is not None
    assert made.there(notes[0]) == [notes[0]]
    assert things[0] is not None
    assert made.there(things[0]) == things


# What answers tell no id of


def test_id_may_stand_in_the_location(world):
    keeper = Keeper()
    keeper.instead["make"] = lambda given, fields: (
        201, None, ("Location", f"/things/{keeper.on_make(given, fields)[1]['id']}/")
    )  # fmt: skip
    api, made = world(keeper)
    make(api)

    assert made.remove_all() == []
    assert keeper.things == {}


@pytest.mark.parametrize("location", ["http://[", "/", "/things/..", "/things/%0a"])
def test_location_that_names_nothing_tells_no_id(world, location):
    keeper = Keeper()
    keeper.instead["make"] = lambda *_: (201, None, ("Location", location))
    api, made = world(keeper)

    assert made.by(make(api).exchange) is None


def test_id_may_be_that_which_was_sent(world):
    keeper = Keeper()
    keeper.instead["make"] = lambda *_: (201, None)
    api, made = world(keeper)

    thing = made.by(make(api, id=9).exchange)

    assert thing is not None
    assert thing.id == "9"


def test_what_no_answer_told_is_looked_for_at_the_end(world):
    keeper = Keeper(THERE)
    keeper.instead["make"] = lambda given, fields: (keeper.on_make(given, fields)[0], None)
    api, made = world(keeper)
    make(api)

    assert made.remove_all() == []
    assert keeper.things == {"1": THERE}


def test_what_no_list_shows_is_told(world):
    keeper = Keeper()
    keeper.instead["make"] = lambda *_: (201, None)
    api, made = world(keeper)
    make(api)

    assert made.left("gone") == [f"thing with {MARK}: gone"]
    assert made.remove_all() == [f"thing with {MARK}: no list shows it"]


@pytest.mark.parametrize("answer", [(400, {"id": 5}), (500, {"id": 5})])
def test_making_that_failed_made_nothing(world, answer):
    keeper = Keeper()
    keeper.instead["make"] = lambda *_: answer
    api, made = world(keeper)
    make(api)

    assert made.left("why") == []


# Texts and paths


@pytest.mark.parametrize(
    "text",
    [MARK, MARK.upper(), MARK.replace("-", "_"), MARK.replace("-", ""), f"a {MARK}-2 b"],
)
def test_text_of_a_run_is_known_however_it_is_joined(text):
    (found,) = markers_in(text)

    assert "".join(filter(str.isalnum, found)).startswith("meirocontracts00c0ffee")


@pytest.mark.parametrize("text", ["", "meiro-contracts", "meiro-contracts-xyz", "00c0ffee"])
def test_other_text_is_none(text):
    assert markers_in(text) == frozenset()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://acme.test/api/things/a%2Fb/notes/5?x=1", {"thing_id": "a/b", "note_id": "5"}),
        ("http://acme.test/api/things/5/notes/6/", {"thing_id": "5", "note_id": "6"}),
        ("http://acme.test/api/things/5", {}),
    ],
)
def test_values_of_a_path(world, url, expected):
    api, made = world(Keeper())
    exchange = replace(look(api).exchange, request=Request("GET", url, (), None))

    assert path_values(api.spec.operation("getNote"), exchange) == expected
    assert made.left("") == []


def test_thing_that_may_be_another_s_is_required_in_vain(world):
    api, made = world(Keeper(THERE))
    things = next(each for each in api.spec.resources if each.path == "/things")

    with pytest.raises(Unproven, match="may be another's"):
        made.require_own(Thing(things, "1", {"thing_id": "1"}))
    made.require_own(Thing(things, "1", {"thing_id": "1"}, is_own=True))


def test_ids_of_other_things_are_no_texts_of_a_thing(shelves):
    calls = shelves.calls(pages(), Keeper())
    made, resource = calls.made, calls.spec.resources[0]
    made._ever |= {("/groups", "meiro-contracts-12345678"), ("/things", "meiro-contracts-abcdef12")}

    assert made.markers_beside(resource) == {"meiro-contracts-12345678"}
