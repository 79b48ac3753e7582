"""Secrets are known by what holds them, in answers and in requests."""

import pytest

from harness.http.secrets import secrets_in, secrets_sent
from tests.harness.making import CANARY, an_exchange

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxNyJ9.c2lnbmF0dXJl"


@pytest.mark.parametrize("name", ["token", "access_token", "refreshToken", "jwt", "apiKey", "code"])
def test_member_that_is_called_like_a_secret_is_one(name):
    found = secrets_in(an_exchange(json={"a": [{name: CANARY}]}))

    assert (CANARY, name.upper()) in found


@pytest.mark.parametrize(
    "json",
    [
        {"message": CANARY},
        {"token_error": "Token is too old for refresh"},
        {"is_token_valid": True},
        {"tokens": 17},
        {"code": "success"},
        {"status_code": "ERR-2027-000123"},
        {"key": "users-2027-000123"},
    ],
)
def test_other_members_are_none(json):
    assert not secrets_in(an_exchange(json=json))


@pytest.mark.parametrize("json", [{"code": "Unauthorized"}, {"token": "invalid"}, {"code": "E42"}])
def test_words_of_a_refusal_are_no_secrets(json):
    assert not secrets_in(an_exchange(status=401, json=json))


def test_refusal_that_holds_what_looks_like_a_secret_holds_one():
    assert (CANARY, "TOKEN") in secrets_in(an_exchange(status=401, json={"token": CANARY}))


RAW = "ab%2Fcd%2Bef0123=="


@pytest.mark.parametrize(
    ("link", "values"),
    [
        (f"https://acme.test/?reset_token={RAW}", {RAW, "ab/cd+ef0123=="}),
        (f"https://acme.test/#/set?email=a&reset_token={CANARY}", {CANARY}),
        (f"https://acme.test/set/{CANARY}", {CANARY}),
        (f"https://acme.test/#code={CANARY}", {CANARY}),
        (f"https://acme.test/?session={CANARY}", {CANARY}),
        ("https://acme.test/?code=abcdef", {"abcdef"}),
    ],
    ids=["encoded", "fragment", "path", "bare fragment", "session", "code-of-letters"],
)
def test_secret_of_a_link_is_one_as_it_stands_and_decoded(link, values):
    found = {value for value, _ in secrets_in(an_exchange(json={"user_invitation_link": link}))}

    assert values <= found


@pytest.mark.parametrize(
    "link", ["https://acme.test/?session=expired", "https://acme.test/?page=users-2027-000123"]
)
def test_words_of_a_link_are_no_secrets(link):
    assert not secrets_in(an_exchange(json={"link": link}))


@pytest.mark.parametrize(
    "header",
    [
        ("Location", f"/welcome?token={CANARY}"),
        ("Refresh", f"0; url=https://acme.test/?code={CANARY}"),
        ("X-Auth-Token", CANARY),
        ("Set-Cookie", f"session={CANARY}; Path=/"),
    ],
    ids=lambda header: header[0],
)
def test_header_may_hold_a_secret(header):
    assert CANARY in {value for value, _ in secrets_in(an_exchange(headers=(header,)))}


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "access_token=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0"),
        ("Content-Type", "application/json; charset=utf-8"),
        ("X-Token-Type", "bearer"),
    ],
    ids=lambda header: header[0],
)
def test_header_that_gives_nothing_away_holds_none(header):
    assert not secrets_in(an_exchange(headers=(header,)))


def test_body_that_is_a_token_is_a_secret():
    assert (CANARY, "TOKEN") in secrets_in(an_exchange(json=CANARY))


def test_jwt_is_a_secret_wherever_it_stands():
    assert (JWT, "TOKEN") in secrets_in(an_exchange(body=f"<p>your token: {JWT}</p>".encode()))


def test_what_is_sent_where_a_secret_belongs_is_one():
    found = secrets_sent(
        {"X-Access-Token": CANARY}, b'{"password": "almost-right-one"}', "X-Access-Token"
    )

    assert {value for value, _ in found} == {CANARY, "almost-right-one"}
