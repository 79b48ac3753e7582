"""Filters, found by the words of a page or by the names of members; what may be another is none."""

import pytest

from spec.filters import How, filters_of
from tests.harness.shelves import Shelves, answers, pages, query

TEXT, NUMBER, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
DAY = {"type": "string", "examples": ["2026-01-01"]}
STATES = {"type": "string", "enum": ["draft", "running"]}
WAYS = {"type": "string", "enum": ["in", "out"]}
TOOLS = {"type": "string", "enum": ["saw", "file"]}
THING = {
    "type": "object",
    "properties": {
        "id": TEXT,
        "name": TEXT,
        "note": {"type": ["string", "null"]},
        "region": TEXT,
        "status": STATES,
        "direction": WAYS,
        "weight": NUMBER,
        "archived": FLAG,
        "labels": {"type": "array", "items": TEXT},
        "first_name": TEXT,
        "last_name": TEXT,
        "seats": NUMBER,
        "year": NUMBER,
        "year_built": NUMBER,
        "length_m": {"type": "number"},
        "tools": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"kind": {"enum": ["saw", "file"]}, "serial": TEXT},
            },
        },
        "opened_on": TEXT,
        "valid_until": {"type": "string", "format": "date"},
        "owner": {"type": "object", "properties": {"id": NUMBER, "email": TEXT}},
        "content": {"type": "object", "properties": {"language": {"enum": ["en", "cs"]}}},
        "parent_id": TEXT,
        "made_at": {"type": "string", "examples": ["2026-01-01T00:00:00Z"]},
        "valid_from": DAY,
    },
}


@pytest.fixture
def found(tmp_path, monkeypatch):
    """Give the filters of a list that takes one parameter."""

    def find(name, schema, words="", overall=""):
        things = {"type": "object", "properties": {"things": {"type": "array", "items": THING}}}
        get = {
            "operationId": "list",
            "parameters": [query(name, schema, description=words)],
            "responses": answers("200", things, {}),
            "security": [{"accessToken": []}],
        }
        document = {
            "info": {"title": "Shelves", "description": overall},
            "components": {
                "securitySchemes": {
                    "accessToken": {
                        "name": "X-Access-Token",
                        "x-lifetime-seconds": 1,
                        "x-refresh-window-seconds": 1,
                    }
                }
            },
            "paths": {"/things": {"get": get}},
        }
        spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(document)
        filters = filters_of(spec.document, spec.operation("list"))
        assert tuple(filters) == spec.operation("list").filters
        return filters[0] if filters else None

    return find


