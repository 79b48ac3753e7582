from typing import Any

import pytest

from tests.reference.asking import HOUR, request
from tests.reference.journey import Journey

Instances = dict[str, dict[str, Any]]


@pytest.fixture
def me(fresh_instances: Instances) -> Journey:
    return Journey(fresh_instances["me"])


def statuses(journey: Journey, token: str) -> int:
    journey.probe(token)
    return journey.statuses[-1]


def test_aged_token_is_the_same_session(me: Journey) -> None:
    token = me.log_in()

    assert statuses(me, me.older(token, 7.99 * HOUR)) == 200
    assert statuses(me, me.older(token, 0.02 * HOUR)) == 401


def test_aged_json_web_token_is_the_same_session(instances: Instances) -> None:
    me = Journey(instances["me.jwt"])
    token = me.log_in()

    older = me.older(token, 7.99 * HOUR)

    assert older != token
    assert statuses(me, older) == 200
    assert statuses(me, me.older(older, 0.02 * HOUR)) == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"token": "never-was-one", "seconds": 1}, 404),
        ({"token": 1, "seconds": 1}, 400),
        ({"token": "a", "seconds": "1"}, 400),
        ([], 400),
        (b"{", 400),
    ],
)
def test_ager_refuses_what_it_cannot_do(me: Journey, body: object, status: int) -> None:
    assert request(me.control, "POST", "/age", body).status == status


def test_clock_moves_every_session(fresh_instances: Instances) -> None:
    mi = Journey(fresh_instances["mi"])
    token = mi.log_in()

    mi.controlled("/clock", {"seconds": 8 * HOUR})

    assert statuses(mi, token) == 401
    assert statuses(mi, mi.log_in()) == 200


def test_requests_are_recorded_as_they_came(me: Journey) -> None:
    me.send("POST", "/users/login", {"email": "recorded@a.test", "password": "p"}, "a-token")

    last = me.controlled("/requests")[-1]

    assert (last["method"], last["path"], last["status"]) == ("POST", "/users/login", 401)
    assert "recorded@a.test" in last["body"]
    assert ["x-access-token", "a-token"] in last["headers"]


def test_requests_can_be_forgotten(me: Journey) -> None:
    request(me.control, "DELETE", "/requests")

    assert me.controlled("/requests") == []


def test_code_logs_the_account_in_once(me: Journey) -> None:
    code = me.controlled("/sso-code", {})["code"]

    answers = [me.send("POST", me.sso, {"code": code}).status for _ in range(2)]

    assert answers == [200, 401]


def test_code_of_nobody_is_refused(me: Journey) -> None:
    assert request(me.control, "POST", "/sso-code", {"email": "nobody@a.test"}).status == 404


def test_code_expires_after_a_minute(me: Journey) -> None:
    code = me.controlled("/sso-code", {})["code"]

    me.controlled("/clock", {"seconds": 61})

    assert me.send("POST", me.sso, {"code": code}).status == 401


def test_mail_is_found_shown_and_deleted(me: Journey) -> None:
    address = me.account["email"]
    me.send("POST", "/users/password", {"email": address})

    found = me.controlled(f"/mail/api/v1/search?query=to:%22{address}%22")["messages"]
    mail = me.controlled(f"/mail/api/v1/message/{found[0]['ID']}")
    request(me.control, "DELETE", "/mail/api/v1/messages", {"IDs": [found[0]["ID"]]})

    assert mail["To"][0]["Address"] == address
    assert "reset_token=" in mail["Text"]
    assert "reset_token=" in mail["HTML"]
    left = me.controlled("/mail/api/v1/messages")["messages"]
    assert mail["ID"] not in {each["ID"] for each in left}
    assert request(me.control, "GET", f"/mail/api/v1/message/{mail['ID']}").status == 404


def test_mail_to_others_is_not_found(me: Journey) -> None:
    me.send("POST", "/users/password", {"email": me.account["email"]})

    assert me.controlled("/mail/api/v1/search?query=to:other@a.test")["messages"] == []
