"""Links that let a person in: taken apart."""

import pytest

from harness.core.outcomes import Broken
from harness.http.links import parse_link
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
