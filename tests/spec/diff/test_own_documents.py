"""The project's own documents, each changed in one way: found, with the rules that it touches."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from spec import specification
from spec.diff.document import Document
from spec.diff.report import Change, changes_between
from spec.diff.rules_touched import Touched
from tests.products import PRODUCTS
from tests.spec.diff.versions import told

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]
OF_TIME = [
    "token.lives-8h",
    "token.dies-after-8h",
    "refresh.renews-expired",
    "refresh.refuses-too-old",
    "refresh.starts-new-life",
    "sso.token-dies-after-8h",
]


def changed(product: str, edit: Callable[[Json], object]) -> list[Change]:
    """Edit a copy of a product's document, and compare."""
    old: Any = specification.load(product).document
    new = copy.deepcopy(old)
    edit(new)
    return changes_between(Document(old), Document(new))


def operation(document: Json, path: str, method: str) -> Any:
    return document["paths"][path][method]


@pytest.mark.parametrize("product", PRODUCTS)
def test_document_does_not_differ_from_itself(product: str) -> None:
    assert changed(product, lambda _: None) == []


@pytest.mark.parametrize(
    ("edit", "change", "rules"),
    [
        pytest.param(
            lambda new: operation(new, "/auth_options", "get").update(
                security=[{"accessToken": []}]
            ),
            "breaking: GET /auth_options: security: nothing → accessToken",
            ["options.public", "options.flags"],
            id="security",
        ),
        pytest.param(
            lambda new: new["components"]["schemas"]["Login"]["required"].remove("password"),
            "compatible: POST /users/login, request, field password: optional now",
            [
                "login.issues-token",
                "login.token-authenticates",
                "login.refuses-wrong-password",
                "login.refuses-unknown-email",
                "login.refuses-alike",
                "login.refuses-injection",
                "token.lives-8h",
                "token.dies-after-8h",
                "logout.deletes-cookie",
            ],
            id="field optional",
        ),
        pytest.param(
            lambda new: operation(new, "/users/{user_id}", "delete")["responses"].pop("404"),
            "breaking: DELETE /users/{user_id}, response 404: removed",
            ["resource.deleted-is-gone"],
            id="status",
        ),
        pytest.param(
            lambda new: operation(new, "/users/password", "post").update(operationId="forgot"),
            "wording: POST /users/password: operationId: sendForgotPasswordEmail → forgot",
            [
                "forgot.answers",
                "forgot.sends-mail",
                "forgot.mails-invited",
                "forgot.answers-alike",
            ],
            id="operationId",
        ),
        pytest.param(
            lambda new: new["paths"].update({"/reset": new["paths"].pop("/users/password")}),
            "breaking: path /reset: was /users/password (POST, PATCH)",
            [
                "link.opens-account",
                "forgot.answers",
                "forgot.sends-mail",
                "forgot.mails-invited",
                "forgot.answers-alike",
                "reset.sets-password",
                "reset.refuses-bad-token",
                "reset.token-works-once",
            ],
            id="path",
        ),
        pytest.param(
            lambda new: new["components"]["securitySchemes"]["accessToken"].update(
                {"x-lifetime-seconds": 3600}
            ),
            "breaking: security scheme accessToken: x-lifetime-seconds: 28800 → 3600",
            OF_TIME,
            id="lifetime",
        ),
        pytest.param(
            lambda new: new["tags"][0].update(description="x"),
            "wording: group Authentication: description: An API token in a header authenticates "
            "the client. All requests to the API must\ncarry it. → x",
            ["token.required", "token.refuses-forged"],
            id="group",
        ),
        pytest.param(
            lambda new: new["paths"].update({"/new": {"get": {"responses": {}}}}),
            "compatible: GET /new: operation added",
            [],
            id="operation of no rule",
        ),
        pytest.param(
            lambda new: operation(new, "/users/invite", "post")["responses"]["200"]["content"][
                "application/json"
            ]["schema"]["anyOf"].pop(),
            "compatible: POST /users/invite, response 200: alternative Invitation link removed",
            ["invite.returns-user", "invite.needs-token"],
            id="alternative",
        ),
        pytest.param(
            lambda new: new["components"]["schemas"]["User"]["properties"]["id"].pop("format"),
            "breaking: type User, field id: format removed: uuid",
            [
                "invite.returns-user",
                "invite.needs-token",
                "reinvite.returns-user",
                "password.changes",
                "password.needs-old",
                "resource.reads-back",
                "resource.deleted-is-gone",
            ],
            id="type",
        ),
        pytest.param(
            lambda new: operation(new, "/users/login", "delete")["responses"]["200"]["headers"][
                "Set-Cookie"
            ].update(required=True),
            "compatible: DELETE /users/login, response 200, header Set-Cookie: required now",
            [
                "logout.answers",
                "logout.ends-session",
                "logout.spares-other-sessions",
                "logout.deletes-cookie",
            ],
            id="header",
        ),
    ],
)
def test_change_is_found_with_its_rules(
    edit: Callable[[Json], object], change: str, rules: list[str]
) -> None:
    (found,) = changed("me", edit)

    assert told(found) == change
    assert Touched("me").by(found) == rules


def test_lines_of_the_sources_are_no_change() -> None:
    def move(new: Json) -> None:
        operation(new, "/users/login", "post")["x-source"] = "elsewhere:1"
        new["x-sources"] = []

    assert changed("me", move) == []
