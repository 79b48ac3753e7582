"""Lines that mean something, beside lines that only look like it."""

from __future__ import annotations

import re

import pytest

from spec.reader.page import read_page
from tests.spec.reader.comparison import blueprint, compiled, operations, read

PAGE = """Example API

Users [/users]

List users [GET]

{prose}

  • Response 200 (application/json)

{{
    "message": "ok"
}}
"""
SENTENCES = [
    "Group membership decides what is listed.",
    "It is what POST [/users] made, and POST [/users].",
    "See the resource Users [/users] of version 1, or List them all with [GET].",
    "DELETE /users is another page's.",
    "Data structures are described elsewhere.",
    "Copying them is allowed.",
    "Next: how they are exported.",
    "=====",
    "# of users: many",
    "> 20 users need a licence",
]
ITEMS = ["Request a token first.", "Response times are logged.", "Body and soul", "data (all)"]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sentence_that_looks_like_a_construct_is_a_description(sentence: str) -> None:
    found = compiled(PAGE.format(prose=sentence))

    assert set(operations(found.document)) == {"GET /users"}
    description = found.operation("/users")["description"]
    assert re.sub(r"\W", "", description) == re.sub(r"\W", "", sentence)


@pytest.mark.parametrize("item", ITEMS)
def test_item_that_looks_like_a_section_is_a_description(item: str) -> None:
    found = compiled(PAGE.format(prose=f"  • {item}"))

    operation = found.operation("/users")
    assert item in operation["description"]
    assert "requestBody" not in operation
    assert list(operation["responses"]) == ["200"]


def test_action_below_no_resource_is_left_out_and_said() -> None:
    text = "Section: Group A. Base URL: http://a.test.\n\nList lost [GET]\n\n  • Response 404\n\n"
    text += PAGE.format(prose="All of them.").removeprefix("Example API\n")

    reading = read(text)

    assert set(operations(compiled(text).document)) == {"GET /users"}
    said = "page:3: “List lost [GET]” is left out: no resource with a path stands above it"
    assert said in reading.repairs


def test_sections_that_hold_nothing_are_left_out_and_said() -> None:
    text = "A [/a]\n\nB [GET]\n\n  • Response 200\n    • Headers\n    • Body\n"

    reading = read(text)

    assert reading.blueprint.decode().endswith("+ Response 200\n")
    assert "page:7: Body is left out: nothing stands below it" in reading.repairs


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("• Response 200 OK (application/json)", "+ Response 200 (application/json)"),
        ("• response 200 (application/json)", "+ Response 200 (application/json)"),
        ("• Response 200(application/json)", "+ Response 200 (application/json)"),
        ("• Response 404:", "+ Response 404"),
        ("Response 404", "+ Response 404"),
        ("Response 200 OK", "+ Response 200"),
        ("Response\n\n200 OK", "+ Response 200"),
        ("Response\n\nHTTP/1.1 201 Created", "+ Response 201"),
        ("Response (application/json)\n\nStatus: 204", "+ Response 204 (application/json)"),
    ],
)
def test_section_is_written_clean(shown: str, meant: str) -> None:
    assert meant in blueprint(f"A [/a]\n\nB [GET]\n\n{shown}\n").split("\n")


@pytest.mark.parametrize("line", ["Response 200 Things", "Response times", "Response 299 OK"])
def test_words_are_no_section(line: str) -> None:
    assert line in blueprint(f"A [/a]\n\nB [GET]\n\n{line}\n").split("\n")


@pytest.mark.parametrize("line", ["200 euros", "299", "42", "HTTP/1.1 200 Things", "200 OK then"])
def test_words_below_a_response_are_not_its_status(line: str) -> None:
    text = blueprint(f"A [/a]\n\nB [GET]\n\nResponse\n\n{line}\n").split("\n")

    assert "+ Response" in text
    assert f"    {line}" in text


@pytest.mark.parametrize("media", ["", " (text/plain)"])
def test_words_below_a_response_are_sent_only_as_a_media_type(media: str) -> None:
    text = blueprint(f"A [/a]\n\nB [GET]\n\n• Response 404{media}\n\nNo such thing.\n")

    assert f"+ Response 404{media}\n\n{' ' * (8 if media else 4)}No such thing.\n" in text


