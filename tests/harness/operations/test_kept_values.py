"""Values that a page says are kept otherwise than they are sent: in capitals, cut, rounded."""

import pytest

from harness.operations.kept_values import as_kept
from tests.harness.shelves import pages

TEXT = {"type": "string"}
MEMBERS = {"code": TEXT, "label": TEXT, "owner": {"type": "object", "properties": {"mail": TEXT}}}
SENT = {"name": "Abc", "code": "Abc", "owner": {"mail": "Ida@x.test", "tags": ["A", 1]}}


@pytest.fixture
def kept(shelves):
    def told(about="", shown=None, **members):
        written = pages(members={**MEMBERS, **members})
        written["paths"]["/things"]["post"]["description"] = about
        spec = shelves.spec_of(written)
        return as_kept(spec, spec.operation("make"), SENT, shown or {})

    return told


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ("`code` has 4 to 20 characters; it is kept in capitals.", "ABC"),
        ("The code is stored in upper case.", "ABC"),
        ("A code is lower-cased.", "abc"),
        ("Codes are always shown in lower case.", "abc"),
        ("The `code` comes back in capitals.", "ABC"),
        ("A code has 3 letters, and we uppercase it.", "ABC"),
        ("No two have a code, whether in upper or lower case.", "Abc"),
        ("The code has capital letters.", "Abc"),
        ("The code is as it was sent.", "Abc"),
    ],
)
def test_member_that_a_sentence_names_is_kept_so(kept, about, code):
    assert kept(about) == {**SENT, "code": code}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("A dash and digits, stored in lower case. Else 400.", "abc"),
        ("Lower case", "abc"),
        ("in capitals.", "ABC"),
        ("Up to 3 capitals, or lower case", "Abc"),
    ],
)
def test_what_stands_beside_a_member_says_so_as_well(kept, words, code):
    assert kept(code={**TEXT, "description": words})["code"] == code


def test_texts_of_an_array_are_kept_so(shelves):
    written = pages(members={"tags": {"type": "array", "items": TEXT}})
    written["paths"]["/things"]["post"]["description"] = "At most 8 tags, kept in lower case."
    spec = shelves.spec_of(written)

    found = as_kept(spec, spec.operation("make"), {"tags": ["Hot", 1]}, {})
    assert found == {"tags": ["hot", 1]}


def test_where_nobody_knows_which_member_is_meant_any_may_be(kept):
    owner = {"mail": "ida@x.test", "tags": ["a", 1]}
    shown = {"name": "ABC", "code": "other", "owner": owner}

    found = kept("The address is kept in lower case.", shown)

    assert found == {"name": "ABC", "code": "Abc", "owner": owner}
    assert kept("The address is kept.", shown) == SENT


@pytest.mark.parametrize(
    ("about", "shown", "code"),
    [
        ("Zeros in front of a code are dropped.", "bc", "bc"),
        ("Zeros in front of a code are dropped.", "x", "Abc"),
        ("Zeros in front of a code are kept.", "bc", "Abc"),
    ],
)
def test_part_that_pages_say_is_dropped_may_lack(kept, about, shown, code):
    assert kept(about, {"code": shown})["code"] == code


def test_name_of_several_words_is_known_in_a_sentence(shelves):
    written = pages(members={"gate_code": TEXT})
    about = "A `gate_code` has 1 to 6 digits; zeros in front of it are dropped."
    written["paths"]["/things"]["post"]["description"] = about
    spec = shelves.spec_of(written)

    found = as_kept(spec, spec.operation("make"), {"gate_code": "0471"}, {"gate_code": "471"})
    assert found == {"gate_code": "471"}


@pytest.mark.parametrize(("shown", "wanted"), [(12, 12), (14, 12.4)])
def test_number_may_be_rounded_where_pages_say_so(shelves, shown, wanted):
    written = pages(members={"width": {"type": "number"}})
    written["paths"]["/things"]["post"]["description"] = "The width is rounded to whole metres."
    spec = shelves.spec_of(written)

    found = as_kept(spec, spec.operation("make"), {"width": 12.4}, {"width": shown})
    assert found == {"width": wanted}
