"""Odd queries: what is sent of them at which depth, and what of it breaks the rule."""

import pytest

from harness.core.outcomes import Broken
from harness.generation import searches
from harness.generation.queries import MOST, QUICK, SURE, VALUES, queries
from harness.run.settings import Depth
from harness.run.turns import Turns
from tests.harness.shelves import Shelves, pages, query
from tests.harness.wire import CRASHED, http

LIMIT, OFFSET = (query(name, {"type": "integer"}) for name in ("limit", "offset"))


@pytest.fixture
def cases(tmp_path, monkeypatch):
    spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(pages(LIMIT, OFFSET))
    return lambda depth, seed=0: queries(spec.operation("list"), depth, Turns(seed))


@pytest.mark.parametrize(
    ("depth", "count"),
    [(Depth.QUICK, QUICK), (Depth.STANDARD, 2 * SURE + SURE), (Depth.DEEP, 2 * len(VALUES))],
)
def test_depth_says_how_many_are_sent(cases, depth, count):
    assert len(cases(depth)) == count <= max(MOST + SURE, 2 * len(VALUES))


def test_likeliest_values_of_each_parameter_are_in_every_standard_run(cases):
    targets = {each.target for each in cases(Depth.STANDARD)}

    assert {f"/things?{name}={each}" for name in ("limit", "offset") for each in ("abc", "-1")} <= (
        targets
    )


def test_rest_is_taken_by_turns(cases):
    first, again, other = (cases(Depth.STANDARD, seed) for seed in (0, 0, 1))

    assert first == again != other


KIND = {**query("kind", {"enum": ["a", "b"]}), "required": True}


def test_what_must_be_there_stands_beside_an_odd_value(tmp_path, monkeypatch):
    spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(pages(LIMIT, KIND))

    found = {each.target for each in queries(spec.operation("list"), Depth.DEEP, Turns(0))}

    assert "/things?kind=a&limit=0" in found
    assert "/things?kind=abc" in found


def test_query_that_crashes_a_look_up_is_broken(run_of, wire, tmp_path, monkeypatch):
    document = pages(LIMIT, KIND)
    del document["paths"]["/things"]["get"]["security"]
    product = Shelves(tmp_path, monkeypatch.setenv).spec_of(document).product

    def answer_to(request):
        wire.requests.append(request)
        return CRASHED if b"limit=abc" in request else http(200, {"things": []})

    wire.answer_to = answer_to
    search = searches.of_queries(run_of(product, depth=Depth.STANDARD), "list")

    with pytest.raises(Broken, match="limit a text"):
        search.expect("input.refused-not-crashed")
    assert "GET /api/things?kind=a&limit=abc" in wire.lines
    assert "GET /api/things?kind=abc" in wire.lines


def test_what_numbers_and_texts_stumble_at_comes_first(tmp_path, monkeypatch):
    texts = [query(f"text{n}", {"type": "string"}) for n in range(5)]
    spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(pages(LIMIT, *texts))

    targets = [each.target for each in queries(spec.operation("list"), Depth.STANDARD, Turns(0))]

    assert targets[0] == f"/things?limit={2**64}"
    assert targets[1] == "/things?text0=%27%22%3B--%5C"
    assert f"/things?text0={2**64}" not in targets[:MOST]
