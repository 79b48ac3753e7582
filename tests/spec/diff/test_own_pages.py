"""The project's own pages, each edited in one way: what changed is found, and nothing else is."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from spec.__main__ import ROOT
from spec.diff.reading import read
from spec.diff.report import changes_between
from tests.spec.diff.versions import places, told

if TYPE_CHECKING:
    from pathlib import Path

    from spec.diff.document import Document

PAGES = ROOT / "spec/blueprints/me"
OPTIONS, USERS = "authentication.apib", "users.apib"
DELETE = """### Delete user [DELETE]

+ Request (application/json)
    + Headers

            X-Access-Token: 1234567890abcdef

+ Response 200 (application/json)
    + Attributes (User)

+ Response 404
"""
LINK = "+ Response 200 (application/json)\n    + Attributes (Invitation link)"
LOG_OUT = "### Log out [DELETE]\n\nLogs the user out and deletes the cookie.\n\n"
SSO = "+ `sso_enabled`: false (boolean)\n"
DELETED = "+ deleted: false (boolean)\n"
TOKEN = "+ token: 1234567890abcdef (string)\n\n## Invitation"
CODE = "+ code: 1234567890abcdef (string)\n"
MESSAGE = '"message": "Token is too old for refresh"'
NEXT = "### Modify user"
PARAMETERS = "[/users/{user_id}]\n\n+ Parameters\n"
FULL = "[/users/{user_id}{?full}]\n\n+ Parameters\n    + full: true (boolean, "
UUID = "`2f9bd8b0-6e3f-4d0b-9a6e-51c9d7f0a3b4`"
PARAMETER = f"{PARAMETERS}    + user_id: {UUID} (string, required) - The user's UUID\n"
ON_ALL = "GET /users/{user_id}", "DELETE /users/{user_id}", "PATCH /users/{user_id}"
IN_GROUP = "GET /users", "POST /users", *ON_ALL, "POST /users/{user_id}/change_password"
WITH_USER = (
    "POST /users/invite, response 200",
    "PATCH /users/invite, response 200",
    "POST /users, response 201",
    "GET /users/{user_id}, response 200",
    "DELETE /users/{user_id}, response 200",
    "PATCH /users/{user_id}, response 200",
    "POST /users/{user_id}/change_password, response 200",
)
IN_LIST = "GET /users, response 200, field users[]."


@dataclass(frozen=True)
class Edit:
    """A text of a page, what stands in its place, and the change that it is, with its places."""

    name: str
    file: str
    text: str
    instead: str
    change: str
    places: tuple[str, ...] = ()


def in_user(name: str, instead: str, change: str, field: str = "deleted") -> Edit:
    """An edit of the type User."""
    where = (*(f"{place}, field {field}" for place in WITH_USER), f"{IN_LIST}{field}")
    severity, _, words = change.partition(": ")
    line = f"{severity}: type User, field {field}: {words}"
    return Edit(name, OPTIONS, DELETED, instead, line, where)


EDITS = [
    Edit(
        "operation removed",
        USERS,
        DELETE,
        "",
        "breaking: DELETE /users/{user_id}: operation removed",
    ),
    Edit(
        "operation added",
        USERS,
        "### Delete",
        "### Block user [POST]\n\n+ Response 204\n\n### Delete",
        "compatible: POST /users/{user_id}: operation added",
    ),
    Edit(
        "path moved",
        USERS,
        "## User [/users/",
        "## User [/v2/users/",
        "breaking: path /v2/users/{user_id}: was /users/{user_id} (GET, DELETE, PATCH)",
    ),
    Edit(
        "method changed",
        USERS,
        "[DELETE]",
        "[POST]",
        "breaking: POST /users/{user_id}: was DELETE /users/{user_id}",
    ),
    Edit(
        "variable of a path renamed",
        USERS,
        PARAMETER,
        PARAMETER.replace("user_id", "id"),
        "wording: path /users/{id}: its variables are called otherwise than in /users/{user_id}",
    ),
    Edit(
        "status removed",
        USERS,
        f"+ Response 404\n\n{NEXT}",
        NEXT,
        "breaking: GET /users/{user_id}, response 404: removed",
    ),
    Edit(
        "status added",
        USERS,
        f"+ Response 404\n\n{NEXT}",
        f"+ Response 404\n\n+ Response 410\n\n{NEXT}",
        "compatible: GET /users/{user_id}, response 410: added",
    ),
    Edit(
        "status changed",
        USERS,
        f"+ Response 404\n\n{NEXT}",
        f"+ Response 410\n\n{NEXT}",
        "breaking: GET /users/{user_id}, response 404: status is 410 now",
    ),
    Edit(
        "optional parameter added",
        USERS,
        PARAMETERS,
        f"{FULL}optional)\n",
        "compatible: query parameter full: added (boolean, optional)",
        tuple(f"{each}, query parameter full" for each in ON_ALL),
    ),
    Edit(
        "required parameter added",
        USERS,
        PARAMETERS,
        f"{FULL}required)\n",
        "breaking: query parameter full: added (boolean, required)",
        tuple(f"{each}, query parameter full" for each in ON_ALL),
    ),
    Edit(
        "parameter retyped",
        USERS,
        PARAMETER,
        PARAMETER.replace(f"{UUID} (string", "7 (number"),
        "breaking: path parameter user_id: string → number",
        tuple(f"{each}, path parameter user_id" for each in ON_ALL),
    ),
    Edit(
        "parameter described otherwise",
        USERS,
        PARAMETER,
        PARAMETER.replace("The user's UUID", "The UUID"),
        "wording: path parameter user_id: description: The user's UUID → The UUID",
        tuple(f"{each}, path parameter user_id" for each in ON_ALL),
    ),
    Edit(
        "example of a parameter",
        USERS,
        PARAMETER,
        PARAMETER.replace(UUID, "x"),
        "wording: path parameter user_id: example: 2f9bd8b0-6e3f-4d0b-9a6e-51c9d7f0a3b4 → x",
        tuple(f"{each}, path parameter user_id" for each in ON_ALL),
    ),
    Edit(
        "action renamed",
        USERS,
        "Get user",
        "Fetch user",
        "wording: GET /users/{user_id}: name: Get user → Fetch user",
    ),
    Edit(
        "resource renamed",
        USERS,
        "## User [",
        "## A user [",
        "wording: path /users/{user_id}: name: User → A user",
    ),
    Edit(
        "group renamed",
        USERS,
        "# Group Users",
        "# Group People",
        "wording: group: Users → People",
        IN_GROUP,
    ),
    Edit(
        "group described otherwise",
        USERS,
        "All requests carry",
        "Requests carry",
        "wording: group Users: description: "
        "All requests carry an access token. → Requests carry an access token.",
    ),
    in_user("field removed", "", "breaking: removed"),
    in_user("field retyped", "+ deleted: no (string)\n", "breaking: boolean → string"),
    in_user("field required", "+ deleted: false (boolean, required)\n", "compatible: required now"),
    in_user("field null", "+ deleted: false (boolean, nullable)\n", "breaking: may be null now"),
    in_user(
        "field added",
        f"{DELETED}+ age: 3 (number)\n",
        "compatible: added (number, optional)",
        field="age",
    ),
    in_user(
        "field of its own type added",
        f"{DELETED}+ manager (User)\n",
        "compatible: added (User, optional)",
        field="manager",
    ),
    in_user(
        "field described otherwise",
        f"{DELETED.rstrip()} - Whether\n",
        "wording: description added: Whether",
    ),
    in_user("example of a field", "+ deleted: true (boolean)\n", "wording: example: false → true"),
    Edit(
        "field renamed",
        OPTIONS,
        "+ id: `2f9",
        "+ uuid: `2f9",
        "breaking: type User, field id: called uuid now",
        (*(f"{each}, field id" for each in WITH_USER), f"{IN_LIST}id"),
    ),
    Edit(
        "field of a request required",
        OPTIONS,
        CODE,
        "+ code: 1234567890abcdef (string, required)\n",
        "breaking: POST /users/okta_login, request, field code: required now",
    ),
    Edit(
        "field of a request added",
        OPTIONS,
        CODE,
        f"{CODE}+ state: x (string)\n",
        "compatible: POST /users/okta_login, request, field state: added (string, optional)",
    ),
    Edit(
        "type retyped that is sent and answered",
        OPTIONS,
        TOKEN,
        "+ token: 7 (number)\n\n## Invitation",
        "breaking: type Token, field token: string → number",
        (
            "POST /users/login, response 200, field token",
            "PATCH /users/login, response 200, field token",
            "POST /users/okta_login, response 200, field token",
            "PATCH /users/login, request, field token",
        ),
    ),
    Edit(
        "type null that is sent and answered",
        OPTIONS,
        TOKEN,
        TOKEN.replace("string)", "string, nullable)"),
        "breaking: type Token, field token: may be null now (breaks responses only)",
        (
            "POST /users/login, response 200, field token",
            "PATCH /users/login, response 200, field token",
            "POST /users/okta_login, response 200, field token",
            "PATCH /users/login, request, field token",
        ),
    ),
    Edit(
        "type that nothing uses",
        OPTIONS,
        "## User (object)",
        "## Odd (object)\n+ a: 1\n\n## User (object)",
        "wording: type Odd: added (no operation uses it)",
    ),
    Edit(
        "type renamed",
        OPTIONS,
        "OktaLogin",
        "Code",
        "wording: POST /users/okta_login, request: type OktaLogin is called Code now",
    ),
    Edit(
        "another type",
        OPTIONS,
        LINK,
        LINK.replace("Invitation link", "Token"),
        "breaking: GET /users/{user_id}/invitation_link, response 200: Invitation link → Token "
        "(user_invitation_link removed; token added (string, optional))",
    ),
    Edit(
        "a list",
        OPTIONS,
        LINK,
        LINK.replace("Invitation link", "array[Invitation link]"),
        "breaking: GET /users/{user_id}/invitation_link, response 200: "
        "Invitation link → array of Invitation link",
    ),
    Edit(
        "media type",
        OPTIONS,
        LINK,
        LINK.replace("json", "xml"),
        "breaking: GET /users/{user_id}/invitation_link, response 200: "
        "media type application/json → application/xml",
    ),
    Edit(
        "header of a response",
        OPTIONS,
        LINK,
        LINK.replace("    + Attr", "    + Headers\n\n            X-Rate: 1\n\n    + Attr"),
        "compatible: GET /users/{user_id}/invitation_link, response 200, header X-Rate: added",
    ),
    Edit(
        "header of a request",
        OPTIONS,
        f"{LOG_OUT}+ Request (application/json)\n",
        f"{LOG_OUT}+ Request (application/json)\n    + Headers\n\n            X-Key: 1\n",
        "breaking: DELETE /users/login, request header X-Key: added (string, required)",
    ),
    Edit(
        "media type without a body",
        OPTIONS,
        "+ Response 200 (application/json)\n\n## Okta",
        "+ Response 200 (text/plain)\n\n## Okta",
        "breaking: DELETE /users/login, response 200: "
        "media type without a body: application/json → text/plain",
    ),
    Edit(
        "body of a response",
        OPTIONS,
        "+ Response 200 (application/json)\n\n## Okta",
        "+ Response 200 (application/json)\n    + Attributes (Token)\n\n## Okta",
        "compatible: DELETE /users/login, response 200: body added",
    ),
    Edit(
        "body of a request",
        OPTIONS,
        LOG_OUT,
        f"{LOG_OUT}+ Attributes (Token)\n\n",
        "breaking: DELETE /users/login, request: body added (required)",
    ),
    Edit(
        "body of a request removed",
        OPTIONS,
        "+ Attributes (Forgot password)\n\n",
        "",
        "breaking: POST /users/password, request: body removed",
    ),
    Edit(
        "message of a refusal",
        OPTIONS,
        MESSAGE,
        '"message": "Too old"',
        "wording: PATCH /users/login, response 401: example, message: "
        "Token is too old for refresh → Too old",
    ),
    Edit(
        "type in an example",
        OPTIONS,
        MESSAGE,
        '"message": 7',
        "breaking: PATCH /users/login, response 401, field message: string → number",
    ),
    Edit(
        "member of an example",
        OPTIONS,
        MESSAGE,
        f'{MESSAGE}, "code": 4',
        "compatible: PATCH /users/login, response 401, field code: added (number, optional)",
    ),
    Edit(
        "description",
        OPTIONS,
        "until 4 hours",
        "until 5 hours",
        "wording: PATCH /users/login: description: "
        "An access token can be refreshed until 4 hours after it expired, no later. → "
        "An access token can be refreshed until 5 hours after it expired, no later.",
    ),
]


def edited(folder: Path, edits: list[Edit]) -> Path:
    """Copy the pages, and edit the copy."""
    shutil.copytree(PAGES, folder)
    for edit in edits:
        page = folder / edit.file
        text = page.read_text(encoding="utf-8")
        assert edit.text in text
        page.write_text(text.replace(edit.text, edit.instead), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pages() -> Document:
    """The pages as they are."""
    return read(PAGES)[0]


@pytest.mark.parametrize("edit", EDITS, ids=[edit.name for edit in EDITS])
def test_edit_is_found_and_nothing_else(edit: Edit, pages: Document, tmp_path: Path) -> None:
    new, _ = read(edited(tmp_path / "me", [edit]))

    (change,) = changes_between(pages, new)

    assert told(change) == edit.change
    assert tuple(places(change)) == edit.places
    assert len(changes_between(new, pages)) == 1, "undone"


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("# Data Structures", "\n\n\n# Data Structures"),
        (TOKEN, TOKEN.replace("+ token", "- token")),
        ("+ email: example@email.com (string)\n+ id", "+ email: example@email.com\n+ id"),
        ("## Token (object)", "## Token"),
        (f"{DELETED}{SSO}", f"{SSO}{DELETED}"),
    ],
    ids=["blank lines", "bullets", "a type that is so anyway", "object", "order"],
)
def test_edit_that_says_the_same_is_no_change(
    text: str, instead: str, pages: Document, tmp_path: Path
) -> None:
    new, _ = read(edited(tmp_path / "me", [Edit("", OPTIONS, text, instead, "")]))

    assert changes_between(pages, new) == []


def test_many_edits_are_found_together(pages: Document, tmp_path: Path) -> None:
    apart = ["operation added", "status removed", "field added", "message of a refusal", "a list"]
    edits = [edit for edit in EDITS if edit.name in apart]
    assert len(edits) == len(apart)
    new, _ = read(edited(tmp_path / "me", edits))

    found = [told(change) for change in changes_between(pages, new)]

    assert sorted(found) == sorted(edit.change for edit in edits)
