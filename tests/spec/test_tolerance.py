"""What pages have beside the grammar, and what is made of it: a warning, and no operation less."""

from __future__ import annotations

import pytest
from openapi_spec_validator import validate

from tests.spec.pages import compile_pages, page

ONE_CALL = "+ Response 204"
MESSAGE = {"message": "ok"}
BODY = '        {"message": "ok"}'
HEADINGS = {
    "without a space": "#A\n\n##Things [/things]\n\n###List [GET]",
    "at the sixth level": "# A\n\n###### GET /things",
    "underlined": "A\n=\n\nThings [/things]\n-\n\nList [GET]\n-",
    "in backticks": "# A\n\n## Things [`/things`]\n\n### List [GET]",
    "all bold": "# A\n\n## Things [/things]\n\n### **List [GET]**",
    "a small method": "# A\n\n## Things [/things]\n\n### List [get]",
    "spaces in brackets": "# A\n\n## Things [ /things ]\n\n### List [ GET ]",
    "no space before brackets": "# A\n\n## Things[/things]\n\n### List[GET]",
    "words after brackets": "# A\n\n## Things [/things] (new)\n\n### List [GET] deprecated",
    "a bracket that is not closed": "# A\n\n## Things [/things\n\n### List [GET",
    "a path without a slash": "# A\n\n## Things [things]\n\n### List [GET]",
    "other brackets after": "# A\n\n## Things [/things] [v2]\n\n### List [GET]",
    "other brackets before": "# A\n\n## Things [all] [/things]\n\n### List [GET]",
    "a name after the path": "# A\n\n## GET /things - List them",
    "a method and words": "# A\n\n## Things [/things]\n\n### GET all things",
    "a path without a slash in the action": "# A\n\n## List [GET things]",
    "a path in backticks": "# A\n\n## List [GET `/things`]",
    "a method behind the path": "# A\n\n## /things [GET]",
    "a whole URL": "# A\n\n## Things [https://a.test/things]\n\n### List [GET]",
    "a group with a colon": "# A\n\n# Group: G\n\n## GET /things",
    "a heading between": "# A\n\n## Things [/things]\n\n### Notes\n\nText.\n\n#### List [GET]",
    "no name": "## GET /things",
}
CALLS = {
    "a phrase": ("+ Response 200 OK (application/json)", "200"),
    "another text": ("+ Response 200 Here it is (application/json)", "200"),
    "a colon": ("+ Response: 200 (application/json)", "200"),
    "a colon after": ("+ Response 200: (application/json)", "200"),
    "no status": ("+ Response (application/json)", "200"),
    "a word for a status": ("+ Response Success (application/json)", "200"),
    "no parentheses": ("+ Response 200 application/json", "200"),
    "no space": ("+ Response 200(application/json)", "200"),
    "a range": ("+ Response 2xx (application/json)", "2XX"),
    "a short media type": ("+ Response 200 (json)", "200"),
    "a text behind": ("+ Response 200 (application/json) - all is fine", "200"),
    "small letters": ("+ response 200 (application/json)", "200"),
    "capitals": ("+ RESPONSE 200 (application/json)", "200"),
    "bold": ("+ **Response 200** (application/json)", "200"),
    "a spelling": ("+ Respones 200 (application/json)", "200"),
    "a numbered list": ("1. Response 200 (application/json)", "200"),
}
BODIES = {
    "no indent, fenced": '+ Response 200 (application/json)\n\n```json\n{"message": "ok"}\n```',
    "no indent at all": '+ Response 200 (application/json)\n\n{"message": "ok"}',
    "a fence within the indent": (
        '+ Response 200 (application/json)\n\n        ```\n        {"message": "ok"}\n        ```'
    ),
    "tabs": '+ Response 200 (application/json)\n\n\t\t{"message": "ok"}',
    "a section without indent": (f"+ Response 200 (application/json)\n+ Body\n\n{BODY}"),
    "a section indented by one": (f"+ Response 200 (application/json)\n + Body\n\n    {BODY}"),
    "a section indented by eight": (
        f"+ Response 200 (application/json)\n\n        + Body\n\n        {BODY}"
    ),
    "a section indented by eight, no blank line": (
        f"+ Response 200 (application/json)\n        + Body\n\n        {BODY}"
    ),
    "all indented as code": f"    + Response 200 (application/json)\n\n    {BODY}",
    "on the line of the section": (
        '+ Response 200 (application/json)\n    + Body {"message": "ok"}'
    ),
    "five spaces after the bullet": f"+     Response 200 (application/json)\n\n    {BODY}",
    "a text above": f"+ Response 200 (application/json)\n\n    All is fine.\n\n    {BODY}",
    "a comment above": f"+ Response 200 (application/json)\n\n    <!-- x -->\n\n    {BODY}",
    "the type in a header": (
        '+ Response 200\n    + Headers\n\n            Content-Type: "application/json"\n\n'
        f"    + Body\n\n    {BODY}"
    ),
}


