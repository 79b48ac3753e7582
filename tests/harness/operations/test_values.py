"""Values that a page's schema allows, and what is noted of those that it does not tell."""

import re

import pytest

from harness.operations.made import markers_in
from harness.operations.values import Maker, NoValue, limited, reference_free

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def maker(document=None, *, is_other=False, **known):
    return Maker(
        document or {}, lambda: "qa@acme.test", lambda name, _: known.get(name), is_other=is_other
    )


@pytest.mark.parametrize(
    ("name", "schema", "expected"),
    [
        ("size", {**NUMBER, "example": 7}, 7),
        ("size", {**NUMBER, "default": 0}, 0),
        ("size", {**NUMBER, "minimum": 3, "maximum": 5}, 3),
        ("size", {**NUMBER, "maximum": 5}, 5),
        ("kind", {"enum": [None, "a", "b"]}, "a"),
        ("kind", {"enum": ["a", "b"], "example": "b"}, "b"),
        ("kind", {"enum": ["a", "b"], "example": "c"}, "a"),
        ("kind", {"const": "a"}, "a"),
        ("name", {"enum": ["a", "b"]}, "a"),
        ("is_on", {"type": "boolean"}, False),
        ("kind", {"anyOf": [{"type": "null"}, {**TEXT, "example": "x"}]}, "x"),
        ("kind", {"allOf": [TEXT, {"example": "x"}]}, "x"),
        ("kind", {"$ref": "#/components/Kind"}, "one"),
        ("sizes", {"type": "array", "items": {**NUMBER, "example": 2}}, [2]),
        ("sizes", {"type": "array", "items": {**NUMBER, "example": 2}, "minItems": 2}, [2, 2]),
        ("begins_at", {**TEXT, "format": "date-time"}, "2030-01-01T00:00:00Z"),
        ("country_code", {**TEXT, "example": "CZ"}, "CZ"),
        ("owner", {"properties": {"size": {**NUMBER, "example": 2}}}, {"size": 2}),
        ("email", TEXT, "qa@acme.test"),
        ("username", {**TEXT, "example": "jan@acme.test"}, "qa@acme.test"),
        ("thing_id", NUMBER, 42),
    ],
)
def test_value_is_one_that_the_page_allows(name, schema, expected):
    made = maker({"components": {"Kind": {"enum": ["one"]}}}, thing_id=42)

    assert made.value(name, schema) == expected


@pytest.mark.parametrize("name", ["name", "title", "code", "segment_name", "slug"])
def test_what_tells_a_thing_is_the_run_s_own(name):
    made = maker()

    found = made.value(name, {**TEXT, "example": "VIP"})

    assert found == made.marker
    assert made.is_marked
    assert made.made_up == []
    assert markers_in(str(found))


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ({"maxLength": 8}, r"^.{1,8}$"),
        ({"minLength": 60}, r"^.{60}$"),
        ({"pattern": "^[a-z0-9_]+$"}, r"^[a-z0-9_]+$"),
        ({"pattern": "^[A-Z0-9]+$"}, r"^[A-Z0-9]+$"),
        ({"pattern": "["}, r"^meiro-contracts-"),
        ({"format": "uuid"}, r"^[0-9a-f]{8}-[0-9a-f-]{27}$"),
    ],
    ids=str,
)
def test_own_text_is_as_the_page_wants_it(schema, pattern):
    made = maker()

    assert re.search(pattern, str(made.value("name", {**TEXT, **schema})))
    assert made.made_up == []


def test_pattern_that_no_own_text_keeps_leaves_the_sample():
    made = maker()

    assert made.value("code", {**TEXT, "pattern": "^[A-Z]{3}$", "example": "VIP"}) == "VIP"
    assert (made.made_up, made.is_marked) == (["code"], False)


@pytest.mark.parametrize("schema", [TEXT, {"type": "object"}, {"type": "array"}, NUMBER])
def test_member_that_the_page_says_nothing_of_has_no_value(schema):
    with pytest.raises(NoValue):
        maker().value("thing", schema)


