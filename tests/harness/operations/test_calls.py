"""Operations with all that they take filled in; what can't be had is unproven, with its key."""

from contextlib import suppress

import pytest

from harness.core.outcomes import Excluded, Unproven
from spec.specification import Effects
from tests.harness.keeping import Keeper, op
from tests.harness.shelves import THING, query

TEXT = {"type": "string"}
THERE = {"id": 1, "name": "there before", "size": 4}
CHANGING = ("change", "replace", "remove")
pytestmark = pytest.mark.usefixtures("no_pauses")


def call(calls, operation):
    return calls.called(calls.spec.operation(operation))


def resource(calls, path="/things"):
    return next(each for each in calls.spec.resources if each.path == path)


OPERATIONS = (
    *("list", "make", "get", "change", "replace", "remove", "archive", "listNotes", "makeNote"),
    *("getNote", "removeNote", "settings", "saveSettings", "start", "job"),
)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_is_reached(calls_of, operation):
    keeper = Keeper(THERE)
    calls = calls_of(keeper)

    assert calls.require_reached(calls.spec.operation(operation)).answer.succeeded
    assert keeper.came(operation)


def test_operation_is_called_once(calls_of):
    keeper = Keeper()
    calls = calls_of(keeper)

    assert call(calls, "get") is call(calls, "get")
    assert call(calls, "make") is call(calls, "make")
    assert len(keeper.came("make")) == 1


def test_what_changes_goes_to_another_thing_than_what_is_looked_at(calls_of):
    keeper = Keeper(THERE)
    calls = calls_of(keeper)
    for operation in OPERATIONS:
        call(calls, operation)

    looked_at = {given["thing_id"] for _, given, _ in keeper.came("get")}
    changed = {given["thing_id"] for _, given, _ in keeper.came(*CHANGING)}
    assert "1" not in changed
    assert changed - looked_at == changed - {calls.one(resource(calls)).id}
    assert calls.one(resource(calls)).id not in changed
    assert keeper.things["1"] == THERE


def keyed(required):
    """Write the making of things whose id may be told."""
    body = {**THING, "properties": {"id": TEXT, "name": TEXT}, "required": required}
    make = op("make", "201", THING, body, example={"id": "favourite_brand", "name": "Brand"})
    return {"/things": {"get": op("list", "200"), "post": make}}


def test_id_that_a_body_must_have_is_another_each_time(calls_of):
    calls = calls_of(Keeper(), **keyed(["id", "name"]))

    made = [calls.arguments(calls.spec.operation("make")).body["id"] for _ in range(2)]

    assert made[0] != made[1]
    assert all(each.startswith("meiro_contracts_") for each in made)


def test_id_that_may_be_left_out_is_the_one_of_the_page(calls_of):
    calls = calls_of(Keeper(), **keyed(["name"]))

    assert calls.arguments(calls.spec.operation("make")).body["id"] == "favourite_brand"


# What can't be filled in


def test_look_up_goes_to_the_first_of_a_list_where_nothing_can_be_made(calls_of):
    calls = calls_of(Keeper(THERE), "make")

    assert call(calls, "get").arguments.path == {"thing_id": "1"}


def test_value_of_the_targets_file_is_looked_up_where_nothing_is_listed(calls_of):
    keeper = Keeper(THERE)
    calls = calls_of(keeper, "make", "list", values={"thing_id": "1"})

    called = call(calls, "get")

    assert (called.answer.status, called.arguments.guessed) == (200, ())


@pytest.mark.parametrize("without", [("make", "list"), ("make",)], ids=["no-list", "empty-list"])
@pytest.mark.parametrize("operation", ["get", "archive", "listNotes"])
def test_unknown_path_value_names_the_key_that_would_bring_it_in(calls_of, operation, without):
    keeper = Keeper()
    calls = calls_of(keeper, *without)
    key = r"a line `thing_id = …` in \[targets.acme.values\]"

    with pytest.raises(Unproven, match=f"takes 'thing_id', which {key}") as raised:
        call(calls, operation)

    assert raised.value.key.startswith("a line `thing_id")
    assert not keeper.came(operation)


@pytest.mark.parametrize("operation", CHANGING)
@pytest.mark.parametrize("values", [{}, {"thing_id": "1"}], ids=["without", "with-a-value"])
def test_what_changes_is_sent_to_nothing_that_the_run_did_not_make(calls_of, operation, values):
    keeper = Keeper(THERE)
    calls = calls_of(keeper, "make", values=values)

    with pytest.raises(Unproven):
        call(calls, operation)

    assert not keeper.came(operation)


def test_action_goes_to_what_the_targets_file_names(calls_of):
    keeper = Keeper(THERE)
    calls = calls_of(keeper, "make", values={"thing_id": "1"})

    assert call(calls, "archive").arguments.path == {"thing_id": "1"}
    assert keeper.came("archive")


