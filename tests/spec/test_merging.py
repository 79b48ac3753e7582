"""Pages of one product that show the same operation or the same type."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from spec.compiler import project

USERS = """\
    # {title}

    # Group Users

    ## User [/users/{variable}]

    ### Get user [GET]

    + Response {status} (application/json)
        + Attributes (User)

    {more}

    # Data Structures

    ## User (object)
    + email: {email} ({type})
    """
_HONEST = {
    "title": "A", "variable": "{id}", "status": "200", "more": "", "email": "a@b.c",
    "type": "string",
}  # fmt: skip


def built(tmp_path: Any, **changed: str) -> project.Built:
    for name, values in (("a", _HONEST), ("b", _HONEST | changed)):
        text = textwrap.dedent(USERS)
        for key, value in values.items():
            text = text.replace("{" + key + "}", value)
        (tmp_path / f"{name}.apib").write_text(text)
    pages = [tmp_path / "a.apib", tmp_path / "b.apib"]
    return project.compile_files(tmp_path, pages, [], "x")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({}, id="the same"),
        pytest.param({"title": "B"}, id="another title"),
        pytest.param({"email": "d@e.f"}, id="another example"),
        pytest.param({"variable": "{user_id}"}, id="another name of a variable"),
        pytest.param({"more": "+ Response 404"}, id="one more answer"),
    ],
)
def test_what_agrees_is_one(tmp_path: Any, changed: dict[str, str]) -> None:
    found = built(tmp_path, **changed)

    assert not found.diagnostics.failed
    assert found.text.count("operationId: getUser") == 1
    assert "User_2" not in found.text
    assert sum("[merged]" in line for line in found.diagnostics.lines()) == 2
    assert ("'404':" in found.text) == ("more" in changed)
    assert not any("[lost]" in line for line in found.diagnostics.lines())


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        pytest.param(
            {"type": "number", "email": "1"},
            "b.apib:16:1: error: the type User is another in a.apib:16: it differs in email",
            id="type",
        ),
        pytest.param(
            {"status": "201"},
            "b.apib:7:1: error: GET /users/{id} is another in a.apib:7: "
            "it answers 201 here, 200 there",
            id="status",
        ),
    ],
)
def test_what_does_not_agree_is_an_error_that_names_both_places(
    tmp_path: Any, changed: dict[str, str], line: str
) -> None:
    lines = built(tmp_path, **changed).diagnostics.lines()

    assert any(each.startswith(line) for each in lines)


def test_title_of_most_pages_is_that_of_the_product(tmp_path: Any) -> None:
    pages = []
    for name, title in (("a", "Accounts"), ("b", "The API"), ("c", "The API")):
        pages.append(tmp_path / f"{name}.apib")
        pages[-1].write_text(f"# {title}\n\n## GET /{name}\n\n+ Response 204\n")

    text = project.compile_files(tmp_path, pages, [], "x").text

    assert "title: The API" in text
