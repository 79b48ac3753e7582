import pytest

from tests.spec.pages import compile_pages, page

MESSAGE = {"message": "ok"}
BODIES = {
    "indented by eight": '+ Response 200 (application/json)\n\n        {"message": "ok"}',
    "in a section": (
        '+ Response 200 (application/json)\n    + Body\n\n            {"message": "ok"}'
    ),
    "fenced": '+ Response 200 (application/json)\n\n    ```json\n    {"message": "ok"}\n    ```',
    "fenced in a section": (
        '+ Response 200 (application/json)\n    + Body\n\n        ~~~\n        {"message": "ok"}\n'
        "        ~~~"
    ),
    "four spaces short": '+ Response 200 (application/json)\n\n    {"message": "ok"}',
    "without a blank line": '+ Response 200 (application/json)\n        {"message": "ok"}',
}


def test_metadata_names_the_server() -> None:
    compiled = compile_pages("FORMAT: 1A\nHOST: https://a.test/api/\nVERSION: 3\n\n# An API\n")

    assert compiled.document["servers"] == [{"url": "https://a.test/api"}]
    assert compiled.document["info"] == {"title": "An API", "version": "3"}


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        pytest.param("FORMAT: 2\n\n# A", "1.apib:1:1: warning: the format 2", id="another format"),
        pytest.param(
            "HOST: a\nHOST: b\n\n# A", "1.apib:2:1: warning: HOST is given twice", id="two"
        ),
    ],
)
def test_bad_metadata_is_told(text: str, remark: str) -> None:
    assert compile_pages(text).remarks[0].startswith(remark)


def test_pages_must_agree_on_their_host() -> None:
    compiled = compile_pages("HOST: a\n\n# A\n", "HOST: b\n\n# A\n")

    assert compiled.remarks == ["2.apib:1:1: error: HOST is b here, and a in 1.apib [conflict]"]


@pytest.mark.parametrize(
    ("heading", "path", "summary"),
    [
        ("## Things [/things]\n\n### List [GET]", "/things", "List"),
        ("## /things\n\n### GET", "/things", "GET"),
        ("## GET /things", "/things", "GET"),
        ("## List [GET /things]", "/things", "List"),
        ("## Things [/things]\n\n### One [GET /things/first]", "/things/first", "One"),
        ("Things [/things]\n----\n\nList [GET]\n----", "/things", "List"),
    ],
)
def test_every_form_of_heading_gives_an_operation(heading: str, path: str, summary: str) -> None:
    compiled = compile_pages(f"# A\n\n{heading}\n\n+ Response 204\n")

    assert compiled.operation(path)["summary"] == summary
    assert compiled.remarks == []


def test_groups_are_tags_in_the_order_of_the_pages() -> None:
    compiled = compile_pages(
        "# A\n\n# Group Two\n\nSecond.\n\n## GET /two\n\n+ Response 204\n",
        "# A\n\n# Group One\n\n## GET /one\n\n+ Response 204\n",
    )

    assert compiled.document["tags"] == [
        {"name": "Two", "description": "Second."},
        {"name": "One"},
    ]
    assert compiled.operation("/one")["tags"] == ["One"]


def test_two_resources_of_one_path_share_it() -> None:
    compiled = compile_pages("# A\n\n## GET /a\n\n+ Response 204\n\n## PUT /a\n\n+ Response 204\n")

    assert {"get", "put"} <= set(compiled.document["paths"]["/a"])


@pytest.mark.parametrize("text", BODIES.values(), ids=BODIES)
def test_body_is_read_wherever_it_stands(text: str) -> None:
    compiled = compile_pages(page(text))

    assert compiled.answer()["example"] == MESSAGE
    assert compiled.answer()["schema"] == {
        "type": "object",
        "properties": {"message": {"type": "string"}},
    }


def test_body_that_is_four_spaces_short_is_remarked_on() -> None:
    compiled = compile_pages(page(BODIES["four spaces short"]))

    assert [line.rsplit(" ", 1)[1] for line in compiled.remarks] == ["[indent]"]


def test_example_beside_attributes_may_be_broken() -> None:
    compiled = compile_pages(
        page(
            "+ Response 200 (application/json)\n    + Attributes\n        + a\n"
            "    + Body\n\n            {a}"
        )
    )

    assert compiled.answer()["example"] == "{a}"
    assert ": warning: " in compiled.remarks[0]


def test_every_response_of_a_status_is_kept() -> None:
    compiled = compile_pages(
        page(
            """
            + Response 200 (application/json)

                    {"a": 1}

            + Response 200 (application/json)

                    {"b": true}

            + Response 404
            """
        )
    )

    assert compiled.answer()["schema"]["anyOf"] == [
        {"type": "object", "properties": {"a": {"type": "number"}}},
        {"type": "object", "properties": {"b": {"type": "boolean"}}},
    ]
    assert len(compiled.answer()["examples"]) == 2
    assert compiled.response("404") == {"description": "Not Found", "x-source": "1.apib:18"}