def test_required_member_without_a_value_is_made_up_and_told():
    schema = {
        "required": ["colour", "parts", "shape", "link_url"],
        "properties": {
            "colour": TEXT,
            "parts": {"type": "array"},
            "shape": {"type": "object"},
            "link_url": TEXT,
            "note_of": TEXT,
        },
    }
    made = maker()

    found = made.members(schema)

    assert found == {
        "colour": made.marker,
        "parts": [],
        "shape": {},
        "link_url": "https://example.com/meiro-contracts",
    }
    assert made.made_up == ["colour", "parts", "shape", "link_url"]


GUESSABLE = {
    "properties": {
        "motto": TEXT,
        "weight": NUMBER,
        "benefits": {"type": "array", "items": TEXT},
        "link": TEXT,
        "status": TEXT,
        "thing_id": TEXT,
        "on": {"type": "boolean"},
        "address": {"properties": {"street": TEXT}},
        "shape": {"type": "object"},
    }
}


def test_members_without_a_value_are_left_out_or_guessed():
    plain, guessing = maker(), maker()
    guessing.is_guessing = True

    assert plain.members(GUESSABLE) == {"on": False}
    assert guessing.members(GUESSABLE) == {
        "motto": guessing.marker,
        "weight": 3,
        "benefits": [guessing.marker],
        "link": "https://example.com/meiro-contracts",
        "on": False,
        "address": {"street": guessing.marker},
    }
    assert (plain.guesses, plain.made_up) == ([], [])
    assert set(guessing.guesses) == {"motto", "weight", "benefits", "link", "street", "address"}
    assert "motto" in guessing.made_up


def test_sample_of_an_id_is_told_where_it_may_not_be_there():
    made = maker()

    assert made.value("thing_id", {**NUMBER, "example": 5}) == 5
    assert made.made_up == ["thing_id"]


def test_members_that_are_read_only_are_left_out():
    schema = {"properties": {"a": {"readOnly": True, "example": 1}, "b": True, "c": {"example": 2}}}
    referring = {"properties": {"a": {"$ref": "#/A"}}}

    assert maker().members(schema) == {"c": 2}
    assert maker({"A": {"readOnly": True, "example": 1}}).members(referring) == {}


def test_sample_beside_a_type_is_the_members_own():
    kind = {"Kind": {"type": "string", "enum": ["bike", "scooter"]}}
    schema = {"properties": {"a": {"$ref": "#/Kind", "examples": ["scooter"]}}}

    assert maker(kind).members(schema) == {"a": "scooter"}
    assert maker(kind).members({"properties": {"a": {"$ref": "#/Kind"}}}) == {"a": "bike"}


def test_schema_that_holds_itself_comes_to_an_end():
    document = {"Tree": {"properties": {"size": {"example": 1}, "tree": {"$ref": "#/Tree"}}}}

    found = maker(document).members({"$ref": "#/Tree"})

    assert str(found).count("size") == 6


@pytest.mark.parametrize(
    ("name", "schema", "expected"),
    [
        ("size", {"example": 7}, 8),
        ("size", {"example": 7, "maximum": 7}, 7),
        ("size", {"example": 7, "exclusiveMaximum": 8}, 7),
        ("is_on", {"example": True}, False),
        ("is_on", {"type": "boolean"}, True),
        ("is_on", {"const": True}, True),
        ("is_on", {"enum": [True]}, True),
        ("version", {"const": 1}, 1),
        ("kind", {"enum": ["a", "b"], "example": "a"}, "b"),
        ("parts", {"enum": [["a"], ["b"]]}, ["b"]),
        ("colour", {"example": "red"}, "red"),
    ],
)
def test_another_value_is_wanted_where_one_is_as_good(name, schema, expected):
    assert maker(is_other=True).value(name, schema) == expected


def test_prose_is_changed_to_the_run_s_own():
    made = maker(is_other=True)

    assert str(made.value("description", {"example": "All"})).startswith(made.marker)


@pytest.mark.parametrize(
    ("name", "is_free"),
    [("id", False), ("user_id", False), ("userIds", False), ("valid", True), ("paid", True)],
)
def test_name_of_an_id(name, is_free):
    assert reference_free(name) is is_free


