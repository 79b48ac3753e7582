"""Where the values of a request come from."""

from __future__ import annotations

import pytest

from harness.steps.origins import way_out
from harness.steps.trace import Given
from tests.harness.making import ACCOUNT
from tests.harness.steps.playing import EMAIL, ID, RESET, TOKEN, Played


def test_value_comes_from_the_first_answer_that_gave_it():
    played = Played()
    played.log_in("first-5TqZ8rXw2LmN")
    played.log_in()
    played.exchange("refreshToken", {"token": TOKEN}, sent={"token": "x"})

    assert played.origins.origin(TOKEN, 3) == 1
    assert played.origins.origin(TOKEN, 1) is None


@pytest.mark.parametrize(
    "value", [ACCOUNT.email, ACCOUNT.password, EMAIL, "password", "nowhere-5TqZ8rXw"]
)
def test_value_that_nobody_gave_has_no_origin(value):
    played = Played()
    played.exchange("login", {"message": value, "password": "x"}, sent={"a": "b"})

    known = value == "nowhere-5TqZ8rXw"

    assert (played.origins.origin(value, 1) is None) is not known


def test_what_an_answer_repeats_of_the_request_is_the_runs_own():
    played = Played()
    played.exchange("login", {"echo": "made-up-5TqZ8rXw"}, sent={"x": "made-up-5TqZ8rXw"})

    assert played.origins.origin("made-up-5TqZ8rXw", 1) is None


def test_short_number_is_an_id_alone():
    played = Played()
    played.exchange("listUsers", {"count": 42, "user_id": 17})

    assert (played.origins.origin("42", 1), played.origins.origin("17", 1)) == (None, 0)


def test_values_stand_in_paths_queries_headers_and_bodies():
    played = Played()
    sent = {"a": [{"b": "in-a-body"}]}
    made = played.exchange("listUsers", token=TOKEN, sent=sent, path=f"/users/{ID}?x=in%20query")

    assert {TOKEN, ID, "in query", "in-a-body"} <= set(played.origins.values_of(made))


def test_way_out_of_what_was_given():
    mail = Given("mail", f"https://a.test/?reset_token={RESET}")

    assert way_out(mail, RESET) == "linked reset_token"
    assert way_out(Given("code", "x"), "x") == "member code"
    assert way_out(Given("aged", "x"), "x") == "member token"


def test_forged_token_names_what_it_was_made_of():
    played = Played()
    played.log_in()

    assert (played.origins.forged_of(TOKEN[:-1] + "x", 1) or ([], []))[1] == [TOKEN]
    assert played.origins.forged_of("nothing-like-it-9", 1) is None
