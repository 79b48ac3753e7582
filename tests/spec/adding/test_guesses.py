"""What a page seems to mean, and what it must not be taken for."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from spec.adding import names, roles, tokens
from spec.adding.operations import all_of
from spec.compiler.diagnostics import Diagnostics
from spec.compiler.markdown import Source
from spec.compiler.page import parse_page
from tests.spec.pages import compile_pages

TOKEN = "+ Response 200 (application/json)\n    + Attributes\n        + token (string)\n"


def sent(*fields: str) -> str:
    rows = "".join(f"        + {each} (string)\n" for each in fields)
    return f"+ Request (application/json)\n    + Attributes\n{rows}\n"


def parts(*operations: tuple[str, str]) -> dict[str, str]:
    page = "# A\n\n" + "\n".join(f"## {heading}\n\n{below}" for heading, below in operations)
    found = roles.parts(all_of(compile_pages(page).document), ())
    return {name: part.role.value for name, part in found.items()}


LOGIN = ("Log in [POST /login]", sent("email", "password") + TOKEN)


@pytest.mark.parametrize(
    ("operation", "role"),
    [
        (LOGIN, "login"),
        (("Sign in [POST /session]", sent("username", "password") + TOKEN), "login"),
        (("Register [POST /register]", sent("email", "password") + TOKEN), None),
        (("Sign up [POST /users]", sent("email", "password") + TOKEN), None),
        (("Log in [POST /login]", sent("email", "password") + "+ Response 204\n"), None),
        (("Refresh [POST /refresh]", sent("token") + TOKEN), "refresh"),
        (("Check [POST /check]", sent("token") + TOKEN), None),
        (("Log out [POST /logout]", "+ Response 204\n"), "logout"),
        (("Okta login [POST /okta]", sent("code") + TOKEN), "sso-login"),
        (("Redeem [POST /coupons]", sent("code") + TOKEN), None),
        (("Change [POST /me]", sent("old_password", "new_password") + TOKEN), "change-password"),
        (("Reset [PATCH /password]", sent("email", "password", "token") + TOKEN), None),
        (("Log in [POST /login]", "+ Request\n    + Attributes (Login)\n\n"
          "+ Response 200\n    + Attributes (Token)\n"), "login"),
    ],
)  # fmt: skip
def test_role_of_an_operation(operation: tuple[str, str], role: str | None) -> None:
    assert list(parts(operation).values()) == ([role] if role else [])


def test_what_is_deleted_where_one_logs_in_is_the_session() -> None:
    found = parts(LOGIN, ("DELETE /login", "+ Response 204\n"))

    assert found["DELETE /login"] == "logout"


def test_two_that_look_alike_get_no_role() -> None:
    other = ("Sign in [POST /v2/sign_in]", sent("email", "password") + TOKEN)

    assert parts(LOGIN, other) == {}


@pytest.mark.parametrize(
    ("words", "is_demanded"),
    [
        ("The token must be present in all requests to the API.", True),
        ("A token in a header authenticates the client. All requests must carry it.", True),
        ("Every request except the log-in requires a valid API key.", True),
        ("All calls need an access token.", True),
        ("A token expires after 8 hours.", False),
        ("All requests are made over https.", False),
        ("No token is required for any of these requests.", False),
        ("A token may be sent with all requests.", False),
    ],
)
def test_token_is_demanded_by_words_alone(words: str, is_demanded: bool) -> None:  # noqa: FBT001
    text = f"# A\n\n{words}\n\n# Group G\n\n## GET /a\n\n+ Response 204\n"

    found = tokens.demanded(parse_page(Source("a", text), Diagnostics()))

    assert bool(found) == is_demanded


def test_token_that_one_description_waives_is_not_demanded() -> None:
    text = (
        "# A\n\nAll requests must carry a token.\n\n# Group G\n\n"
        "## Status [GET /status]\n\nThis call needs no token.\n\n+ Response 204\n"
    )

    assert tokens.demanded(parse_page(Source("a", text), Diagnostics())) == {}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("Group of Users!",), "group-of-users"),
        (("../../etc/passwd",), "etc-passwd"),
        (("订单", "Orders"), "orders"),
        (("", "\0"), "page"),
        (("con",), "page-con"),
        (("Ünïcode",), "unicode"),
    ],
)
def test_file_name_holds_letters_and_digits(words: tuple[str, ...], name: str) -> None:
    assert names.file_name(*words) == name


def test_path_with_quotes_is_named_by_its_overlay() -> None:
    document: Any = yaml.safe_load('{paths: {"/it\'s": {get: {responses: {}}}}}')

    (found,) = all_of(document)

    assert found.target == "$.paths['/it\\'s'].get"