ONE_OF = {
    "required": ["name"],
    "properties": {
        "name": TEXT,
        "courier": {**TEXT, "example": "Post"},
        "collects": {"const": True},
        "note": TEXT,
    },
    "oneOf": [{"required": ["courier"]}, {"required": ["collects"]}],
}


def test_one_of_members_that_exclude_each_other_is_given():
    made = maker()

    assert made.members(ONE_OF).keys() == {"name", "courier", "note"}
    assert made.whole(ONE_OF, like={"collects": True})["required"] == ["name", "collects"]
    assert "courier" not in made.whole(ONE_OF, like={"collects": True})["properties"]
    assert made.whole({"oneOf": [{"type": "null"}, TEXT]}) == TEXT


WAYS = {
    "properties": {
        "way": {"anyOf": [{"const": "in"}, {"const": "out"}]},
        "berth": {**TEXT, "example": "north"},
        "port": {**TEXT, "example": "Antwerp"},
        "tugs": {"type": "integer", "example": 2},
    },
    "oneOf": [
        {"properties": {"way": {"const": "in"}}, "required": ["way", "berth"]},
        {"properties": {"way": {"const": "out"}}, "required": ["way", "port"]},
    ],
}
"""What goes one way or the other, each with a member of its own and a text that tells which."""


@pytest.mark.parametrize(
    ("sample", "made"),
    [
        (None, {"way": "in", "berth": "north", "tugs": 2}),
        ({"way": "out", "port": "Riga"}, {"way": "out", "port": "Antwerp", "tugs": 2}),
        ({"way": "in", "port": "Riga"}, {"way": "in", "berth": "north", "tugs": 2}),
        ({"way": "out"}, {"way": "in", "berth": "north", "tugs": 2}),
    ],
)
def test_members_of_another_group_are_left_out(sample, made):
    made_by = maker()
    assert made_by.members(made_by.whole(WAYS, like=sample)) == made


OUTINGS = {
    "properties": {
        "kind": TEXT,
        "focus": {**TEXT, "example": "speed"},
        "guests": {**NUMBER, "example": 2},
        "mail": {**TEXT, "example": "by post"},
        "phone": {**TEXT, "example": "555 0199"},
        "price": {**NUMBER, "example": 9},
    },
    "oneOf": [
        {"properties": {"kind": {"const": "training"}}, "required": ["kind", "focus"]},
        {
            "properties": {"kind": {"const": "guest"}},
            "required": ["kind", "guests"],
            "oneOf": [{"required": ["mail"]}, {"required": ["phone"]}],
        },
    ],
}
"""One of two, of which the second has one of two in its turn."""


@pytest.mark.parametrize(
    ("sample", "made"),
    [
        (None, {"kind": "training", "focus": "speed", "price": 9}),
        (
            {"kind": "guest", "guests": 1},
            {"kind": "guest", "guests": 2, "mail": "by post", "price": 9},
        ),
        (
            {"kind": "guest", "guests": 1, "phone": "1"},
            {"kind": "guest", "guests": 2, "phone": "555 0199", "price": 9},
        ),
    ],
)
def test_members_of_groups_within_another_group_are_left_out(sample, made):
    made_by = maker()
    assert made_by.members(made_by.whole(OUTINGS, like=sample)) == made


def test_members_by_which_paths_name_a_thing_are_its_own():
    made = maker()
    made.ids = frozenset({"number", "word", "kind"})

    numbers = {made.value("number", {**NUMBER, "example": 7}) for _ in range(20)}
    assert len(numbers) > 1
    assert all(7 < each <= 10_000 for each in numbers)
    assert made.value("word", {**TEXT, "example": "north"}) == made.marker
    assert made.value("kind", {"enum": ["a"], "example": "a"}) == "a"
    assert made.value("size", {**NUMBER, "example": 7}) == 7


def test_what_a_thing_is_made_with_serves_where_a_change_has_no_sample():
    made = maker()
    made.samples = {"size": 9, "place": {"above": 3}, "colour": "red"}
    schema = {"properties": {
        "size": {**NUMBER, "example": 7}, "colour": TEXT,
        "place": {"properties": {"above": {**NUMBER, "example": 1}}}, "other": TEXT}}  # fmt: skip

    assert made.members(schema) == {"size": 7, "colour": "red", "place": {"above": 3}}


