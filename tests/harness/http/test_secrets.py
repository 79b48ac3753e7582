"""Secrets are known by what holds them, in answers and in requests."""

import json as json_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.http.secrets import LINK_PART, UNNAMED, secrets_in, secrets_sent
from spec import specification
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
    assert not secrets_in(an_exchange("getAuthenticationOptions", json=json))


@pytest.mark.parametrize(
    "json",
    [{"t": CANARY}, [CANARY], {CANARY: "token"}, {"data": {"a": [CANARY]}}, {"message": CANARY}],
    ids=["name", "list", "key", "nested", "message"],
)
def test_answer_that_gives_a_token_may_do_so_under_any_name(json):
    assert secrets_in(an_exchange("login", json=json)) == [(CANARY, UNNAMED)]
    assert secrets_in(an_exchange("login", status=401, json=json)) == []


@pytest.mark.parametrize(
    ("value", "is_masked"),
    [
        ("aBcDeFgHiJkLmNoPq", True),
        ("%2561%2562%2563%2564", True),
        ("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", False),
        ("/users/a1B2c3D4e5F6g7H8", False),
        ("2027-01-01T00:00:00.000Z", False),
        ("28800000000000000", False),
        ("InvalidCredentials", False),
        ("qa@acme.test-a1b2c3d4e5", False),
        ("a1B2c3D4e5F6g7", False),
    ],
)
def test_value_under_any_name_must_look_like_a_token(value, is_masked):
    assert bool(secrets_in(an_exchange("login", json={"t": value}))) is is_masked


@pytest.mark.parametrize("name", ["X-Foo", "X-Id", "Location"])
def test_header_of_an_answer_that_gives_a_token_may_hold_it(name):
    assert secrets_in(an_exchange("login", headers=((name, CANARY),))) == [(CANARY, UNNAMED)]
    assert secrets_in(an_exchange("logout", headers=((name, CANARY),))) == []


@pytest.mark.parametrize("name", ["ETag", "X-Request-Id", "CF-Ray", "X-Build-Version"])
def test_header_that_looks_random_by_its_nature_is_shown(name):
    assert secrets_in(an_exchange("login", headers=((name, CANARY),))) == []


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
        {"X-Access-Token": CANARY}, b'{"password": "almost-right-one"}', specification.load("me")
    )

    assert {value for value, _ in found} == {CANARY, "almost-right-one"}


def found(**of):
    return {value for value, _ in secrets_in(an_exchange(**of))}


NUMBER, DEEP = "9" * 5000, "[" * 100_000
BODIES = {
    "huge-number": f'{{"token":"{CANARY}","x":{NUMBER}}}',
    "deep": f'{{"token":"{CANARY}","x":{DEEP}}}',
    "truncated": f'{{"a": 1, "token": "{CANARY}", "x": "y',
    "jsonp": f'callback({{"token": "{CANARY}"}});',
    "named twice": f'{{"token": "{CANARY}", "token": "another"}}',
    "in a list": f'{{"token": ["another", "{CANARY}"]',
    "in an object": f'{{"token": {{"value": "{CANARY}"',
    "json in json": json_module.dumps({"data": json_module.dumps({"token": CANARY})}),
    "odd link": f'{{"a": "see [https://docs.test]", "b": "//[", "token": "{CANARY}"}}',
    "element": f"<a><token>{CANARY}</token></a>",
    "element with a name of its own": f"<ns:accessToken type='x'>\n {CANARY}</ns:accessToken>",
    "element in an element": f"<token><value><![CDATA[{CANARY}]]></value></token>",
    "attribute": f"<session token='{CANARY}' />",
    "input": f'<input type="hidden" name="token" value="{CANARY}">',
    "input, value first": f"<input value={CANARY} name=token>",
    "meta": f'<meta name="csrf-token" content="{CANARY}">',
    "form": f"a=b&token={CANARY}&c=d",
    "yaml": f"session:\n  token: {CANARY}\n",
    "yaml list": f"tokens:\n  - {CANARY}\n",
    "environment": f"ACCESS_TOKEN={CANARY}\n",
    "script": f"localStorage.setItem('token', '{CANARY}')",
    "bearer": f"Authorization: Bearer {CANARY}",
    "single quotes": f"{{'token': '{CANARY}'}}",
    "escaped": f'<div data-x="{{&quot;token&quot;:&quot;{CANARY}&quot;}}">',
    "stream of events": f'event: login\ndata: {{"token": "{CANARY}"}}\n\n',
    "relative link": f"/set?email=a@acme.test&reset_token={CANARY}",
    "link without a slash": f"set?email=a&reset_token={CANARY}",
    "query": f"?reset_token={CANARY}",
    "fragment": f"#/reset/{CANARY}",
    "another's scheme": f"//acme.test/set?reset_token={CANARY}",
    "escaped link": f"/set?email=a&amp;reset_token={CANARY}",
    "quoted link": f"%2Fset%3Femail%3Da%26reset_token%3D{CANARY}",
}