def test_response_without_body_keeps_its_media_type() -> None:
    compiled = compile_pages(page("+ Response 200 (application/json)"))

    assert compiled.response()["x-media-type"] == "application/json"
    assert "content" not in compiled.response()


def test_request_without_body_keeps_its_media_type() -> None:
    operation = compile_pages(page("+ Request (application/json)\n\n+ Response 204")).operation()

    assert operation["x-request-media-type"] == "application/json"
    assert "requestBody" not in operation


def test_action_attributes_are_the_body_of_its_requests() -> None:
    text = "# A\n\n## PUT /things\n\n+ Attributes\n    + a: 1 (number)\n\n+ Response 204\n"

    body = compile_pages(text).operation(method="put")["requestBody"]

    assert body["required"] is True
    assert body["content"]["application/json"]["schema"]["properties"]["a"]["type"] == "number"


@pytest.mark.parametrize(("method", "remarks"), [("DELETE", 1), ("POST", 0)])
def test_body_where_it_is_discouraged_is_kept_with_a_warning(method: str, remarks: int) -> None:
    compiled = compile_pages(
        f"# A\n\n## {method} /things\n\n+ Attributes\n    + a\n\n+ Response 204\n"
    )

    assert "requestBody" in compiled.operation(method=method.lower())
    assert len(compiled.remarks) == remarks


def test_header_of_some_requests_is_an_optional_parameter() -> None:
    compiled = compile_pages(
        page("+ Request\n    + Headers\n\n            X-A: 1\n\n+ Request b\n\n+ Response 204")
    )

    (parameter,) = compiled.operation()["parameters"]
    assert parameter["name"] == "X-A"
    assert parameter["required"] is False
    assert parameter["example"] == "1"


def test_header_of_some_responses_of_a_status_is_optional() -> None:
    headers = "    + Headers\n\n            X-A: 1\n\n"
    compiled = compile_pages(
        page(f"+ Response 200\n{headers}+ Response 200\n\n+ Response 202\n{headers}")
    )

    responses = compiled.operation()["responses"]
    assert responses["200"]["headers"]["X-A"]["required"] is False
    assert "required" not in responses["202"]["headers"]["X-A"]


def test_pairs_of_requests_and_responses_are_kept() -> None:
    compiled = compile_pages(
        page("+ Request a\n\n+ Response 200\n\n+ Request b\n\n+ Response 404\n\n+ Response 409")
    )

    pairs = compiled.operation()["x-transactions"]
    assert [[request["name"] for request in pair["requests"]] for pair in pairs] == [["a"], ["b"]]
    assert [[each["status"] for each in pair["responses"]] for pair in pairs] == [
        ["200"],
        ["404", "409"],
    ]


def test_model_stands_in_for_a_body() -> None:
    model = '+ Model (application/json)\n\n        {"message": "ok"}'

    compiled = compile_pages(page("+ Response 200\n\n    [Things][]", resource=model))

    assert compiled.answer()["example"] == MESSAGE


def test_schema_counts_before_attributes() -> None:
    compiled = compile_pages(
        page(
            "+ Response 200 (application/json)\n    + Attributes\n        + a\n"
            '    + Schema\n\n            {"type": "array"}'
        )
    )

    assert compiled.answer()["schema"] == {"type": "array"}
    assert "[schema-counts]" in compiled.remarks[0]


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("+ Respones 200", "9:1: warning: 'Respones 200' is taken for Response"),
        (
            "+ Response 200 (json)",
            "9:1: warning: 'json' is taken for the media type application/json",
        ),
        ("+ Response 700", "9:1: warning: 700 is no HTTP status"),
        ("+ Model", "9:1: warning: Model does not belong in an action"),
        (
            "+ Response 204\n\nMore.",
            "11:1: warning: a text after Response is kept in the description",
        ),
        ("+ Response 200\n\n    [None][]", "9:1: warning: no resource named None has a model"),
        ("+ Response 200\n    + Headers\n\n            a b", "12:13: warning: 'a b' is no header"),
        ("+ Response 200\n    + Body", "10:5: note: Body with nothing below it"),
        ("Text.", "7:1: warning: 'List things [GET]' documents no response"),
    ],
)
def test_what_is_told_has_its_place(text: str, remark: str) -> None:
    remarks = compile_pages(page(text)).remarks

    assert any(line.startswith(f"1.apib:{remark}") for line in remarks), remarks


def test_all_remarks_of_a_page_come_in_its_order() -> None:
    remarks = compile_pages(page("+ Response 700 (json)\n\n+ Response 200 (text)")).remarks

    assert [line.split(" ")[0] for line in remarks] == [
        "1.apib:9:1:",
        "1.apib:9:1:",
        "1.apib:11:1:",
    ]


def test_list_in_a_description_is_text() -> None:
    compiled = compile_pages(page("A thing has\n\n+ a name\n+ a colour\n\n+ Response 204"))

    assert compiled.operation()["description"] == "A thing has\n\n+ a name\n+ a colour"
    assert compiled.remarks == []