@pytest.mark.parametrize("text", HEADINGS.values(), ids=HEADINGS)
def test_heading_gives_its_operation(text: str) -> None:
    compiled = compile_pages(f"{text}\n\n{ONE_CALL}\n")

    assert "204" in compiled.operation()["responses"]
    assert compiled.errors == []
    validate(compiled.document)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("## List [GET]\n\n+ Response 204", "no-resource", id="no path"),
        pytest.param("## List\n\n+ Response 204", "no-resource", id="no method"),
        pytest.param("## Things [/things]\n\n+ Response 204", "no-method", id="path alone"),
    ],
)
def test_call_whose_operation_would_be_invented_is_an_error(text: str, code: str) -> None:
    compiled = compile_pages(f"# A\n\n{text}\n")

    (error,) = compiled.errors
    assert f"[{code}]" in error


def test_call_below_a_heading_within_an_action_is_told_of() -> None:
    compiled = compile_pages(f"# A\n\n## GET /a\n\n{ONE_CALL}\n\n### Other\n\n+ Response 404\n")

    assert set(compiled.operation("/a")["responses"]) == {"204", "404"}
    assert "1.apib:7:1: warning: what stands below is read as a part of 'GET /a' [heading]" in (
        compiled.remarks
    )


def test_attributes_beside_a_bare_response_are_its_own() -> None:
    compiled = compile_pages(page("+ Response 200\n+ Attributes\n    + a"))

    assert "a" in compiled.answer()["schema"]["properties"]
    assert "requestBody" not in compiled.operation()


def test_attributes_before_a_response_are_those_of_the_request() -> None:
    compiled = compile_pages(page("+ Attributes\n    + a\n\n+ Response 200"))

    assert "requestBody" in compiled.operation()


def test_heading_with_brackets_that_mean_nothing_is_text() -> None:
    compiled = compile_pages(
        "# A\n\n## Notes [draft]\n\nText.\n\n## GET /things\n\n+ Response 204\n"
    )

    assert "Notes [draft]" in compiled.document["info"]["description"]
    assert compiled.codes == {"heading"}


@pytest.mark.parametrize(
    "heading",
    ["Start [get started]", "Types [search]", "See [the page](/a)", "List (array[number])"],
)
def test_heading_that_is_a_sentence_gives_no_operation(heading: str) -> None:
    compiled = compile_pages(f"# A\n\n## {heading}\n\nText.\n\n## GET /things\n\n{ONE_CALL}\n")

    assert list(compiled.document["paths"]) == ["/things"]


def test_brackets_of_a_type_mean_a_type() -> None:
    compiled = compile_pages(page("+ Response 204", types="## List (array[number])\n\n## B [c]\n"))

    assert "List" in compiled.document["components"]["schemas"]
    assert "heading" not in compiled.codes


def test_method_that_openapi_lacks_is_kept_beside_the_operations() -> None:
    compiled = compile_pages("# A\n\n## Things [LINK /things]\n\n+ Response 204\n")

    assert compiled.document["paths"]["/things"]["x-link"]["summary"] == "Things"
    assert compiled.codes == {"method"}
    validate(compiled.document)


@pytest.mark.parametrize(("title", "status"), CALLS.values(), ids=CALLS)
def test_response_is_read_however_it_is_written(title: str, status: str) -> None:
    compiled = compile_pages(page(f"{title}\n\n{BODY}"))

    assert compiled.response(status)["content"]["application/json"]["example"] == MESSAGE
    assert compiled.errors == []


