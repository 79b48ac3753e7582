"""Two parameters of which one sentence says that a member lies between them."""

import pytest

from spec.filters import How
from tests.harness.shelves import Shelves, pages, query

MOMENT = {"type": "string", "format": "date-time"}
TEXT = {"type": "string"}


@pytest.fixture
def found(tmp_path, monkeypatch):
    def find(words, *names):
        document = pages(*(query(each, TEXT) for each in names), members={"starts_at": MOMENT})
        document["paths"]["/things"]["get"]["description"] = words
        spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(document)
        return {
            each.parameter.name: (each.how, each.members, each.includes)
            for each in spec.operation("list").filters
        }

    return find


@pytest.mark.parametrize(
    ("words", "includes"),
    [
        ("`from` and `until` bound `starts_at`.", (None, None)),
        ("`from` and `until` bound `starts_at`: what starts at `from` is in, what starts at `until`"
         " is out.", (True, False)),
        ("`from` and `until` filter things by `starts_at`, both inclusive.", (True, True)),
        ("`from` and `until` restrict the list to those whose `starts_at` lies between them; both"
         " are excluded", (False, False)),
        ("A list. `from` and `until` filter by `starts_at` (inclusive).", (True, True)),
        ("`from` and `until` bound `starts_at`, both in local time.", (None, None)),
        ("`from` and `until` bound `starts_at`; `from` is in UTC.", (None, None)),
        ("`from` and `until` narrow by `starts_at`; `until` is exclusive", (None, False)),
        ("`from` and `until` narrow by `starts_at`; `until` itself is not included.",
         (None, False)),
    ],
)  # fmt: skip
def test_range_of_two_parameters(found, words, includes):
    assert found(words, "from", "until") == {
        "from": (How.LEAST, ("starts_at",), includes[0]),
        "until": (How.MOST, ("starts_at",), includes[1]),
    }


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("`from` and `until` bound `starts_at`.", ("from",)),
        ("`until` and `from` bound `starts_at`.", ("from", "until")),
        ("`from` and `until` bound `ends_at`.", ("from", "until")),
        ("`from` and `until` are days.", ("from", "until")),
        ("`from` and `name` filter by `starts_at`.", ("from", "name")),
    ],
)
def test_what_may_be_another_thing(found, words, names):
    assert not {How.LEAST, How.MOST} & {how for how, _, _ in found(words, *names).values()}