@pytest.mark.parametrize(
    ("name", "schema", "words", "members", "how"),
    [
        ("status", STATES, "Only things of this status", ["status"], How.EQUAL),
        ("filter[status]", STATES, "Only things of this status", ["status"], How.EQUAL),
        ("state", STATES, "Only things of that status", ["status"], How.EQUAL),
        ("name", TEXT, "Only the thing with this name", ["name"], How.EQUAL),
        ("name", TEXT, "Only things whose name contains this", ["name"], How.HOLDS),
        ("search", TEXT, "Only things whose name holds this text", ["name"], How.HOLDS),
        ("q", TEXT, "Only things that hold this in name or note", ["name", "note"], How.HOLDS),
        ("q", TEXT, "Only things that hold this text", [], How.SOMEHOW),
        ("weight", NUMBER, "Filters by weight", ["weight"], How.EQUAL),
        (
            "weight",
            NUMBER,
            "Only of this weight, a whole number from 1 to 6",
            ["weight"],
            How.EQUAL,
        ),
        ("region", TEXT, "Only things of exactly this region", ["region"], How.EQUAL),
        ("region", STATES, "Leaves only the things in this region", ["region"], How.EQUAL),
        (
            "name",
            TEXT,
            "Only things of exactly this name. A part of it is not enough.",
            ["name"],
            How.EQUAL,
        ),
        (
            "search",
            TEXT,
            "Only things in whose name this text occurs, be it at the beginning or further on, "
            "in capitals or not.",
            ["name"],
            How.HOLDS,
        ),
        ("label", TEXT, "Only things that have this label", ["labels"], How.EQUAL),
        ("owner_id", NUMBER, "Only things belonging to this person", ["owner.id"], How.EQUAL),
        ("owner_id", NUMBER, "The id of the owner", ["owner.id"], How.EQUAL),
        ("language", STATES, "Only things in this language", ["content.language"], How.EQUAL),
        ("status", STATES, "", ["status"], How.EQUAL),
        ("direction", WAYS, "", ["direction"], How.EQUAL),
        ("archived", FLAG, "Whether they are archived", ["archived"], How.EQUAL),
        ("label", TEXT, "Things that hold this label, maybe with others", ["labels"], How.EQUAL),
        ("label", TEXT, "Only things with a label that holds this text", ["labels"], How.HOLDS),
        ("tool", TOOLS, "Only things that have a tool of this kind", ["tools.kind"], How.EQUAL),
        ("tool_serial", TEXT, "Only things with this one", ["tools.serial"], How.EQUAL),
        ("serial", TEXT, "Only things with a tool of this serial", ["tools.serial"], How.EQUAL),
        (
            *("search", TEXT, "Things in whose first or last name these letters appear"),
            *(["first_name", "last_name"], How.HOLDS),
        ),
    ],
)
def test_filter_is_found_with_its_members(found, name, schema, words, members, how):
    filter_ = found(name, schema, words)

    assert [*filter_.members] == members
    assert filter_.how is how


@pytest.mark.parametrize(
    ("name", "schema", "words"),
    [
        ("limit", NUMBER, "Only this many things"),
        ("order_by", {"enum": ["status"]}, "Only by this member"),
        ("direction", {"enum": ["asc", "desc"]}, ""),
        ("fields", TEXT, "Only these members, as name, are shown"),
        ("include_archived", FLAG, "Only of interest for those who keep archived things"),
        ("archived", FLAG, "Shows archived things as well"),
        ("archived", FLAG, "Include things that are archived"),
        ("archived", FLAG, "Hides archived things"),
        ("archived", FLAG, "Only things that are not archived"),
        ("status", STATES, "Only things without this status"),
        ("region", TEXT, "Only things of this region"),
        ("weight", NUMBER, "Only of a weight from 1 to 6 more than this"),
        ("exclude_status", STATES, "Only things of another status"),
        ("made_at", TEXT, "Only things of this day"),
        ("name", TEXT, "Only things whose name begins with this"),
        ("name", TEXT, "Only things matching this name"),
        ("name", NUMBER, "The name"),
        ("email", TEXT, "The address"),
        ("weight", NUMBER, ""),
        ("language", STATES, "Language of the messages"),
        ("parent_id", TEXT, "Only things of this parent"),
        ("status", FLAG, "Only things with a status"),
        ("mode", {"enum": ["fast", "slow"]}, "Only the name is shown where it is fast"),
        ("q", TEXT, "What is searched for"),
        ("kind", TOOLS, "Only things of this kind"),
        ("name", TEXT, "Only things near the one with this name"),
        ("tool", STATES, "Only things that have a tool of this kind"),
        ("tool", TOOLS, "The tool"),
    ],
)
def test_what_may_be_another_thing_is_no_filter(found, name, schema, words):
    assert found(name, schema, words) is None


def test_words_say_whether_the_page_describes_it(found):
    assert found("status", STATES, "Only things of this status").is_described
    assert not found("status", STATES, "The status").is_described


def test_text_of_a_members_name_finds_it_and_perhaps_its_parts(found):
    by_name = found("name", TEXT, "The name")

    assert (by_name.members, by_name.how, by_name.is_described) == (("name",), How.EQUAL, False)
    assert not by_name.is_exact
    assert found("name", TEXT, "Only things of this name").is_exact


