"""What sentences about an operation say that its members may be."""

import pytest

from spec.member_words import told_of_members
from tests.harness.shelves import Shelves, pages

NAMES = ["code", "name", "weight_grams", "wash_temperature", "labels", "lines", "pieces", "is_new"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("A name has 1 to 80 characters.", {"name": "A name has 1 to 80 characters."}),
        ("Codes are 2 to 12 letters, digits and hyphens.", {"code": "Codes are 2 to 12 letters"}),
        ("A piece weighs between 1 and 5000 grams.", ["weight_grams"]),
        ("Washing temperatures run from 30 to 95 degrees.", ["wash_temperature"]),
        ("A load has 1 to 10 lines of 1 to 500 pieces each.", ["lines", "pieces"]),
        ("It has at most 5 labels of up to 20 characters.", ["labels"]),
        ("It has 1 to 5 labels of 1 to 20 characters.", ["labels"]),
        ("`code` and `name` are short, up to 20 characters each.", ["code", "name"]),
        ("`code` and `name` are short, up to 20 characters.", []),
        ("A name and a code have 1 to 80 characters.", []),
        ("Where it is new, a name has 1 to 80 characters.", []),
        ("A name of 81 characters is answered with 400: 1 to 80 are fine.", []),
        ("A name is 1 to 5 words of 1 to 9 letters, and 3 to 4 lines long.", ["name", "lines"]),
        ("Between 1 and 9 of them may be new.", []),
        ("Names are unique.", []),
        ("You choose the `code`: 2 to 12 small letters.", ["code"]),
        ("`weight_grams` is 1 to 90 grams, and 0 stands for none.", []),
        ("`weight_grams` is 1 to 90 grams; 0 stands for none.", []),
        ("`weight_grams` is 1 to 90 grams. A code of 2 means new.", ["weight_grams"]),
        ("A name has 1 to 80 letters. With a `code` of `f` it has 1 to 90.", []),
        ("`code` is 2 to 9, and 3 unless told; null is the same.", {"code": "`code` is 2 to 9"}),
        ("`code` is 2 to 9, 3 if left out or null.", {"code": "`code` is 2 to 9."}),
        ("A `name` has 1 to 40 letters: else 409 and `Too long`.", ["name"]),
        ("Takes 1 to 5 `labels`: otherwise 422.", {"labels": "Takes 1 to 5 `labels`"}),
        ("A code is 1 to 9 for `a`, and 1 to 5 for `b`.", []),
        (
            "A name has 1 to 80 characters. `code` has at most 6. The weight in grams is 1 to 9.",
            {
                "name": "A name has 1 to 80 characters.",
                "code": "`code` has at most 6 characters.",
                "weight_grams": "The weight in grams is 1 to 9.",
            },
        ),
        ("The weight in grams is 1 to 9. `code` has at most 6.", ["weight_grams", "code"]),
        (
            "A `code` is that of the house. It has 2 to 6 letters.",
            {"code": "`code` has 2 to 6 letters."},
        ),
        ("`pieces` are counted. That is so. It is at least 1: else 422.", []),
        ("A piece of each code. It is at least 1.", []),
        ("Names are unique. It has at most 5 labels.", ["labels"]),
        ("`pieces` are wanted. It is between 1 and 100, and for a clerk between 1 and 500.", []),
    ],
)
def test_sentence_says_what_a_member_may_be(words, told):
    found = told_of_members(words, NAMES)

    assert list(found) == list(told)
    assert not isinstance(told, dict) or found == told


def test_parts_of_a_sentence_are_told_apart():
    found = told_of_members("A load has 1 to 10 lines of 1 to 500 pieces each.", NAMES)

    assert found == {"lines": "A load has 1 to 10 lines", "pieces": "1 to 500 pieces each."}


def test_first_sentence_of_a_member_counts():
    found = told_of_members("A name has 1 to 80 characters. A name has up to 9 letters.", NAMES)

    assert found == {"name": "A name has 1 to 80 characters."}


TEXT = {"type": "string"}
LINE = {"type": "object", "properties": {"pieces": {"type": "number"}, "note": TEXT}}


