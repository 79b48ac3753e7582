"""What pages say is answered to other values of a parameter than it may have."""

from typing import Any

import pytest

from spec.refused_queries import RefusedQuery, without_refusals
from tests.harness.shelves import Shelves, pages, query

NUMBER, TEXT = {"type": "integer"}, {"type": "string"}
PARAMETERS = (query("limit", NUMBER), query("offset", NUMBER), query("order_by", TEXT))
BAD, WRONG = frozenset({"400"}), frozenset({"422"})


@pytest.fixture
def refused(tmp_path, monkeypatch):
    def read(about: str, *parameters: Any) -> dict[str, RefusedQuery]:
        written = pages(*(parameters or PARAMETERS))
        written["info"]["description"] = about
        spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(written)
        return dict(spec.operation("list").refused_queries)

    return read


@pytest.mark.parametrize(
    ("about", "found"),
    [
        (
            "`limit` is between 1 and 100, and 25 unless told; `offset` is 0 or more. Anything "
            "else is refused with 400 and `Bad paging`.",
            {
                "limit": RefusedQuery(BAD, "`limit` is between 1 and 100"),
                "offset": RefusedQuery(BAD, "`offset` is 0 or more."),
            },
        ),
        (
            "`order_by` is one of those below.\nAny other value is answered 422.",
            {"order_by": RefusedQuery(WRONG, "")},
        ),
        (
            "`limit` is 1 to 9, other numbers get 400. `offset` is a number.",
            {"limit": RefusedQuery(BAD, "`limit` is 1 to 9")},
        ),
        ("`limit` is 1 to 9.\n\nBodies are JSON. Anything else is answered 400.", {}),
        ("`limit` is 1 to 9; 0 gives the total alone. Anything else is refused with 400.", {}),
        ("`limit` is 1 to 9. What is higher counts as 9, anything else is refused with 400.", {}),
        ("`limit` is 1 to 9. Anything else is ignored.", {}),
        ("`limit` is 1 to 9. Anything else is answered 404.", {}),
        ("Names are short. Any other value is refused with 400.", {}),
    ],
)
def test_what_else_is_refused_is_that_of_the_parameters_before_it(refused, about, found):
    assert refused(about) == found


def test_first_refusal_of_a_parameter_counts(refused):
    about = "A `limit` is short. Others get 400.\n\nA `limit` is long. Others get 422."

    assert refused(about)["limit"].statuses == BAD


@pytest.mark.parametrize(
    ("own", "rest"),
    [
        ("1 to 100. Other values are refused with 400.", "1 to 100. ."),
        ("1 to 100, otherwise 400", "1 to 100"),
        (
            "Only things of this kind. Unknown kind is refused with 400.",
            "Only things of this kind..",
        ),
        ("1 to 9; anything else gets 400", "1 to 9; "),
    ],
)
def test_what_stands_beside_a_parameter_tells_of_it(refused, own, rest):
    found = refused("", query("limit", NUMBER, description=own), query("offset", NUMBER))

    assert found == {"limit": RefusedQuery(BAD, "")}
    assert without_refusals(own) == rest


@pytest.mark.parametrize(
    "own",
    [
        "1 to 100",
        "Unknown kinds are ignored",
        "1 to 9. Other values are lowered, else 400",
        "Otherwise all are listed",
    ],
)
def test_what_stands_beside_a_parameter_tells_of_none(refused, own):
    assert refused("", query("limit", NUMBER, description=own)) == {}
    assert without_refusals("1 to 100") == "1 to 100"