def test_words_say_whether_case_counts(found):
    words = "Only things whose name holds this text"

    assert not found("search", TEXT, words).ignores_case
    assert found("search", TEXT, f"{words}, in upper or lower case").ignores_case
    assert found("search", TEXT, f"{words}, regardless of case").ignores_case
    assert found("search", TEXT, f"{words}, small or capital").ignores_case
    assert found("search", TEXT, f"{words}, in small or capital letters").ignores_case
    assert found("search", TEXT, f"{words}. Capitals do not count").ignores_case
    assert found("search", TEXT, f"{words}. Case doesn't matter").ignores_case
    assert not found("search", TEXT, f"{words}. Upper and lower case differ").ignores_case
    assert not found("search", TEXT, f"{words}, with its capitals").ignores_case


@pytest.mark.parametrize("words", ["has this text somewhere in it", "have the given word"])
def test_text_that_a_name_has_is_a_part_of_it(found, words):
    assert found("search", TEXT, f"Only things whose name {words}").how is How.HOLDS


def test_false_means_something_where_the_page_says_what(found):
    assert found("archived", FLAG, "Only archived things").among == (True,)
    assert found("archived", FLAG, "Only archived things, or only those that are not").among == (
        True,
        False,
    )
    both = "With `true`, only the archived are listed; with `false`, only those who are not."
    assert found("archived", FLAG, both).among == (True, False)
    assert found("archived", FLAG, "With `true`, only the archived; with `false`, not only") is None


def test_values_that_choose_nothing_are_left_out(found):
    wide = {"enum": ["all", "draft", "other"]}

    assert found("status", wide, "Only things of this status").among == ("draft",)


@pytest.mark.parametrize(
    ("name", "schema", "words", "member", "how", "includes"),
    [
        ("weight", NUMBER, "Only things of at least this size", "weight", How.LEAST, True),
        (
            "made_from",
            DAY,
            "Only things made on this day (UTC) or later",
            "made_at",
            How.LEAST,
            True,
        ),
        ("weight_min", NUMBER, "Only things of this size or more", "weight", How.LEAST, True),
        (
            "min_weight",
            NUMBER,
            "Only things of this weight or a better one",
            "weight",
            How.LEAST,
            True,
        ),
        ("heavy", NUMBER, "Only things whose weight is above", "weight", How.LEAST, False),
        ("light", NUMBER, "Only things whose weight is below this", "weight", How.MOST, False),
        (
            "longer_than",
            NUMBER,
            "Only things of more metres than this",
            "length_m",
            How.LEAST,
            False,
        ),
        ("longer_than", NUMBER, "Only things longer than this", "length_m", How.LEAST, False),
        ("room", NUMBER, "Only things with more seats than this", "seats", How.LEAST, False),
        ("max_seats", NUMBER, "", "seats", How.MOST, None),
        ("seats_gte", NUMBER, "Only things with more seats than this", "seats", How.LEAST, None),
        ("year_from", NUMBER, "Only things of this year or later", "year", How.LEAST, True),
        ("seats_from", NUMBER, "Only from this number on", "seats", How.LEAST, True),
        (
            "built_before",
            NUMBER,
            "Only things built before this",
            "year_built",
            How.MOST,
            False,
        ),
        ("filter[seats][lte]", NUMBER, "", "seats", How.MOST, True),
        (
            "made_before",
            TEXT,
            "Only things made before this day, the day itself not included",
            "made_at",
            How.MOST,
            False,
        ),
        (
            "made_since",
            TEXT,
            "Only things made since this day, that day itself included",
            "made_at",
            How.LEAST,
            True,
        ),
        ("made_after", TEXT, "Only things made after this day", "made_at", How.LEAST, False),
        ("opened_from", DAY, "Things opened on this day or later", "opened_on", How.LEAST, True),
        ("opened_from", DAY, "Those that begin on this day or later", "opened_on", How.LEAST, True),
        (
            "from",
            DAY,
            "Only things made on this day, at whatever hour, or later",
            "made_at",
            How.LEAST,
            True,
        ),
        ("min_length", NUMBER, "Only things at least this long", "length_m", How.LEAST, True),
        ("openedUntil", DAY, "Things of this day and earlier", "opened_on", How.MOST, True),
        ("opened_to", DAY, "", "opened_on", How.MOST, None),
        ("opened_from", DAY, "Only things opened since this day", "opened_on", How.LEAST, None),
        ("since", DAY, "Only things opened on or after this day", "opened_on", How.LEAST, True),
        ("until", DAY, "Only things opened no later than this day", "opened_on", How.MOST, True),
    ],
)
def test_range_is_found_with_what_is_compared(found, name, schema, words, member, how, includes):
    filter_ = found(name, schema, words)

    assert filter_.members == (member,)
    assert (filter_.how, filter_.includes) == (how, includes)
    assert filter_.is_described is bool(words)


