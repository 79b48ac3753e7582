"""What the suite relies on in the committed documents."""

import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from openapi_spec_validator import validate
from schemathesis.core.result import Ok

from spec.__main__ import ROOT

PRODUCTS = ("cdp", "me", "mi")
METHODS = {"get", "post", "patch", "delete"}
SESSION = {
    "login": "session",
    "refreshToken": "session",
    "logout": "session",
    "loginWithSso": "session",
    "getAuthenticationOptions": "read",
}
EFFECTS = {
    "cdp": SESSION | {"loginToMetabase": "session"},
    "mi": SESSION,
    "me": SESSION
    | {
        "getInvitationLink": "session",
        "getUser": "session",
        "inviteUser": "account",
        "reinviteUser": "account",
        "sendForgotPasswordEmail": "account",
        "resetPassword": "account",
        "deleteUser": "account",
        "listUsers": "session",
        "createUser": "account",
        "modifyUser": "account",
        "changePassword": "account",
    },
}
SECURED = {
    "cdp": {"loginToMetabase"},
    "mi": set(),
    "me": {
        "logout",
        "inviteUser",
        "reinviteUser",
        "getInvitationLink",
        "listUsers",
        "createUser",
        "getUser",
        "modifyUser",
        "deleteUser",
        "changePassword",
    },
}


@pytest.fixture(params=PRODUCTS)
def product(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def document(product: str) -> dict[str, Any]:
    text = (ROOT / f"spec/openapi/{product}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@pytest.fixture
def operations(document: dict[str, Any]) -> dict[str, Any]:
    return {
        operation["operationId"]: operation
        for item in document["paths"].values()
        for method, operation in item.items()
        if method in METHODS
    }


def heading(source: str) -> str:
    file, _, line = source.rpartition(":")
    return Path(ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_document_is_valid_openapi(document: dict[str, Any]) -> None:
    validate(document)


def test_schemathesis_finds_every_operation(
    document: dict[str, Any], operations: dict[str, Any]
) -> None:
    schema = schemathesis.openapi.from_dict(document)

    found = [isinstance(result, Ok) for result in schema.get_all_operations()]
    assert found == [True] * len(operations)


def test_operations_have_their_names_and_effects(product: str, operations: dict[str, Any]) -> None:
    assert {name: each["x-effects"] for name, each in operations.items()} == EFFECTS[product]


def test_operations_that_need_a_token_say_so(product: str, operations: dict[str, Any]) -> None:
    secured = {name for name, each in operations.items() if "security" in each}

    assert secured == SECURED[product]
    assert all(operations[name]["security"] == [{"accessToken": []}] for name in secured)


def test_token_header_is_no_parameter(operations: dict[str, Any]) -> None:
    parameters = [
        each for operation in operations.values() for each in operation.get("parameters", [])
    ]

    assert "header" not in {parameter["in"] for parameter in parameters}


def test_every_operation_allows_an_undocumented_refusal(operations: dict[str, Any]) -> None:
    assert all(each["responses"]["4XX"]["x-undocumented"] for each in operations.values())


def test_every_source_is_a_line_of_a_page(operations: dict[str, Any]) -> None:
    for operation in operations.values():
        assert operation["summary"] in heading(operation["x-source"])
        for status, response in operation["responses"].items():
            assert status == "4XX" or f"+ Response {status}" in heading(response["x-source"])


def test_every_schema_stands_under_its_name(document: dict[str, Any]) -> None:
    for schema in document["components"].get("schemas", {}).values():
        assert heading(schema["x-source"]).startswith(f"## {schema['title']} (")


def test_lifetimes_are_those_of_the_pages(document: dict[str, Any], operations: Any) -> None:
    scheme = document["components"]["securitySchemes"]["accessToken"]
    expires = re.search(r"expires after (\d+) hours", operations["login"]["description"])
    refresh = re.search(r"until (\d+) hours after", operations["refreshToken"]["description"])

    assert expires
    assert refresh
    assert scheme["x-lifetime-seconds"] == int(expires[1]) * 3600
    assert scheme["x-refresh-window-seconds"] == int(refresh[1]) * 3600


def test_login_methods_name_a_flag_of_the_options(
    document: dict[str, Any], operations: dict[str, Any]
) -> None:
    text = yaml.safe_dump([operations["getAuthenticationOptions"], document["components"]])

    for name in ("login", "loginWithSso"):
        assert operations[name]["x-enabled-by"] in text


def test_answers_that_give_a_token_demand_it(
    document: dict[str, Any], operations: dict[str, Any]
) -> None:
    for name in ("login", "refreshToken", "loginWithSso"):
        content = operations[name]["responses"]["200"]["content"]["application/json"]
        schema = content["schema"]
        if "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        assert schema["required"] == ["token"]