def test_words_beside_a_status_describe_the_response() -> None:
    compiled = compile_pages(page("+ Response 200 Here it is\n\n+ Response 404 Not Found"))

    assert compiled.response()["description"] == "Here it is"
    assert compiled.response("404")["description"] == "Not Found"


def test_several_statuses_share_what_follows() -> None:
    compiled = compile_pages(page(f"+ Response 400, 404 (application/json)\n\n{BODY}"))

    assert list(compiled.operation()["responses"]) == ["400", "404"]


def test_what_is_no_status_is_kept_beside_the_responses() -> None:
    compiled = compile_pages(page("+ Response 700\n\n+ Response 204"))

    assert list(compiled.operation()["responses"]) == ["204"]
    assert list(compiled.operation()["x-responses"]) == ["700"]
    assert compiled.codes == {"status"}
    validate(compiled.document)


def test_sentence_that_begins_with_response_is_text() -> None:
    compiled = compile_pages(page("- Response time is short\n\n+ Response 204"))

    assert compiled.operation()["description"] == "- Response time is short"
    assert list(compiled.operation()["responses"]) == ["204"]


@pytest.mark.parametrize("text", BODIES.values(), ids=BODIES)
def test_body_is_read_wherever_it_stands(text: str) -> None:
    compiled = compile_pages(page(text))

    assert compiled.answer()["example"] == MESSAGE
    assert compiled.errors == []


def test_text_after_a_response_is_kept() -> None:
    compiled = compile_pages(page("Before.\n\n+ Response 204\n\nAfter.\n\n---\n\n<!-- x -->"))

    assert compiled.operation()["description"] == "Before.\n\nAfter."
    assert compiled.codes == {"text-after-section"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"+ Request (application/json)\n    + Body\n\n    {BODY}\n    + Response 200",
                     id="a response in a request"),
        pytest.param(f"+ Body\n\n    {BODY}\n\n+ Response 200", id="a body without a request"),
        pytest.param(f"+ Headers\n\n        Content-Type: application/json\n\n"
                     f"+ Request\n\n{BODY}\n\n+ Response 200", id="headers of an action"),
    ],
)  # fmt: skip
def test_misplaced_section_is_read_where_it_is_meant(text: str) -> None:
    compiled = compile_pages(f"# A\n\n## POST /things\n\n{text}\n")

    operation = compiled.operation(method="post")
    assert operation["requestBody"]["content"]["application/json"]["example"] == MESSAGE
    assert list(operation["responses"]) == ["200"]
    assert compiled.errors == []


def test_parameters_in_a_request_are_those_of_the_action() -> None:
    compiled = compile_pages(
        "# A\n\n## GET /things{?a}\n\n+ Request\n    + Parameters\n        + a (number)\n\n"
        "+ Response 204\n"
    )

    (parameter,) = compiled.operation()["parameters"]
    assert parameter["schema"] == {"type": "number"}
    assert compiled.codes == {"misplaced"}


def test_list_that_lost_its_indent_is_that_of_the_section_above() -> None:
    compiled = compile_pages(
        "# A\n\n## GET /things{?a}\n\n+ Parameters\n+ a (number)\n\n+ Response 204"
    )

    (parameter,) = compiled.operation()["parameters"]
    assert parameter["schema"] == {"type": "number"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- X-A: 1", {"X-A": "1"}),
        ('"X-A": "1",', {"X-A": "1"}),
        ("X-A : 1", {"X-A": "1"}),
        ("X-A", {"X-A": ""}),
        ("X-A: 1\n              2", {"X-A": "1 2"}),
    ],
)
def test_header_is_read_however_it_is_written(line: str, expected: dict[str, str]) -> None:
    compiled = compile_pages(page(f"+ Response 204\n    + Headers\n\n            {line}"))

    headers = compiled.response("204")["headers"]
    assert {name: header["example"] for name, header in headers.items()} == expected


def test_headers_may_be_a_list() -> None:
    text = "+ Response 204\n    + Headers\n        + X-A: 1 (string, required)\n        + X-B: 2"

    headers = compile_pages(page(text)).response("204")["headers"]
    assert {name: header["example"] for name, header in headers.items()} == {"X-A": "1", "X-B": "2"}