@pytest.mark.parametrize(
    ("name", "schema", "words"),
    [
        ("least", NUMBER, "Only things of at least this"),  # of what?
        ("weight", NUMBER, "Only things of this weight, 1 or more"),  # a bound of the value
        ("weight", NUMBER, "Only things of this weight or a better one"),  # which may be less
        ("weight", NUMBER, "Only things of this weight, see below"),
        ("max_seats", NUMBER, "How many seats are listed"),
        ("max_results", NUMBER, "Only things up to this number of seats"),
        ("min_weight", NUMBER, "Only things of at most this weight"),  # which of both?
        ("weight", NUMBER, "Only things of more than this, and less than that"),
        ("weight_min", NUMBER, "Only things with more seats than this"),
        ("room", NUMBER, "Only things with more seats or weight than this"),
        ("longer_than", NUMBER, "Only things of more kilometres than this"),
        ("heavier_than", NUMBER, ""),
        ("heavier_than", NUMBER, "The least weight"),
        ("from_weight", NUMBER, ""),
        ("weight", NUMBER, "A warning is shown where the weight is above this"),
        ("opened_after", NUMBER, "Only things opened after this"),
        ("since", TEXT, "Only things opened after this one"),
        ("since", DAY, "Only things of this day and later"),
        ("size", NUMBER, "How many things are shown"),
        ("since", TEXT, "Only things opened after this"),
        ("opened_from", DAY, "Only things opened on this day or later, or without a day"),
        ("opened_from", DAY, "Also things opened on this day or later"),
        ("valid_until", DAY, "Only things that are valid until this day"),
        ("valid_to", DAY, ""),
        ("max_status", STATES, ""),
        ("max_labels", NUMBER, ""),
        ("min_id", TEXT, ""),
    ],
)
def test_range_of_which_something_is_open_is_none(found, name, schema, words):
    assert found(name, schema, words) is None


@pytest.mark.parametrize(
    ("name", "words", "how"),
    [
        ("min_seats", "The least number that they may have", How.LEAST),
        ("seats_min", "Minimum of seats", How.LEAST),
        ("max_seats", "The highest one", How.MOST),
    ],
)
def test_range_by_its_name_is_not_described(found, name, words, how):
    filter_ = found(name, NUMBER, words)

    assert (filter_.members, filter_.how, filter_.includes) == (("seats",), how, None)
    assert not filter_.is_described
    assert found(name, NUMBER, f"{words}, and at most 9") is None


def test_part_of_a_value_may_find_it_where_the_page_says_so(found):
    assert found("label", TEXT, "Only things that have this label").is_exact
    assert not found("label", TEXT, "Only things whose labels contain this").is_exact