def test_words_above_the_json_of_a_response_describe_it() -> None:
    """Without the JSON they would be what is sent, as is all of what no JSON comes of."""
    top = "A [/a]\n\nB [GET]\n\n• Response 404"
    text = blueprint(f'{top} (application/json)\n\nNo such thing.\n\n{{"message": "None"}}\n')
    assert '\n    No such thing.\n\n\n        {"message": "None"}\n' in text
    text = blueprint(f'{top} (text/plain)\n\nNo such thing.\n\n{{"message": "None"}}\n')
    assert "\n        No such thing.\n" in text


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("a: b(string) - c", "+ a: b (string) - c"),
        ("a: x (y) (string, required)", "+ a: `x (y)` (string, required)"),
        ("a: b - c (string)", "+ a: `b - c` (string)"),
        ("default: 1 (number)", "+ `default`: 1 (number)"),
        ("a: :-( (string)", "+ a: `:-(` (string)"),
        ("a (User, optional) - a (b) c", "+ a (User, optional) - a (b) c"),
    ],
)
def test_member_is_shielded_from_misreading(shown: str, meant: str) -> None:
    text = f"A [/a]\n\nB [GET]\n\n  • Response 200\n    • Attributes\n      • {shown}\n"

    assert f"        {meant}" in blueprint(text).split("\n")


def test_quotes_are_kept_where_a_body_needs_them() -> None:
    text = PAGE.format(prose="All.").replace('"ok"', '"“ok”"')

    example = operations(compiled(text).document)["GET /users"]["200"]["application/json"][1]
    assert example == {"message": "“ok”"}


def test_body_that_is_no_json_is_kept_and_said() -> None:
    text = PAGE.format(prose="All.").replace('"ok"', '"ok" "b": [}')

    reading = read(text)

    assert '"message": "ok" "b": [}' in reading.blueprint.decode()
    assert any("the body is no JSON, and is kept as it stands" in each for each in reading.repairs)


@pytest.mark.parametrize("contents", ["On this page", "Table of contents"])
def test_table_of_contents_is_left_out_wherever_it_stands(contents: str) -> None:
    text = PAGE.format(prose="All.")
    table = f"{contents}\nUsers [/users]\nList users\n\n"

    assert blueprint(text.replace("Users [", f"{table}Users [", 1)) == blueprint(text)
    assert blueprint(f"{text}\n{table}") == blueprint(text)


def test_headings_that_are_repeated_without_content_are_left_out() -> None:
    text = PAGE.format(prose="All.")
    menu = "Users [/users]\n\nList users [GET]\n\n"

    assert blueprint(text.replace("Users [", f"{menu}Users [", 1)) == blueprint(text)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_page_is_read_in_its_encoding(encoding: str) -> None:
    text = PAGE.format(prose="Só são “lidos”.")

    found = read_page("page", text.encode(encoding, "replace").replace(b"\x3f ", b"\x95 "))

    assert "Só são" in found.blueprint.decode()


def test_page_saved_as_one_file_is_read() -> None:
    body = "<html><body><h2>A [GET /a]</h2><ul><li>Response 204</li></ul></body></html>"
    text = (
        "From: <Saved by Blink>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="x"\n\n'
        f"--x\nContent-Type: text/html; charset=utf-8\n\n{body}\n--x--\n"
    )

    assert set(operations(compiled(text).document)) == {"GET /a"}


def test_blueprint_shown_verbatim_in_a_page_is_taken_as_it_is() -> None:
    source = "# A\n\n## B [/b]\n\n### C [GET]\n\n+ Response 204"

    assert blueprint(f"<html><body><pre>{source}</pre></body></html>") == f"{source}\n"


@pytest.mark.parametrize("mark", ["code", "strong", "span"])
def test_section_of_a_saved_page_names_the_group_and_the_host(mark: str) -> None:
    section = f"Section: <{mark}>Group Users</{mark}>. Base URL: <{mark}>http://a.test/x/</{mark}>."
    text = (
        f"<html><body><main><h1>Users</h1><p>+ Parameters</p><p>{section}</p>"
        "<h2>Users [/users]</h2><h3>List [GET]</h3><ul><li>Response 204</li></ul></main></html>"
    )

    assert blueprint(text).startswith(
        "FORMAT: 1A\nHOST: http://a.test/x/\n\n# Group Users\n\n## Users [/users]\n"
    )


def test_marked_headings_above_a_body_that_lost_its_indent_are_still_rendered_text() -> None:
    text = '# A\n\n## B [/b]\n\n### C [GET]\n\n- Response 200 (application/json)\n\n{\n"d": 1\n}\n'

    example = operations(compiled(text).document)["GET /b"]["200"]["application/json"][1]

    assert example == {"d": 1}