STAR = "/things/{thing_id}/star"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_change_of_another_kind_goes_to_the_run_s_own_alone(calls_of, method):
    keeper = Keeper(THERE)
    keeper.on_star = keeper.on_archive  # type: ignore[attr-defined]
    pages = {STAR: {method: op("star", "200", THING)}}

    own = calls_of(keeper, **pages)
    assert call(own, "star").arguments.path["thing_id"] != "1"

    foreign = calls_of(keeper, "make", values={"thing_id": "1"}, **pages)
    with pytest.raises(Unproven):
        call(foreign, "star")
    assert len(keeper.came("star")) == 1


@pytest.mark.parametrize("method", ["delete", "put", "patch"])
def test_whole_collection_is_never_changed(calls_of, method):
    keeper = Keeper(THERE)
    calls = calls_of(keeper, **{"/everything": {method: op("sweep", "204")}})

    with pytest.raises(Unproven, match="sweep changes what the run did not make"):
        call(calls, "sweep")

    assert not keeper.came("sweep")


def test_required_parameter_without_a_value_names_its_key(calls_of):
    calls = calls_of(Keeper(), **{"/count": {"get": op(
        "count", "200", parameters=[query("since", TEXT, required=True)])}})  # fmt: skip

    with pytest.raises(Unproven, match="count takes 'since'") as raised:
        call(calls, "count")

    assert raised.value.key == "a line `since = …` in [targets.acme.values]"


def test_list_that_takes_what_is_not_known_tells_no_id(calls_of):
    keeper = Keeper()
    keeper.instead["make"] = lambda given, fields: (keeper.on_make(given, fields)[0], {})
    calls = calls_of(keeper)
    raw = calls.spec.document["paths"]["/things"]["get"]
    raw["parameters"] = [query("since", TEXT, required=True)]
    calls = calls_of(keeper, **{"/things": calls.spec.document["paths"]["/things"]})

    with pytest.raises(Unproven, match="list takes 'since'"):
        call(calls, "get")


@pytest.mark.parametrize("answer", [(400, {}), (500, {}), (422, {})])
def test_body_that_is_refused_proves_nothing_of_what_rests_on_it(calls_of, answer):
    keeper = Keeper()
    keeper.instead["make"] = lambda *_: answer
    calls = calls_of(keeper)

    assert call(calls, "make").answer.status == answer[0]
    for operation in ("change", "remove", "archive", "makeNote"):
        with pytest.raises(Unproven, match=rf"rests on operation.answers: make.*{answer[0]}"):
            call(calls, operation)
    assert {each[0] for each in keeper.sent} == {"make"}


def test_least_body_is_sent_where_the_whole_one_is_refused(calls_of):
    keeper = Keeper()
    keeper.instead["make"] = lambda given, fields: (
        (422, {}) if "size" in fields else keeper.on_make(given, fields)
    )

    called = call(calls_of(keeper), "make")

    assert called.answer.status == 201
    assert [set(fields) for _, _, fields in keeper.came("make")] == [
        {"name", "size"}, {"name"}
    ]  # fmt: skip


def test_thing_whose_making_tells_no_id_is_found_in_its_list(calls_of):
    keeper = Keeper(THERE)
    keeper.instead["make"] = lambda given, fields: (keeper.on_make(given, fields)[0], None)
    calls = calls_of(keeper)

    assert call(calls, "change").arguments.path["thing_id"] != "1"
    assert calls.made.remove_all() == []
    assert keeper.things == {"1": THERE}


def test_thing_whose_id_nothing_tells_is_unproven_and_told(calls_of):
    keeper = Keeper(THERE)
    keeper.instead["make"] = lambda given, fields: (keeper.on_make(given, fields)[0], None)
    keeper.instead["list"] = lambda *_: (200, {"things": [THERE]})
    calls = calls_of(keeper)

    with pytest.raises(Unproven, match="no answer tells the id of the thing that was made"):
        call(calls, "change")
    (left,) = calls.made.remove_all()
    assert left.startswith("thing with meiro-contracts-")
    assert left.endswith("no list shows it")


@pytest.mark.parametrize("has_look_up", [True, False])
def test_thing_of_another_is_never_changed_or_deleted(calls_of, has_look_up):
    keeper = Keeper(dict(THERE))
    keeper.instead["make"] = lambda *_: (201, keeper.things["1"])
    calls = calls_of(keeper, *(() if has_look_up else ("get",)))

    for operation in CHANGING:
        with pytest.raises(Unproven, match="may be another's"):
            call(calls, operation)
    (left,) = calls.made.remove_all()

    assert left.startswith("thing 1: the thing that answered its making does not show")
    assert keeper.things == {"1": THERE}
    assert not keeper.came(*CHANGING)