def members_of(tmp_path, monkeypatch, about, *, operation="make", change=None, **members):
    written = pages(members=members)
    written["components"]["schemas"] = {"Line": LINE, "Text": TEXT}
    written["paths"]["/things"]["post"]["description"] = about
    if change is not None:
        schema = {"type": "object", "properties": change}
        written["paths"]["/things/{thing_id}"]["patch"] = {
            "operationId": "change",
            "requestBody": {"content": {"application/json": {"schema": schema}}},
            "responses": {"200": {}},
        }
    spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(written)
    return (spec.operation(operation).body_schema or {})["properties"]


def test_members_say_what_the_words_of_their_operation_say_of_them(tmp_path, monkeypatch):
    own = {**TEXT, "description": "Up to 9 letters"}
    about = "A title has up to 60 characters, a code up to 12. A mark has 1 to 3 letters."
    ref = {"$ref": "#/components/schemas/Text"}

    members = members_of(tmp_path, monkeypatch, about, title=TEXT, code=own, mark=ref, hall=TEXT)

    assert members["title"] == {**TEXT, "description": "A title has up to 60 characters"}
    assert members["code"] == own
    assert members["mark"] == {**ref, "description": "A mark has 1 to 3 letters."}
    assert members["hall"] == TEXT


def test_members_of_items_say_so_as_well(tmp_path, monkeypatch):
    ref = {"$ref": "#/components/schemas/Line"}
    lines = {"type": "array", "items": ref}
    about = "A load has 1 to 10 lines of 1 to 500 pieces each."

    members = members_of(tmp_path, monkeypatch, about, lines=lines, first=ref, last=TEXT)

    told = {"type": "number", "description": "1 to 500 pieces each."}
    line = {"type": "object", "properties": {"pieces": told, "note": TEXT}}
    said = {"description": "A load has 1 to 10 lines"}
    assert members["lines"] == {"type": "array", **said, "items": line}
    assert members["first"] == line
    assert members["last"] == TEXT


def test_change_has_what_is_said_of_the_making(tmp_path, monkeypatch):
    about, change = "A title has up to 60 characters.", {"title": TEXT}

    members = members_of(
        tmp_path, monkeypatch, about, operation="change", change=change, title=TEXT
    )

    assert members["title"] == {**TEXT, "description": about}


def test_name_of_a_thing_is_not_that_of_what_it_holds(tmp_path, monkeypatch):
    about, hall = (
        "A name has up to 60 characters.",
        {"type": "object", "properties": {"name": TEXT}},
    )

    members = members_of(tmp_path, monkeypatch, about, name=TEXT, hall=hall)

    assert members["name"] == {**TEXT, "description": about}
    assert members["hall"] == hall


@pytest.mark.parametrize(
    ("own", "joined"),
    [
        ("Cents", "Cents. A title has up to 60 characters."),
        ("Up to 9 letters", "Up to 9 letters"),
        ("Up to 60", "Up to 60"),
    ],
)
def test_what_stands_beside_a_member_comes_first(tmp_path, monkeypatch, own, joined):
    title = {**TEXT, "description": own}

    members = members_of(tmp_path, monkeypatch, "A title has up to 60 characters.", title=title)

    assert members["title"]["description"] == joined


def test_sentence_that_says_more_stands_for_what_is_beside(tmp_path, monkeypatch):
    tags = {"type": "array", "items": TEXT, "description": "Up to 10"}
    about = "`tags` takes up to 10 tags of at most 20 characters."

    members = members_of(tmp_path, monkeypatch, about, tags=tags)

    assert members["tags"]["description"] == about


def test_members_of_each_way_of_a_body_say_so(tmp_path, monkeypatch):
    written = pages()
    one = {"type": "object", "properties": {"name": TEXT, "mark": TEXT}}
    making = written["paths"]["/things"]["post"]
    making["description"] = "A mark has 1 to 3 letters."
    making["requestBody"]["content"]["application/json"]["schema"] = {"anyOf": [one, TEXT]}
    spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(written)

    schema = spec.operation("make").body_schema or {}

    told = {**TEXT, "description": "A mark has 1 to 3 letters."}
    assert schema == {"anyOf": [{**one, "properties": {"name": TEXT, "mark": told}}, TEXT]}
