"""What stood in front of an instance, and when it is not asked any more."""

from contextlib import suppress

import pytest

from harness.core.outcomes import SomebodyElse
from harness.http import in_front
from harness.http.in_front import IN_A_ROW, TRIED_AGAIN, InFront
from harness.http.known_pages import Kind
from harness.http.speaker import Stranger
from tests.harness.making import an_exchange

PAGE = Stranger(Kind.CHALLENGE, "Cloudflare")
HTML = (("Content-Type", "text/html"),)


@pytest.fixture
def slept(monkeypatch):
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    return slept


def shown(front, times, key="POST /users/login"):
    for _ in range(times):
        words = front.note(PAGE, an_exchange(status=403, body=b"<html>", headers=HTML), key)
    return words


def test_remark_says_who_answered_how_often_and_where_first():
    front = InFront()
    words = shown(front, 1)
    front.note(PAGE, an_exchange("logout", product="cdp", status=503), "POST /users/logout")
    front.note(Stranger(Kind.GATEWAY), an_exchange(status=502), "POST /users/login")

    at = "POST /api/users/login"
    assert words == (
        f"a challenge page (Cloudflare) answered instead of the instance at {at} (403, text/html)"
    )
    assert front.lines() == [
        "a challenge page (Cloudflare) answered instead of the instance, 2 times, first at "
        f"{at} (403, text/html)",
        f"a gateway answered instead of the instance, once, first at {at} (502, without a body)",
    ]


def test_instance_that_answers_now_and_then_is_asked_as_usual(slept):
    front = InFront()
    for _ in range(10):
        shown(front, IN_A_ROW - 1)
        front.passed(an_exchange(status=200, json={}), "POST /users/login")
        front.require_open("POST /users/login")

    assert slept == []


def test_instance_that_never_answers_is_waited_for_and_then_left_alone(slept, monkeypatch):
    monkeypatch.setattr(in_front, "ALL_PAUSES", 3.0)
    front = InFront()
    shown(front, IN_A_ROW)
    for _ in range(3):
        front.require_open("another operation")

    refused = 0
    for _ in range(TRIED_AGAIN):
        with suppress(SomebodyElse):
            front.require_open("another operation")
            refused -= 1
        refused += 1

    assert sum(slept) <= 3.0
    assert refused == TRIED_AGAIN - 1, "one is tried all the same"
    with pytest.raises(SomebodyElse, match=r"\(403, text/html\): not asked again for now"):
        front.require_open("another operation")


def test_operation_that_others_answer_is_left_alone_by_itself(slept, monkeypatch):
    monkeypatch.setattr(in_front, "ALL_PAUSES", 0.0)
    front = InFront()
    for _ in range(IN_A_ROW):
        shown(front, 1)
        front.passed(an_exchange(status=200, json={}), "GET /users/auth_options")

    front.require_open("GET /users/auth_options")
    with pytest.raises(SomebodyElse):
        front.require_open("POST /users/login")
    front.forgive()
    front.require_open("POST /users/login")
    assert slept == []


def test_what_is_the_instance_s_own_is_asked_as_usual(slept):
    front = InFront()
    shown(front, IN_A_ROW)
    front.take_as_own("POST /users/login")

    front.require_open("POST /users/login")

    assert front.is_own("POST /users/login")
    assert slept == []


def test_pauses_in_a_row_are_longer_each_time_and_bounded(slept):
    front = InFront()
    for _ in range(100):
        shown(front, 1)
        front.pause("POST /users/login")

    assert slept[:4] == [0.2, 0.4, 0.8, 1.0]
    assert max(slept) == 1.0
    assert sum(slept) <= in_front.ALL_PAUSES


def test_generated_input_that_a_firewall_refuses_is_none_in_a_row():
    front = InFront()
    shown(front, 100, key="")

    front.require_open("POST /users/login")
    assert "100 times" in front.lines()[0]


def test_what_was_met_is_taken_once():
    front = InFront()
    shown(front, 3)

    [met] = front.take_met()

    assert (met["who"], met["times"]) == ("a challenge page (Cloudflare)", 3)
    assert front.take_met() == []
