import pytest

from spec.compiler.operation_ids import with_operation_ids
from tests.spec.pages import compile_pages


def name(path: str, method: str, summary: str) -> str:
    operation = {"summary": summary, "x-source": "a:1"}
    (named,) = with_operation_ids({path: {method: operation}})[path].values()
    return str(named["operationId"])


@pytest.mark.parametrize(
    ("path", "method", "summary", "expected"),
    [
        ("/segments", "get", "List segments", "listSegments"),
        ("/segments", "get", "List all Segments", "listAllSegments"),
        ("/segments", "post", "Create a segment", "createSegment"),
        ("/segments/{id}", "get", "Get the segment", "getSegment"),
        ("/segments", "get", "GET", "listSegments"),
        ("/segments", "get", "Segments", "listSegments"),
        ("/segments", "post", "POST", "createSegment"),
        ("/segments/{id}", "get", "GET", "getSegment"),
        ("/segments/{id}", "put", "", "replaceSegment"),
        ("/segments/{id}", "patch", "", "updateSegment"),
        ("/segments/{id}", "delete", "", "deleteSegment"),
        ("/categories/{id}", "get", "", "getCategory"),
        ("/addresses/{id}", "get", "", "getAddress"),
        ("/status", "get", "", "getStatus"),
        ("/user-groups", "get", "", "listUserGroups"),
        ("/v1/users/{id}", "get", "取得用户", "getUser"),
        ("/", "get", "", "getRoot"),
        ("/{id}", "get", "", "getRoot"),
        ("/users", "get", "Get a list of all users of the whole big instance", "listUsers"),
        ("/users", "get", "Get user's name", "getUsersName"),
        ("/users", "get", "Export JSON", "exportJSON"),
    ],
)
def test_operation_is_named_by_its_summary_or_its_path(
    path: str, method: str, summary: str, expected: str
) -> None:
    assert name(path, method, summary) == expected


def test_names_are_unique() -> None:
    operation = {"summary": "Get access token"}
    paths = {
        "/users/login": {"post": operation, "summary": "Login"},
        "/users/okta_login": {"post": operation},
        "/v2/okta_login": {"post": operation},
        "/v3/okta_login": {"post": operation, "get": operation},
    }

    named = with_operation_ids(paths)

    names = [
        each["operationId"]
        for item in named.values()
        for each in item.values()
        if isinstance(each, dict)
    ]
    assert names[:2] == ["getAccessToken", "createOktaLogin"]
    assert len(set(names)) == len(names) == 5


def test_name_that_an_overlay_gave_is_kept_and_not_given_again() -> None:
    paths = {
        "/a": {"get": {"summary": "List things"}},
        "/b": {"get": {"summary": "Other", "operationId": "listThings"}},
    }

    named = with_operation_ids(paths)

    assert named["/b"]["get"]["operationId"] == "listThings"
    assert named["/a"]["get"]["operationId"] == "getA"


def test_names_are_the_same_each_time() -> None:
    text = "# A\n\n" + "".join(
        f"## Do it [GET /a{n % 3}/{n}]\n\n+ Response 204\n\n" for n in range(12)
    )

    assert compile_pages(text).document == compile_pages(text).document
    operations = [item["get"] for item in compile_pages(text).document["paths"].values()]
    assert len({each["operationId"] for each in operations}) == 12