@pytest.fixture
def chosen_of(tmp_path, monkeypatch):
    """Give the filters of a list of things with these members, which takes one parameter."""

    def find(members, parameter):
        document = pages(parameter)
        of_list = document["paths"]["/things"]["get"]
        things = {"type": "object", "properties": {"id": TEXT, **members}}
        whole = {"type": "object", "properties": {"things": {"type": "array", "items": things}}}
        of_list["responses"] = answers("200", whole, {})
        spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(document)
        return [(e.members, e.how, e.is_described) for e in spec.operation("list").filters]

    return find


def test_day_of_things_that_have_but_one_is_that(chosen_of):
    parameter = query("since", DAY, description="Only things of this day and later")
    of_one = {"weighed_on": {"type": "string", "format": "date"}, "weight": NUMBER}
    found = chosen_of(of_one, parameter)
    assert found == [(("weighed_on",), How.LEAST, True)]

    of_two = {**of_one, "made_at": {"type": "string", "format": "date-time"}}
    assert chosen_of(of_two, parameter) == []


SIZES = {"type": "string", "enum": ["S", "M", "L"]}


@pytest.mark.parametrize(
    ("member", "schema", "count"),
    [(SIZES, SIZES, 1), (SIZES, NUMBER, 0), (NUMBER, NUMBER, 0), ({"enum": ["S"]}, SIZES, 0)],
)
def test_size_of_things_is_none_of_a_page(chosen_of, member, schema, count):
    found = chosen_of({"size": member}, query("size", schema))
    assert found == [(("size",), How.EQUAL, False)] * count


@pytest.mark.parametrize(
    ("words", "is_described"),
    [("Part of the name, case ignored", True), ("A part of the name.", True), ("", False)],
)
def test_part_of_a_name_is_said_of_things(chosen_of, words, is_described):
    found = chosen_of({"name": TEXT}, query("name", TEXT, description=words))
    how = How.HOLDS if is_described else How.EQUAL
    assert found == [(("name",), how, is_described)]


def test_day_between_two_members_is_found(found):
    filter_ = found("on", DAY, "Only things valid on this day")
    assert filter_.members == ("valid_from", "valid_until")
    assert filter_.how is How.DURING
    assert found("on", DAY, "Only things not valid on this day") is None


@pytest.mark.parametrize(
    ("words", "how", "includes"),
    [
        ("Only things valid on this day, i.e. until valid_until, not later", How.DURING, None),
        ("Only things valid on this day, the day itself included", How.DURING, True),
        ("Only things valid on this day. The day itself is left out", How.DURING, None),
    ],
)
def test_what_is_said_of_the_ends_of_a_span(found, words, how, includes):
    filter_ = found("on", DAY, words)
    assert (filter_.how, filter_.includes) == (how, includes)


@pytest.mark.parametrize(
    ("overall", "is_described"),
    [
        ("Filters that are given together must all hold.", True),
        ("Where a filter takes several values they are parted by commas.", True),
        ("`total` counts everything that meets the filters.", True),
        ("Things have sizes.", False),
        ("The filter of the coffee machine is not one of them.", False),
    ],
)
def test_parameters_are_filters_where_words_above_lists_speak_of_such(found, overall, is_described):
    assert found("status", STATES, overall=overall).is_described is is_described


@pytest.mark.parametrize(
    ("about", "is_filter"),
    [
        (
            "Archived ones are left out unless `archived` is `true`, which shows them as well.",
            False,
        ),
        ("Old ones are never shown unless `archived` asks for it.", False),
        ("Archived ones are left out unless asked for. `archived` chooses them.", True),
        ("", True),
    ],
)
def test_parameter_without_which_things_are_left_out_is_no_filter(
    tmp_path, monkeypatch, about, is_filter
):
    written = pages(query("archived", FLAG), members={"archived": FLAG})
    written["paths"]["/things"]["get"]["description"] = about
    spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(written)

    assert bool(spec.operation("list").filters) is is_filter
