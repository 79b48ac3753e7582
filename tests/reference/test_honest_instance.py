import json
import socket
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from reference.products import PRODUCTS
from tests.reference.asking import NOBODY, PASSWORD, Seen, request
from tests.reference.journey import Journey

Instances = dict[str, dict[str, Any]]
INVALID = {"message": "Invalid credentials have been provided"}


@pytest.fixture(params=PRODUCTS)
def each(request: pytest.FixtureRequest, fresh_instances: Instances) -> Journey:
    return Journey(fresh_instances[request.param])


@pytest.fixture
def me(fresh_instances: Instances) -> Journey:
    return Journey(fresh_instances["me"])


@pytest.fixture
def cdp(fresh_instances: Instances) -> Journey:
    return Journey(fresh_instances["cdp"])


def log_in(journey: Journey, email: str, password: object) -> Seen:
    return journey.send("POST", journey.login, {"email": email, "password": password})


def invite(me: Journey, email: str) -> str:
    return me.send("POST", "/users/invite", {"email": email}, me.log_in()).field("id")


def test_token_answer_is_not_cacheable(each: Journey) -> None:
    answer = log_in(each, each.account["email"], each.account["password"])

    assert answer.headers["cache-control"] == ["no-store"]
    assert answer.headers["content-type"] == ["application/json"]


def test_wrong_password_and_unknown_address_are_refused_alike(each: Journey) -> None:
    wrong, unknown = log_in(each, each.account["email"], "wrong"), log_in(each, NOBODY, "wrong")

    assert (wrong.status, wrong.json()) == (unknown.status, unknown.json()) == (401, INVALID)


def test_session_lives_until_its_log_out(each: Journey) -> None:
    token, other = each.log_in(), each.log_in()
    body = None if each.product == "me" else {"token": token}

    each.probe(token)
    first, second = (each.send("DELETE", each.login, body, token) for _ in range(2))
    each.probe(token)
    each.probe(other)

    assert (first.status, second.status) == (200, 401)
    assert [each.statuses[index] for index in (-5, -2, -1)] == [200, 401, 200]


def test_forged_token_is_not_refreshed(each: Journey) -> None:
    answer = each.send("PATCH", each.login, {"token": "never-was-a-token"})

    assert answer.status == 401
    assert answer.json() != {"message": "Token is too old for refresh"}


def test_cookie_is_set_and_expired(fresh_instances: Instances) -> None:
    for product in ("me", "mi"):
        journey = Journey(fresh_instances[product])
        login = log_in(journey, journey.account["email"], journey.account["password"])
        token = login.field("token")
        logout = journey.send("DELETE", journey.login, {"token": token}, token)

        guards = "Path=/; HttpOnly; SameSite=Lax"
        assert login.headers["set-cookie"] == [f"access_token={token}; {guards}"]
        assert "Max-Age=0" in logout.headers["set-cookie"][0]
        assert logout.headers["set-cookie"][0].endswith(guards)


def test_metabase_needs_token_and_feature(cdp: Journey) -> None:
    limited = cdp.log_in(cdp.limited["email"], cdp.limited["password"])
    path = "/users/metabase_login"

    answers = [cdp.send("POST", path, token=token) for token in (cdp.log_in(), None, limited)]

    assert [answer.status for answer in answers] == [200, 401, 403]
    assert ["set-cookie" in answer.headers for answer in answers] == [True, False, False]


def test_invited_user_exists_once(me: Journey) -> None:
    first, second = invite(me, "once@a.test"), invite(me, "once@a.test")

    again = me.send("PATCH", "/users/invite", {"email": "once@a.test"}, me.log_in())

    assert first == second == again.field("id")


def test_refused_invitation_has_no_effect(me: Journey) -> None:
    body = {"email": "uninvited@b.test"}

    assert me.send("POST", "/users/invite", body).status == 401
    assert me.send("PATCH", "/users/invite", body, me.log_in()).status == 404


def test_link_encodes_the_address_and_opens_the_account(me: Journey) -> None:
    address = "plus+and&more@a.test"
    link = me.link(invite(me, address), me.log_in())

    me.set_password(link, PASSWORD)

    query = parse_qs(urlsplit(link).query)
    assert query["email"] == [address]
    assert query["referrer"] == ["invitation-link"]
    assert log_in(me, address, PASSWORD).status == 200


