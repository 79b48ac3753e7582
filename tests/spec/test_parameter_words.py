"""What sentences of an operation say of the parameters of its query."""

from typing import Any

import pytest

from tests.harness.shelves import Shelves, pages, query

TEXT = {"type": "string"}


@pytest.fixture
def told(tmp_path, monkeypatch):
    def read(about: str, *parameters: Any) -> dict[str, str]:
        written = pages(*parameters)
        written["paths"]["/things"]["get"]["description"] = about
        spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(written)
        return {each.name: each.description for each in spec.operation("list").queried}

    return read


@pytest.mark.parametrize(
    ("about", "city", "limit"),
    [
        ("`city` wants the whole name.", "`city` wants the whole name.", ""),
        ("The parameter `city` is a name. Others are not.", "The parameter `city` is a name.", ""),
        ("Things are in a city. They have a `city`.", "", ""),
        ("`limit` is 1 to 9; `city` is a name.", "`city` is a name.", "`limit` is 1 to 9"),
        ("`city` and `limit` go together.", "", ""),
        ("`city`, `limit` go together.", "", ""),
        ("`city` is a name.\n\n`city` is whole.", "`city` is a name. `city` is whole.", ""),
        ("`town` is a name.", "", ""),
    ],
)
def test_sentence_speaks_of_the_parameter_with_which_it_begins(told, about, city, limit):
    assert told(about, query("city", TEXT), query("limit", TEXT)) == {"city": city, "limit": limit}


def test_what_stands_beside_a_parameter_comes_first(told):
    parameter = query("city", TEXT, description="A name.")

    assert told("`city` is whole.", parameter) == {"city": "A name. `city` is whole."}
    assert told("A name.", parameter) == {"city": "A name."}
    assert told("`city` is whole.", query("city", TEXT, description="`city` is whole.")) == {
        "city": "`city` is whole."
    }