@pytest.mark.parametrize(
    ("now", "expected"), [("new", "open"), ("open", "new"), ("closed", "open"), (None, "new")]
)
def test_state_is_changed_to_that_of_the_page_where_it_is_another(now, expected):
    made = maker(is_other=True)
    made.now = {"state": now} if now else {}
    states = {"enum": ["new", "open", "closed"], "example": "open"}

    assert made.value("state", states) == expected


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({**NUMBER, "description": "1 to 5, whole"}, {"minimum": 1, "maximum": 5}),
        ({**NUMBER, "example": 3, "description": "1 to 5"}, {"minimum": 1, "maximum": 5}),
        ({**NUMBER, "example": 3, "description": "At most 5"}, {"maximum": 5}),
        ({**TEXT, "description": "1 to 80 characters"}, {"minLength": 1, "maxLength": 80}),
        ({**TEXT, "example": "abc", "description": "at most 3 letters"}, {"maxLength": 3}),
        ({**NUMBER, "example": 9, "description": "1 to 5"}, {}),
        ({**NUMBER, "description": "At most 5"}, {}),
        ({**TEXT, "example": "abcd", "description": "at most 3 letters"}, {}),
        ({**TEXT, "description": "1 to 80"}, {}),
        ({**NUMBER, "maximum": 3, "description": "1 to 5"}, {}),
        ({**NUMBER, "enum": [1, 9], "description": "1 to 5"}, {}),
        ({"type": "boolean", "description": "1 to 5"}, {}),
        (NUMBER, {}),
    ],
)
def test_limits_that_words_tell_are_those_of_a_schema(schema, told):
    assert limited(schema) == {**schema, **told}
    assert maker().whole(schema) == limited(schema)


def test_members_that_name_a_thing_are_noted():
    own = maker(thing_id=7)

    assert own.value("thing_id", NUMBER) == 7
    assert own.value("size", {**NUMBER, "example": 3}) == 3
    assert own.referred == ["thing_id"]


@pytest.mark.parametrize(("now", "other"), [(True, False), (False, True), (None, True)])
def test_flag_without_a_sample_is_changed_to_the_other_one(now, other):
    made = maker(is_other=True)
    made.now = {"is_open": now}

    assert made.value("is_open", {"type": "boolean"}) is other
    assert maker().value("is_open", {"type": "boolean"}) is False


def test_code_keeps_to_the_form_of_its_sample():
    made = maker().members(
        {"properties": {"code": {"example": "SH-90"}, "name": {"example": "Sheet 12"}}}
    )

    assert made["code"] == "SH-90"
    assert markers_in(str(made["name"]))


def test_code_is_another_where_it_is_taken_and_numbers_stay():
    made = maker()
    made.is_unlike = True
    schema = {"properties": {"code": {"example": "SH-90"}, "weight": {**NUMBER, "example": 540}}}

    found = made.members(schema)

    assert re.fullmatch(r"SH-[0-9]{3}", str(found["code"]))
    assert found["weight"] == 540


ROWS = {"type": "array", "items": {"properties": {"label": {"example": "A"}, "name": TEXT}}}


def test_short_label_of_an_item_is_the_samples():
    made = maker().members({"properties": {"label": {"example": "A"}, "rows": ROWS}})

    assert made["rows"][0]["label"] == "A"
    assert made["label"] != "A"
    assert markers_in(made["rows"][0]["name"])


def test_days_are_as_much_later_as_another_thing_may_need():
    made = maker()
    made.weeks = 2
    days = {"from": {"example": "2031-05-09T20:00:00Z"}, "day": {"example": "2031-05-10"}}

    found = made.members({"properties": {**days, "of": {"enum": ["2031-05-09"]}}})

    assert found == {"from": "2031-05-23T20:00:00Z", "day": "2031-05-24", "of": "2031-05-09"}
    assert made.made_up == ["from", "day"]
