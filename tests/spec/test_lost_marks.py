"""Pages that lost a bullet, a bracket, a space or an indent: each reading, and where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openapi_spec_validator import validate

from spec.__main__ import main
from tests.spec.pages import compile_pages, page

if TYPE_CHECKING:
    from pathlib import Path

JSON = '    {"message": "ok"}'
MESSAGE = {"message": "ok"}
ACTIONS = {
    "no space in brackets": "Add [POST/things]",
    "a colon in brackets": "Add [POST: /things]",
    "the method last in brackets": "Add [/things POST]",
    "the path after brackets": "[POST] /things",
    "a colon": "POST: /things",
    "a dash": "POST - /things",
    "small letters": "post /things",
    "a bold method": "**POST** /things",
    "a path in backticks": "POST `/things`",
    "a number before": "1.2. POST /things",
    "in parentheses": "Add (POST /things)",
}


@pytest.mark.parametrize("heading", ACTIONS.values(), ids=ACTIONS)
def test_action_is_read_however_its_heading_is_written(heading: str) -> None:
    compiled = compile_pages(
        f"# A\n\n## Others [/others]\n\n### List [GET]\n\n+ Response 204\n\n"
        f"### {heading}\n\n+ Response 201\n"
    )

    assert list(compiled.operation("/things", "post")["responses"]) == ["201"]
    assert list(compiled.operation("/others")["responses"]) == ["204"]
    assert compiled.errors == []
    assert "heading" in compiled.codes
    validate(compiled.document)


@pytest.mark.parametrize("heading", ["post /things", "1. POST /things", "Add (POST /things)"])
def test_heading_without_a_call_below_stays_text(heading: str) -> None:
    compiled = compile_pages(f"# A\n\n## {heading}\n\nText.\n\n## GET /a\n\n+ Response 204\n")

    assert list(compiled.document["paths"]) == ["/a"]


CALLS = {
    "a line": ("Request (application/json)", "Response 200 (application/json)"),
    "bold": ("**Request (application/json)**", "**Response 200 (application/json)**"),
    "bold, a colon": ("**Request (application/json):**", "**Response 200 (application/json):**"),
    "a heading": ("#### Request (application/json)", "#### Response 200 (application/json)"),
    "no space": ("+Request (application/json)", "+Response 200 (application/json)"),
    "another space": (
        "+\u00a0Request (application/json)",
        "+\u00a0Response 200 (application/json)",
    ),
    "a phrase": ("Request (application/json)", "Response 200 OK (application/json)"),
}


@pytest.mark.parametrize(("request_line", "response_line"), CALLS.values(), ids=CALLS)
def test_call_without_its_bullet_is_read(request_line: str, response_line: str) -> None:
    compiled = compile_pages(
        f"# A\n\n## POST /things\n\nText.\n\n{request_line}\n\n{JSON}\n\n"
        f"{response_line}\n\n{JSON}\n"
    )

    operation = compiled.operation(method="post")
    assert operation["description"] == "Text."
    assert operation["requestBody"]["content"]["application/json"]["example"] == MESSAGE
    answer = operation["responses"]["200"]["content"]["application/json"]
    assert answer["example"] == MESSAGE
    assert {"no-bullet", "indent"} <= compiled.codes
    assert compiled.errors == []


def test_calls_on_adjacent_lines_are_each_read() -> None:
    compiled = compile_pages(page("+Response 204\n+Response 404"))

    assert list(compiled.operation()["responses"]) == ["204", "404"]


@pytest.mark.parametrize("line", ["Response 404", "**Response 404**", "#### Response 404"])
def test_line_without_a_bullet_is_text_beside_calls_that_have_theirs(line: str) -> None:
    compiled = compile_pages(page(f"{line}\n\n+ Response 204"))

    assert list(compiled.operation()["responses"]) == ["204"]
    assert compiled.operation()["description"] == line


@pytest.mark.parametrize("line", ["Response 200 means that all is fine.", "Request", "Responses"])
def test_sentence_is_no_call(line: str) -> None:
    compiled = compile_pages(page(line))

    assert "responses" not in compiled.operation()
    assert compiled.operation()["description"] == line


def test_code_after_a_text_is_none_of_the_body_above() -> None:
    text = f"+ Response 200 (application/json)\n\n    {JSON}\n\nTry it:\n\n```\ncurl /things\n```"
    compiled = compile_pages(page(text))

    assert compiled.answer()["example"] == MESSAGE
    assert compiled.operation()["description"] == "Try it:\n\n```\ncurl /things\n```"
    assert compiled.codes == {"text-after-section"}


def test_code_below_a_whole_body_is_none_of_it() -> None:
    text = f"+ Response 200 (application/json)\n\n    {JSON}\n\n```\ncurl /things\n```"
    compiled = compile_pages(page(text))

    assert compiled.answer()["example"] == MESSAGE
    assert "curl" in compiled.operation()["description"]


def test_code_after_a_text_is_the_body_of_a_response_that_has_none() -> None:
    text = (
        f"+ Response 200 (application/json)\n    + Headers\n\n            X-A: 1\n\nText.\n\n{JSON}"
    )
    compiled = compile_pages(page(text))

    assert list(compiled.response()["headers"]) == ["X-A"]
    assert compiled.answer()["example"] == MESSAGE


def test_code_below_headers_within_a_response_is_its_body() -> None:
    text = (
        "+ Response 200 (application/json)\n    + Headers\n\n            X-A: 1\n\n"
        '    ```\n    {"message": "ok"}\n    ```'
    )
    compiled = compile_pages(page(text))

    assert list(compiled.response()["headers"]) == ["X-A"]
    assert compiled.answer()["example"] == MESSAGE


def test_code_below_headers_that_is_more_headers_is_no_body() -> None:
    text = "+ Response 204\n    + Headers\n\n            X-A: 1\n\n    ```\n    X-B: 2\n    ```"
    compiled = compile_pages(page(text))

    assert "content" not in compiled.response("204")


def test_code_in_a_description_keeps_its_indent() -> None:
    compiled = compile_pages("# A\n\nTry it:\n\n    curl /things\n      -v\n")

    assert compiled.document["info"]["description"] == "Try it:\n\n    curl /things\n      -v"


def test_json_on_the_line_of_a_call_is_its_body() -> None:
    compiled = compile_pages(page('+ Response 200 (application/json) {"message": "ok"}'))

    assert compiled.answer()["example"] == MESSAGE
    assert compiled.response()["description"] == "OK"


def test_braces_that_are_no_json_describe_a_response() -> None:
    compiled = compile_pages(page("+ Response 200 {the thing}"))

    assert compiled.response()["description"] == "{the thing}"


@pytest.mark.parametrize("variable", ["{id?}", "{id/}"])
def test_variable_of_a_path_has_a_name_that_openapi_allows(variable: str) -> None:
    compiled = compile_pages(
        f"# A\n\n## GET /things/{variable}\n\n+ Parameters\n    + id: 1 (number)\n\n"
        "+ Response 204\n"
    )

    (parameter,) = compiled.operation("/things/{id}")["parameters"]
    assert (parameter["name"], parameter["schema"]) == ("id", {"type": "number"})
    validate(compiled.document)


def test_declared_name_is_that_of_the_template_once_decoded() -> None:
    compiled = compile_pages(
        "# A\n\n## GET /things{?ids%5B%5D}\n\n+ Parameters\n    + ids[]: 1 (number)\n\n"
        "+ Response 204\n"
    )

    (parameter,) = compiled.operation()["parameters"]
    assert (parameter["name"], parameter["schema"]) == ("ids%5B%5D", {"type": "number"})
    assert compiled.codes == set()


def test_statuses_explained_in_an_introduction_are_text() -> None:
    compiled = compile_pages(
        "# A\n\n+ Response 200 - all is fine\n+ Response 404 when it is gone\n\n"
        "## GET /a\n\n+ Response 204\n"
    )

    assert "404 when it is gone" in compiled.document["info"]["description"]
    assert compiled.codes == {"misplaced"}


@pytest.mark.parametrize("line", ["+ Response 200", "+ Response 404 (text/html)"])
def test_response_in_an_introduction_is_an_error(line: str) -> None:
    compiled = compile_pages(f"# A\n\n{line}\n\n## GET /a\n\n+ Response 204\n")

    assert len(compiled.errors) == 1


@pytest.mark.parametrize("heading", ["## (object)", "##"])
def test_type_without_a_name_costs_nothing_else(heading: str) -> None:
    compiled = compile_pages(page("+ Response 204", types=f"{heading}\n\n+ a\n\n## B\n\n+ b\n"))

    assert list(compiled.document["components"]["schemas"]) == ["B"]
    assert "type-name" in compiled.codes
    assert compiled.errors == []


@pytest.mark.parametrize(
    ("content", "code"), [("é".encode("latin-1"), 0), ("é".encode("latin-1") + b"\0", 1)]
)
def test_page_in_another_encoding_is_read_but_no_binary(
    tmp_path: Path, content: bytes, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    file, output = tmp_path / "a.apib", tmp_path / "a.yaml"
    file.write_bytes(b"# Caf" + content + b"\n\n## GET /a\n\n+ Response 204\n")

    assert main(["build", str(file), "--output", str(output)]) == code

    assert f"{file}:1:1: {'error' if code else 'warning'}: not UTF-8" in capsys.readouterr().err
    assert output.exists() == (code == 0)