def test_thing_that_making_put_over_another_is_left_alone(calls_of):
    keeper = Keeper(dict(THERE))
    keeper.instead["make"] = lambda _, fields: keeper.on_change({"thing_id": "1"}, fields)
    calls = calls_of(keeper)
    call(calls, "list")

    with pytest.raises(Unproven, match="may be another's"):
        call(calls, "remove")
    assert len(calls.made.remove_all()) == 1
    assert not keeper.came("remove")


def test_thing_that_shows_what_was_sent_only_in_its_list_is_the_run_s(calls_of):
    keeper = Keeper(THERE)
    keeper.instead["make"] = lambda given, fields: (
        201, {"id": keeper.on_make(given, fields)[1]["id"]}
    )  # fmt: skip
    calls = calls_of(keeper, "get")

    assert call(calls, "change").answer.succeeded
    assert calls.made.remove_all() == []
    assert keeper.things == {"1": THERE}


# Effects


def test_session_sends_no_write(calls_of):
    keeper = Keeper(THERE)
    calls = calls_of(keeper, effects=Effects.SESSION)
    reads = [each for each in OPERATIONS if calls.spec.operation(each).method == "GET"]
    for operation in reads:
        with suppress(Unproven, Excluded):
            call(calls, operation)

    assert {each[0] for each in keeper.sent} == {"list", "get", "listNotes", "settings"}


def test_effects_that_are_missing_are_named(calls_of):
    calls = calls_of(Keeper(), effects=Effects.SESSION)

    with pytest.raises(Excluded) as raised:
        call(calls, "change")
    with pytest.raises(Excluded):
        call(calls, "job")

    assert raised.value.key == 'effects = "account"'


# What there is but one of


def test_settings_are_sent_back_as_they_were_read(calls_of):
    keeper = Keeper()

    called = call(calls_of(keeper), "saveSettings")

    assert called.answer.succeeded
    assert keeper.settings == {"language": "en", "size": 5}


@pytest.mark.parametrize(
    "shown",
    [(200, {"language": "****", "size": 5}), (403, {}), (200, None)],
    ids=["masked", "refused", "nothing"],
)
def test_settings_that_are_not_shown_are_left_alone(calls_of, shown):
    keeper = Keeper()
    keeper.instead["settings"] = lambda *_: shown

    with pytest.raises(Unproven):
        call(calls_of(keeper), "saveSettings")

    assert not keeper.came("saveSettings")


def test_settings_without_a_look_up_are_left_alone(calls_of):
    keeper = Keeper()

    with pytest.raises(Unproven, match="saveSettings changes what the run did not make"):
        call(calls_of(keeper, "settings"), "saveSettings")

    assert not keeper.came("saveSettings")


# Jobs


def test_job_is_waited_for(calls_of):
    keeper = Keeper()
    keeper.states = ["running", "running", "done"]
    calls = calls_of(keeper)

    assert calls.wait_for(calls.one(resource(calls, "/jobs"))).json["state"] == "done"
    assert len(keeper.came("job")) >= 3


def test_job_that_never_ends_is_unproven(calls_of):
    keeper = Keeper()
    keeper.states = ["running"]
    calls = calls_of(keeper)

    with pytest.raises(Unproven, match="the job is still 'running'"):
        call(calls, "job")


# Things anew


def test_thing_is_made_anew_where_it_was_changed(calls_of):
    calls = calls_of(Keeper())
    first = calls.spare(resource(calls))

    assert calls.spare(resource(calls)) is first
    calls.forget(resource(calls))
    assert calls.spare(resource(calls)).id != first.id


def test_things_that_take_each_other_s_ids_come_to_an_end(calls_of):
    body = {"type": "object", "properties": {"name": TEXT, "thing_id": {"type": "integer"}}}
    pages = {
        "/things": {"post": op("make", "201", THING, {
            **body, "properties": {"name": TEXT, "shop_id": {"type": "integer"}}})},
        "/shops": {"post": op("open", "201", THING, body)},
        "/shops/{shop_id}": {"get": op("shop", "200", THING)},
    }  # fmt: skip
    keeper = Keeper()
    keeper.on_open = keeper.on_make  # type: ignore[attr-defined]
    keeper.on_shop = lambda given, _: keeper.on_get(  # type: ignore[attr-defined]
        {"thing_id": given["shop_id"]}, None)  # fmt: skip

    assert call(calls_of(keeper, **pages), "make").answer.succeeded
    assert isinstance(keeper.came("make")[-1][2]["shop_id"], int)


def test_look_up_that_the_pages_lack_is_unproven(calls_of):
    calls = calls_of(Keeper(), "get")

    with pytest.raises(Unproven, match="no operation that gives one thing"):
        calls.read(calls.one(resource(calls)))


def test_operation_that_is_refused_was_not_reached(calls_of):
    keeper = Keeper()
    keeper.instead["archive"] = lambda *_: (403, {})
    calls = calls_of(keeper)

    with pytest.raises(Unproven, match=r"rests on operation.answers: archive answered 403"):
        calls.require_reached(calls.spec.operation("archive"))
