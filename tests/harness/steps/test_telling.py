"""The steps of a script in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from harness.steps.telling import Telling, in_words, likeness
from harness.targets.model import Probe
from tests.harness.making import ACCOUNT
from tests.harness.steps.playing import EMAIL, RESET, TOKEN, Played

PASSWORD = "made-up-5TqZ8rXw"


def test_each_step_says_what_it_does_with_whose_token_and_what_came():
    played = Played.of_a_reset(PASSWORD)
    played.exchange("login", sent={"email": EMAIL, "password": PASSWORD + " "}, status=401)

    assert in_words(played.script()) == [
        "POST /users/login: log in as the account (answered 200)",
        "POST /users/invite: invite a user, with the token of step 1 (answered 200)",
        "GET /users/{user_id}/invitation_link: fetch the invitation link of the user of step 2, "
        "with the token of step 1 (answered 200)",
        "PATCH /users/password: set a password by the token of the link of step 3 (answered 200)",
        "POST /users/login: log in as the user of step 2, with the password of step 4, "
        "and a blank more (answered 401: here it shows)",
    ]


def test_password_of_the_account_is_told_from_another():
    played, said = Played(), {"email": ACCOUNT.email}
    first, last = (
        played.script(played.exchange("login", sent=said | {"password": password}, status=401))
        for password in (ACCOUNT.password.swapcase(), "other-5TqZ8rXw")
    )

    assert "as the account, with the account's password, upper and lower case" in in_words(first)[0]
    assert "as the account, with another password (" in in_words(last)[-1]


def test_token_is_as_old_as_all_steps_make_it():
    played = Played()
    played.log_in()
    played.trace.note_aged(TOKEN, timedelta(hours=8), TOKEN)
    played.trace.note_aged(TOKEN, timedelta(hours=25), "older-5TqZ8rXw2LmN")
    played.exchange("refreshToken", {}, sent={"token": "older-5TqZ8rXw2LmN"})

    assert in_words(played.script())[1:] == [
        "make the token of step 1 older by 8 h",
        "make the token of step 2 older by 25 h, so 33 h in all",
        "PATCH /users/login: refresh the token of step 3 (answered 200: here it shows)",
    ]


def test_probe_is_told_by_its_path():
    played = Played(probe=Probe("GET", "/probe"))
    played.log_in()
    played.exchange(None, token=TOKEN)

    told = in_words(played.script())[1]

    assert told == "GET /probe, with the token of step 1 (answered 200: here it shows)"


def test_what_is_made_of_a_token_names_it():
    played = Played()
    played.log_in()
    played.redactor.register(TOKEN[:-2], "FORGED")
    played.exchange("refreshToken", {}, sent={"token": TOKEN[:-2]})

    assert "with a token made of that of step 1" in in_words(played.script())[1]


def test_words_tell_no_secret():
    played = Played.of_a_reset(PASSWORD)
    played.exchange("login", sent={"email": EMAIL, "password": PASSWORD[:-1]}, status=200)

    told = "".join(in_words(played.script()))

    assert [each for each in (TOKEN, RESET, PASSWORD, EMAIL) if each[:-1] in told] == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Secret", ""),
        (" Secret", ", and a blank more"),
        ("sECRET", ", upper and lower case exchanged"),
        ("secret", ", one letter in the other case"),
        ("Secre", ", the last character left out"),
        ("Sec", ", the last 3 characters left out"),
        ("Secret12", ", and 2 characters more"),
        ("other", None),
        ("", None),
    ],
)
def test_likeness(value, words):
    assert likeness(value, "Secret") == words


def test_blanks_that_are_left_out():
    assert likeness("a", " a ") == ", its blanks left out"


@pytest.mark.parametrize(
    "script",
    ["", "echo", "# 2. x", "echo '\n# 1. x'", "# 1. one\n\n# 3. three"],
    ids=["none", "other", "not-the-first", "within", "a-gap"],
)
def test_what_is_no_step_is_not_told_as_one(script):
    assert in_words(script) in ([], ["one"])


def test_query_of_plain_words_is_told_and_no_other():
    played = Played()
    shown = played.exchange("listUsers", [], path="/users?offset=1&limit=1")
    hidden = played.exchange("listUsers", [], path="/users?offset=x-5TqZ8rXw")
    telling = Telling(played.origins, [0, 1], 1)

    assert [played.trace.events.index(each) for each in (shown, hidden)] == [0, 1]
    assert telling.asked(0).startswith("GET /users?offset=1&limit=1: ")
    assert telling.asked(1).startswith("GET /users: ")