def test_reset_token_works_once_and_for_its_user(me: Journey) -> None:
    link = me.link(invite(me, "mine@a.test"), me.log_in())
    invite(me, "other@a.test")

    answers = [
        (me.set_password(link, PASSWORD, email), me.statuses[-1])[1]
        for email in ("other@a.test", "mine@a.test", "mine@a.test")
    ]

    assert answers == [400, 200, 400]


def test_reset_token_dies_after_a_day(me: Journey) -> None:
    link = me.link(invite(me, "late@a.test"), me.log_in())

    me.controlled("/clock", {"seconds": 24 * 3600})
    me.set_password(link, PASSWORD)

    assert me.statuses[-1] == 400


def test_removed_user_is_gone(me: Journey) -> None:
    user = invite(me, "removed@a.test")
    me.set_password(me.link(user, me.log_in()), PASSWORD)
    token, own = me.log_in(), me.log_in("removed@a.test", PASSWORD)

    removed = me.send("DELETE", f"/users/{user}", token=token)
    me.probe(own)

    assert removed.json()["deleted"] is True
    assert me.statuses[-1] == 401
    assert me.send("GET", f"/users/{user}", token=token).status == 404
    assert log_in(me, "removed@a.test", PASSWORD).status == 401


@pytest.mark.parametrize("user", ["not-a-uuid", quote("ü /?#", safe=""), "x" * 3000])
def test_any_unknown_user_is_not_found(me: Journey, user: str) -> None:
    assert me.send("GET", f"/users/{user}/invitation_link", token=me.log_in()).status == 404


def fields_of(value: object) -> dict[str, object]:
    return dict.fromkeys(("email", "password", "token", "code"), value)


BAD: list[object] = [None, 7, True, [], {}, "", "\0", "\ud800", "x" * 5000, 10**400]
RAW = [b"", b"null", b"7", b"[]", b'"a"', b"{", b"\xff\xfe", b"[" * 100_000, b'{"email": NaN}']


@pytest.mark.parametrize("body", [*map(fields_of, BAD), {}, *RAW])
def test_bad_input_is_refused(each: Journey, body: object) -> None:
    for method, path in (("POST", each.login), ("PATCH", each.login), ("POST", each.sso)):
        answer = each.send(method, path, body)

        assert answer.status == 400
        assert set(answer.json()) == {"message"}


def test_huge_body_is_refused(each: Journey) -> None:
    assert each.send("POST", each.login, b" " * 3_000_000).status == 413


def test_huge_token_is_refused(each: Journey) -> None:
    each.probe("x" * 2_000_000)

    assert each.statuses[-1] == 401


@pytest.mark.parametrize("operation", ["log-out", "invitation"])
def test_body_is_not_needed_where_none_is_documented(me: Journey, operation: str) -> None:
    method, path, expected = {
        "log-out": ("DELETE", "/users/login", 200),
        "invitation": ("GET", "/users/unknown/invitation_link", 404),
    }[operation]

    assert me.send(method, path, b"", me.log_in()).status == expected


def test_wrong_media_type_is_refused(each: Journey) -> None:
    parts = urlsplit(each.base)
    body = json.dumps({"email": "a@a.test", "password": "p"})
    head = f"POST {parts.path}{each.login} HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
    lines = f"{head}Content-Length: {len(body)}\r\n\r\n{body}"

    with socket.create_connection((parts.hostname or "", parts.port or 0), 5) as connection:
        connection.sendall(lines.encode())

        assert connection.recv(100).startswith(b"HTTP/1.1 415")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("PUT", "", 405), ("OPTIONS", "", 204), ("TRACE", "", 405)],
)
def test_unknown_paths_and_methods_are_refused(
    each: Journey, method: str, path: str, status: int
) -> None:
    answer = request(each.base, method, path or each.login)

    assert answer.status == status
    assert ("allow" in answer.headers) == (path == "")


def test_head_is_answered_as_get(each: Journey) -> None:
    answer = request(each.base, "HEAD", each.options)

    assert (answer.status, answer.body) == (200, b"")
