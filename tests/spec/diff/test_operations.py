"""What a difference of operations, parameters, headers, bodies and security does to a client."""

from typing import Any

import pytest

from tests.spec.diff.versions import Json, diff, document, fields, ref

STRING, NUMBER = {"type": "string"}, {"type": "number"}
OK = {"200": {"description": "OK"}}
KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}


def with_parameter(**parameter: Any) -> Json:
    return document({"parameters": [{"name": "p", "in": "query", "schema": STRING} | parameter]})


def with_header(**header: Any) -> Json:
    headers = {"X-A": {"schema": STRING} | header}
    return document({"responses": {"200": {"description": "OK", "headers": headers}}})


def with_answers(**contents: Any) -> Json:
    content = {name.replace("_", "/"): {"schema": each} for name, each in contents.items()}
    return document({"responses": {"200": {"description": "OK", "content": content}}})


def with_paths(**paths: Any) -> Json:
    named = {f"/{path.replace('_', '/')}": item for path, item in paths.items()}
    return document() | {"paths": named}


def with_security(*security: Json, of: Json = KEY) -> Json:
    schemes = {"a": of, "b": KEY}
    return document({"security": list(security)}, components={"securitySchemes": schemes})


NOTHING = document({"parameters": []})


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        pytest.param(
            NOTHING,
            with_parameter(required=True),
            "breaking: GET /things, query parameter p: added (string, required)",
            id="required parameter",
        ),
        pytest.param(
            NOTHING,
            with_parameter(),
            "compatible: GET /things, query parameter p: added (string, optional)",
            id="optional parameter",
        ),
        pytest.param(
            with_parameter(),
            NOTHING,
            "breaking: GET /things, query parameter p: removed",
            id="parameter removed",
        ),
        pytest.param(
            with_parameter(),
            with_parameter(required=True),
            "breaking: GET /things, query parameter p: required now",
            id="parameter required",
        ),
        pytest.param(
            with_parameter(required=True),
            with_parameter(),
            "compatible: GET /things, query parameter p: optional now",
            id="parameter optional",
        ),
        pytest.param(
            with_parameter(schema=NUMBER),
            with_parameter(),
            "breaking: GET /things, query parameter p: number → string",
            id="parameter retyped",
        ),
        pytest.param(
            with_parameter(schema={"enum": ["a", "b"]}),
            with_parameter(schema={"enum": ["a"]}),
            "breaking: GET /things, query parameter p: value b removed",
            id="value of a parameter",
        ),
        pytest.param(
            with_parameter(description="x"),
            with_parameter(description="x", name="q"),
            "breaking: GET /things, query parameter p: called q now",
            id="parameter renamed",
        ),
        pytest.param(
            with_parameter(explode=True),
            with_parameter(explode=False),
            "breaking: GET /things, query parameter p: explode: true → false",
            id="style of a parameter",
        ),
        pytest.param(
            NOTHING,
            with_parameter(**{"in": "header"}),
            "compatible: GET /things, request header p: added (string, optional)",
            id="header of a request",
        ),
        pytest.param(
            document({"responses": OK}),
            with_header(),
            "compatible: GET /things, response 200, header X-A: added",
            id="header",
        ),
        pytest.param(
            with_header(),
            document({"responses": OK}),
            "breaking: GET /things, response 200, header X-A: removed",
            id="header removed",
        ),
        pytest.param(
            with_header(required=True),
            with_header(),
            "breaking: GET /things, response 200, header X-A: optional now",
            id="header optional",
        ),
        pytest.param(
            with_header(),
            with_header(schema=NUMBER),
            "breaking: GET /things, response 200, header X-A: string → number",
            id="header retyped",
        ),
        pytest.param(
            with_answers(application_json=STRING),
            with_answers(application_json=STRING, text_plain=STRING),
            "compatible: GET /things, response 200: media type text/plain added",
            id="media type",
        ),
        pytest.param(
            with_answers(application_json=STRING, text_plain=STRING),
            with_answers(application_json=STRING),
            "breaking: GET /things, response 200: media type text/plain removed",
            id="media type removed",
        ),
        pytest.param(
            with_answers(application_json=STRING, text_plain=STRING),
            with_answers(application_json=NUMBER, text_plain=STRING),
            "breaking: GET /things, response 200, media type application/json: string → number",
            id="one of two media types",
        ),
        pytest.param(
            with_answers(application_json=STRING),
            document({"responses": OK}),
            "breaking: GET /things, response 200: body removed",
            id="body removed",
        ),
        pytest.param(
            document({"deprecated": False}),
            document({"deprecated": True}),
            "compatible: GET /things: deprecated now",
            id="deprecated",
        ),
        pytest.param(
            document({"callbacks": {}}),
            document({"callbacks": {"a": {}}}),
            "breaking: GET /things: callbacks changed: look at it",
            id="what is not read",
        ),
        pytest.param(
            document(servers=[{"url": "https://a/"}]),
            document(servers=[{"url": "https://a/v2"}]),
            "breaking: API: base URL: https://a → https://a/v2",
            id="base URL",
        ),
        pytest.param(
            document(servers=[{"url": "a"}]),
            document(servers=[{"url": "a"}, {"url": "b"}]),
            "compatible: API: base URL: a → a, b",
            id="another base URL",
        ),
        pytest.param(
            with_security(),
            with_security({"a": []}),
            "breaking: GET /things: security: nothing → a",
            id="security",
        ),
        pytest.param(
            with_security({"a": []}),
            with_security(),
            "compatible: GET /things: security: a → nothing",
            id="security removed",
        ),
        pytest.param(
            with_security({"a": []}),
            with_security({"a": []}, {"b": []}),
            "compatible: GET /things: security: a → a or b",
            id="another way in",
        ),
        pytest.param(
            with_security({"a": []}),
            with_security({"a": [], "b": []}),
            "breaking: GET /things: security: a → a and b",
            id="one more key",
        ),
        pytest.param(
            with_security({"a": []}),
            with_security({"a": []}, of=KEY | {"name": "X-Other"}),
            "breaking: security scheme a: name: X-Key → X-Other",
            id="name of a key",
        ),
        pytest.param(
            with_security({"a": []}, of=KEY | {"x-lifetime-seconds": 9}),
            with_security({"a": []}, of=KEY | {"x-lifetime-seconds": 5}),
            "breaking: security scheme a: x-lifetime-seconds: 9 → 5",
            id="shorter life",
        ),
        pytest.param(
            with_security({"a": []}, of=KEY | {"x-lifetime-seconds": 5}),
            with_security({"a": []}, of=KEY | {"x-lifetime-seconds": 9}),
            "compatible: security scheme a: x-lifetime-seconds: 5 → 9",
            id="longer life",
        ),
        pytest.param(
            document({"x-effects": "read"}),
            document({"x-effects": "session"}),
            "compatible: GET /things: x-effects: read → session",
            id="statement of an overlay",
        ),
        pytest.param(
            with_paths(a={"get": {"operationId": "getA", "responses": OK}}),
            with_paths(b={"get": {"operationId": "getA", "responses": OK}}),
            "breaking: path /b: was /a (GET)",
            id="moved, by its id",
        ),
        pytest.param(
            with_paths(a={"get": {"summary": "List things", "responses": OK}}),
            with_paths(b={"get": {"summary": "List things", "responses": OK}}),
            "breaking: path /b: was /a (GET)",
            id="moved, by all that it says",
        ),
        pytest.param(
            with_paths(a={"get": {"summary": "List things", "operationId": "getA"}}),
            with_paths(b={"get": {"summary": "List things", "operationId": "getB"}}),
            "breaking: path /b: was /a (GET)",
            id="moved, with an id derived from the path",
        ),
        pytest.param(
            with_paths(a={"get": {"summary": "List things", "operationId": "listThings"}}),
            with_paths(a={"get": {"summary": "List all", "operationId": "listAll"}}),
            "wording: GET /a: name: List things → List all",
            id="renamed, with an id derived from the name",
        ),
        pytest.param(
            with_paths(a={"get": {"summary": "A"}}),
            with_paths(a={"get": {"summary": "A", "operationId": "getA"}}),
            None,
            id="id derived",
        ),
    ],
)
def test_difference_is_said_once(old: Json, new: Json, change: str | None) -> None:
    assert diff(old, new) == ([change] if change else [])