def test_same_method_and_path_are_examples_of_one_operation() -> None:
    compiled = compile_pages(
        "# A\n\n## First [GET /a{?x}]\n\nOne.\n\n+ Response 200 (application/json)\n\n        1\n\n"
        "## Second [GET /a{?y}]\n\nTwo.\n\n+ Response 200 (application/json)\n\n        2\n\n"
        "+ Response 404\n"
    )

    operation = compiled.operation("/a")
    assert operation["summary"] == "First"
    assert operation["description"] == "One.\n\nTwo."
    assert [each["summary"] for each in operation["x-other-actions"]] == ["Second"]
    examples = operation["responses"]["200"]["content"]["application/json"]["examples"]
    assert [each["value"] for each in examples.values()] == [1, 2]
    assert "404" in operation["responses"]
    assert {each["name"] for each in operation["parameters"]} == {"x", "y"}
    assert "duplicate-action" in compiled.codes
    validate(compiled.document)


def test_queries_of_one_path_are_the_values_of_its_parameter() -> None:
    compiled = compile_pages(
        "# A\n\n## GET /a?type=x\n\n+ Response 204\n\n## GET /a?type=y\n\n+ Response 204\n"
    )

    (parameter,) = compiled.operation("/a")["parameters"]
    assert parameter["schema"] == {"type": "string", "enum": ["x", "y"]}
    assert parameter["required"] is True


def test_model_may_stand_beside_sections_and_name_another() -> None:
    compiled = compile_pages(
        "# A\n\n## B [/b]\n\n+ Model (application/json)\n\n        1\n\n"
        "## C [/c]\n\n+ Model\n\n    [B][]\n\n### Get [GET]\n\n+ Response 200\n\n    [C][]\n\n"
        "    + Headers\n\n            X-A: 1\n"
    )

    response = compiled.operation("/c")["responses"]["200"]
    assert response["content"]["application/json"]["example"] == 1
    assert list(response["headers"]) == ["X-A"]
    assert compiled.errors == []


def test_model_that_names_itself_is_told() -> None:
    compiled = compile_pages(
        "# A\n\n## B [/b]\n\n+ Model\n\n    [B][]\n\n### Get [GET]\n\n+ Response 200\n\n    [B][]\n"
    )

    assert "unknown-model" in compiled.codes
    assert "200" in compiled.operation("/b")["responses"]


@pytest.mark.parametrize(
    ("value", "schemes"),
    [
        ("Bearer {token}", {"bearer": {"type": "http", "scheme": "bearer"}}),
        ("Basic", {"basic": {"type": "http", "scheme": "basic"}}),
        ("{token}", {"authorization": {"type": "apiKey", "in": "header", "name": "Authorization"}}),
    ],
)
def test_authorization_header_is_a_scheme(value: str, schemes: dict[str, object]) -> None:
    text = f"+ Request\n    + Headers\n\n            Authorization: {value}\n\n+ Response 204"

    compiled = compile_pages(page(text))

    assert compiled.document["components"]["securitySchemes"] == schemes
    validate(compiled.document)


@pytest.mark.parametrize(
    "opening",
    ["```", "~~~json", "<!-- a comment", "<pre>", "<script>", "```\n\n````"],
)
def test_what_nothing_closes_takes_nothing_of_the_page(opening: str) -> None:
    compiled = compile_pages(f"# A\n\n{opening}\n\n## GET /things\n\n{ONE_CALL}\n")

    assert "204" in compiled.operation()["responses"]
    assert opening.split("\n", maxsplit=1)[0] in compiled.document["info"]["description"]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("```", "```"), ("~~~json", "~~~"), ("<!-- a comment", "-->"), ("<pre>", "</PRE>")],
)
def test_what_is_closed_keeps_what_stands_within(opening: str, closing: str) -> None:
    compiled = compile_pages(
        f"# A\n\n{opening}\n\n## GET /other\n\n{closing}\n\n## GET /things\n\n{ONE_CALL}\n"
    )

    assert list(compiled.document["paths"]) == ["/things"]


def test_fence_that_nothing_closes_still_holds_a_body() -> None:
    compiled = compile_pages(
        page('+ Response 200 (application/json)\n\n```json\n{"message": "ok"}\n\n### PUT')
    )

    assert compiled.answer()["example"] == MESSAGE
    assert "put" in compiled.document["paths"]["/things"]
