"""What went in comes out, or is told."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_spec_validator import validate

from spec.compiler import account
from spec.compiler.diagnostics import Diagnostics
from spec.compiler.markdown import Source
from spec.compiler.openapi import build_document
from spec.compiler.page import parse_page
from tests.spec.pages import compile_pages, page

TEXT = """# A

# Group G

## Things [/things/{id}{?q}]

+ Parameters
    + id (number)
    + q (optional)

### Change [PUT]

+ Request one (application/json)
    + Headers

            X-A: 1

    + Body

            {"a": 1}

+ Response 200 (application/json)
    + Headers

            X-B: 1

    + Body

            {"b": 1}

+ Response 404

# Data Structures

## User (object)
+ name
"""


def requests(*names: str) -> str:
    parts = [
        f'+ Request {name} (application/json)\n\n        {{"n": {number}}}\n\n'
        for number, name in enumerate(names)
    ]
    return f"# A\n\n## POST /a\n\n{''.join(parts)}+ Response 204\n"


@pytest.mark.parametrize(
    "names",
    [
        ("same", "same", "same"),
        ("první", "první"),
        ("请求", "另一个"),
        ("請求", "x", "请求"),
        ("", ""),
    ],
    ids=["one name", "one name with accents", "no Latin letter", "some", "no name"],
)
def test_every_request_keeps_its_example(names: tuple[str, ...]) -> None:
    compiled = compile_pages(requests(*names))

    body = compiled.operation("/a", "post")["requestBody"]["content"]["application/json"]
    values = [each["value"] for each in body["examples"].values()]
    assert values == [{"n": number} for number in range(len(names))]
    validate(compiled.document)


def test_equal_examples_of_one_name_are_one() -> None:
    text = '+ Response 200 (application/json)\n\n        {"a": 1}\n\n'

    assert compile_pages(page(text + text)).answer()["examples"].keys() == {
        "example-1",
        "example-2",
    }
    named = requests("x", "x").replace("1}", "0}")
    body = compile_pages(named).operation("/a", "post")["requestBody"]["content"]
    assert body["application/json"]["example"] == {"n": 0}


def test_headers_that_differ_in_their_letters_are_one() -> None:
    compiled = compile_pages(
        page(
            "+ Request\n    + Headers\n\n            X-Key: 1\n\n"
            "+ Request b\n    + Headers\n\n            x-key: 2\n\n+ Response 204\n"
            "    + Headers\n\n            Set-Cookie: a\n            set-cookie: b"
        )
    )

    (parameter,) = compiled.operation()["parameters"]
    assert (parameter["name"], parameter["required"]) == ("X-Key", True)
    assert [each["value"] for each in parameter["examples"].values()] == ["1", "2"]
    assert list(compiled.response("204")["headers"]) == ["Set-Cookie"]


def test_page_that_comes_out_whole_is_not_remarked_on() -> None:
    assert compile_pages(TEXT).codes == set()


def remove(document: Any, *path: str) -> None:
    for step in path[:-1]:
        document = document[step]
    del document[path[-1]]


PUT = ("paths", "/things/{id}", "put")


@pytest.mark.parametrize(
    ("path", "lost"),
    [
        (PUT, "11:1: warning: PUT /things/{id}{?q}"),
        ((*PUT, "parameters"), "8:5: warning: the parameter id"),
        ((*PUT, "parameters"), "16:13: warning: the header X-A"),
        ((*PUT, "requestBody"), "20:13: warning: a body"),
        ((*PUT, "responses", "404"), "31:1: warning: the response 404"),
        ((*PUT, "responses", "200", "headers"), "25:13: warning: the header X-B"),
        ((*PUT, "responses", "200", "content"), "29:13: warning: a body"),
        (("components", "schemas", "User"), "35:1: warning: the type User"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_come_out_is_told(path: tuple[str, ...], lost: str) -> None:
    diagnostics = Diagnostics()
    source = Source("1.apib", TEXT)
    parsed = parse_page(source, diagnostics)
    document = build_document([parsed], diagnostics, title="")
    remove(document, *path)

    account.compare([source], [parsed], document, diagnostics)

    assert any(line.startswith(f"1.apib:{lost}") for line in diagnostics.lines())


@pytest.mark.parametrize(
    "line",
    ["## GET /more", "## More [/more]", "### More [POST]", "+ Response 500", "+ Request (a/b)",
     "    + Body", "+ Parameters", "# Group More"],
)  # fmt: skip
def test_line_that_nothing_was_made_of_is_found(line: str) -> None:
    source = Source("1.apib", f"{TEXT}\n{line}\n")

    found = list(
        account.lines_passed_over(source, {("1.apib", n) for n in range(1, TEXT.count("\n") + 1)})
    )

    assert [text for _, text in found] == [line.strip()]


@pytest.mark.parametrize(
    "line", ["Text.", "+ name", "## Heading", "+ Request a thing", "```\n+ Response 500\n```"]
)
def test_line_that_means_nothing_is_not_found(line: str) -> None:
    source = Source("1.apib", line)

    assert list(account.lines_passed_over(source, set())) == []


def test_member_that_is_called_like_a_part_of_blueprint_is_known() -> None:
    members = "+ attributes (array[string])\n+ more (object)\n    + parameters (object)\n"
    compiled = compile_pages(page("+ Response 204", types=f"## List (object)\n{members}"))

    assert set(compiled.schema("List")["properties"]) == {"attributes", "more"}
    assert compiled.codes == set()


def test_blueprint_within_a_quotation_is_told() -> None:
    compiled = compile_pages(
        "# A\n\nWrite so:\n\n    + Response 200\n\n## GET /a\n\n+ Response 204\n"
    )

    assert compiled.remarks == [
        "1.apib:5:5: warning: '+ Response 200' looks like a part of Blueprint, and is read as text "
        "[read-as-text]"
    ]


def test_model_that_nothing_names_is_told() -> None:
    compiled = compile_pages(page("+ Response 204", resource="+ Model\n\n        1"))

    assert compiled.codes == {"unused-model"}