def test_what_says_nothing_of_its_own_is_not_called_moved() -> None:
    old, new = (with_paths(**{each: {"get": {"responses": OK}}}) for each in "ab")

    assert diff(old, new) == [
        "breaking: GET /a: operation removed",
        "compatible: GET /b: operation added",
    ]


def test_one_of_two_that_could_have_moved_is_not_called_moved() -> None:
    same = {"get": {"summary": "List", "responses": OK}}

    assert len(diff(with_paths(a=same, b=same), with_paths(c=same))) == 3


def test_names_of_headers_differ_in_more_than_case() -> None:
    old, new = (with_parameter(**{"in": "header", "name": each}) for each in ("X-A", "x-a"))

    assert diff(old, new) == []


def test_parameters_of_a_path_are_those_of_its_operations() -> None:
    parameter = {"name": "p", "in": "query", "schema": STRING}
    shared = with_paths(a={"parameters": [parameter], "get": {}, "post": {}})
    apart = with_paths(a={"get": {"parameters": [parameter]}, "post": {"parameters": [parameter]}})

    assert diff(shared, apart) == []


def test_shared_answer_is_one_change_with_its_places() -> None:
    def version(schema: Json) -> Json:
        refused = {"$ref": "#/components/responses/Refused"}
        operation = {"responses": {"401": refused}}
        response = {"description": "No", "content": {"application/json": {"schema": schema}}}
        return with_paths(a={"get": operation}, b={"get": operation}) | {
            "components": {"responses": {"Refused": response}}
        }

    assert diff(version(fields(code=STRING)), version(fields(code=NUMBER))) == [
        "breaking: response 401, field code: string → number"
    ]


