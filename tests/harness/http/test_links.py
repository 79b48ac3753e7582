"""Links that let a person in: taken apart."""

import pytest

from harness.core.outcomes import Broken
from harness.http.links import parse_link, secrets_of, token_in_path
from tests.harness.making import an_answer


@pytest.mark.parametrize(
    ("query", "email"),
    [
        ("email=a%2Bb%40acme.test&reset_token=t.o+k", "a+b@acme.test"),
        ("email=a+b@acme.test&reset_token=t.o+k", "a+b@acme.test"),
        ("reset_token=t.o+k&referrer=x&email=a@acme.test", "a@acme.test"),
    ],
    ids=["quoted-plus", "plain-plus", "another-order"],
)
@pytest.mark.parametrize("place", ["", "#/"], ids=["query", "fragment"])
def test_link_is_taken_apart(query, email, place):
    link = f"https://acme.test/{place}set_password/?{query}"

    found = parse_link(an_answer("getInvitationLink", json={"user_invitation_link": link}))

    assert found.email == email


@pytest.mark.parametrize(
    ("written", "token"),
    [("to.ke.n", "to.ke.n"), ("a%2Bb%2Fc%3D", "a+b/c="), ("a%25b", "a%b")],
    ids=["plain", "quoted", "percent"],
)
def test_reset_token_is_unquoted(written, token):
    link = f"https://acme.test/?email=a@acme.test&reset_token={written}"

    found = parse_link(an_answer("getInvitationLink", json={"user_invitation_link": link}))

    assert found.reset_token == token
    assert token not in repr(found)


@pytest.mark.parametrize(
    "json",
    [
        {},
        {"user_invitation_link": None},
        {"user_invitation_link": "https://acme.test/?email=a@acme.test"},
        {"user_invitation_link": "https://acme.test/?reset_token=x"},
        {"user_invitation_link": "https://acme.test/?email=&reset_token=x"},
    ],
    ids=["none", "null", "no-token", "no-email", "empty-email"],
)
def test_link_that_lacks_something_breaks(json):
    with pytest.raises(Broken):
        parse_link(an_answer("getInvitationLink", json=json))


@pytest.mark.parametrize(
    "link",
    [
        "/set?email=a&reset_token=x1y2",
        "set?reset_token=x1y2",
        "?reset_token=x1y2",
        "#reset_token=x1y2",
        "#/set?reset_token=x1y2",
        "//acme.test/set?reset_token=x1y2",
        "https://[acme.test/set?reset_token=x1y2",
        "https://acme.test/set?email=a&amp;reset_token=x1y2",
    ],
)
def test_secret_of_a_link_is_found_whole_or_relative(link):
    assert secrets_of(link) == ["x1y2"]


@pytest.mark.parametrize(
    "link", ["/a?page=2", "/a?country_code=cz", "?sort_key=created_at", "[", ""]
)
def test_link_without_a_secret_has_none(link):
    assert secrets_of(link) == []


TOKEN = "a1B2" * 5


@pytest.mark.parametrize(
    ("link", "found"),
    [
        (f"/reset/{TOKEN}", (TOKEN, True)),
        (f"#/invitation/{TOKEN}/", (TOKEN, True)),
        (f"https://acme.test/{TOKEN}", (TOKEN, False)),
        (f"/users/{TOKEN}", None),
        ("/dashboard/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", None),
        (
            "/activate/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
            ("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", True),
        ),
        ("/reset/short1", None),
        ("/reset/of-letters-alone-though", None),
    ],
)
def test_end_of_a_path_may_be_a_token_or_an_id(link, found):
    assert token_in_path(link) == found