@pytest.mark.parametrize("text", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16", "utf-16-be", "utf-8-sig"])
def test_secret_is_found_in_a_body_of_any_form(text, encoding):
    assert CANARY in found(body=text.encode(encoding))


@pytest.mark.parametrize("text", BODIES.values(), ids=BODIES)
def test_secret_is_found_beside_a_byte_of_another_encoding(text):
    assert CANARY in found(body=b"\xff " + text.encode())


@pytest.mark.parametrize("member", ["user_invitation_link", "next", "message", "a"])
def test_relative_link_is_one_in_any_member(member):
    for link in (f"/set?email=a&reset_token={CANARY}", f"?token={CANARY}", f"#/reset/{CANARY}"):
        assert CANARY in found(json={"a": [{member: link}]})


@pytest.mark.parametrize("token", ["qzkvwxyp", 123456789012, ["qzkvwxyp"], {"value": "qzkvwxyp"}])
def test_whatever_a_success_gives_as_its_token_is_one(token):
    expected = token[0] if isinstance(token, list) else token
    expected = token["value"] if isinstance(token, dict) else expected

    assert str(expected) in found(json={"token": token})


@pytest.mark.parametrize(
    "header",
    [
        ("X-Auth", CANARY),
        ("X-Session", CANARY),
        ("Auth-Token", "a1b2c3d4"),
        ("Set-Authorization", f"Bearer {CANARY}"),
        ("Link", f'</in#token={CANARY}>; rel="next"'),
        ("X-Debug", f"token={CANARY}"),
        ("Set-Cookie", f"a=b; Path=/, session={CANARY}; Path=/"),
        ("Set-Cookie", f"session={CANARY}; Max-Age=\N{SUPERSCRIPT TWO}"),
    ],
    ids=lambda header: f"{header[0]}: {header[1][:9]}",
)
def test_header_that_says_so_holds_a_secret(header):
    assert header[1].split("=")[-1].split()[-1] in found(headers=(header,)) or (
        CANARY in found(headers=(header,))
    )


@pytest.mark.parametrize(
    "header",
    [
        ("WWW-Authenticate", 'Bearer realm="acme-2027-000123"'),
        ("Location", "/users/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"),
        ("Location", "/users/usr_5TqZ8rXw2LmN7vKp"),
        ("Location", "/segments/4b5a69788796a5b4c3d2e1f0"),
        ("X-Request-Id", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
        ("X-Session-Timeout", "28800000000000"),
        ("X-Token-Expires-At", "2027-01-01T00:00:00Z"),
    ],
    ids=lambda header: f"{header[0]}: {header[1][:14]}",
)
def test_id_or_time_in_a_header_is_no_secret(header):
    assert not found(headers=(header,))


def test_end_of_a_path_that_may_be_an_id_is_only_a_guess():
    exchange = an_exchange(headers=(("Location", f"/dashboard/{CANARY}"),))

    assert secrets_in(exchange) == [(CANARY, LINK_PART)]


ORDINARY = [
    b'{"message": "The token has expired, log in again"}',
    b"<html><title>503 Service Unavailable</title><p>token server down since 12:30</p></html>",
    b'{"error": "invalid_token", "error_description": "token: expired"}',
    b'{"token_type": "bearer", "expires_in": 28800, "session_timeout": 1800}',
    b"password: required\ntoken: optional",
    b'<input type="password" name="password" placeholder="your password" value="">',
    b'{"okta_auth_link": "https://okta.test/oauth2/v1/authorize?client_id=0oa1b2c3d4e5"}',
    b'{"id": "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", "url": "/users/0f1e2d3c4b5a69788796a5b4"}',
]


@pytest.mark.parametrize("body", ORDINARY)
def test_ordinary_words_are_no_secrets(body):
    assert not found(body=body)


@given(
    body=st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "ignore")),
    name=st.sampled_from(["Set-Cookie", "Location", "X-Auth-Token", "Link", "Date"])
    | st.text(max_size=9),
    value=st.text(max_size=120),
)
def test_no_answer_makes_the_search_fail(body, name, value):
    assert isinstance(found(body=body, headers=((name, value),)), set)
