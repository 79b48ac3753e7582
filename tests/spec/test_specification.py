"""What the pages say of a product's API, as the harness asks for it."""

from dataclasses import replace

import pytest

from spec import specification
from spec.compiler.inference import infer
from tests.harness.shelves import THING, Shelves, pages


@pytest.mark.parametrize(
    ("scheme", "headers", "sent"),
    [
        ("", [("x-access-token", "abc"), ("Accept", "xyz")], ["abc"]),
        ("", [("X-Access-Token", "")], [""]),
        ("", [("X-Access-Token", "Bearer abc")], ["Bearer abc"]),
        ("Bearer", [("X-Access-Token", "bearer abc"), ("X-Access-Token", "def")], ["abc", "def"]),
        ("Bearer", [("Authorization", "Bearer abc")], []),
    ],
)
def test_tokens_are_those_of_their_own_header(scheme, headers, sent):
    spec = replace(specification.load("me"), token_scheme=scheme)

    assert spec.tokens_sent(headers) == sent


@pytest.mark.parametrize(
    ("statuses", "chosen"),
    [(["400", "401"], "401"), (["422", "403"], "403"), (["400", "422"], "400")],
)
def test_refusal_is_that_of_who_is_not_let_in(statuses, chosen):
    operation = specification.load("me").operation("login")
    example = {"message": "no"}
    told = {each: replace(operation.answers["401"], status=each, examples=(example,))
            for each in statuses}  # fmt: skip

    found = replace(operation, answers=told).refusal()

    assert found is not None
    assert found.status == chosen
    assert replace(operation, answers={}).refusal() is None


def test_fields_of_a_body_are_those_of_what_is_taken(tmp_path, monkeypatch):
    """A page shows bodies that are refused as well, each of a type of its own."""
    written = pages()
    making = written["paths"]["/things"]["post"]
    content = making["requestBody"]["content"]["application/json"]
    wrong = {"name": "thing", "size": 4000}
    content["schema"] = {"anyOf": [content["schema"], infer(wrong)]}
    content["examples"] = {"0": {"value": wrong}}
    making["responses"]["422"] = {"description": "no"}
    making["x-transactions"] = [
        {
            "requests": [{"name": "Too much", "x-source": "a:1", "example": wrong}],
            "responses": [{"status": "422", "x-source": "a:2"}],
        }
    ]
    spec = Shelves(tmp_path, monkeypatch.setenv).spec_of(written)

    assert {*spec.operation("make").body_fields} == {*THING["properties"]}