def test_types_that_hold_each_other_are_compared_once() -> None:
    def version(value: Json) -> Json:
        types = {
            "A": fields(b=ref("B"), all={"type": "array", "items": ref("A")}),
            "B": fields(a=ref("A"), v=value),
        }
        content = {"application/json": {"schema": ref("A")}}
        operation = {"responses": {"200": {"description": "OK", "content": content}}}
        return document(operation, components={"schemas": types})

    assert diff(version(STRING), version(NUMBER)) == [
        "breaking: GET /things, response 200, field b.v: string → number"
    ]


def test_change_of_a_type_is_said_once_with_its_heirs() -> None:
    def version(**members: Json) -> Json:
        types = {"Base": fields(**members), "Heir": fields(**members, more=STRING)}
        contents = {"a": ref("Base"), "b": ref("Heir"), "c": fields(**members, other=STRING)}
        operations = {
            name: {"get": {"responses": {"200": {"content": {"application/json": content}}}}}
            for name, schema in contents.items()
            for content in [{"schema": schema}]
        }
        return with_paths(**operations) | {"components": {"schemas": types}}

    assert diff(version(v=STRING, w=STRING), version(v=NUMBER, w=STRING)) == [
        "breaking: types Base, Heir, field v: string → number"
    ]


def test_same_change_of_types_that_share_no_more_is_two() -> None:
    def version(value: Json) -> Json:
        types = {"A": fields(v=value, a=STRING), "B": fields(v=value, b=STRING)}
        content = {"application/json": {"schema": fields(a=ref("A"), b=ref("B"))}}
        operation = {"responses": {"200": {"description": "OK", "content": content}}}
        return document(operation, components={"schemas": types})

    assert diff(version(STRING), version(NUMBER)) == [
        "breaking: GET /things, response 200, field a.v: string → number",
        "breaking: GET /things, response 200, field b.v: string → number",
    ]


def test_change_of_an_inherited_type_is_said_of_that_type() -> None:
    def version(value: Json) -> Json:
        types = {
            "Base": fields(v=value),
            "A": {"allOf": [ref("Base"), fields(a=STRING)]},
            "B": {"allOf": [ref("Base"), fields(b=STRING)]},
        }
        operations = {
            name: {
                "get": {
                    "responses": {
                        "200": {"content": {"application/json": {"schema": ref(name.upper())}}}
                    }
                }
            }
            for name in "ab"
        }
        return with_paths(**operations) | {"components": {"schemas": types}}

    assert diff(version(STRING), version(NUMBER)) == [
        "breaking: type Base, field v: string → number"
    ]
